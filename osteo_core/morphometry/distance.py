"""The exact Euclidean distance transform, slab by slab, in one array of four bytes a voxel.

Source: the lower envelope of parabolas, one axis after the other (Felzenszwalb & Huttenlocher, Theory of Computing 2012;8:415). SciPy's own
needs some fifteen times that memory at 512 x 512 x 512 voxels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.morphometry.compiled import compiled
from osteo_core.morphometry.result import Step

FAR = np.float32(1e12)
"""Squared distance where no background is in reach."""
SLAB = 16
"""Planes worked on between two calls of Step."""


def squared_distances(inside: NDArray[np.bool_], edges: tuple[float, float, float], step: Step) -> NDArray[np.float32]:
    """Squared distance of each voxel inside to the centre of the nearest one outside, 0 outside, FAR where all are inside.

    Beyond the image nothing is known and nothing is background.

    Shape:
        inside: (x, y, z) bool; edges: voxel's edges, in the unit of the answer; returns: (x, y, z).
    """
    squared = np.empty(inside.shape, np.float32)
    for start in range(0, len(inside), SLAB):
        _along_rows(inside[start : start + SLAB], squared[start : start + SLAB], np.float32(edges[2]), np.float32(edges[1]))
        step(0.5 * min(start + SLAB, len(inside)) / len(inside))
    for start in range(0, inside.shape[1], SLAB):
        _along_first(squared[:, start : start + SLAB], np.float32(edges[0]))
        step(0.5 + 0.5 * min(start + SLAB, inside.shape[1]) / inside.shape[1])
    return squared


@compiled
def _along_rows(inside, squared, edge, next_edge):  # type: ignore[no-untyped-def]
    """The last axis by two scans, then the one before it."""
    n0, n1, n2 = inside.shape
    line, foot, border = np.empty(n1, np.float32), np.empty(n1, np.int64), np.empty(n1 + 1, np.float32)
    plane = np.empty((n2, n1), np.float32)
    for i in range(n0):
        for j in range(n1):
            steps = -1
            for k in range(n2):
                steps = 0 if not inside[i, j, k] else (steps + 1 if steps >= 0 else -1)
                plane[k, j] = FAR if steps < 0 else (steps * edge) ** 2
            steps = -1
            for k in range(n2 - 1, -1, -1):
                steps = 0 if not inside[i, j, k] else (steps + 1 if steps >= 0 else -1)
                if steps >= 0:
                    plane[k, j] = min(plane[k, j], (steps * edge) ** 2)
        for k in range(n2):
            _envelope(plane[k], next_edge, line, foot, border)
            for j in range(n1):
                squared[i, j, k] = line[j]


@compiled
def _along_first(squared, edge):  # type: ignore[no-untyped-def]
    """The first axis, in place."""
    n0, n1, n2 = squared.shape
    line, foot, border = np.empty(n0, np.float32), np.empty(n0, np.int64), np.empty(n0 + 1, np.float32)
    plane = np.empty((n2, n0), np.float32)
    for j in range(n1):
        for i in range(n0):
            for k in range(n2):
                plane[k, i] = squared[i, j, k]
        for k in range(n2):
            _envelope(plane[k], edge, line, foot, border)
            for i in range(n0):
                plane[k, i] = line[i]
        for i in range(n0):
            for k in range(n2):
                squared[i, j, k] = plane[k, i]


@compiled
def _envelope(values, edge, line, foot, border):  # type: ignore[no-untyped-def]
    """line[q] = least over p of values[p] + (edge (p - q))^2; `foot` and `border` are room to work in."""
    count, last = 0, len(values)
    for q in range(last):
        if values[q] >= FAR:
            continue
        height = values[q] + (edge * q) ** 2
        meets = np.float32(-np.inf)
        while count > 0:
            p = foot[count - 1]
            meets = (height - values[p] - (edge * p) ** 2) / (2 * edge * edge * (q - p))
            if meets > border[count - 1]:
                break
            count -= 1
            meets = np.float32(-np.inf)
        foot[count], border[count] = q, meets
        count += 1
    if count == 0:
        line[:] = FAR
        return
    at = 0
    for q in range(last):
        while at + 1 < count and border[at + 1] < q:
            at += 1
        line[q] = values[foot[at]] + (edge * (q - foot[at])) ** 2
