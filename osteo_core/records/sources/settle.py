"""Values of one source side by side: told twice, in conflict, without a maker; then, once accepted, the record that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient
from osteo_core.patients.reading.usable import usable
from osteo_core.records.entries import Fracture, Reading, Scan, Treatment
from osteo_core.records.precision import BMD_FIELDS
from osteo_core.records.record import Record, Visit
from osteo_core.records.sources.found import IDENTITY, SCAN_FIELDS, Found, as_found, because, newest_first
from osteo_core.records.sources.together import SEVERAL


def settled(values: Iterable[Found], today: date) -> list[Found]:
    """The values as they are shown: newest first, out of range or in the future refused, conflicts and open makers asked."""
    checked = [_dated(value.within_range(), today) for value in values]
    checked = _without_date(checked)
    checked = _conflicts(newest_first(checked))
    return [*checked, *_makers(checked)]


def _dated(value: Found, today: date) -> Found:
    return (
        value.refused("future", today=today.isoformat())
        if value.date is not None and value.date > today and value.status != "refused"
        else value
    )


def _without_date(values: list[Found]) -> list[Found]:
    """A day's value without a date is a question where others have one."""
    if not any(value.date is not None for value in values if not value.standing):
        return values
    open_ = [v.date is None and not v.standing and v.status == "accept" and v.field not in SEVERAL for v in values]
    return [value.asked("no_date") if asked else value for value, asked in zip(values, open_, strict=True)]


def _conflicts(values: list[Found]) -> list[Found]:
    """Of one field and one day: equal values are taken once, different ones become questions."""
    groups: dict[tuple[str | None, date | None], list[int]] = defaultdict(list)
    for number, value in enumerate(values):
        if value.status == "accept" and value.field is not None and value.field not in SEVERAL:
            groups[value.field, value.date].append(number)
    settled = list(values)
    for numbers in groups.values():
        rest = numbers[1:]
        if len({repr(values[n].value) for n in numbers}) == 1 and len({values[n].side for n in numbers}) == 1:
            for number in rest:
                settled[number] = values[number].refused("twice")
            continue
        others = {n: "; ".join(values[m].found for m in numbers if m != n) for n in numbers}
        for number in numbers:
            key = "sides" if len({values[n].side for n in numbers}) > 1 else "conflict"
            settled[number] = values[number].asked(key, others=others[number])
    return settled


def _makers(values: list[Found]) -> list[Found]:
    """A question for each day that has BMD and no maker."""
    open_ = {v.date for v in values if v.field in BMD_FIELDS and v.status == "accept"}
    open_ -= {v.date for v in values if v.field == "manufacturer" and v.status == "accept"}
    ask = Found(field="manufacturer", found="", source="", value=None).asked("maker", allowed=_makers_allowed())
    return [replace(ask, date=day) for day in sorted(open_, key=lambda d: d or date.min, reverse=True)]


def _makers_allowed() -> str:
    return ", ".join(CATALOGUE["manufacturer"].categories)


@dataclass(frozen=True)
class Accepted:
    """The record that accepted values make (None where nothing is left), and the values that could not go into it, each with the reason."""

    record: Record | None
    left_out: tuple[tuple[Found, Problem], ...] = ()


def accepted(values: Sequence[Found], today: date) -> Accepted:
    """The record of the values whose status is "accept"; each date becomes a visit.

    A standing value (sex, a diagnosis) goes to every visit from its date on, or to the newest one where all are older. Values that
    contradict others of their visit, and BMD without a maker, are left out with the reason.
    """
    taken = [value for value in values if value.status == "accept" and value.field is not None]
    identity = {value.field: value.value for value in taken if value.field in IDENTITY}
    taken = [value for value in taken if value.field not in IDENTITY]
    dated = [(v.date, _worked_out(v)) for v in taken if not v.standing and v.field not in SEVERAL and v.date is not None]
    # An age that was worked out for a day makes no visit alone: what it was worked out for was not accepted.
    days = sorted({day for day, worked_out in dated if not worked_out} or {day for day, _ in dated})
    if not days and (known := [v.date for v in taken if v.date is not None and v.field not in SEVERAL]):
        days = [max(known)]
    visits, left = [], []
    visit_days: list[date | None] = [*days] or [None]
    for day in visit_days:
        visit, out = _visit(day, [v for v in taken if _belongs(v, day, days)])
        visits += [] if visit is None else [visit]
        left += out
    treatments, fractures = _courses(taken, today)
    if not visits:
        return Accepted(None, tuple(left))
    record = Record(visits=tuple(visits), treatments=tuple(treatments), fractures=tuple(fractures), **identity)
    return Accepted(record, tuple(left))


def _worked_out(value: Found) -> bool:
    return value.field == "age" and value.reason is not None and value.reason.key == "records.taken.age"


def _belongs(value: Found, day: date | None, days: list[date]) -> bool:
    if value.field in SEVERAL:
        return False
    if not value.standing or day is None:
        return value.date == day or (value.standing and day is None)
    since = value.date or date.min
    return since <= day or (day == days[-1] and since > day)


def _visit(day: date | None, values: list[Found]) -> tuple[Visit | None, list[tuple[Found, Problem]]]:
    ordered = [(value.field, value) for value in newest_first(values) if value.field is not None]
    by_field = dict(reversed(ordered))
    kept = usable({name: value.value for name, value in by_field.items() if name in CATALOGUE})
    left = [(by_field[name], problem) for name, problem in kept.refused.items()]
    left += [(v, because("refused", "one_of_several", taken=by_field[name].found)) for name, v in ordered if _lost(v, by_field[name])]
    if kept.patient is None:
        return None, [*left, *((value, problem) for value in by_field.values() for problem in kept.lacks if value.field in CATALOGUE)]
    scan = Scan(**{name.removeprefix("scan."): by_field[name].value for name in SCAN_FIELDS if name in by_field})
    scan = _scan_of_values(scan, [v for name, v in by_field.items() if name not in kept.refused])
    outside = tuple((name.removeprefix("outside."), float(v.value)) for name, v in by_field.items() if name.startswith("outside."))
    return Visit(day, Patient.model_validate(kept.patient), scan, outside), left


def _lost(value: Found, taken: Found) -> bool:
    """Whether another value of its day stands in its place; a standing one gives way to the newer."""
    return value is not taken and not value.standing and (value.value, value.side) != (taken.value, taken.side)


def _scan_of_values(scan: Scan, values: list[Found]) -> Scan:
    """The side and vertebrae that the accepted values were measured at, where the source says them with the values."""
    sides, vertebrae = {v.side for v in values if v.side}, {v.vertebrae for v in values if v.vertebrae}
    side = scan.side or (sides.pop() if len(sides) == 1 else None)
    return Scan(scan.device, side, scan.vertebrae or (vertebrae.pop() if len(vertebrae) == 1 else None))


def _courses(values: list[Found], today: date) -> tuple[list[Treatment], list[Fracture]]:
    reading = Reading(today)
    treatments = [reading.treatment(v.value, "treatment") for v in values if v.field == "treatment"]
    fractures = [reading.fracture(v.value, "fracture") for v in values if v.field == "fracture"]
    if reading.problems:
        raise InvalidInput(reading.problems)
    return [t for t in treatments if t is not None], [f for f in fractures if f is not None]


def with_maker(values: Sequence[Found], maker: str) -> list[Found]:
    """The values with the open questions about the maker answered."""
    return [
        replace(v, value=maker, found=maker, status="accept", reason=because("taken", "answered"))
        if v.field == "manufacturer" and v.status == "question" and v.value is None
        else v
        for v in values
    ]


def of_record(record: Record, source: str) -> list[Found]:
    """The values of a record of ours, all to be accepted as they are."""
    identity = {"id": record.id, "label": record.label}
    found: list[dict[str, Any]] = [{"field": n, "value": v, "standing": True} for n, v in identity.items() if v is not None]
    for visit in record.visits:
        entered = {name: value for fields in visit.patient.entered().values() for name, value in fields.items()}
        entered |= {f"scan.{name}": value for name, value in visit.scan.as_json().items()}
        entered |= {f"outside.{name}": value for name, value in visit.outside}
        found += [{"field": name, "value": value, "date": visit.date} for name, value in entered.items()]
    found += [{"field": "treatment", "value": t.as_json(), "date": t.start.day if t.start else None} for t in record.treatments]
    found += [{"field": "fracture", "value": f.as_json(), "date": f.date.day if f.date else None} for f in record.fractures]
    return [Found(found=_said(f["value"]), source=source, unit=_unit(f["field"]), **f) for f in found]


def _said(value: Any) -> str:
    return as_found("; ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value)


def _unit(field: str) -> str:
    return (CATALOGUE[field].unit or "") if field in CATALOGUE else ""
