"""Measured arrays of a record: a bone volume with its voxel size and a series of steps or sway with its sampling rate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PrivateAttr, field_serializer, field_validator

from osteo_core.errors import InvalidInput, Problem, has_unshown
from osteo_core.morphometry.result import Grey, Microarchitecture, Step
from osteo_core.patients.faults import fault
from osteo_core.patients.wording import shown

# Finer than synchrotron images or coarser than clinical CT is a mistake of unit.
VOXEL_MM = (0.005, 5.0)
SIDE_VOXELS = (4, 1024)
SAMPLING_HZ = (1.0, 5000.0)
LENGTH = (4, 2_000_000)
CHANNELS = (1, 64)
MOST_VALUES = 512**3
"""Size limit of an array: half a gigabyte in memory."""
_LONGEST_NAME = 80
_INERTIAL = re.compile(r"(?i)(lin\w*_?)?(acc|acceleration|gyro?|imu|omega|ang\w*_?vel|rot\w*_?rate)(_|\b|[xyz])|[ag]_?[xyz]\b")


def inertial(names: Iterable[str]) -> list[str]:
    """Those of some channels or columns that are named as an inertial sensor's: accelerations and turning rates (acc_x, gyr_y, az)."""
    return [name for name in names if _INERTIAL.match(name)]


class _Measured(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    values: Any

    @field_serializer("values")
    def _as_lists(self, values: NDArray[Any]) -> list[Any]:
        nested: list[Any] = values.tolist()
        return nested

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = dict(self), dict(other)
        same = np.array_equal(mine.pop("values"), theirs.pop("values"))
        return bool(same and mine == theirs)

    __hash__ = None  # type: ignore[assignment]  # holds an array


class Volume(_Measured):
    """A measured 3-D image of bone: `values` (x, y, z) float32 in any grey scale, read-only; `voxel_mm` the voxel's edges in mm.

    `grey` says what the values mean where that is known. Validation takes nested lists or an array, and one number for cubic voxels.
    """

    voxel_mm: tuple[float, float, float]
    grey: Grey | None = None
    _found: Microarchitecture | InvalidInput | None = PrivateAttr(default=None)

    def measured(self, step: Step | None = None) -> Microarchitecture:
        """The five parameters at the scan's own resolution, measured once. `step` is told the share done.

        Raises InvalidInput where the volume is too coarse or shows no trabecular bone.
        """
        from osteo_core.morphometry.measure import measure

        if self._found is None:
            try:
                self._found = measure(self.values, self.voxel_mm, self.grey, *(() if step is None else (step,)))
            except InvalidInput as refused:
                self._found = refused
        if isinstance(self._found, InvalidInput):
            raise InvalidInput(self._found.problems)
        return self._found

    @field_validator("values", mode="plain")
    @classmethod
    def _volume(cls, values: Any) -> NDArray[np.float32]:
        array = _array(values, np.float32, dimensions=3, key="volume_shape")
        if not all(SIDE_VOXELS[0] <= side <= SIDE_VOXELS[1] for side in array.shape):
            raise fault(_problem("volume_size", shape=_shape(array), low=SIDE_VOXELS[0], high=SIDE_VOXELS[1]))
        if array.min() == array.max():
            raise fault(_problem("volume_constant", value=f"{float(array.flat[0]):g}"))
        return array

    @field_validator("voxel_mm", mode="before")
    @classmethod
    def _voxel(cls, value: Any) -> tuple[float, float, float]:
        edges = [value] * 3 if _is_number(value) else value
        usable = isinstance(edges, (list, tuple, np.ndarray)) and len(edges) == 3 and all(_is_number(edge) for edge in edges)
        if not usable or not all(VOXEL_MM[0] <= edge <= VOXEL_MM[1] for edge in edges):
            raise fault(_problem("voxel", value=shown(value), low=f"{VOXEL_MM[0]:g}", high=f"{VOXEL_MM[1]:g}"))
        return float(edges[0]), float(edges[1]), float(edges[2])


class Series(_Measured):
    """A measured series: `values` (samples, channels) float64, read-only; `sampling_hz` samples a second.

    `channels` names the channels where known, such as ("cop_x_cm", "cop_y_cm").
    """

    sampling_hz: float
    channels: tuple[str, ...] | None = None

    @field_validator("values", mode="plain")
    @classmethod
    def _series(cls, values: Any) -> NDArray[np.float64]:
        array = _array(values, np.float64, dimensions=2, key="series_shape")
        if not (LENGTH[0] <= array.shape[0] <= LENGTH[1] and CHANNELS[0] <= array.shape[1] <= CHANNELS[1]):
            limits = {"low": LENGTH[0], "high": LENGTH[1], "channels_low": CHANNELS[0], "channels_high": CHANNELS[1]}
            raise fault(_problem("series_size", shape=_shape(array), **limits))
        return array

    @field_validator("sampling_hz", mode="plain")
    @classmethod
    def _rate(cls, value: Any) -> float:
        if not _is_number(value) or not SAMPLING_HZ[0] <= value <= SAMPLING_HZ[1]:
            raise fault(_problem("sampling", value=shown(value), low=f"{SAMPLING_HZ[0]:g}", high=f"{SAMPLING_HZ[1]:g}"))
        return float(value)

    @field_validator("channels", mode="before")
    @classmethod
    def _names(cls, value: Any) -> tuple[str, ...] | None:
        if value is None:
            return None
        if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
            raise fault(_problem("channels", value=shown(value)))
        if len(value) > CHANNELS[1] or any(len(name) > _LONGEST_NAME or has_unshown(name) for name in value):
            raise fault(_problem("channels", value=shown(value)))
        return tuple(value)


def _array(values: Any, dtype: type, *, dimensions: int, key: str) -> NDArray[Any]:
    """A read-only finite array of that many dimensions; raises with the reason otherwise."""
    if isinstance(values, (list, tuple)) and not _numbers_only(values, dimensions):
        raise fault(_problem("not_numbers"))
    try:
        raw = np.asarray(values)
    except (ValueError, TypeError, OverflowError):  # rows of different lengths, or numbers beyond any type
        raise fault(_problem("ragged")) from None
    if raw.dtype.kind not in "fiu":
        raise fault(_problem("not_numbers"))
    if raw.ndim != dimensions:
        raise fault(_problem(key, shape=_shape(raw)))
    if raw.size > MOST_VALUES:
        raise fault(_problem("array_size", size=f"{raw.size:,}", limit=f"{MOST_VALUES:,}"))
    with np.errstate(over="ignore"):  # beyond float32 becomes inf, refused on the next line
        array: NDArray[Any] = np.array(raw, dtype=dtype)
    if not np.isfinite(array).all():
        raise fault(_problem("not_finite_array"))
    array.flags.writeable = False
    return array


def _numbers_only(values: Any, levels: int) -> bool:
    """Whether nested lists hold numbers alone: numpy would make texts of them all for one text, each as long as the longest."""
    kinds = set(map(type, values))
    if not any(issubclass(kind, (list, tuple)) for kind in kinds):
        return all(issubclass(kind, (int, float, np.number, np.ndarray)) and kind is not bool for kind in kinds)
    # Deeper than an array may be, or rows beside single numbers: told by its shape.
    return levels <= 1 or all(_numbers_only(row, levels - 1) for row in values if isinstance(row, (list, tuple)))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _shape(array: NDArray[Any]) -> str:
    return " × ".join(map(str, array.shape)) or "0"


def _problem(key: str, **params: Any) -> Problem:
    return Problem("", f"patients.problem.{key}", params)
