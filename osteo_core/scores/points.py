"""Screening scores that add points: what each question adds, and the range of the index over the answers that the record leaves open.

The originals have no box for "not known". Here an open question adds no points and is named, the index carries the range over its answers,
and where that range crosses a cut-off the category is UNDECIDED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores.score import About, Remark, ScoreResult, UnansweredQuestion, Value
from osteo_core.scores.traits import Masks

FloatArray = NDArray[np.float64]

UNDECIDED = "undecided"
POUNDS_PER_KG = 1 / 0.45359237


@dataclass(frozen=True, kw_only=True)
class Item:
    """What one question adds to the index of n people.

    Attributes:
        field: the catalogue's name of the question.
        points: (n,) as counted, nothing where it is open.
        low, high: (n,) over the answers that fit the record.
        open: (n,) the record does not answer it.
        if_yes: what a yes adds, or the most that any of its answers does.
    """

    field: str
    points: FloatArray
    low: FloatArray
    high: FloatArray
    open: NDArray[np.bool_]
    if_yes: float


@dataclass(frozen=True)
class Points:
    """The index of n people: `base` (n,), what follows from the required inputs, NaN where there is no value; and the questions."""

    base: FloatArray
    items: tuple[Item, ...]

    @property
    def index(self) -> FloatArray:
        """(n,) as counted."""
        return np.asarray(self.base + sum(item.points for item in self.items))

    @property
    def range(self) -> tuple[FloatArray, FloatArray]:
        """(n,) each: lowest and highest index over every answer that fits the record."""
        low, high = (self.base + sum(getattr(item, end) for item in self.items) for end in ("low", "high"))
        return np.asarray(low), np.asarray(high)

    @property
    def open_range(self) -> tuple[FloatArray, FloatArray]:
        """(n,) each: the same over the open questions alone; one that is nearly answered stays as counted."""
        low, high = (
            self.base + sum(np.where(item.open, getattr(item, end), item.points) for item in self.items) for end in ("low", "high")
        )
        return np.asarray(low), np.asarray(high)


def yes_no(columns: Columns, field: str, *, yes: float, no: float, no_may_add: float | None = None) -> Item:
    """A yes/no question; `no_may_add`: the record asks something narrower, so that its "no" may still be what adds these points."""
    answer = columns[field]
    points = np.select([answer == 1, answer == 0], [yes, no], 0.0)
    nearly = (answer == 0) & (no_may_add is not None)
    either, opened = (no, no if no_may_add is None else no_may_add), np.isnan(answer)
    low = np.select([opened, nearly], [min(yes, no), min(either)], points)
    high = np.select([opened, nearly], [max(yes, no), max(either)], points)
    return Item(field=field, points=points, low=low, high=high, open=opened, if_yes=yes)


def truncated(values: ArrayLike) -> FloatArray:
    """Decimals dropped, toward zero; rounded first, since floating-point noise lets some products fall short of a whole number."""
    return np.trunc(np.round(np.asarray(values, float), 9)) + 0.0  # + 0.0: no negative zero


def as_columns(name: str, points: Points) -> dict[str, FloatArray]:
    """The index as `name`, and its range over every answer that fits as `<name>_low` and `<name>_high`."""
    low, high = points.range
    return {name: points.index, f"{name}_low": low, f"{name}_high": high}


def open_questions(points: Points) -> Masks:
    """Field -> (n,) True where there is a value and the question is open."""
    return {item.field: item.open & np.isfinite(points.base) for item in points.items}


def result(
    about: About, patient: Patient, points_of: Callable[[Columns], Points], category: Callable[[float], str],
    remarks: Callable[[Columns, Points], Sequence[Remark]],
) -> ScoreResult:  # fmt: skip
    """A score's answer: index with range and category, open questions with what a yes would give; no value where a requirement lacks.

    `remarks` of one person's columns and points; where the points are NaN, they say why.
    """
    columns = patient.harmonised().columns
    entered = {name for fields in patient.entered().values() for name in fields}
    used = tuple(name for name in about.inputs if name in entered)
    lacking = tuple(name for name in about.required if name not in entered)
    if lacking:
        return ScoreResult(about, used=used, lacking=lacking)
    points = points_of(columns)
    notes = tuple(remarks(columns, points))
    index = float(points.index[0])
    if np.isnan(index):
        return ScoreResult(about, used=used, remarks=notes)
    low, high = (float(end[0]) for end in points.range)
    decided = {category(float(end[0])) for end in points.open_range}
    said = decided.pop() if len(decided) == 1 else UNDECIDED
    value = (
        Value("screening", index, category=said)
        if low == high
        else Value("screening", index, category=said, low=low, high=high, interval="inexact")
    )
    opened = [item for item in points.items if item.open[0]]
    return ScoreResult(
        about,
        values=(value,),
        used=used,
        unanswered=tuple(UnansweredQuestion(item.field, {"screening": index + item.if_yes}) for item in opened),
        remarks=notes,
        reachable={"screening": (low, high)} if opened else {},
    )
