"""Small pieces of FHIR resources: codes, dates, references, text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from osteo_core.errors import as_line
from osteo_core.records.dates import When, WrongDate, read_when

Resource = Mapping[str, Any]

LOINC, SNOMED, ICD10, ATC = "loinc", "snomed", "icd10", "atc"
_SYSTEMS = (
    (LOINC, ("loinc.org", "2.16.840.1.113883.6.1")),
    (SNOMED, ("snomed.info/sct", "2.16.840.1.113883.6.96")),
    (ICD10, ("icd-10", "icd10", "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.3")),
    (ATC, ("whocc.no/atc", "atc", "2.16.840.1.113883.6.73")),
)


@cache
def table() -> dict[str, Any]:
    """codes.toml."""
    with Path(__file__).with_name("codes.toml").open("rb") as file:
        return tomllib.load(file)


def listed(value: Any) -> list[Any]:
    """A list as it is, one thing as a list of it, nothing as an empty list: hospitals send each for the other."""
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(value: Any) -> list[Resource]:
    """The objects of a list."""
    return [each for each in listed(value) if isinstance(each, Mapping)]


def codings(concept: Any) -> Iterator[tuple[str, str]]:
    """(system, code) of a CodeableConcept; the system "" where it is not said or not known."""
    for each in (c for part in objects(concept) for c in objects(part.get("coding"))):
        code = each.get("code")
        if isinstance(code, str) and code.strip():
            yield system_of(each.get("system")), code.strip()


def codes(concept: Any, system: str) -> list[str]:
    """The codes of one system; codes without any system count, since their form tells them apart."""
    return [code for known, code in codings(concept) if known in (system, "")]


def system_of(url: Any) -> str:
    """The short name of a coding system; "" where none is said, the address itself where it is another."""
    if not isinstance(url, str) or not url.strip():
        return ""
    if url.rstrip("/").endswith("2.16.840.1.113883.6.1"):
        return LOINC
    return next((name for name, marks in _SYSTEMS if any(mark in url.lower() for mark in marks)), url)


def words(concept: Any) -> str:
    """What a CodeableConcept says in words, displays and text together."""
    parts = [part.get("text") for part in objects(concept)]
    parts += [each.get("display") for part in objects(concept) for each in objects(part.get("coding"))]
    return as_line("; ".join(dict.fromkeys(part.strip() for part in parts if isinstance(part, str) and part.strip())), 200)


def named(concept: Any) -> str:
    """A concept for the reader: its words, and its first code."""
    code = next((code for _, code in codings(concept)), "")
    return as_line(" ".join(part for part in (code, words(concept)) if part) or "?", 160)


def reference(value: Any) -> str | None:
    """The target of a Reference, "Patient/1", whatever server's address stands before it."""
    text = value.get("reference") if isinstance(value, Mapping) else None
    return short_reference(text) if isinstance(text, str) and text else None


def short_reference(text: str) -> str:
    """The last two parts of a reference, without a version; a urn and a contained "#id" as they are."""
    if text.startswith(("urn:", "#")):
        return text
    return "/".join(text.split("/_history/")[0].rstrip("/").split("/")[-2:])


def when_of(resource: Resource, *names: str) -> When | None:
    """The first of these elements that holds a date; of a period its start, of an instant its day. None where none is one."""
    for name in names:
        value = resource.get(name)
        text = value.get("start") or value.get("end") if isinstance(value, Mapping) else value
        if isinstance(text, str):
            try:
                return read_when(text.split("T")[0], "", date.max, may_come=True)
            except WrongDate:
                continue
    return None


def place(resource: Resource) -> str:
    """Where a value stands: the resource's type and id."""
    kind, name = resource.get("resourceType"), resource.get("id")
    return as_line(f"{kind}/{name}" if name else str(kind), 100)
