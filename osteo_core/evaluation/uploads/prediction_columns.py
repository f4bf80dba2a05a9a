"""Columns of numbers in a table of predictions as they are read, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem
from osteo_core.patients.reading.written import AmbiguousNumber
from osteo_core.patients.tables.numbers import NumberStyle, read_cells

Array = NDArray[np.float64]

EXAMPLES = 5
DUST = 1e-5
"""So little outside 0..1 is the rounding of another program: it is taken as the bound, and that is said."""
LONG_FOLLOW_UP = 130.0
"""Years that nobody is followed: longer times are in another unit."""
UNREADABLE, AMBIGUOUS = np.inf, -np.inf

_PERCENT_SHARE = 0.1  # fewer values above 1 are rather slips than a column in percent
_PERCENT_LARGEST = 1.5
_LONGEST = 40
_ALLOWED = {"prediction": (0.0, 1.0)}


class NumberColumn:
    """One column of numbers. `kind` says what they are: prediction (0..1), score (any) or time (0 or more)."""

    def __init__(self, name: str, kind: str, style: NumberStyle) -> None:
        self.name, self.kind, self.style = name, kind, style
        self.n = 0
        self._parts: list[Array] = []
        self._unreadable: dict[int, str] = {}
        self._either: AmbiguousNumber | None = None

    def add(self, cells: Any) -> None:
        """The next cells; of those that are no number the first few are kept as they stand, for the message."""
        part, errors = read_numbers(cells, self.style, _ALLOWED.get(self.kind))
        for place, error in errors.items():
            if len(self._unreadable) < EXAMPLES:
                self._unreadable[self.n + place] = str(cells[place]).strip()
            if self._either is None and isinstance(error, AmbiguousNumber):
                self._either = error
        self._parts.append(part)
        self.n += len(part)

    @cached_property
    def read(self) -> Array:
        """(n,) numbers, NaN where missing, infinite where there is none (UNREADABLE) or one of two (AMBIGUOUS)."""
        return np.concatenate(self._parts)

    @cached_property
    def values(self) -> Array:
        """As `read`; of predictions those that are nearly 0 or 1 are that."""
        if self.kind != "prediction":
            return self.read
        return np.where(self._dusty, np.clip(self.read, 0, 1), self.read)

    @cached_property
    def _dusty(self) -> NDArray[np.bool_]:
        p = self.read
        return ((p < 0) & (p >= -DUST)) | ((p > 1) & (p <= 1 + DUST))

    def problems(self) -> list[Problem]:
        """Everything wrong with the column, rows named."""
        return [
            *missing_problems(self.name, np.isnan(self.read)),
            *self._not_numbers(),
            *(self._outside() if self.kind == "prediction" else []),
            *(self._refused("upload.not_a_time", np.isfinite(self.read) & (self.read < 0)) if self.kind == "time" else []),
        ]

    def notes(self) -> list[Problem]:
        """What was done with the column, or should be known of it."""
        if self.kind == "prediction" and self._dusty.any():
            return listed(self.name, "evaluate.dust", self._dusty, lambda row: f"{row + 1} ({self._shown(row)})", most=f"{DUST:.5f}")
        if self.kind == "time" and self.n and (longest := float(np.nanmax(self.read))) > LONG_FOLLOW_UP:
            return [Problem(where=self.name, key="upload.long_times", params={"longest": plainly(longest)})]
        return []

    def _not_numbers(self) -> list[Problem]:
        unreadable = self.read == UNREADABLE
        signs = [text for text in self._unreadable.values() if text.endswith(("%", "％"))]
        if signs and self.kind != "time":
            problems = [Problem(self.name, "evaluate.percent_sign", {"value": shortened(signs[0]), "count": int(unreadable.sum())})]
        else:
            keys = {"prediction": "evaluate.not_a_number", "score": "evaluate.not_a_score", "time": "upload.not_a_time"}
            problems = self._refused(keys[self.kind], unreadable)
        if self._either is None:
            return problems
        either = {"decimal": plainly(self._either.decimal), "thousands": plainly(self._either.thousands)}
        return problems + self._refused("evaluate.ambiguous", self.read == AMBIGUOUS, **either)

    def _outside(self) -> list[Problem]:
        p = self.values
        known = p[np.isfinite(p)]
        outside = np.isfinite(p) & ((p < 0) | (p > 1))
        if outside.mean() > _PERCENT_SHARE and known.min() >= 0 and _PERCENT_LARGEST < known.max() <= 100:
            params = {"largest": plainly(float(known.max())), "count": int(outside.sum()), "column": shortened(self.name)}
            return [Problem(where=self.name, key="evaluate.percent", params=params)]
        return self._refused("evaluate.out_of_range", outside, column=shortened(self.name))

    def _refused(self, key: str, bad: NDArray[np.bool_], **params: Any) -> list[Problem]:
        return listed(self.name, key, bad, lambda row: f"{row + 1} ({self._shown(row)})", **params)

    def _shown(self, row: int) -> str:
        return shortened(self._unreadable.get(row) or plainly(float(self.read[row])))


def missing_problems(name: str, missing: NDArray[np.bool_]) -> list[Problem]:
    """The rows (n,) without a value, as one problem; none where every row has one."""
    return listed(name, "evaluate.missing", missing, lambda row: str(row + 1))


def listed(name: str, key: str, bad: NDArray[np.bool_], say: Callable[[int], str], **params: Any) -> list[Problem]:
    """One problem that counts the rows and lists the first few; none where no row is bad."""
    rows = np.flatnonzero(bad)
    if not len(rows):
        return []
    shown = [say(int(row)) for row in rows[:EXAMPLES]] + ["…"] * (len(rows) > EXAMPLES)
    return [Problem(where=name, key=key, params={"count": len(rows), "rows": ", ".join(shown), **params})]


def shortened(text: str) -> str:
    """A cell or a name as a message can hold it."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def plainly(value: float) -> str:
    """A number with all the digits that tell it from its neighbours: 1.0000000000000002 is not "1"."""
    return repr(value).removesuffix(".0")


def read_numbers(cells: Any, style: NumberStyle, allowed: tuple[float, float] | None = None) -> tuple[Array, dict[int, ValueError]]:
    """Cells (n,) as numbers, NaN where missing, UNREADABLE or AMBIGUOUS; and by place why a text is no number."""
    if isinstance(cells, np.ndarray):
        return np.where(np.isinf(cells), UNREADABLE, cells), {}
    values, errors = read_cells(as_texts(cells), style, allowed)
    for place, error in errors.items():
        values[place] = AMBIGUOUS if isinstance(error, AmbiguousNumber) else UNREADABLE
    return values, errors


def as_texts(cells: Any) -> list[str]:
    """Cells as texts, "" where there is none."""
    return [cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in cells]
