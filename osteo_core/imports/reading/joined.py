"""Several tables as one: joined by the person's id, so that nobody of any table is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue.synonyms import plain
from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.reading.opened import OpenedTable, text_of
from osteo_core.imports.suggestion.lexicon import person_words
from osteo_core.patients.tables.numbers import NumberStyle
from osteo_core.patients.tables.source import RawChunk

_CHUNK = 20_000


def joined(tables: Sequence[OpenedTable]) -> OpenedTable:
    """All columns of all tables, a row a person: the first table's people in their order, then those of the others.

    Raises:
        InvalidInput: no id that all have; a person twice in a table but the first.
    """
    keys = [_id_column(tables, number) for number in range(len(tables))]
    file = _Joined(tables, keys)
    whole = OpenedTable(name=" + ".join(table.name for table in tables), kind="joined", file=file)
    for number, table in enumerate(tables):
        for place, name in enumerate(table.header):
            new = file.names.get((number, place))
            if new is not None:
                whole.labels |= {new: table.labels[name]} if name in table.labels else {}
                whole.codes |= {new: table.codes[name]} if name in table.codes else {}
        whole.notes += table.notes
    first = tables[0]
    whole.notes.append(("joined", {"files": whole.name, "column": first.header[keys[0]], "alone": file.alone}))
    return whole


def _id_column(tables: Sequence[OpenedTable], number: int) -> int:
    """Where the id stands: a name that all tables have, the likeliest of an id first; else whatever is called so in this one."""
    names = [[plain(name) for name in table.header] for table in tables]
    common = [name for name in names[0] if all(name in other for other in names) and name in person_words()]
    found = [names[number].index(name) for name in common] or [at for at, name in enumerate(names[number]) if name in person_words()]
    if not found:
        raise InvalidInput(Problem(tables[number].name, "imports.error.no_id_to_join", {"names": ", ".join(tables[number].header[:10])}))
    return found[0]


class _Joined:
    """The first table as it streams, the others held by id."""

    separator: str | None = None

    def __init__(self, tables: Sequence[OpenedTable], keys: Sequence[int]) -> None:
        self.tables, self.keys = tables, keys
        self.header: list[str] = []
        self.names: dict[tuple[int, int], str] = {}
        self._place: list[tuple[int, int]] = []
        for number, table in enumerate(tables):
            for place, name in enumerate(table.header):
                if number and place == keys[number]:
                    continue
                new = name if name not in self.header else f"{name} ({table.name})"
                self.names[number, place] = new
                self.header.append(new)
                self._place.append((number, place))
        self._held = [_held(table, key) for table, key in zip(tables[1:], keys[1:], strict=True)]
        known = {identity for raw in tables[0].chunks(_CHUNK, [keys[0]]) for identity in map(identity_of, raw.columns[0])}
        self._extra = list(dict.fromkeys(identity for held in self._held for identity in held if identity not in known))
        self.alone = len(self._extra)
        self.rows_expected = tables[0].file.rows_expected + self.alone

    def style(self, column: int) -> NumberStyle:
        """As in the column's own table."""
        number, place = self._place[column]
        return self.tables[number].file.style(place)

    def chunks(self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Any = ()) -> Iterator[RawChunk]:
        """The rows in order."""
        del texts
        asked = [self._place[place] for place in (range(len(self.header)) if columns is None else columns)]
        own = sorted({self.keys[0], *(place for number, place in asked if number == 0)})
        for raw in self.tables[0].chunks(chunk_rows, own):
            first = dict(zip(own, raw.columns, strict=True))
            ids = [identity_of(cell) for cell in first[self.keys[0]]]
            cells = [first[place] if number == 0 else self._of(number, place, ids) for number, place in asked]
            yield RawChunk(cells, raw.n, self._widths(raw))
        for start in range(0, len(self._extra), chunk_rows):
            ids = self._extra[start : start + chunk_rows]
            yield RawChunk([self._of(number, place, ids) for number, place in asked], len(ids))

    def _widths(self, raw: RawChunk) -> NDArray[np.int64] | None:
        """A row of the first table's width has the width of all; any other is not right here either."""
        if raw.widths is None:
            return None
        own = len(self.tables[0].header)
        return np.where(raw.widths == own, len(self.header), raw.widths)

    def _of(self, number: int, place: int, ids: list[str]) -> list[str]:
        if number == 0:
            return ids if place == self.keys[0] else [""] * len(ids)
        held = self._held[number - 1]
        return [row[place] if (row := held.get(identity)) is not None else "" for identity in ids]


def identity_of(cell: Any) -> str:
    """An id as it is compared: 7.0 of one program is 7 of another."""
    return text_of(cell).strip()


def _held(table: OpenedTable, key: int) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    repeated = 0
    for raw in table.chunks(_CHUNK):
        texts = [[text_of(cell) for cell in column] for column in raw.columns]
        for row in zip(*texts, strict=True):
            identity = row[key].strip()
            if not identity:
                continue
            repeated += identity in rows
            rows.setdefault(identity, list(row))
    if repeated:
        raise InvalidInput(Problem(table.name, "imports.error.repeated_in_join", {"n": repeated, "column": table.header[key]}))
    return rows
