"""Tables of patients: CSV or Parquet with the contract's flat column names, read in chunks with every unreadable cell reported.

Rows are numbered from 1 in everything a person sees: the first row under the header is row 1, blank lines are not counted.
(`Problem.row` holds the index from 0.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem
from osteo_core.patients.tables.cells import convert
from osteo_core.patients.tables.files import RawChunk, TableFile, open_table
from osteo_core.patients.tables.header import PASS_THROUGH, known_columns, table_features

__all__ = ["CHUNK_ROWS", "PASS_THROUGH", "PatientTable", "TableChunk", "count_rows", "open_patients", "read_table", "table_features"]

CHUNK_ROWS = 5_000


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True)
class PatientTable:
    """An opened table of patients whose header is in order.

    `places` is where each known column stands, by its name in the catalogue; `unread` names the columns that are unknown and are not
    read, "" those without a name; `rows_expected` is about how many rows there are (exact for Parquet; lines, blank ones included, of CSV).
    """

    file: TableFile
    places: dict[str, int]
    unread: tuple[str, ...]

    @property
    def rows_expected(self) -> int:
        """About how many rows there are."""
        return self.file.rows_expected

    def chunks(self, chunk_rows: int = CHUNK_ROWS) -> Iterator[TableChunk]:
        """The rows in order, at most `chunk_rows` at a time. A bad cell or a row of the wrong width is a problem of its chunk."""
        names = [name for name in self.places if name == "id" or name in table_features()]
        places = [self.places[name] for name in names]
        first_row = 0
        for raw in self.file.chunks(chunk_rows, columns=places, texts={self.places["id"]} if "id" in self.places else ()):
            yield self._chunk(raw, names, first_row)
            first_row += raw.n

    def _chunk(self, raw: RawChunk, names: list[str], first_row: int) -> TableChunk:
        features = table_features()
        columns: dict[str, Any] = {}
        problems = self._wrong_width(raw, first_row)
        cut = {problem.row for problem in problems}
        ids = np.array([str(first_row + i + 1) for i in range(raw.n)], dtype=object)
        for name, cells in zip(names, raw.columns, strict=True):
            if name == "id":
                ids = np.array(["" if cell is None else cell for cell in cells], dtype=object)
            else:
                columns[name], bad_cells = convert(features[name], cells, first_row=first_row, style=self.file.style(self.places[name]))
                problems += [problem for problem in bad_cells if problem.row not in cut]
        return TableChunk(
            first_row=first_row, n=raw.n, ids=ids, columns=columns, problems=sorted(problems, key=lambda problem: problem.row or 0)
        )

    def _wrong_width(self, raw: RawChunk, first_row: int) -> list[Problem]:
        if raw.widths is None:
            return []
        width = len(self.file.header)
        return [
            Problem(where="", key="tables.wrong_width", params={"cells": int(raw.widths[i]), "columns": width}, row=first_row + int(i))
            for i in np.flatnonzero(raw.widths != width)
        ]


def open_patients(path: str | Path, *, strict: bool = False) -> PatientTable:
    """Open a table of patients.

    Raises InvalidInput for a file that is missing, empty, of another kind or in an unknown encoding; for a known column that is there
    twice, a column whose name is nearly a known one's, and a table without any of the catalogue's columns. `strict` refuses every
    unknown or unnamed column.
    """
    file = open_table(path)
    places, unread = known_columns(Path(path).name, file.header, strict=strict)
    return PatientTable(file, places, unread)


def read_table(path: str | Path, chunk_rows: int = CHUNK_ROWS) -> Iterator[TableChunk]:
    """The rows of `open_patients`, in chunks of at most `chunk_rows`; the file and its header are checked before anything is returned."""
    if chunk_rows < 1:
        raise ValueError(f"chunk_rows must be at least 1, got {chunk_rows}")
    return open_patients(path).chunks(chunk_rows)


def count_rows(path: str | Path) -> int:
    """About how many rows the table has (exact for Parquet; lines, blank ones included, for CSV)."""
    return open_table(path).rows_expected
