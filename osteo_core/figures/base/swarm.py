"""Dots moved aside until none hides another: always the same way for the same dots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BINS = 140
"""Places along the axis; dots in the same place are stacked."""


def swarm_offsets(x: Array, row: NDArray[np.intp], *, half: float = 0.4, step: float = 0.09) -> Array:
    """(n,) how far to move each dot across the axis: 0, up, down, further up …, in each row and place.

    Args:
        x: (n,) along the axis. row: (n,) row of each dot. half: the most that a dot moves. step: between dots, less where a row is full.
    """
    if not len(x):
        return np.zeros(0)
    span = float(x.max() - x.min()) or 1.0
    place = np.minimum((BINS * (x - x.min()) / span).astype(int), BINS - 1)
    key = row * BINS + place
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    rank = np.arange(len(x)) - np.repeat(first, np.diff(np.r_[first, len(x)]))
    layer = np.empty(len(x))
    layer[order] = ((rank + 1) // 2) * np.where(rank % 2, 1.0, -1.0)
    most = np.zeros(int(row.max()) + 1)
    np.maximum.at(most, row, np.abs(layer))
    offsets: Array = layer * np.minimum(step, half / np.maximum(most, 1.0))[row]
    return offsets
