"""Parquet tables: only the columns asked for, a batch at a time, and never more of a small file than it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np

from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, Evidence, NumberStyle, styles
from osteo_core.patients.tables.parquet_pages import UnpackedSize, unpacked_size
from osteo_core.patients.tables.source import CHUNK_CHARACTERS, LONGEST_CELL, RawChunk, Source, binary, refused

LARGEST_COLUMN = 128_000_000
"""Bytes of one column in one row group, as stored before compression: a number's column of 16 million rows."""
LARGEST_PAGES = 400_000_000
"""Bytes of the pages that are unpacked at the same time: one of each column."""
MOST_LISTED, LONGEST_LISTED = 1_000_000, 100
"""Members of all lists of one column in one row group, and characters of a member."""
_EVIDENCE_ROWS = 20_000
_LARGEST_WHOLE_FLOAT = 2.0**53


class ParquetTable:
    """A Parquet file. Texts keep their dictionary while they are read: one text that stands in a million rows is held once."""

    separator: str | None = None

    def __init__(self, source: Source, name: str) -> None:
        self.source, self.name = source, name
        try:
            with self._file() as file:
                self._schema = file.schema_arrow
                self.rows_expected = file.metadata.num_rows
        except _parquet_errors() as error:
            raise self._unreadable(error) from error
        self.header = list(self._schema.names)

    def style(self, column: int) -> NumberStyle:
        """How the numbers of a column of texts are written; the numbers of the other columns are not written at all."""
        return self._styles.get(column, AS_PROGRAMS_WRITE)

    @cached_property
    def _styles(self) -> dict[int, NumberStyle]:
        places = [at for at, field in enumerate(self._schema) if _is_text(field.type) and field.name != "id"]
        columns = [Evidence() for _ in places]
        for chunk in self.chunks(_EVIDENCE_ROWS, columns=places):
            for column, cells in zip(columns, chunk.columns, strict=True):
                column.add(["" if cell is None else cell for cell in cells])
        return dict(zip(places, styles(columns, [self.header[place] for place in places], default=True), strict=True))

    def chunks(self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Collection[int] = ()) -> Iterator[RawChunk]:
        """The rows in order; cells are float64 arrays or lists of Python objects, exact texts of the columns in `texts`.

        Raises InvalidInput for a damaged file, and for one whose columns would take far more memory than any table of people.
        """
        places = list(range(len(self.header)) if columns is None else columns)
        asked = list(dict.fromkeys(self.header[place] for place in places))
        try:
            with self._file() as file:
                dictionaries = _dictionaries(file.metadata, asked)
            with self._file(dictionaries) as file:
                rows = self._batch_rows(file.metadata, places, chunk_rows)
                for batch in file.iter_batches(batch_size=rows, columns=asked):
                    arrays = [batch.column(batch.schema.get_all_field_indices(self.header[p])[self._nth(p)]) for p in places]
                    yield RawChunk([self._cells(p, a, p in texts) for p, a in zip(places, arrays, strict=True)], batch.num_rows)
        except InvalidInput:
            raise
        except _parquet_errors() as error:
            raise self._unreadable(error) from error

    def _nth(self, place: int) -> int:
        """How many columns of the same name stand before this one."""
        return self.header[:place].count(self.header[place])

    def _batch_rows(self, metadata: Any, places: list[int], most: int) -> int:
        """How many rows at a time keep to `CHUNK_CHARACTERS`; InvalidInput where a row group is beyond all bounds."""
        leaves = _leaves(metadata)
        with binary(self.source) as file:
            for group in map(metadata.row_group, range(metadata.num_row_groups)):
                wide = at_once = 0.0
                for place in places:
                    for column in map(group.column, leaves[place]):
                        size = self._size(file, column, place, group.num_rows)
                        # A text of this encoding may repeat all that stands before it.
                        wide += size.whole if "DELTA_BYTE_ARRAY" in column.encodings else size.whole / max(column.num_values, 1)
                        at_once += size.at_once
                if at_once > LARGEST_PAGES:
                    raise refused(self.name, "large_pages", megabytes=int(at_once) // 1_000_000, most=LARGEST_PAGES // 1_000_000)
                most = max(1, min(most, int(CHUNK_CHARACTERS / max(wide, 1))))
        return most

    def _size(self, file: BinaryIO, column: Any, place: int, rows: int) -> UnpackedSize:
        """What a stored column takes unpacked; InvalidInput where it alone is beyond all bounds."""
        name, values = _short(self.header[place]), column.num_values
        if values > MOST_LISTED and values > rows:
            raise refused(self.name, "long_lists", column=name, count=values, most=MOST_LISTED)
        try:
            size = unpacked_size(file, column)
        except ValueError as error:
            raise refused(self.name, "pages_unreadable", column=name, reason=str(error)) from error
        if size.whole > LARGEST_COLUMN:
            raise refused(self.name, "large_column", column=name, megabytes=size.whole // 1_000_000)
        return size

    def _cells(self, place: int, column: Any, exact: bool) -> Any:
        import pyarrow as pa

        kind = column.type
        if pa.types.is_dictionary(kind) and not _is_text(kind.value_type):
            column = column.dictionary_decode()
            kind = column.type
        if pa.types.is_dictionary(kind):
            return self._texts(place, column)
        if _is_text(kind):
            return self._texts(place, column.dictionary_encode())
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            self._check_members(place, column)
        if exact:
            return _exact(column)
        if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind):
            return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=float)
        return column.to_pylist()

    def _texts(self, place: int, column: Any) -> list[str | None]:
        """A dictionary's texts, each made once however many rows have it."""
        import pyarrow as pa
        import pyarrow.compute as pc

        where = np.asarray(column.indices.fill_null(-1).to_numpy(zero_copy_only=False))
        used, which = np.unique(where, return_inverse=True)
        known = column.dictionary.take(pa.array(np.maximum(used, 0))) if len(column.dictionary) else None
        if known is not None and (pc.max(pc.binary_length(known)).as_py() or 0) > 4 * LONGEST_CELL:
            raise refused(self.name, "long_text", column=_short(self.header[place]), most=LONGEST_CELL)
        texts = np.full(len(used), None, dtype=object)
        if known is not None:
            texts[:] = [None if code < 0 else text for code, text in zip(used, known.cast(pa.string()).to_pylist(), strict=True)]
        if any(text is not None and len(text) > LONGEST_CELL for text in texts):
            raise refused(self.name, "long_text", column=_short(self.header[place]), most=LONGEST_CELL)
        listed: list[str | None] = texts[which].tolist()
        return listed

    def _check_members(self, place: int, column: Any) -> None:
        """InvalidInput for lists of long texts, before each member is made a text of its own."""
        import pyarrow as pa
        import pyarrow.compute as pc

        members = column.values
        if pa.types.is_dictionary(members.type):
            members = members.dictionary
        if _is_text(members.type) and (pc.max(pc.binary_length(members)).as_py() or 0) > LONGEST_LISTED:
            raise refused(self.name, "long_text", column=_short(self.header[place]), most=LONGEST_LISTED)

    def _file(self, dictionaries: Sequence[str] = ()) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        source = self.source if not isinstance(self.source, bytes) else pa.BufferReader(self.source)
        return pq.ParquetFile(source, read_dictionary=list(dictionaries) or None, buffer_size=1 << 20)

    def _unreadable(self, error: Exception) -> InvalidInput:
        return refused(self.name, "not_parquet", reason=_short((str(error).splitlines() or [""])[0], 200))


def _leaves(metadata: Any) -> list[list[int]]:
    """The stored columns of each column of the header: one, or several where it is made of parts."""
    leaves: list[list[int]] = []
    arrow = metadata.schema.to_arrow_schema()
    stored = iter(range(metadata.num_columns))
    for field in arrow:
        leaves.append([next(stored) for _ in range(_parts(field.type))])
    return leaves


def _dictionaries(metadata: Any, names: Sequence[str]) -> list[str]:
    """The stored columns of texts that can be read as a dictionary; one that tells each text by the one before cannot."""
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    return [
        leaf.path
        for i, leaf in enumerate(map(metadata.schema.column, range(metadata.num_columns)))
        if leaf.physical_type == "BYTE_ARRAY"
        and any(leaf.path == name or leaf.path.startswith(f"{name}.") for name in names)
        and not any("DELTA_BYTE_ARRAY" in group.column(i).encodings for group in groups)
    ]


def _parts(kind: Any) -> int:
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return sum(_parts(kind.field(i).type) for i in range(kind.num_fields))
    return 1


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _exact(column: Any) -> list[str | None]:
    """Values as texts that no float has rounded."""
    import pyarrow as pa

    if pa.types.is_floating(column.type):
        return [None if value is None or value != value else _float_text(value) for value in column.to_pylist()]
    if pa.types.is_nested(column.type) or pa.types.is_duration(column.type):
        return [None if value is None else str(value) for value in column.to_pylist()]
    texts: list[str | None] = column.cast(pa.string()).to_pylist()
    return texts


def _float_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) <= _LARGEST_WHOLE_FLOAT else repr(value)


def _parquet_errors() -> tuple[type[Exception], ...]:
    """What pyarrow raises at a damaged file: its own, or Python's at names that are no UTF-8 and at impossible dates."""
    import pyarrow as pa

    return (pa.ArrowException, OSError, ValueError, OverflowError)


def _short(text: str, most: int = 40) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= most else text[: most - 1] + "…"
