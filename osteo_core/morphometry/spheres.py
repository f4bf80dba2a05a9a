"""Local thickness: the mean diameter of the largest sphere that fits into a structure and holds the point, over its points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.morphometry.compiled import compiled
from osteo_core.morphometry.distance import FAR, SLAB, squared_distances
from osteo_core.morphometry.result import Step

BATCH = 20_000
"""Spheres filled in between two calls of Step."""
SLACK = 0.2
"""In voxels: a sphere that sticks out of a neighbour's by less is left out."""
VISITS = 3e7
"""Rows of voxels that all spheres together may cross. Where they cross more, only every second, third, ... row is looked at both ways."""


def mean_thickness(inside: NDArray[np.bool_], edges: tuple[float, float, float], step: Step) -> float:
    """Mean local thickness of a structure in the unit of `edges`; NaN where there is none, or nothing but it.

    Every voxel counts once, with the diameter of the largest sphere around a voxel's centre that it lies in and that holds no background
    (Hildebrand & Rüegsegger, J Microsc 1997;185:67). A sphere reaches to the centre of the nearest background voxel, as in BoneJ, PoreSpy
    and localthickness: plates come out half a voxel too thick on average (an even number of voxels exactly, an odd one with one more),
    rods a quarter too thin. What the image cuts off is taken to go on, and what lies near a face is not counted.

    Shape:
        inside: (x, y, z) bool; edges: of a voxel.
    """
    if not inside.any() or inside.all():
        return float("nan")
    squared = squared_distances(inside, edges, lambda share: step(0.4 * share))
    centres, radii = _ridge(squared, edges, lambda share: step(0.4 + 0.1 * share))
    del squared
    every = _rows_apart(radii / max(edges))
    following = _unfilled(_away_from_faces(inside, radii, edges), every)
    total, filled = 0.0, 0
    for start in range(0, len(centres), BATCH):
        some = slice(start, start + BATCH)
        more, voxels = _fill(centres[some], radii[some], following, np.array(edges, np.float64), every)
        total, filled = total + more, filled + voxels
        step(0.5 + 0.5 * min(start + BATCH, len(centres)) / len(centres))
    return 2.0 * total / filled


def _away_from_faces(inside: NDArray[np.bool_], radii: NDArray[np.float32], edges: tuple[float, float, float]) -> NDArray[np.bool_]:
    """The structure without a margin as wide as a mean sphere, at most a sixth of each side.

    What a face cuts, such as a plate that lies on it, goes on nobody knows how far, and would be measured too thick (minus sampling; Miles,
    in: Stochastic Geometry, 1974).
    """
    across = 2.0 * float(radii.mean(dtype=np.float64))
    margins = [min(int(np.ceil(across / edge)), side // 6) for side, edge in zip(inside.shape, edges, strict=True)]
    window = tuple(slice(margin, side - margin) for side, margin in zip(inside.shape, margins, strict=True))
    if not inside[window].any():
        return inside
    kept = np.zeros_like(inside)
    kept[window] = inside[window]
    return kept


def _rows_apart(radii: NDArray[np.float32]) -> int:
    """How many rows apart voxels are looked at, from radii in voxels: never wider than half a typical radius, so that nothing is missed."""
    mean_square = float(np.mean(np.square(radii, dtype=np.float64)))
    wanted = np.sqrt(np.pi * mean_square * len(radii) / VISITS)
    return int(np.clip(np.ceil(wanted), 1, max(1.0, np.sqrt(mean_square) / 2)))


def _ridge(squared: NDArray[np.float32], edges: tuple[float, float, float], step: Step) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Centres (n, 3) of the spheres that lie in no neighbour's, largest first, and their radii (n,)."""
    found = []
    for start in range(0, len(squared), SLAB):
        found.append(_maximal(squared, start, min(start + SLAB, len(squared)), np.array(edges, np.float64)))
        step(min(start + SLAB, len(squared)) / len(squared))
    places = np.concatenate(found)
    radii = np.sqrt(squared.ravel()[places])
    order = np.argsort(-radii, kind="stable")
    places, radii = places[order], radii[order]
    return np.stack(np.unravel_index(places, squared.shape), 1).astype(np.int32), radii


@compiled
def _maximal(squared, start, stop, edges):  # type: ignore[no-untyped-def]
    _, n1, n2 = squared.shape
    found = np.empty(1024, np.int64)
    count = 0
    for i in range(start, stop):
        for j in range(n1):
            for k in range(n2):
                if squared[i, j, k] <= 0 or squared[i, j, k] >= FAR or _covered(squared, i, j, k, edges):
                    continue
                if count == len(found):
                    longer = np.empty(2 * count, np.int64)
                    longer[:count] = found
                    found = longer
                found[count] = (i * n1 + j) * n2 + k
                count += 1
    return found[:count]


@compiled
def _covered(squared, i, j, k, edges):  # type: ignore[no-untyped-def]
    """Whether a neighbour's sphere holds that of this voxel."""
    n0, n1, n2 = squared.shape
    radius, slack = np.sqrt(squared[i, j, k]), SLACK * edges.min()
    for a in range(max(i - 1, 0), min(i + 2, n0)):
        for b in range(max(j - 1, 0), min(j + 2, n1)):
            for c in range(max(k - 1, 0), min(k + 2, n2)):
                if squared[a, b, c] <= squared[i, j, k]:
                    continue
                away = np.sqrt(((a - i) * edges[0]) ** 2 + ((b - j) * edges[1]) ** 2 + ((c - k) * edges[2]) ** 2)
                if np.sqrt(squared[a, b, c]) >= radius + away - slack:
                    return True
    return False


@compiled
def _unfilled(inside, every):  # type: ignore[no-untyped-def]
    """(x, y, z) int16: in each row that is looked at, the next place that has no sphere yet, from every place on."""
    n0, n1, n2 = inside.shape
    first = every // 2
    following = np.empty(((n0 - first + every - 1) // every, (n1 - first + every - 1) // every, n2 + 1), np.int16)
    for i in range(following.shape[0]):
        for j in range(following.shape[1]):
            following[i, j, n2] = n2
            for k in range(n2 - 1, -1, -1):
                following[i, j, k] = k if inside[first + i * every, first + j * every, k] else following[i, j, k + 1]
    return following


@compiled
def _fill(centres, radii, following, edges, every):  # type: ignore[no-untyped-def]
    """Give the voxels of each sphere that have none yet its radius; the sum of what was given and the number of voxels.

    Spheres come largest first, so that the first is a voxel's largest.
    """
    n0, n1, n2 = following.shape[0], following.shape[1], following.shape[2] - 1
    total, filled = 0.0, 0
    for s in range(len(centres)):
        radius = np.float64(radii[s])
        reach0, reach1 = int(radius / edges[0]), int(radius / edges[1])
        at0, at1 = centres[s, 0] - every // 2, centres[s, 1] - every // 2
        for i in range(max(0, -((reach0 - at0) // every)), min(n0 - 1, (at0 + reach0) // every) + 1):
            rest0 = radius**2 - ((i * every - at0) * edges[0]) ** 2
            for j in range(max(0, -((reach1 - at1) // every)), min(n1 - 1, (at1 + reach1) // every) + 1):
                rest = rest0 - ((j * every - at1) * edges[1]) ** 2
                if rest <= 0:
                    continue
                half = int(np.ceil(np.sqrt(rest) / edges[2] - 1e-6)) - 1
                row = following[i, j]
                place = _next(row, max(0, centres[s, 2] - half))
                while place <= min(n2 - 1, centres[s, 2] + half):
                    total += radius
                    filled += 1
                    row[place] = place + 1
                    place = _next(row, place + 1)
    return total, filled


@compiled
def _next(row, place):  # type: ignore[no-untyped-def]
    """The next place without a sphere; the way there is halved for those who come after."""
    while row[place] != place:
        row[place] = row[row[place]]
        place = row[place]
    return place
