"""What an opened table offers to those who read it, whatever the kind of its file."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.tables.numbers import NumberStyle


class Opened(Protocol):
    """What can be read from its beginning as often as needed, such as the inside of a packed file."""

    def open(self, mode: str) -> BinaryIO:
        """A new reader at the beginning."""
        ...


Source = Path | bytes | Opened

LONGEST_CELL = 32_767
"""Characters in a cell; no spreadsheet holds more."""
CHUNK_CHARACTERS = 16_000_000
"""About how much text a chunk may hold, so that memory stays flat however long the cells are."""


@dataclass(frozen=True)
class RawChunk:
    """Cells of consecutive rows, a column at a time: those of the columns that were asked for, in that order.

    A column is a float64 array (n,), NaN where missing, or a sequence of n texts and other Python values, None or "" where missing.
    `widths` (n,) is each row's number of cells, None where the format guarantees it.
    """

    columns: list[Any]
    n: int
    widths: NDArray[np.int64] | None = None


class TableFile(Protocol):
    """An opened table. Columns are meant by their place in the header, since a header may name one twice or not at all.

    `header` holds the names as they stand; `separator` is what stands between the cells of a text table (None: a single column, or
    another kind of file); `rows_expected` is about how many rows there are.
    """

    header: list[str]
    separator: str | None
    rows_expected: int

    def style(self, column: int) -> NumberStyle:
        """How the numbers of a column are written, by the evidence of the whole file."""
        ...

    def chunks(self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Collection[int] = ()) -> Iterator[RawChunk]:
        """The rows in order, at most `chunk_rows` at a time; of all columns or of those named, which alone are read.

        The columns in `texts` come as texts, exactly as they stand (None or "" where missing): integers with all their digits, decimals
        with theirs, dates as ISO 8601 has them, true and false in small letters. Raises InvalidInput for a file that cannot be read on.
        """
        ...


def binary(source: Source) -> BinaryIO:
    """The source, opened for reading."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb")


def refused(name: str, key: str, **params: Any) -> InvalidInput:
    """The refusal of a whole file; `key` is one of `tables`."""
    return InvalidInput(Problem(where=name, key=f"tables.{key}", params=params))
