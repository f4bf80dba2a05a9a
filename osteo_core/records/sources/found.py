"""A value that a source holds, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import Problem, as_line
from osteo_core.patients.wording import range_problem
from osteo_core.records.entries import OUTSIDE

Status = Literal["accept", "question", "refused"]

SCAN_FIELDS = ("scan.device", "scan.side", "scan.vertebrae")
"""What a source says of the scan itself; goes beside a visit's values."""

IDENTITY = ("id", "label")
"""Of a record of ours; what another system calls a person is not taken."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One value of a source.

    `found` and `unit` are as the source has them. `field` is the catalogue's field that it goes to, "treatment", "fracture", one of
    `SCAN_FIELDS` or `IDENTITY`, "outside.<name>" for other programs' results, or None where it goes nowhere; `value` what it becomes in
    the field's unit (None where that is open). `choices` are fields among which a person may choose. `standing` values hold from their
    date on (a diagnosis), others are of their day. `maker` and `side` are what the source says of the device that measured it.
    """

    field: str | None
    found: str
    source: str
    status: Status = "accept"
    value: Any = None
    unit: str = ""
    date: date | None = None
    reason: Problem | None = None
    choices: tuple[str, ...] = ()
    standing: bool = False
    maker: str | None = None
    side: str | None = None
    vertebrae: str | None = None

    @property
    def feature(self) -> Feature | None:
        """The catalogue's feature that it goes to, where it goes to one."""
        return CATALOGUE[self.field] if self.field is not None and self.field in CATALOGUE else None

    @property
    def target_unit(self) -> str:
        """The unit of what it becomes; the source's own where it becomes nothing."""
        if self.feature is not None and self.value is not None and self.status != "refused":
            return self.feature.unit or ""
        return self.unit

    def refused(self, key: str, **params: Any) -> Found:
        """The same value refused, with the reason `records.refused.<key>`."""
        return replace(self, status="refused", reason=because("refused", key, **params))

    def asked(self, key: str, **params: Any) -> Found:
        """The same value as a question, `records.question.<key>`."""
        return replace(self, status="question", reason=because("question", key, **params))

    def noted(self, key: str, **params: Any) -> Found:
        """The same value, accepted with a remark, `records.taken.<key>`."""
        return replace(self, reason=because("taken", key, **params))

    def within_range(self) -> Found:
        """The same value, refused where the catalogue does not allow it."""
        if self.status == "refused" or not isinstance(self.value, (int, float)) or isinstance(self.value, bool):
            return self
        if self.feature is not None:
            allowed = self.feature.allowed
            if allowed is not None and not allowed[0] <= self.value <= allowed[1]:
                return replace(self, status="refused", reason=range_problem(self.feature, self.value, ""))
        if (
            self.field is not None
            and (limits := OUTSIDE.get(self.field.removeprefix("outside.")))
            and not limits[0] <= self.value <= limits[1]
        ):
            return self.refused("outside_range", low=f"{limits[0]:g}", high=f"{limits[1]:g}")
        return self

    def as_document(self, language: str) -> dict[str, Any]:
        """A row as JSON has it: what it becomes with its unit (what was found, where it becomes nothing), and beside it what was found."""
        array = self.feature is not None and self.feature.kind == "array"
        taken = self.value is not None and self.status != "refused" and not array
        return {
            "field": self.field,
            "value": self.value if taken else self.found,
            "unit": self.target_unit or None,
            "date": None if self.date is None else self.date.isoformat(),
            "source": self.source,
            "status": self.status,
            "reason": None if self.reason is None else self.reason.sentence(language),
            "found": self.found,
            "found_unit": self.unit or None,
            "choices": list(self.choices),
        }


def because(kind: str, key: str, **params: Any) -> Problem:
    """A reason's text."""
    return Problem("", f"records.{kind}.{key}", params)


def as_found(value: Any) -> str:
    """A value of a source as one line of text."""
    return as_line(str(value), 200)


def newest_first(values: Iterable[Found]) -> list[Found]:
    """Values with the newest date first, those of one day in their order, those without a date last."""
    return sorted(values, key=lambda v: -(v.date.toordinal() if v.date else 0))
