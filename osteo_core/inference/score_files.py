"""Writing the results of a table: CSV or Parquet by ending, under the name only when they are complete.

A text that begins with = + - @, a tab or a carriage return would be run as a formula by a spreadsheet. In CSV it gets a leading
apostrophe (OWASP, "CSV Injection"), in Parquet it stands as it is. Numbers that the program writes, "-2.6" among them, stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from osteo_core.csv_text import defused
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.tables.files import PARQUET_ENDINGS
from osteo_core.whole_files import WholeFile, check_place, written_to

RESULT_ENDINGS = (".csv", *PARQUET_ENDINGS)
DECIMALS = 6


def check_output(in_path: Path, out_path: Path) -> None:
    """InvalidInput when the results cannot be written to `out_path`, or would overwrite the table they come from."""
    if out_path.suffix.lower() not in RESULT_ENDINGS:
        raise InvalidInput(Problem(out_path.name, "scoring.unknown_ending", {"allowed": ", ".join(RESULT_ENDINGS)}))
    check_place(out_path)
    check_place(errors_path_of(out_path))
    if in_path.resolve() in (out_path.resolve(), errors_path_of(out_path).resolve()):
        raise InvalidInput(Problem(out_path.name, "scoring.same_file"))


def errors_path_of(out_path: Path) -> Path:
    """Where the refused rows are listed: o.csv -> o.csv.errors.csv, o.parquet -> o.parquet.errors.csv."""
    return out_path.with_name(f"{out_path.name}.errors.csv")


class TableWriter:
    """Writes columns chunk by chunk; `finish` gives the file its name. Without `finish` nothing is left behind.

    InvalidInput, in one sentence, for a full disk and whatever else the system has against it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._open = ExitStack()
        self._whole: WholeFile | None = None
        self._parquet: Any = None
        self._csv: io.TextIOWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._open, suppress(OSError):  # a file that is thrown away need not be complete
            self._close()

    def write(self, columns: Mapping[str, Any]) -> None:
        """Append rows; every chunk has the same columns in the same order, numbers as float64 arrays."""
        if self._whole is None:
            self._whole = self._open.enter_context(WholeFile(self.path))
        self.rows += len(next(iter(columns.values())))
        with written_to(self.path):
            if self.path.suffix.lower() in PARQUET_ENDINGS:
                self._write_parquet(columns, self._whole)
            else:
                self._write_csv(columns, self._whole)

    def finish(self) -> None:
        """Complete the file and give it its name."""
        if self._whole is None:
            raise RuntimeError(f"{self.path.name}: nothing was written")
        with written_to(self.path):
            self._close()
        self._whole.finish()

    def _write_parquet(self, columns: Mapping[str, Any], whole: WholeFile) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrays = {name: pa.array(cells, pa.float64() if _is_number(cells) else pa.string()) for name, cells in columns.items()}
        batch = pa.table(arrays)
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(whole.file, batch.schema)
        self._parquet.write_table(batch)

    def _write_csv(self, columns: Mapping[str, Any], whole: WholeFile) -> None:
        if self._csv is None:
            self._csv = io.TextIOWrapper(whole.file, encoding="utf-8", newline="")
            csv.writer(self._csv).writerow(columns)
        texts = [_decimal_texts(cells) if _is_number(cells) else map(defused, cells) for cells in columns.values()]
        csv.writer(self._csv).writerows(zip(*texts, strict=True))

    def _close(self) -> None:
        """Everything on its way goes into the file, which stays open."""
        parquet, text = self._parquet, self._csv
        self._parquet = self._csv = None
        if parquet is not None:
            parquet.close()
        if text is not None:
            text.detach()


def _is_number(cells: Any) -> bool:
    return isinstance(cells, np.ndarray) and cells.dtype == np.float64


def _decimal_texts(values: np.ndarray) -> list[str]:
    return ["" if value != value else f"{value:.{DECIMALS}f}" for value in values.tolist()]
