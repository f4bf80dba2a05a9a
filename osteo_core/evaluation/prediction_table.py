"""Tables of outcomes and predictions from anywhere: every row is read, or the table is refused with rows and columns named.

Rows are numbered from 1 in everything a person sees: the first row under the header is row 1, blank lines are not counted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.table_cells import MISSING, YES_NO
from osteo_core.patients.table_files import TableFile, open_table

Array = NDArray[np.float64]

MOST_GROUPS = 50
_CHUNK_ROWS = 50_000
_EXAMPLES = 5
_PERCENT_SHARE = 0.1  # fewer values above 1 are rather slips than a column in percent
_LONGEST = 40
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class PredictionTable:
    """`outcome` (n,) 0 or 1, `predictions` by name (n,) in 0..1, `group` (n,) texts or None; nothing missing."""

    outcome: Array
    predictions: dict[str, Array]
    group: NDArray[np.object_] | None


def read_predictions(path: str | Path, *, outcome: str, predictions: Sequence[str], group: str | None = None) -> PredictionTable:
    """Read the named columns of a CSV (comma, semicolon or tab; UTF-8 or UTF-16; decimal commas) or Parquet table.

    An outcome is 0/1, true/false or yes/no. Other columns of the table are not looked at.

    Raises:
        InvalidInput: a file that cannot be read or has no rows; a column that is absent, there twice or named twice; rows of another
            width; missing or unreadable cells; predictions outside 0..1; more than 50 groups.
    """
    asked = [outcome, *predictions, *([] if group is None else [group])]
    table = open_table(path)
    header = [name.strip() for name in table.header]
    _check_columns(Path(path).name, header, asked)
    columns = {name: _Column(name, _outcome if name == outcome else _group if name == group else _number) for name in asked}
    n = _read(table, [(columns[name], header.index(name)) for name in asked], len(header), Path(path).name)
    if not n:
        raise InvalidInput(Problem(where=Path(path).name, key="tables.no_rows"))
    problems = columns[outcome].outcome_problems()
    problems += [problem for name in predictions for problem in columns[name].prediction_problems()]
    problems += [] if group is None else columns[group].group_problems()
    if problems:
        raise InvalidInput(problems)
    return PredictionTable(
        outcome=columns[outcome].values,
        predictions={name: columns[name].values for name in predictions},
        group=None if group is None else columns[group].values,
    )


class _Column:
    """One column as it is read, and what is wrong with it."""

    def __init__(self, name: str, read: Callable[[Any], Any]) -> None:
        self.name, self.read_cell = name, read
        self.n = 0
        self._parts: list[NDArray[Any]] = []
        self._unreadable: dict[int, str] = {}

    def add(self, cells: Any) -> None:
        """The next cells; of the unreadable ones (inf) the first few are kept as they stand, for the message."""
        if self.read_cell is _group:
            part = np.array([_group(cell) for cell in cells], dtype=object)
        elif isinstance(cells, np.ndarray):
            part = cells
        else:
            part = np.fromiter(map(self.read_cell, cells), float, len(cells))
        if part.dtype == float and len(self._unreadable) < _EXAMPLES:
            self._unreadable |= {self.n + int(i): str(cells[i]).strip() for i in np.flatnonzero(np.isinf(part))[:_EXAMPLES]}
        self._parts.append(part)
        self.n += len(part)

    @cached_property
    def values(self) -> Any:
        return np.concatenate(self._parts)

    def outcome_problems(self) -> list[Problem]:
        missing = np.isnan(self.values)
        return self._missing(missing) + self._refused("evaluate.not_an_outcome", ~missing & ~np.isin(self.values, (0, 1)))

    def prediction_problems(self) -> list[Problem]:
        p = self.values
        problems = self._missing(np.isnan(p)) + self._refused("evaluate.not_a_number", np.isinf(p))
        known = p[np.isfinite(p)]
        outside = np.isfinite(p) & ((p < 0) | (p > 1))
        if outside.mean() > _PERCENT_SHARE and known.min() >= 0 and known.max() <= 100:
            params = {"largest": f"{known.max():g}", "count": int(outside.sum())}
            return [*problems, Problem(where=self.name, key="evaluate.percent", params=params)]
        return problems + self._refused("evaluate.out_of_range", outside)

    def group_problems(self) -> list[Problem]:
        problems = self._missing(self.values == "")
        if (count := len(set(self.values))) > MOST_GROUPS:
            problems.append(Problem(where=self.name, key="evaluate.many_groups", params={"count": count, "most": MOST_GROUPS}))
        return problems

    def _missing(self, missing: NDArray[np.bool_]) -> list[Problem]:
        return self._listed("evaluate.missing", missing, lambda row: str(row + 1))

    def _refused(self, key: str, bad: NDArray[np.bool_]) -> list[Problem]:
        return self._listed(key, bad, lambda row: f"{row + 1} ({self._shown(row)})")

    def _listed(self, key: str, bad: NDArray[np.bool_], say: Callable[[int], str]) -> list[Problem]:
        """One problem that counts the rows and lists the first few; none where no row is bad."""
        rows = np.flatnonzero(bad)
        if not len(rows):
            return []
        listed = [say(int(row)) for row in rows[:_EXAMPLES]] + ["…"] * (len(rows) > _EXAMPLES)
        return [Problem(where=self.name, key=key, params={"count": len(rows), "rows": ", ".join(listed)})]

    def _shown(self, row: int) -> str:
        text = self._unreadable.get(row) or f"{self.values[row]:g}"
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _read(table: TableFile, columns: list[tuple[_Column, int]], width: int, file: str) -> int:
    """Read every row into the columns and return how many there are; a row of another width makes all its cells doubtful."""
    n = 0
    for raw in table.chunks(_CHUNK_ROWS):
        if raw.widths is not None and (raw.widths != width).any():
            odd = int(np.flatnonzero(raw.widths != width)[0])
            params = {"row": n + odd + 1, "cells": int(raw.widths[odd]), "columns": width}
            raise InvalidInput(Problem(where=file, key="evaluate.wrong_width", params=params))
        for column, place in columns:
            column.add(raw.columns[place])
        n += raw.n
    return n


def _check_columns(file: str, header: list[str], asked: list[str]) -> None:
    problems = [Problem(where=name, key="evaluate.asked_twice") for name in dict.fromkeys(asked) if asked.count(name) > 1]
    for name in dict.fromkeys(asked):
        times = header.count(name)
        if times > 1:
            problems.append(Problem(where=file, key="evaluate.repeated_column", params={"column": name, "times": times}))
        elif not times:
            near = difflib.get_close_matches(name, header, n=3, cutoff=0.5) or header[:10]
            params = {"column": name, "names": ", ".join(near) + (", …" if len(near) < len(header) else "")}
            problems.append(Problem(where=file, key="evaluate.no_column", params=params))
    if problems:
        raise InvalidInput(problems)


def _number(cell: Any) -> float:
    text = "" if cell is None else str(cell).strip()
    try:
        return float(text) if "_" not in text else np.inf
    except ValueError:
        if text.lower() in MISSING:
            return np.nan
        return float(text.replace(",", ".")) if _DECIMAL_COMMA.fullmatch(text) else np.inf


def _outcome(cell: Any) -> float:
    number = _number(cell)
    return YES_NO.get(str(cell).strip().lower(), np.inf) if np.isinf(number) else number


def _group(cell: Any) -> str:
    """The group's name, empty when missing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    return "" if text.lower() in MISSING else text
