"""A report from what was gathered: for whom, in which language, as PDF, HTML or FHIR; bytes, and nothing on disk."""

from __future__ import annotations

import datetime
from typing import Literal, get_args

from osteo_core.errors import InvalidInput, Problem, as_line
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Document

Reader = Literal["clinician", "patient"]
Kind = Literal["pdf", "html", "fhir"]
READERS: tuple[Reader, ...] = get_args(Reader)
KINDS: tuple[Kind, ...] = get_args(Kind)


def document(found: Answered, reader: Reader, language: str, date: datetime.date) -> Document:
    """What the report says.

    Raises:
        InvalidInput: the report would be older than the visit that it is about.
    """
    from osteo_core.reports.clinician import clinician
    from osteo_core.reports.leaflet import leaflet

    _not_before_the_visit(found, date)
    return (clinician if reader == "clinician" else leaflet)(found, date, language)


def make(found: Answered, reader: Reader, language: str, kind: Kind, date: datetime.date) -> bytes:
    """The report as the bytes of a file, the same for the same answers and date; FHIR is the same for every reader.

    Raises:
        InvalidInput: as `document`.
    """
    if kind == "fhir":
        from osteo_core.reports.fhir import fhir

        _not_before_the_visit(found, date)
        return fhir(found, date, language).encode()
    laid_out = document(found, reader, language, date)
    if kind == "pdf":
        from osteo_core.reports.pdf import pdf

        return pdf(laid_out, date)
    from osteo_core.reports.web import web

    return web(laid_out, date).encode()


def warm_up() -> None:
    """Make a report of a shipped example for nobody: what is loaded on first use is loaded then. Raises ArtifactError."""
    from osteo_core.patients.examples import list_examples, load_example
    from osteo_core.records import Record
    from osteo_core.reports.answers import ask

    found = ask(Record.of(load_example(list_examples()[0].id)))
    make(found, "clinician", "en", "pdf", datetime.date.today())


def date_of(written: str | None, where: str) -> datetime.date:
    """The date that a report is to bear, today where none is given. Raises InvalidInput for what is no day; `where` it was written."""
    if written is None:
        return datetime.date.today()
    try:
        if len(written) != len("2026-11-26"):
            raise ValueError(written)
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise InvalidInput(Problem(where, "reports.problem.date", {"value": as_line(written, 40)})) from None


def kind_of(name: str) -> Kind:
    """The kind of report that a file's name ends in.

    Raises:
        InvalidInput: it ends in neither.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kinds: dict[str, Kind] = {"pdf": "pdf", "html": "html", "json": "fhir"}
    if ending not in kinds:
        raise InvalidInput(Problem(name, "reports.problem.ending", {}))
    return kinds[ending]


def _not_before_the_visit(found: Answered, date: datetime.date) -> None:
    if found.visit is not None and date < found.visit:
        raise InvalidInput(Problem("", "reports.problem.before_visit", {"date": date.isoformat(), "visit": found.visit.isoformat()}))
