"""Fewer points of a scatter, the same picture: a hundred thousand people draw no finer than the screen shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def thin_cloud(x: Array, y: Array, cells: tuple[int, int] = (240, 120)) -> NDArray[np.intp]:
    """Indices of one point of a scatter (n,) for each occupied cell of a grid: every outlier stays, crowds that overlap are drawn once."""
    if len(x) <= cells[0]:
        return np.arange(len(x))
    columns, rows = (_binned(values, count) for values, count in zip((x, y), cells, strict=True))
    return np.sort(np.unique(columns * cells[1] + rows, return_index=True)[1])


def _binned(values: Array, count: int) -> NDArray[np.int64]:
    span = float(values.max() - values.min()) or 1.0
    return np.minimum(((values - values.min()) / span * count).astype(np.int64), count - 1)
