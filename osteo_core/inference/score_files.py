"""Writing the results of a table: CSV or Parquet by ending, under a temporary name until they are complete."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.table_files import PARQUET_ENDINGS

RESULT_ENDINGS = (".csv", *PARQUET_ENDINGS)
DECIMALS = 6


def check_output(in_path: Path, out_path: Path) -> None:
    """InvalidInput when the results cannot be written to `out_path`, or would overwrite the table they come from."""
    key, params = None, {}
    if out_path.suffix.lower() not in RESULT_ENDINGS:
        key, params = "scoring.unknown_ending", {"allowed": ", ".join(RESULT_ENDINGS)}
    elif out_path.is_dir():
        key = "scoring.out_is_directory"
    elif not out_path.parent.is_dir():
        key, params = "scoring.no_folder", {"folder": str(out_path.parent)}
    elif in_path.resolve() in (out_path.resolve(), errors_path_of(out_path).resolve()):
        key = "scoring.same_file"
    elif not os.access(out_path.parent, os.W_OK):
        key, params = "scoring.not_writable", {"folder": str(out_path.parent)}
    if key is not None:
        raise InvalidInput(Problem(where=out_path.name, key=key, params=params))


def errors_path_of(out_path: Path) -> Path:
    """Where the refused rows of a result are listed: results.csv -> results.errors.csv."""
    return out_path.with_name(f"{out_path.stem}.errors.csv")


class TableWriter:
    """Writes columns chunk by chunk to `<path>.partial`; `finish` moves it to `path`. Without `finish` nothing is left behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(path.name + ".partial")
        self.rows = 0
        self._parquet: Any = None
        self._csv: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()
        self.partial.unlink(missing_ok=True)

    def write(self, columns: Mapping[str, Any]) -> None:
        """Append rows; every chunk has the same columns in the same order, numbers as float64 arrays."""
        self.rows += len(next(iter(columns.values())))
        if self.path.suffix.lower() in PARQUET_ENDINGS:
            self._write_parquet(columns)
        else:
            self._write_csv(columns)

    def finish(self) -> None:
        """Complete the file and give it its name."""
        self._close()
        self.partial.replace(self.path)

    def _write_parquet(self, columns: Mapping[str, Any]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrays = {name: pa.array(cells, pa.float64() if _is_number(cells) else pa.string()) for name, cells in columns.items()}
        batch = pa.table(arrays)
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self.partial, batch.schema)
        self._parquet.write_table(batch)

    def _write_csv(self, columns: Mapping[str, Any]) -> None:
        if self._csv is None:
            self._csv = self.partial.open("w", encoding="utf-8", newline="")
            csv.writer(self._csv).writerow(columns)
        texts = [_decimal_texts(cells) if _is_number(cells) else cells for cells in columns.values()]
        csv.writer(self._csv).writerows(zip(*texts, strict=True))

    def _close(self) -> None:
        for handle in (self._parquet, self._csv):
            if handle is not None:
                handle.close()
        self._parquet = self._csv = None


def _is_number(cells: Any) -> bool:
    return isinstance(cells, np.ndarray) and cells.dtype == np.float64


def _decimal_texts(values: np.ndarray) -> list[str]:
    return ["" if value != value else f"{value:.{DECIMALS}f}" for value in values.tolist()]
