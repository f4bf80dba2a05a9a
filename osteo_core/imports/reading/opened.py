"""A table that was opened, whatever its file was, and what its file says about its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, Evidence, NumberStyle, styles
from osteo_core.patients.tables.source import RawChunk, TableFile


@dataclass(kw_only=True)
class OpenedTable:
    """An opened table and what is known of it.

    `labels` and `codes` are what the file itself says of a column (by name): a description or unit, and what its codes mean. `said` is
    how the file was read (encoding, separator, sheet). `above` rows under the header are no people (a second line of descriptions).
    `notes` are keys of `imports.note` with their parameters.
    """

    name: str
    kind: str
    file: TableFile
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    above: int = 0
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The columns' names, each once: a repeated or absent one gets a number behind it."""
        return distinct(self.file.header)

    def chunks(self, rows: int, columns: Sequence[int] | None = None) -> Iterator[RawChunk]:
        """The people's rows; cells as texts or float64, of all columns or of those at `columns`."""
        drop = self.above
        for raw in self.file.chunks(rows, columns=columns):
            if drop:
                cut = min(drop, raw.n)
                drop -= cut
                raw = RawChunk([cells[cut:] for cells in raw.columns], raw.n - cut, None if raw.widths is None else raw.widths[cut:])
            if raw.n:
                yield raw


def distinct(names: Sequence[str]) -> list[str]:
    """Names without blanks around them, each once: "BMD", "BMD.2"; a column without a name is "column 3"."""
    taken: set[str] = set()
    found = []
    for place, name in enumerate(names):
        base = " ".join(name.replace("\ufeff", "").split()) or f"column {place + 1}"
        new, times = base, 1
        while new in taken:
            times += 1
            new = f"{base}.{times}"
        taken.add(new)
        found.append(new)
    return found


class MemoryTable:
    """Columns held in memory: lists of texts (None or "" where missing) or float64 arrays, all of one length."""

    separator: str | None = None

    def __init__(self, header: list[str], columns: list[Any]) -> None:
        self.header, self.columns = header, columns
        self.rows_expected = len(columns[0]) if columns else 0
        self._styles: list[NumberStyle] | None = None

    def style(self, column: int) -> NumberStyle:
        """How the numbers of a column of texts are written."""
        if isinstance(self.columns[column], np.ndarray):
            return AS_PROGRAMS_WRITE
        if self._styles is None:
            seen = [Evidence() for _ in self.columns]
            for evidence, cells in zip(seen, self.columns, strict=True):
                if not isinstance(cells, np.ndarray):
                    evidence.add(["" if cell is None else cell for cell in cells])
            self._styles = styles(seen, self.header, default=True)
        return self._styles[column]

    def chunks(self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Any = ()) -> Iterator[RawChunk]:
        """The rows in order."""
        del texts  # every cell is a text as it stands, or a number
        chosen = [self.columns[place] for place in (range(len(self.header)) if columns is None else columns)]
        borders = [*range(0, self.rows_expected, chunk_rows), self.rows_expected]
        for first, last in pairwise(borders):
            yield RawChunk([cells[first:last] for cells in chosen], last - first)


def text_of(value: Any) -> str:
    """A cell of a workbook or a statistics program as a text: 1.0 is "1", a date as ISO 8601 has it, nothing is ""."""
    if type(value) is str:
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2.0**53 else repr(float(value))  # numpy's own repr names its type
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
