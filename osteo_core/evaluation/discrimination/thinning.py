"""Fewer points of a curve, the same picture: a hundred thousand people draw no finer than the screen shows."""

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
