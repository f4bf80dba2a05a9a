"""What stands in a column: a sample of its cells over the whole table, in the order of the rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue.synonyms import missing_words
from osteo_core.imports.reading.opened import OpenedTable, text_of
from osteo_core.imports.suggestion.written_units import unit_in_cells, without_unit
from osteo_core.patients.tables.numbers import NumberStyle, read_cells

SAMPLE = 20_000
"""Rows that a suggestion and the checks of columns look at; of a longer table every so-manieth, so that memory does not grow with it."""

CODED = re.compile(r"\s*\(?(-?\d+|\.)\s*(?:(?<=\d)\)|[:：=＝、]|(?<=\d)\.(?=\s*[^\W\d]))\s*(\S.*?)\s*")
"""A cell of a code and what it means: "1: Male", "2.Woman", "(2) Yes", ".: Missing form"."""
_CHUNK = 20_000


@dataclass(kw_only=True)
class Profile:
    """A column's sampled cells (n,), as texts and as numbers (NaN where missing or no number)."""

    name: str
    label: str
    codes: dict[str, str]
    cells: list[str]
    style: NumberStyle

    @cached_property
    def texts(self) -> Counter[str]:
        """How often each text that is not missing occurs."""
        return Counter(cell.strip() for cell in self.cells if cell.strip().casefold() not in missing_words())

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """(n,) numbers, NaN where missing or where it is none."""
        cells = ["" if cell.strip().casefold() in missing_words() else without_unit(cell, self.written_unit) for cell in self.cells]
        return read_cells(cells, self.style)[0]

    @cached_property
    def written_unit(self) -> str | None:
        """The unit that stands behind the numbers, in the cells themselves; None mostly."""
        return unit_in_cells(self.texts)

    @property
    def known(self) -> int:
        """Cells that are not missing."""
        return sum(self.texts.values())

    @property
    def numeric(self) -> float:
        """Share of numbers among the cells that are not missing; 0 of an empty column."""
        return float(np.isfinite(self.numbers).sum()) / self.known if self.known else 0.0

    @cached_property
    def coded_texts(self) -> dict[str, str]:
        """Cells such as "1: Male" -> what they say, where most of the column's cells are so written."""
        found = {text: match[2] for text in self.texts if (match := CODED.fullmatch(text))}
        return found if found and sum(self.texts[text] for text in found) >= 0.8 * self.known else {}

    def odd_texts(self) -> dict[str, int]:
        """Texts that are no numbers in a column of numbers, and how often each occurs, the commonest first."""
        odd = {}
        for text, times in self.texts.most_common():
            if np.isnan(read_cells([without_unit(text, self.written_unit)], self.style)[0][0]):
                odd[text] = times
        return odd


@dataclass(kw_only=True)
class Sampled:
    """A table's columns as sampled. `rows` counts all its rows, `every` says that every so-manieth was looked at."""

    rows: int
    every: int
    profiles: list[Profile] = field(default_factory=list)

    def __getitem__(self, name: str) -> Profile:
        return next(profile for profile in self.profiles if profile.name == name)


def sample(opened: OpenedTable) -> Sampled:
    """Read the table once; of more than 20,000 rows keep every so-manieth."""
    every = max(1, -(-opened.file.rows_expected // SAMPLE))
    header = opened.header
    kept: list[list[str]] = [[] for _ in header]
    rows = 0
    for raw in opened.chunks(_CHUNK):
        first = -rows % every
        for cells, column in zip(kept, raw.columns, strict=True):
            cells += [text_of(cell) for cell in _taken(column, first, every)]
        rows += raw.n
    profiles = [
        Profile(name=name, label=opened.labels.get(name, ""), codes=opened.codes.get(name, {}), cells=cells, style=opened.file.style(place))
        for place, (name, cells) in enumerate(zip(header, kept, strict=True))
    ]
    return Sampled(rows=rows, every=every, profiles=profiles)


def _taken(column: Any, first: int, every: int) -> Any:
    part = column[first::every]
    return part.tolist() if isinstance(part, np.ndarray) else part
