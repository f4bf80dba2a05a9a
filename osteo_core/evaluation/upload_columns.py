"""What the columns of an unknown table seem to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.prediction_columns import MOST_GROUPS, OUTCOME_WORDS, read_groups, read_numbers
from osteo_core.evaluation.prediction_table import checked_chunks
from osteo_core.patients.table_files import TableFile

Kind = Literal["binary", "probability", "percent", "number", "text", "empty"]

MOST_COUNTED = 1000
_PERCENT_NAME = re.compile(r"%|percent|pct|百分")
_SLIPS = 0.1  # a number's column may hold that share of cells that are none: they are to be named, not to make it a text


@dataclass(frozen=True)
class UploadColumn:
    """One column: its name as it stands in the file, what its cells seem to be, and how many are missing or (of numbers) unreadable.

    `kind`: binary (0/1 or yes/no), probability (0..1), percent, number, text, or empty where every cell is missing. It is a guess from
    all rows; reading decides. `distinct` counts different labels, 1000 standing for that many and more; `labels` are the labels,
    sorted, where at most 50. `repeated`: another column has the name, so that it cannot be chosen.
    """

    name: str
    kind: Kind
    distinct: int
    missing: int
    unreadable: int
    labels: tuple[str, ...]
    repeated: bool


@dataclass(frozen=True)
class UploadDescription:
    """Number of rows, and the columns in their order."""

    rows: int
    columns: tuple[UploadColumn, ...]


def columns_of(table: TableFile, file: str) -> UploadDescription:
    """Look at every cell of an opened table; `file` is its name in messages.

    Raises:
        InvalidInput: no rows, or rows of another width than the header.
    """
    header = [name.strip() for name in table.header]
    columns = [_Seen(name) for name in header]
    rows = 0
    for raw in checked_chunks(table, file):
        for column, cells in zip(columns, raw.columns, strict=True):
            column.add(cells)
        rows += raw.n
    if not rows:
        raise InvalidInput(Problem(where=file, key="tables.no_rows"))
    repeated = {name for name in header if header.count(name) > 1} if len(set(header)) < len(header) else set()
    return UploadDescription(rows, tuple(column.described(column.name in repeated) for column in columns))


class _Seen:
    """What has been seen of one column."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.missing = self.words = self.unreadable = 0
        self.low, self.high = np.inf, -np.inf
        self.whole = self.only_0_1 = True
        self.labels: set[str] = set()

    def add(self, cells: Any) -> None:
        numbers = read_numbers(cells)
        known = numbers[np.isfinite(numbers)]
        others = [str(cells[i]).strip().lower() for i in np.flatnonzero(np.isinf(numbers))]
        words = sum(other in OUTCOME_WORDS for other in others)
        self.rows, self.missing = self.rows + len(numbers), self.missing + int(np.isnan(numbers).sum())
        self.words, self.unreadable = self.words + words, self.unreadable + len(others) - words
        if len(known):
            self.low, self.high = min(self.low, float(known.min())), max(self.high, float(known.max()))
            self.whole = self.whole and bool((known == np.floor(known)).all())
            self.only_0_1 = self.only_0_1 and bool(np.isin(known, (0, 1)).all())
        if len(self.labels) <= MOST_COUNTED:
            self.labels |= set(read_groups(cells)) - {""}

    def described(self, repeated: bool) -> UploadColumn:
        labels = tuple(sorted(self.labels)) if len(self.labels) <= MOST_GROUPS else ()
        kind = self._kind()
        # Words for yes and no are readable as an outcome, not as a number.
        unreadable = 0 if kind == "text" else self.unreadable + (0 if kind == "binary" else self.words)
        return UploadColumn(self.name, kind, min(len(self.labels), MOST_COUNTED), self.missing, unreadable, labels, repeated)

    def _kind(self) -> Kind:
        known = self.rows - self.missing
        if not known:
            return "empty"
        if self.unreadable > _SLIPS * known:
            return "text"
        if self.only_0_1:
            return "binary"
        if self.words > _SLIPS * known:
            return "text"
        if self.low >= 0 and self.high <= 1:
            return "probability"
        return "percent" if self._seems_percent() else "number"

    def _seems_percent(self) -> bool:
        """Named so, or spread over 0 to 100 with decimals, as risks are and ages are not."""
        if self.low < 0 or self.high > 100:
            return False
        return bool(_PERCENT_NAME.search(self.name.lower())) or (not self.whole and self.low < 5 and self.high > 20)
