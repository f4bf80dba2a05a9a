"""Measured volumes and series of a record on the network's grids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.network.phantom import VOXELS
from osteo_core.network.series import CHANNELS, STEPS
from osteo_core.patients.columns import Columns
from osteo_core.preprocessing.encode import INPUTS, SLICES
from osteo_core.preprocessing.pipeline import Prepared

Array = NDArray[np.float32]


def measured_rows(columns: Columns, name: str, n: int) -> NDArray[np.bool_]:
    """(n,) who has a measured array."""
    if name not in columns:
        return np.zeros(n, bool)
    return np.array([value is not None for value in columns[name]])


def measured_volumes(columns: Columns, prepared: Prepared, draw: int) -> Array | None:
    """(n, 24, 24, 24): measured where there is a volume, else the phantom of the (imputed) parameters; None when nobody has one."""
    import torch

    from osteo_core.network.phantom import render_phantom, resample_volume

    def resample(volume: Any, row: int) -> Array:
        grid: Array = resample_volume(torch.tensor(volume.values), volume.voxel_mm).numpy()
        return grid

    def drawn(units: NDArray[np.float64]) -> Array:
        phantom: Array = render_phantom(torch.tensor(units[:, SLICES["micro"]], dtype=torch.float32)).numpy()
        return phantom

    return _measured(columns, "volume", prepared, draw, (VOXELS,) * 3, drawn, resample)


def measured_series(columns: Columns, prepared: Prepared, draw: int) -> Array | None:
    """(n, 48, 3): measured where there is a series, else drawn from the (imputed) parameters; None when nobody has one.

    Raises:
        InvalidInput: a series that is too short, too coarse, or of other channels than the network reads.
    """
    import torch

    from osteo_core.network.series import draw_series, resample_series

    gait = prepared.units(draw)[:, SLICES["sensory"].start + INPUTS["sensory"].index("gait_speed")]

    def resample(series: Any, row: int) -> Array:
        try:
            grid: Array = resample_series(torch.tensor(series.values), series.sampling_hz, gait[row]).numpy()
        except ValueError as error:
            shape = " × ".join(map(str, series.values.shape))
            raise InvalidInput(
                Problem("sensory.series", "model_input.series", {"shape": shape, "hertz": f"{series.sampling_hz:g}"})
            ) from error
        return grid

    def drawn(units: NDArray[np.float64]) -> Array:
        series: Array = draw_series(torch.tensor(units[:, SLICES["sensory"]], dtype=torch.float32)).numpy()
        return series

    return _measured(columns, "series", prepared, draw, (STEPS, len(CHANNELS)), drawn, resample)


def _measured(
    columns: Columns, name: str, prepared: Prepared, draw: int, shape: tuple[int, ...],
    drawn: Callable[[NDArray[np.float64]], Array], resample: Callable[[Any, int], Array],
) -> Array | None:  # fmt: skip
    rows = measured_rows(columns, name, len(prepared))
    if not rows.any():
        return None
    out = drawn(prepared.units(draw)) if not rows.all() else np.zeros((len(prepared), *shape), np.float32)
    for row in np.flatnonzero(rows):
        out[row] = resample(columns[name][row], int(row))
    return out
