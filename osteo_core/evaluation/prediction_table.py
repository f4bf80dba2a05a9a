"""Tables of outcomes and predictions from anywhere: every row is read, or the table is refused with rows and columns named.

Rows are numbered from 1 in everything a person sees: the first row under the header is row 1, blank lines are not counted.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.prediction_columns import PredictionColumn, shortened
from osteo_core.patients.table_files import RawChunk, TableFile, open_table

Array = NDArray[np.float64]

_CHUNK_ROWS = 50_000
_MOST_NAMES = 2000


@dataclass(frozen=True)
class PredictionTable:
    """`outcome` (n,) 0 or 1, `predictions` by name (n,) in 0..1, `groups` by name (n,) texts; nothing missing.

    `time` (n,) in years and `event` (n,) 0, 1 or 2, or None where not asked for.
    """

    outcome: Array
    predictions: dict[str, Array]
    groups: dict[str, NDArray[np.object_]] = field(default_factory=dict)
    time: Array | None = None
    event: Array | None = None

    @property
    def group(self) -> NDArray[np.object_] | None:
        """The first of the groups."""
        return next(iter(self.groups.values()), None)


def read_predictions(path: str | Path, *, outcome: str, predictions: Sequence[str], group: str | None = None) -> PredictionTable:
    """Read the named columns of a CSV (comma, semicolon or tab; UTF-8 or UTF-16; decimal commas) or Parquet table.

    An outcome is 0/1, true/false or yes/no. Other columns of the table are not looked at.

    Raises:
        InvalidInput: a file that cannot be read or has no rows; a column that is absent, there twice or named twice; rows of another
            width; missing or unreadable cells; predictions outside 0..1; more than 50 groups.
    """
    groups = [] if group is None else [group]
    return read_columns(open_table(path), Path(path).name, outcome=outcome, predictions=predictions, groups=groups)


def read_columns(
    table: TableFile,
    file: str,
    *,
    outcome: str,
    predictions: Sequence[str],
    groups: Sequence[str] = (),
    time: str | None = None,
    event: str | None = None,
) -> PredictionTable:
    """Read the named columns of an opened table; `file` is its name in messages. The event may be the column of the outcome.

    Raises:
        InvalidInput: as `read_predictions`; a time below 0; an event other than 0, 1 and 2.
    """
    kinds = [(outcome, "outcome"), *((name, "prediction") for name in predictions), *((name, "group") for name in groups)]
    kinds += [(time, "time")] if time is not None else []
    kinds += [(event, "event")] if event is not None and event != outcome else []
    asked = [name for name, _ in kinds]
    header = [name.strip() for name in table.header]
    _check_columns(file, header, asked)
    columns = {name: PredictionColumn(name, kind) for name, kind in kinds}
    n = 0
    for raw in checked_chunks(table, file):
        for name in asked:
            columns[name].add(raw.columns[header.index(name)])
        n += raw.n
    if not n:
        raise InvalidInput(Problem(where=file, key="tables.no_rows"))
    problems = [problem for column in columns.values() for problem in column.problems()]
    if problems:
        raise InvalidInput(problems)
    return PredictionTable(
        outcome=columns[outcome].values,
        predictions={name: columns[name].values for name in predictions},
        groups={name: columns[name].values for name in groups},
        time=None if time is None else columns[time].values,
        event=None if event is None else columns[event].values,
    )


def checked_chunks(table: TableFile, file: str) -> Iterator[RawChunk]:
    """The table's rows, a chunk at a time; a row of another width makes all its cells doubtful and is refused (InvalidInput)."""
    n, width = 0, len(table.header)
    for raw in table.chunks(_CHUNK_ROWS):
        if raw.widths is not None and (raw.widths != width).any():
            odd = int(np.flatnonzero(raw.widths != width)[0])
            params = {"row": n + odd + 1, "cells": int(raw.widths[odd]), "columns": width}
            raise InvalidInput(Problem(where=file, key="evaluate.wrong_width", params=params))
        yield raw
        n += raw.n


def _check_columns(file: str, header: list[str], asked: list[str]) -> None:
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
