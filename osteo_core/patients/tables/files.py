"""Opening tables: which kind of file, and what to do with one that is no table."""

from __future__ import annotations

import zipfile
from pathlib import Path

from osteo_core.patients.tables.csv_files import CsvTable
from osteo_core.patients.tables.parquet_files import ParquetTable
from osteo_core.patients.tables.source import RawChunk, Source, TableFile, binary, refused

__all__ = ["CSV_ENDINGS", "PARQUET_ENDINGS", "RawChunk", "TableFile", "open_content", "open_table"]

CSV_ENDINGS = (".csv", ".tsv", ".txt")
PARQUET_ENDINGS = (".parquet", ".pq")
MOST_COLUMNS = 20_000

_PARQUET_START = b"PAR1"
_ZIP_START = b"PK\x03\x04"
# What other files begin with: a workbook of the old form, packed files, and those of SPSS, Stata and SAS.
_STARTS = {
    b"%PDF": "is_pdf",
    b"\xd0\xcf\x11\xe0": "is_workbook",
    b"\x1f\x8b": "is_packed",
    b"BZh": "is_packed",
    b"\xfd7zXZ": "is_packed",
    b"7z\xbc\xaf": "is_packed",
    b"(\xb5/\xfd": "is_packed",
    b"Rar!": "is_packed",
    b"$FL2": "is_statistics",
    b"$FL3": "is_statistics",
    b"<stata_dta>": "is_statistics",
    b"HEADER RECORD*******": "is_statistics",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60": "is_statistics",
}
_ENDINGS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".et"), "is_workbook"),
    **dict.fromkeys((".gz", ".zip", ".bz2", ".xz", ".7z", ".zst", ".rar", ".tgz", ".tar"), "is_packed"),
    **dict.fromkeys((".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".rds", ".rdata", ".rda"), "is_statistics"),
    ".pdf": "is_pdf",
}


def open_table(path: str | Path) -> TableFile:
    """Open a CSV (UTF-8 or UTF-16; comma, semicolon, tab or bar) or Parquet file.

    InvalidInput says why a file cannot be read, and what to do with a workbook, a packed file or one of another program. What is no
    file at all (a folder, a device, a pipe) is refused before it is opened.
    """
    path = file_at(path)
    return _opened(path, path.name)


def file_at(path: str | Path) -> Path:
    """The path of a file that is there. Raises InvalidInput where there is none, or a folder, a device or a pipe."""
    path = Path(path)
    if path.is_dir():
        raise refused(path.name, "is_directory")
    if not path.exists():
        raise refused(path.name, "not_found")
    if not path.is_file():
        raise refused(path.name, "not_a_file")
    return path


def open_content(content: bytes, name: str) -> TableFile:
    """Open the content of a file of that name, which stays in memory. Kinds of files and errors as `open_table`."""
    return _opened(content, name)


def _opened(source: Source, name: str) -> TableFile:
    with binary(source) as file:
        start = file.read(32)
    ending = Path(name).suffix.lower()
    advice = _advice(source, start, ending)
    if advice is not None:
        raise refused(name, advice)
    if ending not in CSV_ENDINGS + PARQUET_ENDINGS:
        raise refused(name, "unknown_ending", allowed=", ".join(CSV_ENDINGS + PARQUET_ENDINGS))
    if not start:
        raise refused(name, "empty")
    if ending in CSV_ENDINGS and start.startswith(_PARQUET_START):
        raise refused(name, "is_parquet")
    table: TableFile = ParquetTable(source, name) if ending in PARQUET_ENDINGS else CsvTable(source, name)
    if len(table.header) > MOST_COLUMNS:
        raise refused(name, "many_columns", count=len(table.header), most=MOST_COLUMNS)
    return table


def _advice(source: Source, start: bytes, ending: str) -> str | None:
    """What kind of other file it is, by its content, or else by its ending; None for what may be a table."""
    if start.startswith(_ZIP_START):
        return _kind_of_zip(source)
    by_content = next((key for begins, key in _STARTS.items() if start.startswith(begins)), None)
    return by_content or _ENDINGS.get(ending)


def _kind_of_zip(source: Source) -> str:
    """A workbook is a zip file too."""
    try:
        with zipfile.ZipFile(source if isinstance(source, Path) else binary(source)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # torn, but a zip file by its first bytes
        return "is_zip"
    return "is_workbook" if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} else "is_packed"
