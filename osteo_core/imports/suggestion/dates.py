"""Dates as hospitals write them: which form a column has, and the dates read by it."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Iterable
from datetime import date, timedelta

_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:\s.*)?")
_NAMED = re.compile(r"(\d{1,2})[-\s]?([A-Za-z]{3})[A-Za-z]*[-\s,]*(\d{4})(?:\s.*)?")
# Day numbers of Excel (43831 is 2020-01-01), from 1927 to 2099; day 60 of that count is a 29 February 1900 that never was.
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?")
_DAY_0, _LAST = date(1899, 12, 30), 73_050
_MONTHS = {name: number for number, name in enumerate(map(str.casefold, month_abbr)) if name}


def forms(texts: Iterable[str]) -> dict[str, int]:
    """How many dates are written in which form: ymd (year first), short (year last), named (01-Jan-2020), serial (43831), none."""
    found: dict[str, int] = {}
    for text in texts:
        form = _form(text.strip())
        found[form] = found.get(form, 0) + 1
    return found


def order_of(texts: Iterable[str]) -> str | None:
    """ymd, dmy or mdy, where all dates with the year behind show one and the same; None where nothing shows it, or both are shown."""
    first_over = second_over = short = False
    for text in texts:
        if match := _SHORT.fullmatch(text.strip()):
            short = True
            first_over, second_over = first_over or int(match[1]) > 12, second_over or int(match[2]) > 12
    if not short:
        return "ymd"
    if first_over == second_over:
        return None
    return "dmy" if first_over else "mdy"


def read_date(text: str, order: str | None) -> date | None:
    """The date, None where it is none or cannot be told; `order` as `order_of` gives it."""
    text = text.strip()
    try:
        if match := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NAMED.fullmatch(text):
            return date(int(match[3]), _MONTHS[match[2].casefold()], int(match[1]))
        if (match := _SERIAL.fullmatch(text)) and int(match[1]) <= _LAST:
            return _DAY_0 + timedelta(days=int(match[1]))
        if (match := _SHORT.fullmatch(text)) and order in ("dmy", "mdy"):
            day, month = (match[1], match[2]) if order == "dmy" else (match[2], match[1])
            return date(int(match[3]), int(month), int(day))
    except (ValueError, KeyError):  # no such day or month
        return None
    return None


def full_years(birth: date, then: date) -> int:
    """Whole years between two dates, as an age is told."""
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


def _form(text: str) -> str:
    for form, pattern in (("ymd", _YMD), ("ymd", _COMPACT), ("short", _SHORT), ("named", _NAMED)):
        if pattern.fullmatch(text):
            return form
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) <= _LAST:
        return "serial"
    return "none"
