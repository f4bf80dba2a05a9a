"""The microarchitecture fields that follow from a measured volume, where they were not entered; volumes that cannot be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.morphometry.result import FIELDS, Microarchitecture, Step
from osteo_core.patients.arrays import Columns, FloatArray, objects
from osteo_core.patients.measured import Volume

LEAST_SIDE_MM = 2.0
"""Side of a volume that holds a few trabeculae, and can stand for a person's bone."""


@dataclass(frozen=True)
class Scans:
    """What the volumes of n rows give.

    Attributes:
        values: field -> (n,) what was measured, NaN where there is no volume or the value is outside the field's allowed range.
        refused: row -> why its volume cannot be measured; it is left out of everything.
    """

    values: dict[str, FloatArray]
    refused: dict[int, Problem]


def scanned(full: Columns, n: int) -> Scans:
    """Measure each row's volume at its own resolution."""
    volumes = objects(full, "volume", n)
    rows = [row for row in range(n) if volumes[row] is not None]
    scans = Scans({name: np.full(n, np.nan) for name in FIELDS} if rows else {}, {})
    for row in rows:
        try:
            measured = measured_bone(volumes[row])
        except InvalidInput as refused:
            scans.refused[row] = refused.problems[0]
            continue
        for name, value in usable_values(measured).items():
            scans.values[name][row] = value
    return scans


def usable_values(measured: Microarchitecture) -> dict[str, float]:
    """What was measured and lies within the allowed range of its field."""
    ranges = {name: CATALOGUE[name].allowed or (-np.inf, np.inf) for name in FIELDS}
    return {name: v for name, v in measured.values().items() if v is not None and ranges[name][0] <= v <= ranges[name][1]}


def measured_bone(volume: Volume, step: Step | None = None) -> Microarchitecture:
    """What a person's volume measures; `step` is told the share done.

    Raises:
        InvalidInput: it is too coarse or too small, or shows nothing that is trabecular bone.
    """
    sides = [count * edge for count, edge in zip(volume.values.shape, volume.voxel_mm, strict=True)]
    if min(sides) < LEAST_SIDE_MM:
        size = " × ".join(f"{side:.1f}" for side in sides)
        raise InvalidInput(Problem("", "morphometry.small", {"size": size, "limit": f"{LEAST_SIDE_MM:g}"}))
    return volume.measured(step)
