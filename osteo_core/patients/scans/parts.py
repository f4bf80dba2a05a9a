"""What the readers of all formats share: limits that are kept before anything is made room for, and the way to a Volume."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.faults import problems
from osteo_core.patients.measured import MOST_VALUES, SIDE_VOXELS, Grey, Volume

SAME = 1e-3
"""Relative difference up to which two voxel sizes are one."""


def refuse(name: str, key: str, **params: Any) -> InvalidInput:
    """A problem with a scan, to be raised."""
    return InvalidInput(Problem(name, f"scans.{key}", params))


def refuse_size(name: str, shape: tuple[int, ...]) -> None:
    """Raises InvalidInput for a volume (x, y, z) too small, too long, or of too many voxels."""
    text = " × ".join(map(str, shape))
    if not all(SIDE_VOXELS[0] <= side <= SIDE_VOXELS[1] for side in shape):
        limits = {"low": SIDE_VOXELS[0], "high": SIDE_VOXELS[1]}
        raise InvalidInput(Problem(name, "patients.problem.volume_size", {"shape": text, **limits}))
    if math.prod(shape) > MOST_VALUES:
        raise refuse(name, "too_large", shape=text, limit=f"{MOST_VALUES:,}")


def same(one: float, other: float) -> bool:
    """Whether two lengths are the same but for rounding."""
    return math.isclose(one, other, rel_tol=SAME)


def as_volume(name: str, values: NDArray[np.float32], voxel_mm: tuple[float, ...], grey: Grey | None = None) -> Volume:
    """A checked Volume; raises InvalidInput naming the file."""
    from pydantic import ValidationError

    try:
        return Volume(values=values, voxel_mm=voxel_mm, grey=grey)
    except ValidationError as error:
        raise InvalidInput(Problem(name, problem.key, problem.params) for problem in problems(error)) from None
