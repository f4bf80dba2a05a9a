"""How large the pages of a Parquet column are once unpacked, read from the pages' own headers.

The summary at the end of a file says how large a column is, but not how its pages divide it, and may be untrue; a page is unpacked at once
to the size that its header states. pyarrow tells nothing of page headers, hence the few lines here: PageHeader of the Parquet format
(parquet.thrift, fields 1 to 3: kind, unpacked and packed size) in Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_WINDOW, _LONGEST_HEADER = 4_096, 1 << 24
_DEEPEST = 8
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_DICTIONARY = 2
_UNDERSTATED = 100
"""Bytes by which early writers stated a column too short (PARQUET-816)."""


@dataclass(frozen=True)
class PageHeader:
    """Sizes in bytes; `length` is that of the header itself."""

    dictionary: bool
    unpacked: int
    packed: int
    length: int


@dataclass(frozen=True)
class UnpackedSize:
    """Bytes of a stored column in a row group: of all its pages, and of those held at once (its dictionary, its largest page)."""

    whole: int
    at_once: int


def unpacked_size(file: BinaryIO, column: Any) -> UnpackedSize:
    """The size of `column` (a pyarrow ColumnChunkMetaData of `file`) by its pages. Raises ValueError where they cannot be read."""
    dictionary = largest = whole = 0
    for page in page_headers(file, column):
        whole += page.unpacked
        if page.dictionary:
            dictionary = max(dictionary, page.unpacked)
        else:
            largest = max(largest, page.unpacked)
    return UnpackedSize(whole, dictionary + largest)


def page_headers(file: BinaryIO, column: Any) -> Iterator[PageHeader]:
    """Of each page of a stored column, in order. Raises ValueError where they cannot be read."""
    at = column.data_page_offset
    if column.has_dictionary_page and 0 < (column.dictionary_page_offset or 0) < at:
        at = column.dictionary_page_offset
    end = at + column.total_compressed_size
    while at < end:
        page = _header(file, at, end + _UNDERSTATED)
        yield page
        at += page.length + page.packed


def _header(file: BinaryIO, at: int, end: int) -> PageHeader:
    window = _WINDOW
    while True:
        file.seek(at)
        content = file.read(min(window, end - at))
        try:
            return _parsed(content)
        except IndexError:  # the header goes on beyond what was read
            if len(content) < window or window >= _LONGEST_HEADER:
                raise ValueError(f"byte {at}") from None
            window *= 8


def _parsed(content: bytes) -> PageHeader:
    reader = _Compact(content)
    numbers: dict[int, int] = {}
    field = 0
    while (kind := reader.byte()) != _STOP:
        field = field + (kind >> 4) if kind >> 4 else reader.integer()
        if kind & 15 in _INTEGERS:
            numbers[field] = reader.integer()
        else:
            reader.skip(kind & 15)
    if min(numbers.get(field, -1) for field in (1, 2, 3)) < 0:
        raise ValueError("no page header")
    return PageHeader(dictionary=numbers[1] == _DICTIONARY, unpacked=numbers[2], packed=numbers[3], length=reader.at)


class _Compact:
    """Thrift's compact protocol, as much as it takes to step over what is not asked for. IndexError at the end of the bytes."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1]

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("varint")

    def integer(self) -> int:
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def skip(self, kind: int, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise ValueError("depth")
        if kind in _INTEGERS:
            self.varint()
        elif kind in (_BYTE, _DOUBLE):
            self._over(1 if kind == _BYTE else 8)
        elif kind == _BINARY:
            self._over(self.varint())
        elif kind in (_LIST, _SET):
            self._skip_list(depth)
        elif kind == _STRUCT:
            self._skip_struct(depth)
        elif kind not in (_TRUE, _FALSE):
            raise ValueError(f"type {kind}")

    def _skip_list(self, depth: int) -> None:
        head = self.byte()
        kind = head & 15
        for _ in range(self.varint() if head >> 4 == 15 else head >> 4):
            if kind in (_TRUE, _FALSE):
                self._over(1)
            else:
                self.skip(kind, depth + 1)

    def _skip_struct(self, depth: int) -> None:
        while (kind := self.byte()) != _STOP:
            if not kind >> 4:
                self.varint()
            self.skip(kind & 15, depth + 1)

    def _over(self, count: int) -> None:
        self.at += count
        if self.at > len(self.content):
            raise IndexError
