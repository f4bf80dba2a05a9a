"""Values of neighbouring days as one visit: the scan of Thursday, the blood of Friday.

A visit keeps the day of its scan (the last of its days where nothing was scanned). Days are never put together where both have a value of
the same field that differs, nor where the scanner of one is known and that of the other is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from osteo_core.errors import Problem
from osteo_core.records.precision import BMD_FIELDS
from osteo_core.records.sources.found import Found, because
from osteo_core.translations import LANGUAGES

SEVERAL = ("treatment", "fracture")
"""What a person may have several of; it has dates of its own."""

_OF_A_SCAN = (*BMD_FIELDS, *(name.replace("_bmd", "_t") for name in BMD_FIELDS), *(name.replace("_bmd", "_z") for name in BMD_FIELDS))


def together(values: Sequence[Found], days: int) -> list[Found]:
    """The same values in the same order, those of days up to `days` apart with the day of one visit; 0 changes nothing.

    A value that gets another day says which it was measured on. What a visit then has twice is taken once.
    """
    if days <= 0:
        return list(values)
    found = list(values)
    for group in _groups(values, days):
        numbers = [n for n, value in enumerate(values) if _of_a_day(value) and value.date in group]
        day = _day_of(group, [values[n] for n in numbers])
        taken: set[str | None] = {values[n].field for n in numbers if values[n].date == day and values[n].status != "refused"}
        for n in numbers:
            value = values[n]
            if value.date == day or value.status == "refused":
                continue
            if value.field == "age" or value.field in taken:
                found[n] = replace(value, date=day).refused("of_the_visit", date=str(value.date))
            else:
                found[n] = replace(value, date=day, reason=_moved(value))
                taken |= {value.field} if value.field is not None else set()
    return found


def _moved(value: Found) -> Problem:
    """Which day it was measured on, after whatever else is to be said of it."""
    if value.reason is None:
        return because("taken", "other_day", date=str(value.date))
    said = {language: value.reason.sentence(language) for language in LANGUAGES}
    return because("taken", "also_other_day", date=str(value.date), reason=said)


def visits_of(values: Sequence[Found]) -> list[date]:
    """The days of the visits that values make, as far as they are not refused."""
    return sorted({value.date for value in values if _of_a_day(value) and value.status != "refused" and value.date is not None})


def _of_a_day(value: Found) -> bool:
    return value.date is not None and not value.standing and value.field not in SEVERAL


def _groups(values: Sequence[Found], most: int) -> Iterator[set[date]]:
    """Runs of days, each no longer than `most` from its first day to its last, with more than one day in them."""
    by_day: dict[date, list[Found]] = {}
    for value in values:
        if _of_a_day(value) and value.status != "refused" and value.date is not None:
            by_day.setdefault(value.date, []).append(value)
    group: list[date] = []
    for day in [*sorted(by_day), None]:
        fits = day is not None and (not group or (day - group[0]).days <= most)
        if fits and day is not None and all(_agree(by_day[each], by_day[day]) for each in group):
            group.append(day)
            continue
        if len(group) > 1:
            yield set(group)
        group = [] if day is None else [day]


def _agree(some: list[Found], others: list[Found]) -> bool:
    """Whether two days say nothing different of the same thing; the age is that of each day."""
    known = {value.field: (value.value, value.side) for value in some if value.field not in (None, "age")}
    return all(value.field not in known or known[value.field] == (value.value, value.side) for value in others)


def _day_of(group: set[date], values: list[Found]) -> date:
    scanned = [value.date for value in values if value.date is not None and value.status != "refused" and value.field in _OF_A_SCAN]
    return max(scanned or group)
