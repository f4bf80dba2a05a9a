"""The cortex on a face of a volume, where there is one: how thick it is, and where the trabeculae begin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COVERED = 0.95
"""Share of a face that must be bone to be a cortex."""
OPENED = 0.2
"""Trabeculae begin where the bone fraction has fallen to so little above that of the inner volume, as a share of what it fell from."""


@dataclass(frozen=True)
class Cortex:
    """`thickness` in the unit of the voxel's edges, None without a cortex; `faces`: (axis, 0 first or -1 last) that have one;
    `inner`: the slices of the volume behind it, by axis.
    """

    thickness: float | None
    faces: tuple[tuple[int, int], ...]
    inner: tuple[slice, slice, slice]


def no_cortex() -> Cortex:
    """All of the volume is trabecular."""
    return Cortex(None, (), (slice(None), slice(None), slice(None)))


def find_cortex(inside: NDArray[np.bool_], edges: tuple[float, float, float]) -> Cortex:
    """Look at all six faces.

    A cortex reaches to where the slices' bone fraction, counted from the face, has fallen half-way to that of the volume's inner half.
    """
    middle = tuple(slice(side // 4, side - side // 4) for side in inside.shape)
    within = float(inside[middle].mean())
    faces: list[tuple[int, int]] = []
    thick: list[float] = []
    inner = [[0, side] for side in inside.shape]
    for axis in range(3):
        profile = inside.mean(axis=tuple({0, 1, 2} - {axis}))
        for end in (0, -1):
            shares = profile if end == 0 else profile[::-1]
            depth = _depth(shares, within, 0.5)
            if shares[0] < COVERED or depth is None:
                continue
            faces.append((axis, end))
            thick.append(depth * edges[axis])
            behind = int(np.ceil(_depth(shares, within, OPENED) or depth))
            inner[axis] = [behind, inner[axis][1]] if end == 0 else [inner[axis][0], len(profile) - behind]
    whole = all(last - first >= 2 for first, last in inner)
    if not faces or not whole:
        return no_cortex()
    first, second, third = (slice(*ends) for ends in inner)
    return Cortex(float(np.mean(thick)), tuple(faces), (first, second, third))


def _depth(shares: NDArray[np.float64], within: float, level: float) -> float | None:
    """Slices to where the bone fraction falls to `level` of the way down to the inner one, between slices where it says so."""
    line = within + level * (1.0 - within)
    below = np.flatnonzero(shares[: len(shares) // 2] <= line)
    if within > COVERED or not below.size:
        return None
    last = int(below[0])
    if last == 0:
        return 0.0
    before, after = float(shares[last - 1]), float(shares[last])
    # Slice k covers depths k to k + 1: a sharp fall between slices k - 1 and k is one at depth k.
    return last - 0.5 + (before - line) / max(before - after, 1e-9) if after > within + 0.05 else float(last)
