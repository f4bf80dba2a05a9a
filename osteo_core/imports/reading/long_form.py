"""Tables of one row a measurement (person, item, result, unit): made wide, a column an item and unit."""

from __future__ import annotations

from datetime import date as day
from typing import Any

from osteo_core.catalogue.synonyms import plain, table
from osteo_core.imports.reading.joined import identity_of
from osteo_core.imports.reading.opened import MemoryTable, OpenedTable, text_of
from osteo_core.imports.suggestion.dates import order_of, read_date
from osteo_core.imports.suggestion.lexicon import person_words, visit_words
from osteo_core.patients.tables.numbers import is_missing

_CHUNK = 20_000
_MOST_ITEMS = 2_000


def widened(opened: OpenedTable) -> OpenedTable:
    """A row a person where the table has a row a measurement; any other table as it is.

    It is one where it has an id, a column of items and one of results, and people occur more than once. Columns that are the same in all
    rows of a person (sex, age) are kept. Of several results of an item the last by date counts, without dates the last in the table.
    """
    places = _places(opened)
    if places is None:
        return opened
    rows = _rows(opened)
    people = list(dict.fromkeys(row[places["person"]] for row in rows if row[places["person"]]))
    items = list(dict.fromkeys(row[places["item"]] for row in rows))
    if len(people) == len(rows) or not 1 <= len(items) <= _MOST_ITEMS:
        return opened
    return _wide(opened, rows, people, places)


def _places(opened: OpenedTable) -> dict[str, int] | None:
    names = [plain(name) for name in opened.header]
    long = table()["long"]
    found = {part: _first(names, {plain(word) for word in long[part]["words"]}) for part in ("item", "value", "unit")}
    found |= {"person": _first(names, person_words()), "date": _first(names, visit_words())}
    if found["item"] is not None and found["item"] == found["value"]:
        return None
    if found["person"] is None or found["item"] is None or found["value"] is None:
        return None
    return {part: place for part, place in found.items() if place is not None}


def _first(names: list[str], words: set[str] | frozenset[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in words), None)


def _rows(opened: OpenedTable) -> list[list[str]]:
    rows: list[list[str]] = []
    for raw in opened.chunks(_CHUNK):
        columns = [[text_of(cell).strip() for cell in column] for column in raw.columns]
        rows += [list(row) for row in zip(*columns, strict=True)]
    return rows


def _wide(opened: OpenedTable, rows: list[list[str]], people: list[str], places: dict[str, int]) -> OpenedTable:
    cells: dict[str, dict[str, str]] = {}
    repeated = 0
    date = places.get("date")
    for row in rows if date is None else _by_date(rows, date):
        unit = row[places["unit"]] if "unit" in places else ""
        item = row[places["item"]] if is_missing(unit) else f"{row[places['item']]} ({unit})"
        of_item = cells.setdefault(item, {})
        person = identity_of(row[places["person"]])
        repeated += person in of_item
        if not is_missing(row[places["value"]]):
            of_item[person] = row[places["value"]]
    header, columns = [opened.header[places["person"]]], [people]
    for place, name in enumerate(opened.header):
        if place not in places.values() and (same := _constant(rows, places["person"], place)) is not None:
            header.append(name)
            columns.append([same.get(person, "") for person in people])
    order = sorted(cells, key=list(dict.fromkeys(cells)).index)
    file: Any = MemoryTable([*header, *order], [*columns, *([cells[item].get(person, "") for person in people] for item in order)])
    wide = OpenedTable(name=opened.name, kind="long", file=file, labels=opened.labels, codes=opened.codes, said=opened.said)
    wide.notes = [*opened.notes, ("long_form", {"file": opened.name, "rows": len(rows), "people": len(people), "repeated": repeated})]
    return wide


def _by_date(rows: list[list[str]], date: int) -> list[list[str]]:
    """The rows by their dates, those without a readable one first; as they stand where it cannot be told which number is the month."""
    order = order_of(row[date] for row in rows)
    if order is None:
        return rows
    days = [read_date(row[date], order) for row in rows]
    return [row for _, row in sorted(zip(days, rows, strict=True), key=lambda pair: pair[0] or day.min)]


def _constant(rows: list[list[str]], person: int, place: int) -> dict[str, str] | None:
    """Each person's value where no person has two; None otherwise."""
    known: dict[str, str] = {}
    for row in rows:
        if row[place] and known.setdefault(row[person], row[place]) != row[place]:
            return None
    return known
