"""Tables of patients: CSV or Parquet with the contract's flat column names, read in chunks with every unreadable cell reported.

Rows are numbered from 1 in everything a person sees: the first row under the header is row 1, blank lines are not counted.
(`Problem.row` holds the index from 0.)
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.table_cells import convert
from osteo_core.patients.table_files import RawChunk, TableFile, open_table

# Columns that a table may carry and that are not read as a patient's data: identity, source, outcomes and survey design.
PASS_THROUGH = frozenset((
    "id", "source", "first_visit", "follow_up_months", "status", "fracture_10y", "fracture_time", "fracture_event",
    "volume_seed", "series_seed", "told_osteoporosis", "treated_osteoporosis", "cycle", "survey_weight", "survey_psu",
    "survey_strata", "mort_status_2015", "mort_leading_cause", "mort_months_from_exam",
))  # fmt: skip
_PASS_THROUGH_ENDINGS = ("_seed",)
CHUNK_ROWS = 5_000


@dataclass(frozen=True)
class TableChunk:
    """Consecutive rows of a table. Arrays are all of length n.

    `first_row` is the index from 0 of its first row in the table; `columns` are the features present (see `patients.columns`);
    `ids` are the texts of the `id` column, or the row's number where the table has none; `problems` names each unreadable cell or
    row, whose values are missing in `columns`.
    """

    first_row: int
    n: int
    ids: NDArray[np.object_]
    columns: dict[str, Any]
    problems: list[Problem]

    @property
    def bad_rows(self) -> NDArray[np.bool_]:
        """(n,) True where the row has at least one problem."""
        bad = np.zeros(self.n, dtype=bool)
        bad[[p.row - self.first_row for p in self.problems if p.row is not None]] = True
        return bad


def table_features() -> dict[str, Feature]:
    """Every feature that can be a table's column: what a person may enter, but for measured volumes and series."""
    return {feature.name: feature for feature in CATALOGUE.features if feature.enterable and feature.kind != "array"}


def read_table(path: str | Path, chunk_rows: int = CHUNK_ROWS) -> Iterator[TableChunk]:
    """Read a table of patients in chunks of `chunk_rows` rows.

    The file and its header are checked before anything is returned: InvalidInput for a file that is missing, empty, of another kind or
    in an unknown encoding, and for unknown (with the nearest known names), repeated or absent columns. A bad cell or a row of the wrong
    width is a problem of its chunk, and the other rows go on.
    """
    if chunk_rows < 1:
        raise ValueError(f"chunk_rows must be at least 1, got {chunk_rows}")
    table = open_table(path)
    names = [name.strip() for name in table.header]
    _check_header(Path(path), names)
    return _chunks(table, names, chunk_rows)


def count_rows(path: str | Path) -> int:
    """About how many rows the table has (exact for Parquet; lines, blank ones included, for CSV)."""
    return open_table(path).rows_expected


def _chunks(table: TableFile, names: list[str], chunk_rows: int) -> Iterator[TableChunk]:
    first_row = 0
    for raw in table.chunks(chunk_rows):
        yield _chunk(raw, names, first_row, table.decimal_comma)
        first_row += raw.n


def _chunk(raw: RawChunk, names: list[str], first_row: int, decimal_comma: bool) -> TableChunk:
    features = table_features()
    columns: dict[str, Any] = {}
    problems = _wrong_width(raw, len(names), first_row)
    cut = {problem.row for problem in problems}
    ids = np.array([str(first_row + i + 1) for i in range(raw.n)], dtype=object)
    for name, cells in zip(names, raw.columns, strict=True):
        if name == "id":
            ids = np.array(["" if cell is None else str(cell) for cell in cells], dtype=object)
        elif name in features:
            columns[name], bad_cells = convert(features[name], cells, first_row=first_row, decimal_comma=decimal_comma)
            problems += [problem for problem in bad_cells if problem.row not in cut]
    return TableChunk(first_row, raw.n, ids, columns, sorted(problems, key=lambda problem: problem.row or 0))


def _wrong_width(raw: RawChunk, width: int, first_row: int) -> list[Problem]:
    if raw.widths is None:
        return []
    return [
        Problem(where="", key="tables.wrong_width", params={"cells": int(raw.widths[i]), "columns": width}, row=first_row + int(i))
        for i in np.flatnonzero(raw.widths != width)
    ]


def _check_header(path: Path, names: list[str]) -> None:
    known = [*table_features(), *sorted(PASS_THROUGH)]
    problems = [
        Problem(where=path.name, key="tables.repeated_column", params={"column": name})
        for name, times in Counter(names).items()
        if times > 1
    ]
    for number, name in enumerate(names, start=1):
        if name in known or name.endswith(_PASS_THROUGH_ENDINGS):
            continue
        if not name:
            problems.append(Problem(where=path.name, key="tables.unnamed_column", params={"number": number}))
            continue
        nearest = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
        key = "tables.unknown_column_nearest" if nearest else "tables.unknown_column"
        problems.append(Problem(where=path.name, key=key, params={"column": name, "nearest": ", ".join(nearest)}))
    if not problems and not any(name in table_features() for name in names):
        problems.append(Problem(where=path.name, key="tables.no_feature_column", params={}))
    if problems:
        raise InvalidInput(problems)
