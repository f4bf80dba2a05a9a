"""Where bone begins: a fixed density in a calibrated scan, else between the two humps of the grey values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BONE_MG = 320.0
"""mg HA/cm3 above which a voxel is trabecular bone on a second-generation HR-pQCT (Whittier et al., Osteoporos Int 2020;31:1607)."""
_BINS = 1024
_MOST = 4_000_000


def otsu(values: NDArray[np.float32]) -> float:
    """The grey value that splits a volume into two classes with the least spread within them.

    Source: Otsu, IEEE Trans Syst Man Cybern 1979;9:62. Of a large volume evenly taken voxels are looked at; where several thresholds split
    them alike (an empty stretch between two classes), the middle one is taken.
    """
    some = values.ravel()[:: max(1, values.size // _MOST)]
    low, high = float(some.min()), float(some.max())
    counts, edges = np.histogram(some, _BINS, (low, high))
    share = np.cumsum(counts / counts.sum())[:-1]
    middle = 0.5 * (edges[1:] + edges[:-1])
    moment = np.cumsum(counts * middle / counts.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.nan_to_num((moment[-1] * share - moment[:-1]) ** 2 / (share * (1 - share)), posinf=0.0)
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    return float(edges[1:-1][best].mean())


def coherence(inside: NDArray[np.bool_]) -> float:
    """How far neighbouring voxels go together along the axis where they do most: 0 for noise, near 1 for anything that has a shape."""
    return max(_coherence(inside, axis) for axis in range(3))


def _coherence(inside: NDArray[np.bool_], axis: int) -> float:
    """Correlation of neighbours along one axis."""
    turned = np.moveaxis(inside, axis, 0)
    first, second = turned[1:], turned[:-1]
    share = 0.5 * (float(first.mean()) + float(second.mean()))
    both = float(np.count_nonzero(first & second)) / first.size
    return (both - share**2) / (share * (1 - share)) if 0 < share < 1 else 0.0
