"""A record's parts read from JSON, with every problem at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import ValidationError

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient, problems
from osteo_core.patients.reading.answers import WRITTEN
from osteo_core.patients.wording import shown
from osteo_core.records.dates import WrongDate, read_day
from osteo_core.records.entries import Reading
from osteo_core.records.record import Visit

MOST_VISITS = 500
_PARTS = ("id", "label", "visits", "treatments", "fractures")
_AGE_SLACK = 1.5
"""Years by which two ages in whole years may differ from the time between their dates, and a little."""

_Part = TypeVar("_Part")


def read_record(data: Any, today: date) -> dict[str, Any]:
    """The arguments of `Record`. Raises InvalidInput with every problem."""
    if not isinstance(data, Mapping) or "visits" not in data:
        patient = _patient(data)
        return {"visits": (Visit(None, patient),), "id": patient.id, "label": patient.label}
    reading = Reading(today)
    reading.fields(data, "", _PARTS)
    identity = _identity(data, reading)
    visits = _each(data["visits"], "visits", reading, lambda value, where: _visit(value, where, reading))
    treatments = _each(data.get("treatments", []), "treatments", reading, reading.treatment)
    fractures = _each(data.get("fractures", []), "fractures", reading, reading.fracture)
    if not data["visits"]:
        reading.problems.append(Problem("visits", "records.problem.no_visits"))
    reading.problems += _together(visits)
    if reading.problems:
        raise InvalidInput(reading.problems)
    ordered = sorted(visits, key=lambda visit: visit.date or date.min)
    remarks = [Problem("visits", "records.remark.sorted")] if ordered != visits else []
    return identity | {
        "visits": tuple(ordered), "treatments": tuple(treatments), "fractures": tuple(fractures), "remarks": (*remarks, *_ages(ordered)),
    }  # fmt: skip


def _patient(data: Any) -> Patient:
    try:
        return Patient.model_validate(data, context=WRITTEN)
    except ValidationError as error:
        raise InvalidInput(problems(error)) from None


def _identity(data: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """Id and label as Patient takes them."""
    given = {name: data.get(name) for name in ("id", "label")}
    try:
        known = Patient.model_validate({**given, "clinical": {"age": 60}}, context=WRITTEN)
    except ValidationError as error:
        reading.problems += problems(error)
        return {}
    return {"id": known.id, "label": known.label}


def _each(values: Any, where: str, reading: Reading, read: Callable[[Any, str], _Part | None]) -> list[_Part]:
    if not isinstance(values, list):
        reading.problems.append(Problem(where, "records.problem.not_list", {"value": shown(values)}))
        return []
    if len(values) > MOST_VISITS:
        reading.problems.append(Problem(where, "records.problem.too_many", {"count": len(values), "limit": MOST_VISITS}))
        return []
    parts = [read(value, f"{where}[{number}]") for number, value in enumerate(values)]
    return [part for part in parts if part is not None]


def _visit(value: Any, where: str, reading: Reading) -> Visit | None:
    if not isinstance(value, Mapping):
        reading.problems.append(Problem(where, "patients.problem.not_object", {"value": shown(value)}))
        return None
    day = None
    if value.get("date") is not None:
        try:
            day = read_day(value["date"], f"{where}.date", reading.today)
        except WrongDate as wrong:
            reading.problems.append(wrong.problem)
            return None
    scan = reading.scan(value.get("scan"), f"{where}.scan")
    outside = reading.outside(value.get("outside"), f"{where}.outside")
    blocks = {name: block for name, block in value.items() if name not in ("date", "scan", "outside", "id", "label")}
    for name in ("id", "label"):
        if name in value:
            reading.problems.append(Problem(f"{where}.{name}", "records.problem.identity"))
    try:
        return Visit(day, Patient.model_validate(blocks, context=WRITTEN), scan, outside)
    except ValidationError as error:
        reading.problems += [Problem(f"{where}.{p.where}" if p.where else where, p.key, p.params) for p in problems(error)]
        return None


def _together(visits: list[Visit]) -> list[Problem]:
    """What is wrong with visits side by side: no date, one day twice, two people."""
    found = []
    if len(visits) > 1 and (undated := sum(visit.date is None for visit in visits)):
        found.append(Problem("visits", "records.problem.undated", {"count": undated}))
    days = Counter(visit.date for visit in visits if visit.date is not None)
    for day in sorted(day for day, count in days.items() if count > 1):
        found.append(Problem("visits", "records.problem.same_day", {"date": day.isoformat(), "count": days[day]}))
    if len({said for visit in visits if (said := _clinical(visit, "sex")) is not None}) > 1:
        found.append(Problem("visits", "records.problem.two_people"))
    return found


def _ages(visits: list[Visit]) -> list[Problem]:
    """Ages that do not fit the time between the visits."""
    found = []
    known = [(visit.date, age) for visit in visits if visit.date is not None and (age := _clinical(visit, "age")) is not None]
    for (earlier, younger), (later, older) in pairwise(known):
        years = (later - earlier).days / 365.25
        if abs(older - younger - years) > _AGE_SLACK:
            params = {"from": earlier.isoformat(), "to": later.isoformat(), "years": f"{years:.1f}", "ages": f"{older - younger:g}"}
            found.append(Problem("visits", "records.remark.ages", params))
    return found


def _clinical(visit: Visit, name: str) -> Any:
    return None if visit.patient.clinical is None else getattr(visit.patient.clinical, name)
