"""Measured volumes and series of a record on the network's grids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

_GAIT_SPEED = SLICES["sensory"].start + INPUTS["sensory"].index("gait_speed")


def measured_rows(columns: Columns, name: str, n: int) -> NDArray[np.bool_]:
    """(n,) who has a measured array."""
    if name not in columns:
        return np.zeros(n, bool)
    return np.array([value is not None for value in columns[name]])


@dataclass(frozen=True)
class Measured:
    """An array that some of n people had measured, on the network's grid.

    Shape:
        rows: (n,) who had it; grids: (those, ...) theirs. `drawn` gives the array of all people from their parameters in catalogue units.
    """

    rows: NDArray[np.bool_]
    grids: Array
    drawn: Callable[[NDArray[np.float64]], Array]

    def of(self, prepared: Prepared, draw: int) -> Array | None:
        """(n, ...) of one imputation: measured or drawn from the (imputed) parameters; None when nobody's was measured."""
        if not self.rows.any():
            return None
        out = self.grids if self.rows.all() else self.drawn(prepared.units(draw))
        out[self.rows] = self.grids
        return out


def measured_volumes(columns: Columns, prepared: Prepared) -> Measured:
    """Bone volumes, (24, 24, 24) a person."""
    import torch

    from osteo_core.network.phantom import render_phantom, resample_volume

    def drawn(units: NDArray[np.float64]) -> Array:
        phantom: Array = render_phantom(torch.tensor(units[:, SLICES["micro"]], dtype=torch.float32)).numpy()
        return phantom

    rows = measured_rows(columns, "volume", len(prepared))
    volumes = [columns["volume"][row] for row in np.flatnonzero(rows)]
    grids = [resample_volume(torch.tensor(volume.values), volume.voxel_mm).numpy() for volume in volumes]
    return Measured(rows, np.array(grids, np.float32).reshape(-1, *(VOXELS,) * 3), drawn)


def measured_series(columns: Columns, prepared: Prepared) -> Measured:
    """Balance-and-gait series, (48, 3) a person; where walking was not recorded, at the entered (or mean imputed) gait speed.

    Raises:
        InvalidInput: a series that is too short, too coarse, or of other channels than the network reads.
    """
    import torch

    from osteo_core.network.series import draw_series

    def drawn(units: NDArray[np.float64]) -> Array:
        series: Array = draw_series(torch.tensor(units[:, SLICES["sensory"]], dtype=torch.float32)).numpy()
        return series

    rows = measured_rows(columns, "series", len(prepared))
    if not rows.any():
        return Measured(rows, np.zeros((0, STEPS, len(CHANNELS)), np.float32), drawn)
    gait = np.mean([prepared.units(draw)[:, _GAIT_SPEED] for draw in range(len(prepared.values))], axis=0)
    grids = [_series_grid(columns["series"][row], float(gait[row])) for row in np.flatnonzero(rows)]
    return Measured(rows, np.array(grids, np.float32), drawn)


def _series_grid(series: Any, gait_speed: float) -> Array:
    import torch

    from osteo_core.network.series import resample_series

    try:
        grid: Array = resample_series(torch.tensor(series.values), series.sampling_hz, gait_speed).numpy()
    except ValueError as error:
        shape = " × ".join(map(str, series.values.shape))
        raise InvalidInput(Problem("sensory.series", "model_input.series", {"shape": shape, "hertz": f"{series.sampling_hz:g}"})) from error
    return grid
