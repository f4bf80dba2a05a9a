"""Diagnoses and family history. Nothing that is not said becomes a "no"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from osteo_core.records.dates import When
from osteo_core.records.sources.fhir.parts import ICD10, SNOMED, Resource, codes, codings, named, objects, place, table, when_of, words
from osteo_core.records.sources.found import Found

_NOT_TRUE = ("refuted", "entered-in-error")
_NOT_SURE = ("unconfirmed", "provisional", "differential")
_OVER = ("inactive", "remission", "resolved")
_LASTING = ("parental_hip_fracture", "parental_osteoporosis", "prior_fracture")
_HIP_FRACTURE = re.compile(r"hip fracture|fractured? (?:of )?(?:the )?(?:hip|neck of femur|femoral neck)|髋部?骨折", re.IGNORECASE)


def diagnosis(concept: Any, source: str) -> Found | None:
    """What a coded diagnosis fills, or why it fills nothing; None for one that the table does not have."""
    icd, snomed = codes(concept, ICD10), codes(concept, SNOMED)
    for rule in table()["diagnosis"]:
        by_icd = any(code.upper().startswith(start) for code in icd for start in rule.get("icd10", ()))
        if not by_icd and not any(code in rule.get("snomed", ()) for code in snomed):
            continue
        row = Found(field=rule.get("field"), found=named(concept), source=source, standing=True, value=True)
        if "without_field" in rule:
            return replace(row, value=None).refused(rule["without_field"])
        if "ask" in rule:
            return row.asked(rule["ask"])
        return row.noted(rule["note"]) if "note" in rule else row
    return None


def of_condition(condition: Resource) -> Iterator[Found]:
    """What a Condition fills."""
    source = f"{place(condition)}, {named(condition.get('code'))}"
    row = diagnosis(condition.get("code"), source)
    if row is None:
        yield Found(field=None, found=named(condition.get("code")), source=source).refused("not_used")
        return
    row = replace(row, date=_day(when_of(condition, "onsetDateTime", "onsetPeriod", "recordedDate")))
    verification = _status(condition, "verificationStatus")
    clinical = _status(condition, "clinicalStatus")
    if verification in _NOT_TRUE:
        row = row.refused("withdrawn", status=verification)
    elif verification in _NOT_SURE and row.status == "accept":
        row = row.asked("unsure", status=verification)
    elif clinical in _OVER and row.status == "accept" and row.field not in _LASTING:
        row = row.asked("over", status=clinical)
    yield row


def of_family(history: Resource) -> Iterator[Found]:
    """What a FamilyMemberHistory fills: a parent's hip fracture."""
    relation, source = history.get("relationship"), f"{place(history)}, {named(history.get('relationship'))}"
    parent = any(code.upper() in table()["family"]["parents"] for _, code in codings(relation))
    day = _day(when_of(history, "date"))
    conditions = objects(history.get("condition"))
    if not conditions:
        yield Found(field=None, found=named(relation), source=source, date=day).refused("no_value")
    for each in conditions:
        concept = each.get("code")
        row = Found(field="parental_hip_fracture", found=named(concept), source=source, date=day, standing=True)
        coded = any(code in table()["family"]["hip_fracture_snomed"] for code in codes(concept, SNOMED))
        coded |= any(code.upper().startswith(start) for code in codes(concept, ICD10) for start in table()["family"]["hip_fracture_icd10"])
        in_words = _HIP_FRACTURE.search(words(concept)) is not None
        if not coded and not in_words:
            yield replace(row, field=None).refused("family")
        elif history.get("status") == "entered-in-error":
            yield row.refused("withdrawn", status="entered-in-error")
        elif not parent:
            yield replace(row, field=None).refused("no_parent")
        else:
            yield replace(row, value=True) if coded else replace(row, value=True).asked("in_words")


def _status(condition: Resource, name: str) -> str:
    value = condition.get(name)
    return next((code for _, code in codings(value)), "") if isinstance(value, Mapping) else ""


def _day(when: When | None) -> Any:
    """A day from which a diagnosis stands; of a month or a year its last, so that it is not taken as known too early."""
    return None if when is None else when.last
