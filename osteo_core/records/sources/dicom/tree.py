"""A report's content tree, walked whatever its template: every numeric item with what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from osteo_core.errors import as_line

DEEPEST = 60


@dataclass(frozen=True)
class Coded:
    """A coded concept: scheme ("LN", "SCT", …), code, and its meaning in words."""

    scheme: str = ""
    code: str = ""
    meaning: str = ""

    @property
    def plain(self) -> str:
        """The meaning without capitals, blanks and hyphens."""
        return "".join(self.meaning.lower().replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True)
class Measured:
    """A numeric item: its concept, value and unit, and the coded concepts and words of everything it stands in and beside."""

    concept: Coded
    value: str
    unit: str
    around: tuple[Coded, ...]


def measurements(dataset: Any) -> Iterator[Measured]:
    """Every numeric item of a report, in order."""
    yield from _walk(dataset, (), 0)


def _walk(item: Any, around: tuple[Coded, ...], depth: int) -> Iterator[Measured]:
    children = list(getattr(item, "ContentSequence", None) or [])
    beside = tuple(coded for child in children for coded in _context(child))
    here = (*around, *beside)
    for child in children:
        concept = _concept(child, "ConceptNameCodeSequence")
        if getattr(child, "ValueType", "") == "NUM":
            own = tuple(coded for inner in getattr(child, "ContentSequence", None) or [] for coded in _context(inner))
            yield _measured(child, concept, (*here, *own))
        if depth < DEEPEST:
            inside = (*here, concept) if getattr(child, "ValueType", "") == "CONTAINER" else here
            yield from _walk(child, inside, depth + 1)


def _context(item: Any) -> list[Coded]:
    """What a coded or a text item says of its neighbours (finding site, laterality, region)."""
    kind = getattr(item, "ValueType", "")
    if kind == "CODE":
        inner = [coded for each in getattr(item, "ContentSequence", None) or [] for coded in _context(each)]
        return [_concept(item, "ConceptCodeSequence"), *inner]
    return [Coded(meaning=as_line(str(getattr(item, "TextValue", "")), 80))] if kind == "TEXT" else []


def _measured(item: Any, concept: Coded, around: tuple[Coded, ...]) -> Measured:
    values = list(getattr(item, "MeasuredValueSequence", None) or [])
    number = getattr(values[0], "NumericValue", None) if values else None
    value = "" if number is None else str(number)
    units = _concept(values[0], "MeasurementUnitsCodeSequence") if values else Coded()
    return Measured(concept, value, units.code or units.meaning, around)


def _concept(item: Any, name: str) -> Coded:
    sequence = list(getattr(item, name, None) or [])
    if not sequence:
        return Coded()
    code = sequence[0]
    found = (str(getattr(code, element, "") or "") for element in ("CodingSchemeDesignator", "CodeValue", "CodeMeaning"))
    scheme, value, meaning = (as_line(text, 80) for text in found)
    return Coded(scheme, value or as_line(str(getattr(code, "LongCodeValue", "") or ""), 80), meaning)
