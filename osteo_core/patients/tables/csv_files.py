"""Text tables: their encoding, their separator, and their cells a chunk at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from osteo_core.patients.tables.csv_separator import NO_SEPARATOR, find_separator, said_separator
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, Evidence, NumberStyle, styles
from osteo_core.patients.tables.source import CHUNK_CHARACTERS, LONGEST_CELL, RawChunk, Source, binary, refused

LONGEST_LINE = 10_000_000
_BLOCK = 1 << 20
_LOOKED_AT_LINES, _LOOKED_AT_CHARACTERS = 1_000, 1_000_000
_EVIDENCE_ROWS = 20_000


class CsvTable:
    """A text table: UTF-8 or UTF-16; comma, semicolon, tab or bar; quoted cells. Excel's first line "sep=;" is obeyed.

    Whoever knows better may say the encoding, the separator, and how many lines stand above the header.
    """

    def __init__(self, source: Source, name: str, *, encoding: str | None = None, separator: str | None = None, above: int = 0) -> None:
        self.source, self.name = source, name
        self._looks = _look_through(source, name, encoding)
        with self._text() as text:
            lines = _Lines(text, name)
            for _ in range(above):
                next(lines, "")
            first = next(lines, "")
            said = said_separator(first)
            self._skipped = above + (0 if said is None else 1)
            self.separator = separator or said or _separator(first, lines)
        self.rows_expected = max(self._looks.lines - 1 - self._skipped, 0)
        self.header = next(self._rows(), [])
        if not self.header:
            raise refused(name, "empty")

    def style(self, column: int) -> NumberStyle:
        """How the numbers of a column are written. Where the file has no comma inside a cell there is nothing to find out."""
        no_commas = not self._looks.quotes if self.separator == "," else not self._looks.commas
        if no_commas and self.separator != ";":
            return AS_PROGRAMS_WRITE
        return self._styles[column]

    @cached_property
    def _styles(self) -> list[NumberStyle]:
        """Decide from every cell of every row of the right width, a chunk at a time.

        Semicolons are there because a comma is the decimal sign, so that a point may be either.
        """
        columns = [Evidence() for _ in self.header]
        for chunk in self.chunks(_EVIDENCE_ROWS, whole_rows_only=True):
            for column, cells in zip(columns, chunk.columns, strict=True):
                column.add(cells)
        return styles(columns, self.header, default=self.separator != ";")

    def chunks(
        self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Collection[int] = (), whole_rows_only: bool = False
    ) -> Iterator[RawChunk]:
        """The rows in order; every cell is text as it stands. Short rows are filled and long ones cut (see `widths`), or left out."""
        width = len(self.header)
        places = range(width) if columns is None else columns
        for block in self._blocks(chunk_rows):
            widths = np.fromiter(map(len, block), np.int64, len(block))
            if (widths != width).any():
                block = [row for row in block if len(row) == width] if whole_rows_only else [_fitted(row, width) for row in block]
            yield RawChunk([[row[place] for row in block] for place in places], len(block), widths)

    def _blocks(self, most: int) -> Iterator[list[list[str]]]:
        """Rows under the header, at most so many and about so much text at a time."""
        with self._text() as text:
            lines = _Lines(text, self.name)
            rows = islice(self._parsed(lines), 1, None)
            block: list[list[str]] = []
            for row in rows:
                block.append(row)
                if len(block) == most or lines.characters > CHUNK_CHARACTERS:
                    yield block
                    block, lines.characters = [], 0
            if block:
                yield block

    def _rows(self) -> Iterator[list[str]]:
        with self._text() as text:
            yield from self._parsed(_Lines(text, self.name))

    def _parsed(self, lines: _Lines) -> Iterator[list[str]]:
        """Rows that are not blank lines, the header first."""
        for _ in range(self._skipped):
            next(lines)
        reader = csv.reader(lines, delimiter=self.separator or NO_SEPARATOR, strict=True)
        try:
            for row in reader:
                if lines.long:
                    self._check_cells(row, reader.line_num + self._skipped)
                    lines.long = False
                if row:
                    yield row
        except csv.Error as error:
            raise refused(self.name, "broken_csv", line=reader.line_num + self._skipped, reason=str(error)) from error

    def _check_cells(self, row: list[str], line: int) -> None:
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise refused(self.name, "long_cell", line=line, most=LONGEST_CELL)

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(binary(self.source), encoding=self._looks.encoding, newline="")


class _Lines:
    """The lines of a text, none of them longer than can be held. `characters` counts them, `long`: since it was set, one was long."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self._text, self._name = text, name
        self._number = self.characters = 0
        self.long = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) >= LONGEST_LINE:
            raise refused(self._name, "long_line", line=self._number, most=LONGEST_LINE)
        self.characters += len(line)
        self.long = self.long or len(line) > LONGEST_CELL
        return line


@dataclass(frozen=True, kw_only=True)
class _Looks:
    encoding: str
    lines: int
    quotes: bool
    commas: bool


def _look_through(source: Source, name: str, said: str | None = None) -> _Looks:
    """The text encoding, checked over the whole file so that it cannot fail half-way; the number of lines; what signs there are."""
    with binary(source) as file:
        encoding = said or _guess_encoding(file.read(4))
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        lines, last, quotes, commas = 0, "", False, False
        while True:
            block = file.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                key = "not_utf8" if said is None else "not_encoded"
                raise refused(name, key, encoding=encoding, line=lines + error.object[: error.start].count(b"\n") + 1) from error
            if "\0" in text:
                raise refused(name, "not_text", line=lines + text[: text.index("\0")].count("\n") + 1)
            lines += text.count("\n")
            last, quotes, commas = text[-1:] or last, quotes or '"' in text, commas or "," in text
            if not block:
                return _Looks(encoding=encoding, lines=lines + (last not in ("", "\n")), quotes=quotes, commas=commas)


def _guess_encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) == 4 and start[1] == 0 == start[3] and start[0] and start[2]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == 0 == start[2] and start[1] and start[3]:
        return "utf-16-be"
    return "utf-8-sig"


def _separator(first: str, rest: Iterator[str]) -> str | None:
    looked_at, characters, cut = [first], len(first), False
    for line in rest:
        looked_at.append(line)
        characters += len(line)
        if len(looked_at) >= _LOOKED_AT_LINES or characters >= _LOOKED_AT_CHARACTERS:
            cut = True
            break
    return find_separator(looked_at, cut=cut)


def _fitted(row: list[str], width: int) -> list[str]:
    return row if len(row) == width else (row + [""] * width)[:width]
