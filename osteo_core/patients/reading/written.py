"""What a person wrote, read: numbers, yes/no answers and categories. Form fields, JSON and tables all read by these rules and no others.

Nothing is dropped from what was written: a text either is one number, or could be two (`AmbiguousNumber`), or is none (`NotANumber`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Literal

DecimalSign = Literal["point", "comma"]

# Word processors, spreadsheets and Chinese keyboards write other characters than the ASCII ones; each of them can only mean its twin here.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\ufe58\uff0d"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u3000"), " ")
_OTHERS = {ord("\u3002"): ".", ord("\u2019"): "'", ord("\uff0b"): "+"}
_AS_TYPED: dict[int, int | str] = {**_FULL_WIDTH, **_MINUS, **_SPACES, **_OTHERS}

_UNSIGNED = r"(?:\d+(?:[.,]\d+)?|\d+\.|[.,]\d+)"
_PLAIN = re.compile(rf"({_UNSIGNED})(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?", re.ASCII)
# One separator with exactly three digits behind it: a decimal sign or thousands. Nobody groups a number that starts with 0.
_EITHER = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)

_YES = frozenset({"true", "yes", "是"})
_NO = frozenset({"false", "no", "否"})


class NotANumber(ValueError):  # noqa: N818  (says what the text is)
    """Text that is no number, or one that a computer cannot hold (too large, or so small that it would become 0)."""


class AmbiguousNumber(ValueError):  # noqa: N818
    """Text that is one of two numbers, such as "1.200": `decimal` (1.2) or `thousands` (1200)."""

    def __init__(self, text: str, decimal: float, thousands: float) -> None:
        super().__init__(f"{text!r} may be {decimal:g} or {thousands:g}")
        self.decimal, self.thousands = decimal, thousands


def read_number(text: str, *, allowed: tuple[float, float] | None = None, sign: DecimalSign | None = None) -> float:
    """The number that `text` is: "−2.6", "-0,4", "1 200", "1'200", "1.234,5", "２．６", "4.5e-3".

    A single comma or point is a decimal sign. With exactly three digits behind it it may also stand for thousands; then `sign`, the decimal
    sign of its surroundings, decides, and without one the closed interval `allowed`, where only one of both readings lies inside.

    Raises:
        NotANumber: any other text, empty text, "NaN", "inf".
        AmbiguousNumber: both readings are possible.
    """
    negative, digits = _split_sign(text)
    if either := _EITHER.fullmatch(digits):
        return _one_of(text, negative, digits, either[1], allowed, sign)
    if plain := _PLAIN.fullmatch(digits):
        return _finite(text, negative, plain[0].replace(",", "."))
    if grouped := _GROUPED.fullmatch(digits):
        separator = grouped[1]
        return _finite(text, negative, digits.replace(separator, "").replace(",", "."))
    raise NotANumber(text)


def decimal_sign(text: str) -> DecimalSign | None:
    """The decimal sign that this number must have been written with; None where the text does not show it (or is no number).

    "0.44" and "1,234.5" show a point, and so does "1,234,567", whose commas are thousands; "45,2" shows a comma; "1,095" shows nothing.
    """
    _, digits = _split_sign(text)
    if _EITHER.fullmatch(digits):
        return None
    if plain := _PLAIN.fullmatch(digits):
        return "comma" if "," in plain[0] else "point" if "." in plain[0] else None
    if grouped := _GROUPED.fullmatch(digits):
        signs = set(digits) & {".", ","}
        if grouped[1] in signs:
            signs.remove(grouped[1])
            return "point" if grouped[1] == "," else "comma"
        return "comma" if signs == {","} else "point" if signs else None
    return None


def is_either(text: str) -> bool:
    """True for text such as "1,095", which is a number with a decimal sign or with thousands."""
    return _EITHER.fullmatch(_split_sign(text)[1]) is not None


def write_number(value: float, allowed: tuple[float, float] | None = None) -> str:
    """The shortest text, with a decimal point, that `read_number` reads back as `value` within `allowed`: "790", "0.79", "1.2340".

    Raises ValueError for NaN and infinity.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number that can be written")
    text = repr(float(value)).removesuffix(".0")
    try:
        read_number(text, allowed=allowed)
    except AmbiguousNumber:
        text += "0"  # a fourth digit: no thousands
    return text


def read_yes_no(text: str) -> bool:
    """Yes (true, yes, 是, or the number 1 however written: "1,0", "1.00", "01") or no. Raises ValueError for any other text."""
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    number = read_number(text)
    if number not in (0.0, 1.0):
        raise ValueError(text)
    return number == 1.0


def read_category(text: str, categories: Iterable[str]) -> str:
    """The category of that name, whatever its capitals; blanks and hyphens may stand for underscores. Raises ValueError otherwise."""
    name = re.sub(r"[\s-]+", "_", text.strip().lower())
    if name not in categories:
        raise ValueError(text)
    return name


def _split_sign(text: str) -> tuple[bool, str]:
    """Split a number into whether it is negative and the rest in ASCII; a blank may stand between sign and number."""
    plain = text.translate(_AS_TYPED).strip()
    sign = plain[:1] if plain[:1] in ("+", "-") else ""
    return sign == "-", plain[len(sign) :].lstrip(" ")


def _one_of(text: str, negative: bool, digits: str, separator: str, allowed: tuple[float, float] | None, sign: DecimalSign | None) -> float:
    decimal = _finite(text, negative, digits.replace(",", "."))
    thousands = _finite(text, negative, digits.replace(separator, ""))
    if sign is not None:
        return decimal if separator == {"point": ".", "comma": ","}[sign] else thousands
    if allowed is not None:
        inside = [value for value in (decimal, thousands) if allowed[0] <= value <= allowed[1]]
        if len(inside) == 1:
            return inside[0]
        if not inside:  # refused as out of range either way: as the reading that a computer would give it
            return decimal
    raise AmbiguousNumber(text, decimal, thousands)


def nearest_double(digits: str) -> float | None:
    """The double nearest to a number in ASCII; None where it would be infinite, or 0 though a digit is not."""
    value = float(digits)
    vanished = value == 0 and re.search("[1-9]", digits.lower().partition("e")[0])
    return None if math.isinf(value) or vanished else value


def _finite(text: str, negative: bool, digits: str) -> float:
    value = nearest_double(digits)
    if value is None:
        raise NotANumber(text)
    return -value if negative and value else value
