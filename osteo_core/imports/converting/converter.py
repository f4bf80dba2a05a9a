"""Cells of a chunk as columns in the catalogue's names, by a mapping; every cell that cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import Problem
from osteo_core.imports.converting.cells import Cells, as_texts, is_float, is_missing, numbers_of
from osteo_core.imports.converting.coded import value_of, yes_or_no
from osteo_core.imports.converting.combined import ages, together
from osteo_core.imports.mapping.document import FieldMapping, Mapping, SourceColumn
from osteo_core.imports.reading.opened import text_of
from osteo_core.imports.suggestion.dates import read_date
from osteo_core.patients.tables.numbers import NumberStyle
from osteo_core.patients.wording import shown


@dataclass(kw_only=True)
class Converted:
    """A chunk of n people.

    `columns`: float64 with NaN, or objects with None; `kept`: texts; `problems` have their row from 0 of the table.
    """

    n: int
    ids: list[str]
    dates: list[str | None] | None
    columns: dict[str, Any]
    kept: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Converter:
    """Applies a mapping to the chunks of a table with this header.

    `styles`: how the numbers of each column are written; `turned`: the SNPs whose column counts the other allele.
    """

    def __init__(
        self, mapping: Mapping, header: Sequence[str], styles: Callable[[int], NumberStyle], turned: frozenset[str] = frozenset()
    ) -> None:
        self.mapping, self.turned = mapping, turned
        self.places = {name: place for place, name in enumerate(header)}
        self._styles = styles
        self.recoded: dict[str, int] = {}
        """Field -> cells that were given a value by a map of codes, or were turned round."""

    def detached(self) -> Converter:
        """The same, knowing how its columns are written without the table that is read; it can go to another process."""
        styles = {place: self._styles(place) for place in (self.places[name] for name in self.columns)}
        alone = copy(self)
        alone._styles, alone.recoded = styles.__getitem__, {}
        return alone

    @property
    def columns(self) -> list[str]:
        """The columns to read, in the order in which `convert` wants them."""
        return list(self.mapping.columns)

    def convert(self, cells: Table[str, Cells], n: int, first_row: int, numbered: bool = True) -> Converted:
        """The n people of a chunk; `cells` by column's name."""
        identity, visit = self.mapping.identity, self.mapping.visit
        ids = (
            [text_of(cell).strip() for cell in cells[identity]]
            if identity
            else [str(first_row + i + 1) if numbered else "" for i in range(n)]
        )
        problems: list[Problem] = []
        columns: dict[str, Any] = {}
        for name, value in self.mapping.constants.items():
            columns[name] = _constant(CATALOGUE[name], value, n)
        for each in self.mapping.fields:
            columns[each.target], bad = self._field(each, cells, n)
            problems += [_problem(each.target, text, first_row + row) for row, text in bad.items()]
        kept = {name: [text_of(cell) for cell in cells[name]] for name in self.mapping.keep}
        dates = None if visit is None else [_iso(read_date(text_of(cell), self.mapping.visit_order)) for cell in cells[visit]]
        return Converted(n=n, ids=ids, dates=dates, columns=columns, kept=kept, problems=problems)

    def _field(self, each: FieldMapping, cells: Table[str, Cells], n: int) -> tuple[Any, dict[int, str]]:
        if each.rule == "age_between":
            return ages(each, cells, self.mapping.visit_order)
        feature = CATALOGUE.get(each.target)
        values, bad = [], dict[int, str]()
        for source in each.sources:
            read, wrong = self._source(each.target, feature, source, cells[source.column])
            values.append(read)
            bad |= wrong
        return together(values, each.rule, feature), bad

    def _source(self, target: str, feature: Feature | None, source: SourceColumn, cells: Cells) -> tuple[Any, dict[int, str]]:
        if feature is None:
            return self._outcome(target, source, cells)
        if feature.kind in ("binary", "category", "set"):
            return self._coded(feature, source, cells)
        values, bad = numbers_of(source, cells, self._styles(self.places[source.column]))
        factor = feature.units.get(source.unit or "", 1.0)
        if target in self.turned:
            self.recoded[target] = self.recoded.get(target, 0) + int(np.isfinite(values).sum())
            return 2.0 - values, bad
        # Whole factors must not make 9.399999 of 9.4: a value in its own unit is left as it is.
        return values if factor == 1.0 else np.round(values * factor, 6), bad

    def _coded(self, feature: Feature, source: SourceColumn, cells: Cells) -> tuple[Any, dict[int, str]]:
        # Each different cell is looked at once: a column has a few codes and half a million rows.
        texts = as_texts(cells)
        known: dict[str, Any] = {}
        strange: set[str] = set()
        for text in set(texts):
            try:
                known[text] = value_of(feature, source, text.strip())
            except ValueError:
                known[text] = None
                strange.add(text)
        bad = {row: text.strip() for row, text in enumerate(texts) if text in strange} if strange else {}
        self._count(feature.name, texts, {text: value is not None and value != text for text, value in known.items()})
        if feature.kind == "binary":
            number = {text: np.nan if value is None else float(value == "yes") for text, value in known.items()}
            return np.fromiter(map(number.__getitem__, texts), float, len(texts)), bad
        values = np.empty(len(texts), dtype=object)
        values[:] = list(map(known.__getitem__, texts))
        return values, bad

    def _count(self, target: str, texts: Sequence[str], changed: Table[str, bool]) -> None:
        """Add the cells that were given another value."""
        self.recoded[target] = self.recoded.get(target, 0) + sum(map(changed.__getitem__, texts))

    def _outcome(self, target: str, source: SourceColumn, cells: Cells) -> tuple[Any, dict[int, str]]:
        """An outcome: a number where all cells are numbers, or the words that its map gives."""
        if set(source.values.values()) == {"yes", "no"} or (source.values and source.other in ("yes", "no")):
            return self._yes_no(target, source, cells)
        if not source.values:
            if isinstance(cells, np.ndarray):
                return cells, {}
            values, bad = numbers_of(source, cells, self._styles(self.places[source.column]))
            if not bad:
                return values, {}
        texts = [text_of(cell).strip() for cell in cells]
        found = [None if is_missing(text, source) else source.values.get(text, source.other or text) for text in texts]
        objects = np.empty(len(found), dtype=object)
        objects[:] = found
        return objects, {}

    def _yes_no(self, target: str, source: SourceColumn, cells: Cells) -> tuple[Any, dict[int, str]]:
        """An outcome that a map makes yes or no of: 1 and 0."""
        texts = as_texts(cells)
        known = {text: yes_or_no(source, text.strip()) for text in set(texts)}
        self._count(target, texts, {text: value in (0.0, 1.0) for text, value in known.items()})
        strange = {text for text, value in known.items() if value is None}
        bad = {row: text.strip() for row, text in enumerate(texts) if text in strange} if strange else {}
        read = {text: np.nan if value is None else value for text, value in known.items()}
        return np.fromiter(map(read.__getitem__, texts), float, len(texts)), bad


def _constant(feature: Feature, value: str, n: int) -> Any:
    if feature.kind == "binary":
        return np.full(n, float(value == "yes"))
    if feature.is_numeric:
        return np.full(n, float(value))
    values = np.empty(n, dtype=object)
    values[:] = [(value,) if feature.kind == "set" else value] * n
    return values


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _problem(target: str, text: str, row: int) -> Problem:
    feature = CATALOGUE.get(target)
    value = shown(text).strip('"')
    if target == "age" and not is_float(text) and any(letter in text for letter in "-/.年"):
        return Problem(target, "imports.row.not_a_date", {"value": value}, row)
    if feature is not None and feature.kind in ("category", "set", "binary"):
        allowed = ", ".join(feature.categories) or "yes, no"
        return Problem(target, "tables.not_a_category", {"value": value, "allowed": allowed}, row)
    return Problem(target, "tables.not_a_number", {"value": value}, row)
