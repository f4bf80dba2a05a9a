"""What a bone volume measures, to set beside the parameters that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.network.phantom import VOXEL_MM
from osteo_core.network.surface import LEVEL

FINER = 2
"""The distance transform works on voxels of half the edge: its lengths are good to about one whole voxel."""

_STEPS = 512
"""Length of the padded spectrum: periods come out to a few per cent."""


@dataclass(frozen=True, kw_only=True)
class Morphometry:
    """`bv_tv` as a fraction; `tb_th`, `tb_sp`, `ct_th` and `period` in mm; `pieces`: bone parts that do not touch each other.

    NaN where a volume has nothing to measure it on.
    """

    bv_tv: float
    tb_th: float
    tb_sp: float
    ct_th: float
    period: float
    pieces: int


def measure(volume: NDArray[np.float32]) -> Morphometry:
    """Measure a volume (x, y, z) of bone fraction whose shell, if any, covers the first slices.

    Behind the shell: the mean fraction; the mean diameter of the largest spheres that fit into bone and between bone, each counted by its
    volume (after Hildebrand & Rüegsegger, J Microsc 1997;185:67, from the ridge of the distance transform alone); the strongest period.
    """
    from scipy import ndimage

    ct_th = _shell(volume)
    inner = volume[int(np.ceil(ct_th / VOXEL_MM + 0.5)) :]
    if len(inner) < 2:
        return Morphometry(bv_tv=np.nan, tb_th=np.nan, tb_sp=np.nan, ct_th=ct_th, period=np.nan, pieces=0)
    bone = ndimage.zoom(inner, FINER, order=1, mode="nearest", grid_mode=True) > LEVEL
    pieces = int(ndimage.label(bone)[1])
    return Morphometry(
        bv_tv=float(inner.mean()), tb_th=_sphere(bone), tb_sp=_sphere(~bone), ct_th=ct_th, period=_period(inner), pieces=pieces
    )


def _shell(volume: NDArray[np.float32]) -> float:
    """Depth in mm to which even the emptiest part of a slice is bone, linear between slices."""
    least = np.append(volume.min((1, 2)), 0.0)
    deep = int(np.argmax(least <= LEVEL))
    if deep == 0:
        return 0.0
    if deep == len(volume):
        return deep * VOXEL_MM
    return float((deep - 0.5 + (least[deep - 1] - LEVEL) / (least[deep - 1] - least[deep])) * VOXEL_MM)


def _sphere(inside: NDArray[np.bool_]) -> float:
    """Mean diameter in mm of the largest spheres in a region, by volume; NaN where none fits. One cut by the cube's face does not count."""
    from scipy import ndimage

    if not inside.any() or inside.all():
        return float("nan")
    distance = ndimage.distance_transform_edt(inside)
    first, second, third = np.ix_(*(np.minimum(np.arange(side), np.arange(side)[::-1]) + 1 for side in inside.shape))
    whole = distance <= np.minimum(np.minimum(first, second), third)
    ridge = inside & whole & (distance == ndimage.maximum_filter(distance, 3))
    if not ridge.any():
        return float("nan")
    diameter = 2 * distance[ridge] * VOXEL_MM / FINER
    return float(np.average(diameter, weights=diameter**3))


def _period(inner: NDArray[np.float32]) -> float:
    """The strongest period in mm along the two axes beside the shell; NaN without one."""
    power = np.zeros(_STEPS // 2 + 1)
    for axis in (1, 2):
        line = inner.mean(tuple({0, 1, 2} - {axis}))
        power += np.abs(np.fft.rfft((line - line.mean()) * np.hanning(len(line)), _STEPS)) ** 2
    slowest = _STEPS // inner.shape[1]  # one period in the whole cube
    if power.max() < 1e-9:
        return float("nan")
    return float(_STEPS * VOXEL_MM / (slowest + np.argmax(power[slowest:])))
