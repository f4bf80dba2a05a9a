"""Text tables of a hospital: their encoding, lines above the header, and a second line that describes the columns."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from osteo_core.imports.reading.encodings import checked_encoding, find_encoding
from osteo_core.imports.reading.opened import OpenedTable, distinct
from osteo_core.patients.reading.written import AmbiguousNumber, read_number
from osteo_core.patients.tables.csv_files import CsvTable
from osteo_core.patients.tables.csv_separator import NO_SEPARATOR, find_separator
from osteo_core.patients.tables.numbers import is_missing
from osteo_core.patients.tables.source import Source, binary, refused

_LOOKED_AT = 40
_FILLED = 0.6


@dataclass(frozen=True)
class Gzipped:
    """The inside of a packed file, unpacked as it is read."""

    packed: Path | bytes

    def open(self, mode: str) -> BinaryIO:
        """A new reader at the beginning."""
        del mode
        return cast(BinaryIO, gzip.open(self.packed if isinstance(self.packed, Path) else io.BytesIO(self.packed)))  # closes what it opens


def is_gzip(source: Source) -> bool:
    """Whether a file is packed by gzip."""
    with binary(source) as file:
        return file.read(2) == b"\x1f\x8b"


def check_gzip(source: Gzipped, name: str) -> None:
    """InvalidInput for a packed file that is damaged or cut short."""
    try:
        with source.open("rb") as file:
            while file.read(1 << 20):
                pass
    except (OSError, EOFError, ValueError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        raise refused(name, "broken_gzip", reason=str(error)[:100]) from error


def open_text(source: Source, name: str, *, encoding: str | None = None, separator: str | None = None) -> OpenedTable:
    """A text table. `encoding` and `separator` are found unless said. Raises InvalidInput for what is no table."""
    used = find_encoding(source, name) if encoding is None else checked_encoding(encoding)
    rows = _first_rows(source, used, separator)
    above = lines_above(rows)
    table = CsvTable(source, name, encoding=used, separator=separator, above=above)
    said = {"encoding": used or _unicode(source), "separator": {"\t": "tab", None: ""}.get(table.separator, table.separator or "")}
    opened = OpenedTable(name=name, kind="text", file=table, said=said)
    if above:
        opened.notes.append(("lines_above", {"n": above, "file": name}))
        table.header = under_groups(table.header, rows[above - 1])
    describe(opened, rows[above + 1 : above + 20])
    return opened


def describe(opened: OpenedTable, rows: Sequence[Sequence[str]]) -> None:
    """A second header line, of descriptions or units over columns of numbers, becomes labels and is no person."""
    header = opened.header
    if len(rows) < 3 or any(len(row) != len(header) for row in rows[:3]):
        return
    body = rows[1:]
    numeric = [at for at in range(len(header)) if _mostly_numbers([row[at] for row in body if len(row) == len(header)])]
    told = [at for at in numeric if not is_missing(rows[0][at]) and not _is_number(rows[0][at])]
    if len(numeric) < 2 or len(told) < max(2, 0.5 * len(numeric)):
        return
    opened.labels |= {header[at]: rows[0][at].strip() for at in range(len(header)) if not is_missing(rows[0][at])}
    opened.above = 1
    opened.notes.append(("second_header", {"file": opened.name}))


def lines_above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows (titles, names of hospitals, empty ones) stand above the header."""
    filled = [sum(not is_missing(cell) for cell in row) for row in rows]
    if not filled:
        return 0
    width = Counter(filled[len(filled) // 3 :] or filled).most_common(1)[0][0]
    for place, cells in enumerate(filled):
        if cells >= max(2, _FILLED * width) or (width < 2 and cells):
            return place
    return 0


def under_groups(header: Sequence[str], above: Sequence[str]) -> list[str]:
    """Names that stand several times, each with the name of its group from the line above: "Femoral neck" over "BMD" and "T-score".

    A group's name stands in its first column, as merged cells are saved. A line of one cell is a title and names no group.
    """
    groups, group = [], ""
    for place in range(len(header)):
        group = above[place].strip() if place < len(above) and not is_missing(above[place]) else group
        groups.append(group)
    times = Counter(name.strip() for name in header)
    if len(set(groups) - {""}) < 2:
        return list(header)
    return [f"{group} {name.strip()}" if group and times[name.strip()] > 1 else name for group, name in zip(groups, header, strict=True)]


def _first_rows(source: Source, encoding: str | None, separator: str | None) -> list[list[str]]:
    """The first lines as cells; a blank line is an empty row, since it counts as a line."""
    with binary(source) as file:
        text = io.TextIOWrapper(file, encoding=encoding or _unicode(source), errors="replace", newline="")
        lines = [line for line, _ in zip(text, range(_LOOKED_AT), strict=False) if len(line) < 1_000_000]
    if lines and lines[0].casefold().lstrip('"').startswith("sep="):
        return []
    used = separator or find_separator(lines[len(lines) // 3 :]) or NO_SEPARATOR
    if any(line.count('"') % 2 for line in lines):  # a cell of several lines: lines are no rows
        return []
    try:
        return [next(csv.reader([line], delimiter=used), []) for line in lines]
    except csv.Error:
        return []


def _unicode(source: Source) -> str:
    with binary(source) as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        return "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    return "utf-8-sig"


def _mostly_numbers(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if not is_missing(cell)]
    return len(known) >= 2 and sum(map(_is_number, known)) >= 0.9 * len(known)


def _is_number(cell: str) -> bool:
    try:
        read_number(cell)
    except AmbiguousNumber:
        return True
    except ValueError:
        return False
    return True


def file_source(source: Path | bytes, name: str) -> tuple[Source, str]:
    """The source, unpacked where it is gzip's, and its name without ".gz". Raises InvalidInput for a damaged packed file."""
    if not is_gzip(source):
        return source, name
    inside = Gzipped(source)
    check_gzip(inside, name)
    return inside, name.removesuffix(".gz")


def labels_of(header: Sequence[str], labels: dict[str, Any]) -> dict[str, str]:
    """Labels by the names that the opened table gives its columns."""
    return {new: str(labels[old]) for new, old in zip(distinct(header), header, strict=True) if labels.get(old)}
