"""Files of SAS, SPSS and Stata: a chunk of rows at a time, with the labels and codes that they carry."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.imports.reading.opened import OpenedTable, text_of
from osteo_core.imports.reading.text_files import labels_of
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, NumberStyle
from osteo_core.patients.tables.source import RawChunk, refused

ENDINGS = (".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".xport")
_READERS = {".sav": "read_sav", ".zsav": "read_sav", ".por": "read_por", ".dta": "read_dta", ".sas7bdat": "read_sas7bdat"}
# What SAS itself brings; any other format was made by the user, and what it says stands in a catalogue.
_OWN_FORMATS = re.compile(
    r"\$?(CHAR|F|BEST|COMMA|DATE|DATETIME|TIME|MMDDYY|DDMMYY|YYMMDD|E8601\w*|B8601\w*|NUMX|Z|PERCENT|DOLLAR|MONYY|YEAR|IS8601\w*)?[\d.]*",
    re.IGNORECASE,
)


def open_statistics(source: Path | bytes, name: str, *, catalogue: Path | bytes | None = None) -> OpenedTable:
    """A data file of a statistics program; `catalogue` is the .sas7bcat that goes with a SAS file.

    Raises:
        InvalidInput: a damaged file, or one without rows.
    """
    ending = Path(name).suffix.lower()
    reader = _reader(ending)
    table = _Statistics(source, name, reader, catalogue)
    meta = table.meta
    opened = OpenedTable(name=name, kind="statistics", file=table, labels=labels_of(table.header, dict(meta.column_names_to_labels)))
    opened.codes = {
        column: {text_of(code): str(label) for code, label in codes.items()} for column, codes in meta.variable_value_labels.items()
    }
    own = [column for column, form in meta.original_variable_types.items() if form and not _OWN_FORMATS.fullmatch(str(form))]
    lacking = [column for column in own if column not in opened.codes]
    if ending == ".sas7bdat" and lacking:
        opened.notes.append(("no_sas_catalogue", {"file": name, "n": len(lacking), "names": ", ".join(lacking[:10])}))
    return opened


def _reader(ending: str) -> Callable[..., Any]:
    import pyreadstat

    return getattr(pyreadstat, _READERS.get(ending, "read_xport"))


class _Statistics:
    """The file as a table: numbers as float64, everything else as texts."""

    separator: str | None = None

    def __init__(self, source: Path | bytes, name: str, reader: Callable[..., Any], catalogue: Path | bytes | None) -> None:
        self.source, self.name, self.reader = source, name, reader
        self._more = {} if catalogue is None else {"catalog_file": self._handle(catalogue)}
        frame, self.meta = self._read(metadataonly=True)
        self.header = list(self.meta.column_names)
        rows = self.meta.number_rows
        self._whole = None if rows is not None and rows >= 0 and reader.__name__ not in ("read_xport", "read_por") else self._read()[0]
        self.rows_expected = int(rows) if self._whole is None else len(self._whole)
        del frame
        if not self.header or not self.rows_expected:
            raise refused(name, "no_rows")

    def style(self, column: int) -> NumberStyle:
        """Programs write a point."""
        del column
        return AS_PROGRAMS_WRITE

    def chunks(self, chunk_rows: int, *, columns: Sequence[int] | None = None, texts: Any = ()) -> Iterator[RawChunk]:
        """The rows in order."""
        del texts
        places = list(range(len(self.header)) if columns is None else columns)
        for first in range(0, self.rows_expected, chunk_rows):
            if self._whole is not None:
                frame = self._whole.iloc[first : first + chunk_rows]
            else:
                frame, _ = self._read(row_offset=first, row_limit=chunk_rows)
            yield RawChunk([_cells(frame[self.header[place]]) for place in places], len(frame))

    def _read(self, **options: Any) -> Any:
        from pyreadstat._readstat_parser import PyreadstatError, ReadstatError

        try:
            return self.reader(self._handle(self.source), **self._more, **options)
        except (PyreadstatError, ReadstatError, OSError, ValueError, UnicodeDecodeError) as error:
            raise refused(self.name, "broken_statistics", reason=str(error)[:100]) from error

    @staticmethod
    def _handle(source: Path | bytes) -> Any:
        return source if isinstance(source, Path) else io.BytesIO(source)


def _cells(column: Any) -> Any:
    if column.dtype.kind in "fiu":
        return column.to_numpy(dtype=np.float64)
    return [text_of(value) for value in column.tolist()]
