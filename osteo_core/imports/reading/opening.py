"""Opening what was given: one file of any kind, or several that are joined by the person's id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.reading.joined import joined
from osteo_core.imports.reading.long_form import widened
from osteo_core.imports.reading.opened import OpenedTable
from osteo_core.imports.reading.plink import open_raw
from osteo_core.imports.reading.statistics_files import ENDINGS as STATISTICS
from osteo_core.imports.reading.statistics_files import open_statistics
from osteo_core.imports.reading.text_files import Gzipped, file_source, open_text
from osteo_core.imports.reading.workbooks import ENDINGS as WORKBOOKS
from osteo_core.imports.reading.workbooks import open_workbook
from osteo_core.patients.tables.files import MOST_COLUMNS, PARQUET_ENDINGS, file_at
from osteo_core.patients.tables.parquet_files import ParquetTable
from osteo_core.patients.tables.source import Source, binary, refused

CATALOGUE_ENDING = ".sas7bcat"
TEXT = (".csv", ".tsv", ".txt", ".tab", ".dat", ".asc", ".raw", "")
ENDINGS = (*TEXT[:-1], *WORKBOOKS, *STATISTICS, *PARQUET_ENDINGS, ".gz", CATALOGUE_ENDING)
"""Every ending that can be read."""

_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHERS = {
    b"%PDF": "is_pdf",
    b"BZh": "is_packed",
    b"\xfd7zXZ": "is_packed",
    b"7z\xbc\xaf": "is_packed",
    b"(\xb5/\xfd": "is_packed",
    b"Rar!": "is_packed",
}


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """What somebody said of the files; None is found out."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None


FOUND_OUT = ReadingOptions()


@dataclass(frozen=True)
class Given:
    """A file as given: its name, and where it lies or its content."""

    name: str
    source: Path | bytes


def given(path: str | Path) -> Given:
    """A file on disk. Raises InvalidInput where there is none, or something else than a file."""
    path = file_at(path)
    return Given(path.name, path)


def open_all(files: Sequence[Given], options: ReadingOptions = FOUND_OUT) -> OpenedTable:
    """One table of one row a person: a file, or several joined by id; a table of one row a measurement is made wide.

    Raises:
        InvalidInput: a file that cannot be read; several files without an id in common.
    """
    catalogues = [file for file in files if Path(file.name).suffix.lower() == CATALOGUE_ENDING]
    tables = [widened(open_one(file, options, catalogues[0] if catalogues else None)) for file in files if file not in catalogues]
    if not tables:
        raise InvalidInput(Problem(files[0].name if files else "", "imports.error.no_table"))
    return tables[0] if len(tables) == 1 else joined(tables)


def open_one(file: Given, options: ReadingOptions = FOUND_OUT, catalogue: Given | None = None) -> OpenedTable:
    """One file of any kind, by its content or else its ending. Raises InvalidInput for one that cannot be read."""
    source, name = file_source(file.source, file.name)
    with binary(source) as content:
        start = content.read(16)
    if not start:
        raise refused(name, "empty")
    ending = Path(name).suffix.lower()
    opened = _opened(source, name, start, ending, options, catalogue)
    if len(opened.header) > MOST_COLUMNS:
        raise refused(name, "many_columns", count=len(opened.header), most=MOST_COLUMNS)
    return opened


def _opened(source: Source, name: str, start: bytes, ending: str, options: ReadingOptions, catalogue: Given | None) -> OpenedTable:
    if start.startswith(b"PAR1") or ending in PARQUET_ENDINGS:
        return OpenedTable(name=name, kind="parquet", file=ParquetTable(_whole(source), name))
    if start.startswith(_WORKBOOK_STARTS) or ending in WORKBOOKS:
        return open_workbook(_whole(source), name, sheet=options.sheet)
    if ending in STATISTICS:
        return open_statistics(_whole(source), name, catalogue=None if catalogue is None else catalogue.source)
    for begins, key in _OTHERS.items():
        if start.startswith(begins):
            raise refused(name, key)
    if ending not in TEXT:
        raise refused(name, "unknown_ending", allowed=", ".join(ENDINGS))
    if start.startswith((b"FID", b'"FID')):
        return open_raw(source, name)
    return open_text(source, name, encoding=options.encoding, separator=options.separator)


def _whole(source: Source) -> Path | bytes:
    """What only programs that want a file or its bytes can read."""
    if isinstance(source, Gzipped):
        with source.open("rb") as inside:
            return inside.read()
    if isinstance(source, (Path, bytes)):
        return source
    raise TypeError(type(source).__name__)
