"""Write people of this world to a Parquet file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from osteo_core.cohorts.worlds.life.draw import draw
from osteo_core.cohorts.worlds.tables import write_table


def write(path: str | Path, n: int, seed: int, progress: Callable[[int, int], None] | None = None, *, complete: bool = False) -> Path:
    """Draw n people and write the table, `draw(n, seed).table` exactly; returns the path.

    Raises InvalidInput where it cannot be written.
    """
    return write_table(path, draw(n, seed, complete=complete).table, progress)
