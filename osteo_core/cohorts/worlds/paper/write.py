"""Write a virtual cohort to a parquet file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from osteo_core.cohorts.worlds.paper.draw import draw
from osteo_core.cohorts.worlds.tables import write_table


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
    return write_table(path, draw(n, seed, complete=complete, population=population).table, progress)
