"""Columns of a table of predictions whose cells are labels: the outcome, how follow-up ended, and groups."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem
from osteo_core.evaluation.uploads.prediction_columns import as_texts, listed, missing_problems, shortened
from osteo_core.patients.reading.written import read_number, read_yes_no
from osteo_core.patients.tables.numbers import is_missing

Array = NDArray[np.float64]

MOST_GROUPS = 50
_MOST_LABELS = 1000
_MOST_NAMED = 10
_TWO = 2


class _Labels:
    """One column as texts: `labels` are the different ones, as many as 1,000; `codes` (n,) their places, -1 for any beyond."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.labels: dict[str, int] = {}
        self._parts: list[NDArray[np.int16]] = []

    def add(self, cells: Any) -> None:
        """The next cells, as exact texts."""
        texts = [text.strip() for text in as_texts(cells)]
        for text in dict.fromkeys(texts):
            if len(self.labels) < _MOST_LABELS:
                self.labels.setdefault(text, len(self.labels))
        self._parts.append(np.fromiter((self.labels.get(text, -1) for text in texts), np.int16, len(texts)))

    @cached_property
    def codes(self) -> NDArray[np.int16]:
        return np.concatenate(self._parts)

    def of_each(self, values: list[float], beyond: float) -> Array:
        """`values` of the labels, in their order, as (n,) of the cells; `beyond` where there were too many labels."""
        return np.array([*values, beyond], float)[self.codes]

    def notes(self) -> list[Problem]:
        """No notes: labels are read as they stand."""
        return []

    def _refused(self, key: str, bad: NDArray[np.bool_], **params: Any) -> list[Problem]:
        texts = list(self.labels)
        return listed(self.name, key, bad, lambda row: f"{row + 1} ({shortened(texts[self.codes[row]])})", **params)


class GroupColumn(_Labels):
    """Groups. A level is a level, also `None`, `NA` and `nan`; only an empty cell is none."""

    @cached_property
    def values(self) -> NDArray[np.object_]:
        """(n,) names, None where not known."""
        names = np.array([*(label or None for label in self.labels), None], dtype=object)
        return np.asarray(names[self.codes], dtype=object)

    def problems(self) -> list[Problem]:
        """More groups than can be judged."""
        count = len(self.labels) - ("" in self.labels)
        if count <= MOST_GROUPS:
            return []
        many = f"{count}+" if len(self.labels) == _MOST_LABELS else str(count)
        return [Problem(where=self.name, key="evaluate.many_groups", params={"count": many, "most": MOST_GROUPS})]


class OutcomeColumn(_Labels):
    """The outcome: 0/1 and the words for no and yes, or two values of which `event_level` is the event."""

    def __init__(self, name: str, event_level: str | None) -> None:
        super().__init__(name)
        self.event_level = event_level

    @cached_property
    def values(self) -> Array:
        """(n,) 0 or 1, NaN where missing, infinite where it is neither."""
        if self.event_level is None:
            return self.of_each([_yes_no(label) for label in self.labels], np.inf)
        return self.of_each([np.nan if is_missing(label) else float(label == self._level) for label in self.labels], np.inf)

    @property
    def _level(self) -> str:
        """The label that is meant by `event_level`: written so, or else in other capitals."""
        asked = str(self.event_level).strip()
        alike = [label for label in self._levels if label.casefold() == asked.casefold()]
        return alike[0] if asked not in self._levels and len(alike) == 1 else asked

    @property
    def _levels(self) -> list[str]:
        return [label for label in self.labels if not is_missing(label)]

    def problems(self) -> list[Problem]:
        """Missing cells, cells that are no outcome, an event level that is none."""
        absent = missing_problems(self.name, np.isnan(self.values))
        if self.event_level is not None:
            return absent + self._level_problems()
        bad = np.isinf(self.values)
        if bad.any() and len(self._levels) == _TWO:
            one, other = map(shortened, sorted(self._levels))
            return absent + self._refused("evaluate.two_levels", bad, one=one, other=other)
        return absent + self._refused("evaluate.not_an_outcome", bad)

    def _level_problems(self) -> list[Problem]:
        asked, levels = shortened(str(self.event_level)), self._levels
        if len(levels) > _TWO:
            counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))
            named = [f"{shortened(label)} ({counts[self.labels[label]]})" for label in levels[:_MOST_NAMED]]
            more = len(levels) - len(named)
            values = ", ".join(named) + (f", … (+{more})" if more else "")
            return [Problem(self.name, "evaluate.many_levels", {"count": len(levels), "values": values})]
        if self._level not in levels:
            return [Problem(self.name, "evaluate.no_such_level", {"level": asked, "values": ", ".join(map(shortened, sorted(levels)))})]
        return []


class EventColumn(_Labels):
    """How follow-up ended: 0 censored, 1 the outcome, 2 death without it; words for no and yes are 0 and 1."""

    @cached_property
    def values(self) -> Array:
        """(n,) 0, 1 or 2, NaN where missing, infinite where it is none of them."""
        return self.of_each([_event(label) for label in self.labels], np.inf)

    def problems(self) -> list[Problem]:
        """Missing cells and those that are no event."""
        return missing_problems(self.name, np.isnan(self.values)) + self._refused("upload.not_an_event", np.isinf(self.values))


def _yes_no(label: str) -> float:
    if is_missing(label):
        return np.nan
    try:
        return float(read_yes_no(label))
    except ValueError:
        return np.inf


def _event(label: str) -> float:
    value = _yes_no(label)
    if not np.isinf(value):
        return value
    try:
        return 2.0 if read_number(label, allowed=(0, 2)) == _TWO else np.inf
    except ValueError:
        return np.inf
