"""What separates the cells of a text table: found by consistency over many lines, quotes respected, not by counting in the header."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber, read_number
from osteo_core.patients.tables.numbers import is_missing

SEPARATORS = (",", ";", "\t", "|")
NO_SEPARATOR = "\x1f"
"""Stands for none: the unit separator, which no keyboard writes."""

_SAID = re.compile(r"\"?sep=([^\w\s\"]|[\t ])\"?\s*", re.IGNORECASE)
_CELLS_LOOKED_AT = 5_000


def said_separator(line: str) -> str | None:
    """The separator that Excel's first line "sep=;" names, or None for any other line."""
    said = _SAID.fullmatch(line)
    return said[1] if said else None


def find_separator(lines: Sequence[str], *, cut: bool = False) -> str | None:
    """The separator of a table's first lines, or None where there is a single column. `cut`: the last line is not the table's last.

    A separator gives the header and most rows more than one cell. Of several, the one with the most rows of one width and the most cells
    that are numbers ("y;risk, new" over "1;0,7" is two columns by either, but numbers by one alone); then the first of `SEPARATORS`.
    """
    fits: dict[str, float] = {}
    for separator in SEPARATORS:
        rows = _rows(lines, separator)
        fits[separator] = _fit(rows[:-1] if cut and len(rows) > 2 else rows)
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] else None


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:  # a cell beyond all bounds: it will be refused where the table is read
        return []


def _fit(rows: list[list[str]]) -> float:
    """Share of rows with the most frequent width, plus share of cells that are numbers, plus a half where the header is of that width.

    0 where there is but one column.
    """
    if not rows or len(rows[0]) < 2:
        return 0.0
    header, body = rows[0], rows[1:]
    width = Counter(map(len, body or rows)).most_common(1)[0][0]
    if width < 2:
        return 0.0
    cells = [cell for row in body[: max(1, _CELLS_LOOKED_AT // width)] for cell in row]
    share, numbers = sum(len(row) == width for row in rows) / len(rows), sum(map(_is_number, cells)) / max(len(cells), 1)
    return share + numbers + (len(header) == width) / 2


def _is_number(cell: str) -> bool:
    if is_missing(cell):
        return True
    try:
        read_number(cell)
    except NotANumber:
        return False
    except AmbiguousNumber:
        return True
    return True
