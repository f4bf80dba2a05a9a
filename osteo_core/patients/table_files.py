"""Opening tables: which kind of file, which text encoding, which separator, and the raw cells a chunk at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem

ObjectArray = NDArray[np.object_]
CSV_ENDINGS = (".csv", ".tsv", ".txt")
PARQUET_ENDINGS = (".parquet", ".pq")
_BLOCK = 1 << 20
_OTHER_KINDS = {b"%PDF": "tables.is_pdf", b"PK\x03\x04": "tables.is_workbook", b"\xd0\xcf\x11\xe0": "tables.is_workbook"}
_PARQUET_START = b"PAR1"


@dataclass(frozen=True)
class RawChunk:
    """Cells of consecutive rows, a column at a time. `widths` is each row's number of cells, None where the format guarantees it."""

    columns: list[Any]
    n: int
    widths: NDArray[np.int64] | None = None


class TableFile(Protocol):
    """An opened table: its header, about how many rows it has, and its cells."""

    header: list[str]
    decimal_comma: bool
    rows_expected: int

    def chunks(self, chunk_rows: int) -> Iterator[RawChunk]:
        """The rows in order, `chunk_rows` at a time."""
        ...


def open_table(path: str | Path) -> TableFile:
    """Open a CSV (UTF-8 or UTF-16; comma, semicolon or tab) or Parquet file. InvalidInput says why a file cannot be read."""
    path = Path(path)
    if path.is_dir():
        raise _refused(path.name, "tables.is_directory")
    if not path.exists():
        raise _refused(path.name, "tables.not_found")
    return _opened(path, path.name)


def open_content(content: bytes, name: str) -> TableFile:
    """Open the content of a file of that name, which stays in memory. Kinds of files and errors as `open_table`."""
    return _opened(content, name)


def _opened(source: Path | bytes, name: str) -> TableFile:
    ending = Path(name).suffix.lower()
    if ending not in CSV_ENDINGS + PARQUET_ENDINGS:
        raise _refused(name, "tables.unknown_ending", allowed=", ".join(CSV_ENDINGS + PARQUET_ENDINGS))
    with _binary(source) as file:
        start = file.read(4)
    if not start:
        raise _refused(name, "tables.empty")
    if start in _OTHER_KINDS:
        raise _refused(name, _OTHER_KINDS[start])
    if ending in PARQUET_ENDINGS:
        return ParquetTable(source, name)
    if start == _PARQUET_START:
        raise _refused(name, "tables.is_parquet")
    return CsvTable(source, name)


def _binary(source: Path | bytes) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


class CsvTable:
    """A text table. With semicolons as separators a comma in a number is the decimal sign."""

    def __init__(self, source: Path | bytes, name: str) -> None:
        self.source, self.name = source, name
        self.encoding, lines = _encoding_and_lines(source, name)
        with self._text() as text:
            first = next((line for line in text if line.strip()), "")
        self.separator = max(",;\t", key=first.count)
        self.decimal_comma = self.separator == ";"
        self.rows_expected = max(lines - 1, 0)
        self.header = next(self._rows(), [])
        if not self.header:
            raise _refused(name, "tables.empty")

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(_binary(self.source), encoding=self.encoding, newline="")

    def _rows(self) -> Iterator[list[str]]:
        """Rows that are not blank lines, the header first."""
        with self._text() as text:
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            try:
                yield from (row for row in reader if row)
            except csv.Error as error:
                raise _refused(self.name, "tables.broken_csv", line=reader.line_num, reason=str(error)) from error

    def chunks(self, chunk_rows: int) -> Iterator[RawChunk]:
        """The rows in order, `chunk_rows` at a time; cells are text, short rows are filled and long ones cut (see `widths`)."""
        rows = islice(self._rows(), 1, None)
        width = len(self.header)
        while block := list(islice(rows, chunk_rows)):
            widths = np.fromiter(map(len, block), np.int64, len(block))
            if (widths != width).any():
                block = [(row + [""] * width)[:width] for row in block]
            yield RawChunk(list(zip(*block, strict=True)), len(block), widths)


class ParquetTable:
    """A Parquet file, read a batch at a time."""

    decimal_comma = False

    def __init__(self, source: Path | bytes, name: str) -> None:
        self.source, self.name = source, name
        try:
            with self._file() as file:
                self.header = list(file.schema_arrow.names)
                self.rows_expected = file.metadata.num_rows
        except _parquet_errors() as error:
            raise self._unreadable(error) from error

    def _file(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        return pq.ParquetFile(self.source if isinstance(self.source, Path) else pa.BufferReader(self.source))

    def _unreadable(self, error: Exception) -> InvalidInput:
        return _refused(self.name, "tables.not_parquet", reason=(str(error).splitlines() or [""])[0])

    def chunks(self, chunk_rows: int) -> Iterator[RawChunk]:
        """The rows in order, at most `chunk_rows` at a time; cells are float64 arrays or lists of Python objects."""
        with self._file() as file:
            try:
                for batch in file.iter_batches(batch_size=chunk_rows):
                    yield RawChunk([_plain(name, column) for name, column in zip(self.header, batch.columns, strict=True)], batch.num_rows)
            except _parquet_errors() as error:
                raise self._unreadable(error) from error


def _plain(name: str, column: Any) -> Any:
    """An Arrow column as float64 with NaN where it is numeric or boolean, else as a list of Python objects (`id` always)."""
    import pyarrow as pa

    kind = column.type
    if name == "id":
        return column.to_pylist()
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind):
        return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=float)
    return column.to_pylist()


def _parquet_errors() -> tuple[type[Exception], ...]:
    """What pyarrow raises at a damaged file: its own, or Python's at names that are no UTF-8 and at impossible dates."""
    import pyarrow as pa

    return (pa.ArrowException, OSError, ValueError, OverflowError)


def _encoding_and_lines(source: Path | bytes, name: str) -> tuple[str, int]:
    """The text encoding, checked over the whole file so that it cannot fail half-way, and the number of lines."""
    with _binary(source) as file:
        start = file.read(4)
        encoding = _guess_encoding(start)
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        lines, last = 0, ""
        while True:
            block = file.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise _refused(name, "tables.not_utf8", line=lines + error.object[: error.start].count(b"\n") + 1) from error
            lines += text.count("\n")
            last = text[-1:] or last
            if not block:
                return encoding, lines + (last not in ("", "\n"))


def _guess_encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) == 4 and start[1] == 0 == start[3]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == 0 == start[2]:
        return "utf-16-be"
    return "utf-8-sig"


def _refused(name: str, key: str, **params: Any) -> InvalidInput:
    return InvalidInput([Problem(where=name, key=key, params=params)])
