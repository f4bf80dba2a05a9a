"""Fewer points for the browser, the same picture: a hundred thousand people draw no finer than the screen shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def thin_curve(x: Array, y: Array, most: int = 600) -> NDArray[np.intp]:
    """Indices of at most `most` points of a curve (k,) in 0..1 by 0..1, evenly spaced along it, both ends kept.

    A monotone curve is 2 long at most, so that no point left out is further than 2 / (most - 1) from one kept.
    """
    if len(x) <= most:
        return np.arange(len(x))
    along = np.concatenate(([0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))))
    wanted = np.linspace(0, along[-1], most)
    return np.unique(np.minimum(np.searchsorted(along, wanted), len(x) - 1))


def thin_cloud(x: Array, y: Array, cells: tuple[int, int] = (240, 120)) -> NDArray[np.intp]:
    """Indices of one point of a scatter (n,) for each occupied cell of a grid: every outlier stays, crowds that overlap are drawn once."""
    if len(x) <= cells[0]:
        return np.arange(len(x))
    columns, rows = (_binned(values, count) for values, count in zip((x, y), cells, strict=True))
    return np.sort(np.unique(columns * cells[1] + rows, return_index=True)[1])


def _binned(values: Array, count: int) -> NDArray[np.int64]:
    span = float(values.max() - values.min()) or 1.0
    return np.minimum(((values - values.min()) / span * count).astype(np.int64), count - 1)
