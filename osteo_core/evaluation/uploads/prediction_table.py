"""Tables of outcomes and predictions from anywhere: every row is read, or the table is refused with rows and columns named.

Rows are numbered from 1 in everything a person sees: the first row under the header is row 1, blank lines are not counted.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.uploads.label_columns import EventColumn, GroupColumn, OutcomeColumn
from osteo_core.evaluation.uploads.prediction_columns import NumberColumn, shortened
from osteo_core.patients.tables.files import RawChunk, TableFile, open_table

Array = NDArray[np.float64]

_CHUNK_ROWS = 50_000
_MOST_NAMES = 2000


Column = NumberColumn | OutcomeColumn | EventColumn | GroupColumn


@dataclass(frozen=True, kw_only=True)
class PredictionTable:
    """`outcome` (n,) 0 or 1; `predictions` by name (n,), in 0..1 but for those in `scores`; `groups` by name (n,) texts, None where empty.

    `time` (n,) in years and `event` (n,) 0, 1 or 2, or None where not asked for. `notes` say what was done with a column, or is odd in it.
    """

    outcome: Array
    predictions: dict[str, Array]
    groups: dict[str, NDArray[np.object_]] = field(default_factory=dict)
    time: Array | None = None
    event: Array | None = None
    scores: frozenset[str] = frozenset()
    notes: tuple[Problem, ...] = ()

    @property
    def group(self) -> NDArray[np.object_] | None:
        """The first of the groups."""
        return next(iter(self.groups.values()), None)


def read_predictions(
    path: str | Path,
    *,
    outcome: str,
    predictions: Sequence[str],
    scores: Sequence[str] = (),
    group: str | None = None,
    event_level: str | None = None,
) -> PredictionTable:
    """Read the named columns of a CSV (comma, semicolon or tab; UTF-8 or UTF-16; decimal commas) or Parquet table.

    An outcome is 0/1, true/false or yes/no, or of two values of which `event_level` is the event. Other columns are not looked at.

    Raises:
        InvalidInput: a file that cannot be read or has no rows; a column that is absent, there twice or named twice; rows of another
            width; missing or unreadable cells, but for groups; predictions outside 0..1; an outcome of other values; more than 50 groups.
    """
    groups = [] if group is None else [group]
    file = Path(path).name
    return read_columns(
        open_table(path), file, outcome=outcome, predictions=predictions, scores=scores, groups=groups, event_level=event_level
    )


def read_columns(
    table: TableFile,
    file: str,
    *,
    outcome: str,
    predictions: Sequence[str],
    scores: Sequence[str] = (),
    groups: Sequence[str] = (),
    time: str | None = None,
    event: str | None = None,
    event_level: str | None = None,
) -> PredictionTable:
    """Read the named columns of an opened table; `file` is its name in messages. The event may be the column of the outcome.

    Raises:
        InvalidInput: as `read_predictions`; a time below 0; an event other than 0, 1 and 2.
    """
    followed = [name for name in (time, None if event == outcome else event) if name is not None]
    asked = [outcome, *predictions, *scores, *groups, *followed]
    header = [name.strip() for name in table.header]
    _check_columns(file, header, asked)

    def numbers(name: str, kind: str) -> NumberColumn:
        return NumberColumn(name, kind, table.style(header.index(name)))

    answer = OutcomeColumn(outcome, event_level)
    predicted = {name: numbers(name, "prediction") for name in predictions} | {name: numbers(name, "score") for name in scores}
    grouped = {name: GroupColumn(name) for name in groups}
    times = {} if time is None else {time: numbers(time, "time")}
    ended: dict[str, OutcomeColumn | EventColumn] = {} if event is None else {event: answer if event == outcome else EventColumn(event)}
    columns: dict[str, Column] = {outcome: answer, **predicted, **grouped, **times, **ended}
    _fill(table, file, header, columns)
    problems = [problem for column in columns.values() for problem in column.problems()]
    if problems:
        raise InvalidInput(problems)
    return PredictionTable(
        outcome=answer.values,
        predictions={name: column.values for name, column in predicted.items()},
        groups={name: column.values for name, column in grouped.items()},
        time=None if time is None else times[time].values,
        event=None if event is None else ended[event].values,
        scores=frozenset(scores),
        notes=tuple(note for column in columns.values() for note in column.notes()),
    )


def _fill(table: TableFile, file: str, header: list[str], columns: dict[str, Column]) -> None:
    """Read the table once, only the columns asked for; labels as the exact texts that stand there."""
    places = {name: header.index(name) for name in columns}
    texts = [places[name] for name, column in columns.items() if not isinstance(column, NumberColumn)]
    n = 0
    for raw in checked_chunks(table, file, list(places.values()), texts):
        for column, cells in zip(columns.values(), raw.columns, strict=True):
            column.add(cells)
        n += raw.n
    if not n:
        raise InvalidInput(Problem(where=file, key="tables.no_rows"))


def checked_chunks(table: TableFile, file: str, columns: Sequence[int] | None = None, texts: Collection[int] = ()) -> Iterator[RawChunk]:
    """The table's rows, a chunk at a time, as `TableFile.chunks` gives them.

    A row of another width makes all its cells doubtful and is refused (InvalidInput).
    """
    n, width = 0, len(table.header)
    for raw in table.chunks(_CHUNK_ROWS, columns=columns, texts=texts):
        if raw.widths is not None and (raw.widths != width).any():
            odd = int(np.flatnonzero(raw.widths != width)[0])
            params = {"row": n + odd + 1, "cells": int(raw.widths[odd]), "columns": width}
            raise InvalidInput(Problem(where=file, key="evaluate.wrong_width", params=params))
        yield raw
        n += raw.n


def _check_columns(file: str, header: list[str], asked: Sequence[str]) -> None:
    """Raises InvalidInput for columns that are absent, there twice, or asked for twice."""
    problems = [Problem(where=name, key="evaluate.asked_twice") for name in dict.fromkeys(asked) if asked.count(name) > 1]
    for name in dict.fromkeys(asked):
        times = header.count(name)
        if times > 1:
            problems.append(Problem(where=file, key="evaluate.repeated_column", params={"column": name, "times": times}))
        elif not times:
            near = difflib.get_close_matches(name, header[:_MOST_NAMES], n=3, cutoff=0.5) or header[:10]
            names = ", ".join(map(shortened, near)) + (", …" if len(near) < len(header) else "")
            problems.append(Problem(where=file, key="evaluate.no_column", params={"column": name, "names": names}))
    if problems:
        raise InvalidInput(problems)
