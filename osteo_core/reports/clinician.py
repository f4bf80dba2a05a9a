"""The clinician's report: two pages at most, from the numbers to what they rest on."""

from __future__ import annotations

import datetime

from osteo_core.catalogue import CATALOGUE
from osteo_core.reports.answers import Answered
from osteo_core.reports.densitometry import densitometry
from osteo_core.reports.document import Document, Text
from osteo_core.reports.inputs import inputs
from osteo_core.reports.provenance import people, provenance
from osteo_core.reports.reasons import reasons
from osteo_core.reports.risks import network_numbers, side_by_side
from osteo_core.reports.rules import verdicts
from osteo_core.reports.trend import trend
from osteo_core.reports.wording import say, value_text


def clinician(found: Answered, date: datetime.date, language: str) -> Document:
    """The document for the clinician, made on `date`."""
    return Document(
        language=language,
        title=say("clinician.title", language),
        subject=say("clinician.subject", language),
        facts=(*who(found, language), *_age_and_sex(found, language), made_on(date, language)),
        notice=say("notice", language),
        footer=footer(found, date, language),
        page=say("page", language, page="{page}", pages="{pages}"),
        most_pages=2,
        large=False,
        parts=(
            network_numbers(found, language),
            Text(people(found, language), "small"),
            *densitometry(found.patient, language),
            *trend(found, language),
            *side_by_side(found, language),
            *reasons(found, language),
            *verdicts(found, language),
            *inputs(found, language),
            *provenance(found, date, language),
        ),
    )


def who(found: Answered, language: str) -> tuple[tuple[str, str], ...]:
    """The record's label and its id, where it has them."""
    names = (("label", found.patient.label), ("id", found.patient.id))
    return tuple((say(f"who.{name}", language), str(value)) for name, value in names if value not in (None, ""))


def made_on(date: datetime.date, language: str) -> tuple[str, str]:
    """The day of the report."""
    return say("who.date", language), date.isoformat()


def footer(found: Answered, date: datetime.date, language: str) -> str:
    """What stands at the foot of every page, so that a single sheet still says whose and when it is."""
    return say("footer", language, who=found.name or say("who.unnamed", language), date=date.isoformat())


def _age_and_sex(found: Answered, language: str) -> tuple[tuple[str, str], ...]:
    clinical = found.patient.entered().get("clinical", {})
    return tuple(
        (CATALOGUE[name].label_in(language), value_text(CATALOGUE[name], clinical[name], language))
        for name in ("age", "sex")
        if name in clinical
    )
