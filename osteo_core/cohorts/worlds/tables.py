"""Writing a virtual cohort to a Parquet file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from osteo_core.whole_files import whole_file

PIECE = 50_000


def write_table(path: str | Path, table: pd.DataFrame, progress: Callable[[int, int], None] | None = None) -> Path:
    """Write the table; `progress(done, of)` is called after each piece. Returns the path.

    The file appears only when it is complete. Raises InvalidInput where it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, n = Path(path), len(table)
    schema = pa.Schema.from_pandas(table, preserve_index=False)
    with whole_file(path) as file, pq.ParquetWriter(file, schema) as writer:
        for start in range(0, max(n, 1), PIECE):
            rows = table.iloc[start : start + PIECE]
            writer.write_table(pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
            if progress is not None:
                progress(min(start + PIECE, n), n)
    return path
