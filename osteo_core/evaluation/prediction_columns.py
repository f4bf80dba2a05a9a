"""Columns of a table of predictions as they are read, and what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem
from osteo_core.patients.table_cells import MISSING, YES_NO

MOST_GROUPS = 50
OUTCOME_WORDS = YES_NO | {"是": 1.0, "否": 0.0}
_EXAMPLES = 5
_PERCENT_SHARE = 0.1  # fewer values above 1 are rather slips than a column in percent
_LONGEST = 40
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


class PredictionColumn:
    """One column of the table. `kind` says what its cells are: outcome, prediction, group, time or event."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind = name, kind
        self.n = 0
        self._read = _READERS[kind]
        self._parts: list[NDArray[Any]] = []
        self._unreadable: dict[int, str] = {}

    def add(self, cells: Any) -> None:
        """The next cells; of the unreadable ones (inf) the first few are kept as they stand, for the message."""
        part = self._read(cells)
        if part.dtype == float and len(self._unreadable) < _EXAMPLES:
            self._unreadable |= {self.n + int(i): str(cells[i]).strip() for i in np.flatnonzero(np.isinf(part))[:_EXAMPLES]}
        self._parts.append(part)
        self.n += len(part)

    @cached_property
    def values(self) -> Any:
        """(n,) numbers, NaN where missing and infinite where unreadable; of groups their names, "" where missing."""
        return np.concatenate(self._parts)

    def problems(self) -> list[Problem]:
        """Everything wrong with the column, rows named."""
        return _PROBLEMS[self.kind](self)

    def _outcome_problems(self) -> list[Problem]:
        return self._numbers_other_than("evaluate.not_an_outcome", np.isin(self.values, (0, 1)))

    def _event_problems(self) -> list[Problem]:
        return self._numbers_other_than("upload.not_an_event", np.isin(self.values, (0, 1, 2)))

    def _time_problems(self) -> list[Problem]:
        return self._numbers_other_than("upload.not_a_time", np.isfinite(self.values) & (self.values >= 0))

    def _numbers_other_than(self, key: str, allowed: NDArray[np.bool_]) -> list[Problem]:
        missing = np.isnan(self.values)
        return self._missing(missing) + self._refused(key, ~missing & ~allowed)

    def _prediction_problems(self) -> list[Problem]:
        p = self.values
        problems = self._missing(np.isnan(p)) + self._refused("evaluate.not_a_number", np.isinf(p))
        known = p[np.isfinite(p)]
        outside = np.isfinite(p) & ((p < 0) | (p > 1))
        if outside.mean() > _PERCENT_SHARE and known.min() >= 0 and known.max() <= 100:
            params = {"largest": f"{known.max():g}", "count": int(outside.sum())}
            return [*problems, Problem(where=self.name, key="evaluate.percent", params=params)]
        return problems + self._refused("evaluate.out_of_range", outside)

    def _group_problems(self) -> list[Problem]:
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
        return shortened(self._unreadable.get(row) or f"{self.values[row]:g}")


def shortened(text: str) -> str:
    """A cell or a name as a message can hold it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def read_numbers(cells: Any) -> NDArray[np.float64]:
    """Cells (n,) as numbers, with a decimal point or comma: NaN where missing, infinite where not a number."""
    return _numbers(cells, _number)


def read_outcomes(cells: Any) -> NDArray[np.float64]:
    """As `read_numbers`, with the words for yes and no as 1 and 0."""
    return _numbers(cells, _outcome)


def read_groups(cells: Any) -> NDArray[np.object_]:
    """Cells (n,) as names, "" where missing."""
    listed = cells.tolist() if isinstance(cells, np.ndarray) else cells
    return np.array(_each(listed, _group), dtype=object)


def _numbers(cells: Any, read: Callable[[Any], float]) -> NDArray[np.float64]:
    if isinstance(cells, np.ndarray):
        return np.asarray(cells, float)
    try:
        # The common case is many times faster at once; what `float` takes for a number beyond `read` is 1_000 alone.
        if "_" not in "".join(cells):
            return np.fromiter(map(float, cells), float, len(cells))
    except (ValueError, TypeError):  # an empty cell, a word, a decimal comma; a cell that is no text
        pass
    return np.array(_each(cells, read), dtype=float)


def _each(cells: Sequence[Any], read: Callable[[Any], Any]) -> list[Any]:
    """`read` of every cell, called once for each different one."""
    try:
        known = {cell: read(cell) for cell in set(cells)}
    except TypeError:  # a list in a cell, of Parquet
        return [read(cell) for cell in cells]
    return [known[cell] for cell in cells]


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
    return OUTCOME_WORDS.get(str(cell).strip().lower(), np.inf) if np.isinf(number) else number


def _group(cell: Any) -> str:
    """The group's name, empty when missing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    return "" if text.lower() in MISSING else text


_READERS: dict[str, Callable[[Any], NDArray[Any]]] = {
    "outcome": read_outcomes,
    "prediction": read_numbers,
    "group": read_groups,
    "time": read_numbers,
    "event": read_outcomes,
}
_PROBLEMS: dict[str, Callable[[PredictionColumn], list[Problem]]] = {
    "outcome": PredictionColumn._outcome_problems,
    "prediction": PredictionColumn._prediction_problems,
    "group": PredictionColumn._group_problems,
    "time": PredictionColumn._time_problems,
    "event": PredictionColumn._event_problems,
}
