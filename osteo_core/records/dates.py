"""Dates as records have them: a visit's is a day; of a fracture or a treatment often only the month or the year is known."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.errors import Problem
from osteo_core.patients.wording import shown

EARLIEST = date(1900, 1, 1)

_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class When:
    """A day, a month or a year, as written: "2024-05-01", "2024-05", "2024"."""

    text: str
    first: date
    last: date

    @property
    def day(self) -> date | None:
        """The day, where it is known."""
        return self.first if self.first == self.last else None

    def __str__(self) -> str:
        return self.text


class WrongDate(ValueError):  # noqa: N818  (says what the text is)
    """A text that is no date, with the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


def read_when(value: Any, where: str, today: date, *, may_come: bool = False) -> When:
    """The date that a text is: a year, a month or a day; `may_come` allows a date after `today`.

    Raises:
        WrongDate: anything else, before 1900, or in the future.
    """
    parts = _PARTS.fullmatch(value.strip()) if isinstance(value, str) else None
    if parts is None:
        raise WrongDate(Problem(where, "records.problem.partial_date", {"value": shown(value)}))
    try:
        year, month, day = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0)
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise WrongDate(Problem(where, "records.problem.no_such_day", {"value": shown(value)})) from None
    _bounded(first, where, today, may_come)
    return When(parts[0], first, last)


def read_day(value: Any, where: str, today: date) -> date:
    """The day that a text is, "2024-05-01". Raises WrongDate."""
    if not isinstance(value, str) or not (parts := _PARTS.fullmatch(value.strip())) or parts[3] is None:
        raise WrongDate(Problem(where, "records.problem.date", {"value": shown(value)}))
    return read_when(value, where, today).first


def _bounded(first: date, where: str, today: date, may_come: bool) -> None:
    if first < EARLIEST:
        raise WrongDate(Problem(where, "records.problem.too_early", {"date": first.isoformat(), "earliest": EARLIEST.year}))
    if first > today and not may_come:
        raise WrongDate(Problem(where, "records.problem.future", {"date": first.isoformat(), "today": today.isoformat()}))
