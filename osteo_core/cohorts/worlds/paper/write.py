"""Write a virtual cohort to a parquet file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from osteo_core.cohorts.worlds.paper.draw import draw
from osteo_core.whole_files import whole_file

PIECE = 50_000


def write(
    path: str | Path,
    n: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    *,
    complete: bool = False,
    population: str = "development",
) -> Path:
    """Draw n people and write the table; `progress(done, of)` is called after each step. Returns the path.

    The file is `draw(n, seed).table` exactly, and appears only when it is complete. Raises InvalidInput where it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(path)
    table = draw(n, seed, complete=complete, population=population).table
    schema = pa.Schema.from_pandas(table, preserve_index=False)
    with whole_file(path) as file, pq.ParquetWriter(file, schema) as writer:
        for start in range(0, max(n, 1), PIECE):
            rows = table.iloc[start : start + PIECE]
            writer.write_table(pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
            if progress is not None:
                progress(min(start + PIECE, n), n)
    return path
