"""The surface of bone in a voxel volume, as a mesh."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.network.phantom import VOXEL_MM

LEVEL = 0.5
"""Bone fraction at which a voxel counts as bone."""


def bone_surface(volume: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The surface where the bone fraction crosses one half, closed at the volume's own faces.

    Surface nets: a vertex for each cell of eight voxel centres that the surface passes, at the mean of its crossings of the cell's edges
    (linear between voxels); a quadrangle for each crossed edge. Source: Gibson SFF, MICCAI 1998, LNCS 1496:888, without its relaxation.

    Shape:
        volume: (x, y, z) in 0..1; returns vertices (n, 3) in mm from the volume's corner, triangles (m, 3) as rows of vertices.
    """
    field = np.pad(volume.astype(np.float64), 1)
    cells = tuple(side - 1 for side in field.shape)
    total, count = np.zeros((int(np.prod(cells)), 3)), np.zeros(int(np.prod(cells)), np.int64)
    quads = []
    for axis in range(3):
        at, position, outward = _crossings(field, axis)
        around = _cells_around(at, axis, cells)
        for cell in around:
            np.add.at(total, cell, position)
            np.add.at(count, cell, 1)
        quads.append(np.where(outward[:, None], np.stack(around, 1), np.stack(around[::-1], 1)))
    used = count > 0
    number = np.cumsum(used) - 1
    vertices = (total[used] / count[used, None] - 0.5) * VOXEL_MM
    faces = number[np.concatenate(quads)]
    return vertices.astype(np.float32), np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]]).astype(np.int32)


def _crossings(field: NDArray[np.float64], axis: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Edges along `axis` that the surface crosses: lower ends (k, 3), crossings (k, 3), whether bone lies at the lower end."""
    side = field.shape[axis]
    lower, upper = np.take(field, range(side - 1), axis), np.take(field, range(1, side), axis)
    crossed = (lower > LEVEL) != (upper > LEVEL)
    at = np.argwhere(crossed)
    position = at.astype(np.float64)
    position[:, axis] += (LEVEL - lower[crossed]) / (upper[crossed] - lower[crossed])
    return at, position, lower[crossed] > LEVEL


def _cells_around(at: NDArray[np.int64], axis: int, cells: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """The four cells that share each edge, in the order in which they go round it, as flat indices."""
    first, second = [(axis + 1) % 3, (axis + 2) % 3]
    found = []
    for back in ((1, 1), (0, 1), (0, 0), (1, 0)):
        cell = at.copy()
        cell[:, first] -= back[0]
        cell[:, second] -= back[1]
        found.append(np.ravel_multi_index(tuple(cell.T), cells))
    return found
