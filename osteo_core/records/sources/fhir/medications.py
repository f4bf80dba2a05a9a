"""Drugs that act on bone become treatments; glucocorticoids are a question, since a prescription does not say dose and time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from osteo_core.records.sources.fhir.document import Document
from osteo_core.records.sources.fhir.parts import ATC, Resource, codes, named, place, table, when_of, words
from osteo_core.records.sources.found import Found

_ENDED = ("stopped", "completed", "on-hold")
_WITHDRAWN = ("entered-in-error", "cancelled", "draft", "not-taken", "intended")


def of_medication(medication: Resource, document: Document) -> Iterator[Found]:
    """What a MedicationStatement or a MedicationRequest says."""
    concept = _drug(medication, document)
    if concept is None:
        link = medication.get("medicationReference")
        target = link.get("reference") if isinstance(link, Mapping) else None
        yield Found(field=None, found=str(target or "—"), source=f"{place(medication)}.medication").refused("unresolved")
        return
    source, drug_class = f"{place(medication)}, {named(concept)}", _class(concept)
    start = when_of(medication, "effectivePeriod", "effectiveDateTime", "authoredOn", "dateAsserted")
    period = medication.get("effectivePeriod")
    stop = when_of({"end": period.get("end")}, "end") if isinstance(period, Mapping) else None
    row = Found(field=None, found=named(concept), source=source, date=None if start is None else start.first)
    if drug_class is None:
        yield row.refused("drug")
    elif (status := str(medication.get("status"))) in _WITHDRAWN:
        yield row.refused("withdrawn", status=status)
    elif drug_class == "glucocorticoid" and _is_local(concept):
        yield row.refused("local_glucocorticoid")
    elif drug_class == "glucocorticoid":
        now = status == "active"  # it holds at the visits from then on, not on the day of the prescription alone
        yield replace(row, field="glucocorticoid_use", value=True, standing=now).asked("glucocorticoid")
    else:
        dates = {name: when.text for name, when in (("start", start), ("stop", stop)) if when is not None}
        value = {"class": drug_class, "drug": words(concept)[:200] or None} | dates
        course = replace(row, field="treatment", value=value, standing=True)
        yield course.asked("ended", status=status) if status in _ENDED and stop is None else course


def _is_local(concept: Any) -> bool:
    """Whether the name says a form that acts where it is applied."""
    name = words(concept).lower()
    return any(re.search(rf"(?<![a-z]){part}", name) for part in table()["drugs"]["local"]["words"])


def _drug(medication: Resource, document: Document) -> Any:
    """The drug's concept, given here or in a Medication that is referred to; None where that is not in the file."""
    if isinstance(medication.get("medicationCodeableConcept"), Mapping):
        return medication["medicationCodeableConcept"]
    found = document.resolved(medication.get("medicationReference"), medication)
    if found is not None:
        return found.get("code")
    link = medication.get("medicationReference")
    display = link.get("display") if isinstance(link, Mapping) else None
    return {"text": display} if isinstance(display, str) and display.strip() else None


def _class(concept: Any) -> str | None:
    """The class of a drug by its ATC code's longest beginning, else by an ingredient in its name."""
    starts = sorted(table()["drugs"]["atc"].items(), key=lambda pair: -len(pair[0]))
    for code in codes(concept, ATC):
        for start, drug_class in starts:
            if code.upper().startswith(start):
                return str(drug_class)
    name = words(concept).lower()
    return next((str(drug_class) for part, drug_class in table()["drugs"]["names"].items() if part in name), None)
