"""A report from what was gathered: for whom, in which language, as PDF or HTML; bytes, and nothing on disk."""

from __future__ import annotations

import datetime
from typing import Literal, get_args

from osteo_core.errors import InvalidInput, Problem
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Document

Reader = Literal["clinician", "patient"]
Kind = Literal["pdf", "html"]
READERS: tuple[Reader, ...] = get_args(Reader)
KINDS: tuple[Kind, ...] = get_args(Kind)


def document(found: Answered, reader: Reader, language: str, date: datetime.date) -> Document:
    """What the report says.

    Raises:
        InvalidInput: the report would be older than the visit that it is about.
    """
    from osteo_core.reports.clinician import clinician
    from osteo_core.reports.leaflet import leaflet

    if found.visit is not None and date < found.visit:
        raise InvalidInput(Problem("", "reports.problem.before_visit", {"date": date.isoformat(), "visit": found.visit.isoformat()}))
    return (clinician if reader == "clinician" else leaflet)(found, date, language)


def make(found: Answered, reader: Reader, language: str, kind: Kind, date: datetime.date) -> bytes:
    """The report as the bytes of a file, the same for the same answers and date."""
    laid_out = document(found, reader, language, date)
    if kind == "pdf":
        from osteo_core.reports.pdf import pdf

        return pdf(laid_out, date)
    from osteo_core.reports.web import web

    return web(laid_out, date).encode()


def kind_of(name: str) -> Kind:
    """The kind of report that a file's name ends in.

    Raises:
        InvalidInput: it ends in neither.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found: Kind | None = "pdf" if ending == "pdf" else "html" if ending == "html" else None
    if found is None:
        raise InvalidInput(Problem(name, "reports.problem.ending", {}))
    return found
