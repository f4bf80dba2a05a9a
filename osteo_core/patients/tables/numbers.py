"""The numbers of a table's column: one decimal sign for the whole column, found by what its cells show, and the cells read by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.patients.reading.written import DecimalSign, NotANumber, decimal_sign, read_number

MISSING = frozenset({"", "na", "n/a", "nan", "null"})
"""How R, pandas and SQL write a missing number, in small letters; "none" is not among them: it may be an answer."""

_PLAIN = re.compile(r"[-+0-9.,\t\r\n ]*")
_MOSTLY = 0.8
_LONGEST = 100
"""Characters of a number, and more."""


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a column are written.

    `sign` is the decimal sign, None where nothing shows it. `mixed`: the column itself shows both signs. `point_by_default`: where nothing
    shows the sign, a point is decimal, as programs write it; a comma is either all the same.
    """

    sign: DecimalSign | None = None
    mixed: bool = False
    point_by_default: bool = True

    def read(self, text: str, allowed: tuple[float, float] | None = None) -> float:
        """The number that a cell is. Where nothing shows the sign, the closed interval `allowed` may settle it.

        In a mixed column a cell that can be one number only ("0,612", "1,234.5") is that number, whatever its neighbours are; one that can
        be two ("1,200") is refused even where one of both is not allowed: the column shows that nothing can be relied on.

        Raises:
            NotANumber: no number; AmbiguousNumber: one of two.
        """
        if self.mixed:
            return read_number(text)
        by_default = self.sign is None and self.point_by_default and "." in text
        return read_number(text, sign="point" if by_default else self.sign, allowed=allowed)

    @property
    def point_is_decimal(self) -> bool:
        """True where a cell with one point and no comma is read as a computer reads it."""
        return not self.mixed and (self.sign == "point" or (self.sign is None and self.point_by_default))


AS_PROGRAMS_WRITE = NumberStyle()


def is_missing(text: str) -> bool:
    """True for an empty cell and for NA, N/A, NaN and null in any case."""
    return text.strip().lower() in MISSING


def read_cells(
    cells: Sequence[str], style: NumberStyle, allowed: tuple[float, float] | None = None
) -> tuple[NDArray[np.float64], dict[int, ValueError]]:
    """Texts as numbers (n,), NaN where missing or not readable; and why a cell is not readable, by its place.

    Missing is what `is_missing` says; the errors are those of `NumberStyle.read`.
    """
    values = _at_once(cells, style)
    if values is not None:
        return values, {}
    known: dict[str, float] = {}
    bad: dict[str, ValueError] = {}
    for text in set(cells):
        try:
            known[text] = np.nan if is_missing(text) else style.read(text, allowed)
        except ValueError as error:  # NotANumber or AmbiguousNumber: `read` raises nothing else
            known[text], bad[text] = np.nan, error
    values = np.fromiter(map(known.__getitem__, cells), float, len(cells))
    return values, {i: bad[text] for i, text in enumerate(cells) if text in bad} if bad else {}


def _at_once(cells: Sequence[str], style: NumberStyle) -> NDArray[np.float64] | None:
    """Plain numbers with one kind of sign, several times faster; None where the cells need a closer look."""
    if max(map(len, cells), default=0) > _LONGEST:
        return None
    text = "\n".join(cells)
    comma, point = "," in text, "." in text
    if (comma and style.sign != "comma") or (point and not style.point_is_decimal):
        return None
    if not _PLAIN.fullmatch(text):
        return None
    try:
        texts = [cell.replace(",", ".") for cell in cells] if comma else cells
        values = np.fromiter((float(cell) if cell else np.nan for cell in texts), float, len(cells))
    except ValueError:
        return None
    return values + 0.0  # no "-0"


@dataclass(kw_only=True)
class Evidence:
    """What the cells of one column have shown so far."""

    point: bool = False
    comma: bool = False
    cells: int = 0
    numbers: int = 0

    def add(self, cells: Sequence[str]) -> None:
        """Look at further cells. Only those with a comma or point can show anything, and only the first of each sign is needed."""
        cells = [cell for cell in cells if len(cell) <= _LONGEST]
        text = "\n".join(cells)
        if not ("," in text and not self.comma) and not ("." in text and not self.point):
            return
        signs = [decimal_sign(cell) for cell in {cell for cell in cells if "," in cell or "." in cell}]
        self.point, self.comma = self.point or "point" in signs, self.comma or "comma" in signs
        known = {cell for cell in cells if not is_missing(cell)}
        self.cells, self.numbers = self.cells + len(known), self.numbers + sum(map(_is_number, known))

    @property
    def is_numeric(self) -> bool:
        """True where nearly all that was looked at are numbers: a text with a number here and there says nothing about other columns."""
        return self.numbers >= _MOSTLY * self.cells


def styles(columns: Iterable[Evidence], names: Iterable[str], *, default: bool) -> list[NumberStyle]:
    """The style of every column: by its own cells, or, where they show nothing, by those of the file's other columns of numbers.

    `default` is the styles' `point_by_default`. `id`, whose points separate parts, is no column of numbers.
    """
    columns = list(columns)
    shown = [column for column, name in zip(columns, names, strict=True) if column.is_numeric and name.strip().lower() != "id"]
    point, comma = any(column.point for column in shown), any(column.comma for column in shown)
    elsewhere = _sign(point, comma)
    # A file that is written in both ways says nothing about the columns that show nothing, not even how programs write.
    by_default = default and not (point and comma)
    return [
        NumberStyle(mixed=True)
        if column.point and column.comma
        else NumberStyle(_sign(column.point, column.comma) or elsewhere, False, by_default)
        for column in columns
    ]


def _sign(point: bool, comma: bool) -> DecimalSign | None:
    return None if point == comma else "point" if point else "comma"


def _is_number(text: str) -> bool:
    try:
        read_number(text, sign="point")
    except NotANumber:
        return False
    return True
