"""The microarchitecture fields that follow from a measured volume, where they were not entered."""

from __future__ import annotations

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.morphometry.result import FIELDS, Microarchitecture
from osteo_core.patients.arrays import Columns, FloatArray, objects
from osteo_core.patients.measured import Volume

COARSEST_MM = 0.13
"""Voxel beyond which a trabecula (0.2 mm) is not resolved, and its thickness cannot be measured."""
LEAST_SIDE_MM = 2.0
"""Side of a volume that holds a few trabeculae."""


def scanned(full: Columns, n: int) -> dict[str, FloatArray]:
    """Field -> (n,) what the rows' volumes measure, NaN where it was entered, cannot be measured, or is outside the allowed range.

    A volume that is too coarse, too small or shows no trabecular bone gives nothing: the network still sees it.
    """
    volumes = objects(full, "volume", n)
    rows = [row for row in range(n) if volumes[row] is not None and any(np.isnan(full[name][row]) for name in FIELDS)]
    if not rows:
        return {}
    found = {name: np.full(n, np.nan) for name in FIELDS}
    for row in rows:
        measured = measured_bone(volumes[row])
        for name, value in ({} if measured is None else usable_values(measured)).items():
            found[name][row] = value
    return found


def usable_values(measured: Microarchitecture) -> dict[str, float]:
    """What was measured and lies within the allowed range of its field."""
    ranges = {name: CATALOGUE[name].allowed or (-np.inf, np.inf) for name in FIELDS}
    return {name: v for name, v in measured.values().items() if v is not None and ranges[name][0] <= v <= ranges[name][1]}


def resolves(volume: Volume) -> bool:
    """Whether a volume is fine and large enough to measure trabeculae on."""
    sides = [count * edge for count, edge in zip(volume.values.shape, volume.voxel_mm, strict=True)]
    return max(volume.voxel_mm) <= COARSEST_MM and min(sides) >= LEAST_SIDE_MM


def measured_bone(volume: Volume) -> Microarchitecture | None:
    """What a volume measures, None where it is too coarse or too small, or shows nothing that is bone."""
    if not resolves(volume):
        return None
    try:
        return volume.measured()
    except InvalidInput:  # nothing that is bone; `osteo morphometry` says why
        return None
