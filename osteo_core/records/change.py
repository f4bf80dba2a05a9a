"""What changed between two measurements of the same thing, and whether it is more than chance.

|change| >= LSC is a rise or a fall, anything less lies within measurement error. The probability that the true change has the sign that
was measured is Φ(|change| / (sqrt(2) x precision error)): the difference of two measurements has sqrt(2) times the error of one.
BMD is compared only where it was measured in the same way (ISCD): the same maker, and the same device, side and vertebrae where both
visits name them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from osteo_core.patients.wording import shown
from osteo_core.records.entries import ANABOLIC, ANTIRESORPTIVE
from osteo_core.records.precision import BMD_FIELDS, MARKERS, precision_of
from osteo_core.records.record import Record, Visit
from osteo_core.translations import LANGUAGES, translate

Verdict = Literal["rise", "fall", "within", "not_comparable"]

_SLACK = 1e-9  # a change of exactly the LSC counts, whatever floating point makes of it
_DAYS_A_YEAR = 365.25
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field from an earlier visit to a later one.

    Numbers are in the field's unit (BMD: g/cm²), `percent`, `percent_per_year` and `lsc_percent` per cent of the earlier value; all None
    where the two are not comparable, and `reason` says why. `default` marks a precision error that is published and not the centre's own;
    `unsaid` names what neither or only one of both visits says (device, side, vertebrae), so that it was taken as the same. `treatments`
    are the classes of drugs that act on bone and were taken between both visits.
    """

    field: str
    start: date
    end: date
    before: float
    after: float
    verdict: Verdict
    absolute: float | None = None
    percent: float | None = None
    per_year: float | None = None
    percent_per_year: float | None = None
    lsc: float | None = None
    lsc_percent: float | None = None
    probability: float | None = None
    default: bool = False
    reason: Problem | None = None
    unsaid: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Days between the visits."""
        return (self.end - self.start).days

    @property
    def source(self) -> str:
        """Where a marker's least significant change is published; "" for BMD."""
        return MARKERS[self.field].source if self.field in MARKERS else ""

    @property
    def sure_percent(self) -> str:
        """The probability in per cent for the reader; nothing measured is certain."""
        percent = 100 * (self.probability or 0.0)
        return ">99" if percent > 99 else f"{percent:.0f}"

    @property
    def expected_fall(self) -> bool:
        """Whether this is what a clinician looks for: a marker that fell beyond chance under a drug against resorption."""
        return self.field in MARKERS and self.verdict == "fall" and any(name in ANTIRESORPTIVE for name in self.treatments)


def changes(record: Record, precision: Mapping[str, float] = _NONE) -> list[Change]:
    """Each BMD and each marker from one visit that has it to the next that has it, in the order of fields, then dates.

    Where two neighbours are not comparable (a scan on another maker's machine in between), the later one is also set against the last
    visit before with which it is. `precision`: the centre's own precision errors (see `precision.read_precision`).
    """
    return [change for name in (*BMD_FIELDS, *MARKERS) for change in _of_field(record, name, precision)]


def between(record: Record, name: str, first: Visit, second: Visit, precision: Mapping[str, float] = _NONE) -> Change:
    """The change of one field between two dated visits that both have it."""
    if first.date is None or second.date is None:
        raise ValueError("both visits need a date")
    before, after = _value(first, name), _value(second, name)
    if before is None or after is None:
        raise ValueError(f"both visits need {name}")
    known: dict[str, Any] = {"field": name, "start": first.date, "end": second.date, "before": before, "after": after}
    reason, unsaid = (None, ()) if name in MARKERS else _comparable(name, first, second)
    if reason is not None:
        return Change(**known, verdict="not_comparable", reason=reason)
    error = precision_of(name, before, precision)
    absolute, years = after - before, (second.date - first.date).days / _DAYS_A_YEAR
    return Change(
        **known,
        verdict=_verdict(absolute, error.lsc),
        absolute=absolute,
        percent=100 * absolute / before,
        per_year=absolute / years,
        percent_per_year=100 * absolute / before / years,
        lsc=error.lsc,
        lsc_percent=100 * error.lsc / before,
        probability=0.5 * (1 + math.erf(abs(absolute) / (math.sqrt(2) * error.error) / math.sqrt(2))),
        default=error.default,
        unsaid=unsaid,
        treatments=_treatments(record, first.date, second.date),
    )


def measured(record: Record, name: str) -> list[Visit]:
    """The dated visits that have a field, from the oldest to the newest."""
    return [visit for visit in record.visits if visit.date is not None and _value(visit, name) is not None]


def _of_field(record: Record, name: str, precision: Mapping[str, float]) -> list[Change]:
    visits, found = measured(record, name), []
    for number, (first, second) in enumerate(pairwise(visits)):
        change = between(record, name, first, second, precision)
        found.append(change)
        if change.verdict == "not_comparable":
            earlier = next((v for v in reversed(visits[:number]) if _comparable(name, v, second)[0] is None), None)
            found += [] if earlier is None else [between(record, name, earlier, second, precision)]
    return found


def _verdict(change: float, lsc: float) -> Verdict:
    if abs(change) < lsc - _SLACK:
        return "within"
    return "rise" if change > 0 else "fall"


def _value(visit: Visit, name: str) -> float | None:
    block = visit.patient.btm if name in MARKERS else visit.patient.dxa
    value = None if block is None else getattr(block, name)
    return None if value is None else float(value)


def _comparable(name: str, first: Visit, second: Visit) -> tuple[Problem | None, tuple[str, ...]]:
    """Why two values are not comparable (None where they are), and what was taken as the same unsaid."""
    region = "vertebrae" if name == "lumbar_spine_bmd" else "side"
    said: dict[str, tuple[Any, Any]] = {"manufacturer": (_maker(first), _maker(second))}
    for what in ("device", region):
        said[what] = (_plain(getattr(first.scan, what)), _plain(getattr(second.scan, what)))
    for what, (earlier, later) in said.items():
        if earlier is not None and later is not None and earlier != later:
            params = {"from": _as_said(first, what), "to": _as_said(second, what)}
            return Problem("", f"records.change.other_{what}", params), ()
    return None, tuple(what for what, both in said.items() if None in both)


def _maker(visit: Visit) -> str | None:
    return None if visit.patient.dxa is None else visit.patient.dxa.manufacturer


def _as_said(visit: Visit, what: str) -> Any:
    """A maker and a side in the words of each language, anything else as it was written."""
    if what == "manufacturer":
        return {language: CATALOGUE["manufacturer"].category_in(_maker(visit) or "", language) for language in LANGUAGES}
    if what == "side":
        return {language: translate(f"over_time.side.{visit.scan.side}", language) for language in LANGUAGES}
    return shown(getattr(visit.scan, what))


def _plain(text: str | None) -> str | None:
    return None if text is None else "".join(text.lower().replace("–", "-").split())


def _treatments(record: Record, first: date, last: date) -> tuple[str, ...]:
    acting = [t.drug_class for t in record.treatments if t.drug_class in (*ANTIRESORPTIVE, *ANABOLIC) and t.covers(first, last)]
    return tuple(dict.fromkeys(acting))
