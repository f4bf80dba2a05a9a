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
from osteo_core.patients.measured import Volume, inertial
from osteo_core.patients.scanned import measured_bone
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
class MeasuredSeries:
    """The series that some of n people had measured, on the network's grid.

    Shape:
        rows: (n,) who had it; grids: (those, 48, 3) theirs. `drawn` gives everybody's series from their parameters in catalogue units.
    """

    rows: NDArray[np.bool_]
    grids: Array
    drawn: Callable[[NDArray[np.float64]], Array]

    def of(self, prepared: Prepared, draw: int) -> Array | None:
        """(n, 48, 3) of one imputation: measured or drawn from the (imputed) parameters; None when nobody's was measured."""
        if not self.rows.any():
            return None
        out = self.grids if self.rows.all() else self.drawn(prepared.units(draw))
        out[self.rows] = self.grids
        return out


@dataclass(frozen=True)
class MeasuredVolumes:
    """The bone volumes that some of n people had measured, on the network's grid.

    Shape:
        rows: (n,) who had one; trabecular: (those, 48, 48, 48) bone fraction behind the cortex.
    """

    rows: NDArray[np.bool_]
    trabecular: Array

    def of(self, prepared: Prepared, draw: int) -> tuple[Array, NDArray[np.int64]] | None:
        """Volumes behind a cortex of each one's (or imputed) Ct.Th, (those, 48, 48, 48), and whose is whose, (n,); None when nobody's was
        measured.
        """
        if not self.rows.any():
            return None
        import torch

        from osteo_core.network.phantom import CT_TH, behind_cortex

        cortex = prepared.units(draw)[self.rows, SLICES["micro"].start + CT_TH].astype(np.float32)
        volumes: Array = behind_cortex(torch.from_numpy(self.trabecular), torch.from_numpy(cortex)).numpy()
        return volumes, np.where(self.rows, np.cumsum(self.rows) - 1, -1)


def measured_volumes(columns: Columns, prepared: Prepared) -> MeasuredVolumes:
    """Bone volumes, (48, 48, 48) a person."""
    rows = measured_rows(columns, "volume", len(prepared))
    grids = [trabecular(columns["volume"][row]) for row in np.flatnonzero(rows)]
    return MeasuredVolumes(rows, np.array(grids, np.float32).reshape(-1, *(VOXELS,) * 3))


def trabecular(volume: Volume) -> Array:
    """A volume's trabecular bone on the network's grid, (48, 48, 48).

    Raises:
        InvalidInput: it cannot be measured; harmonised columns hold none such.
    """
    from osteo_core.network.scan import trabecular_grid

    found = measured_bone(volume)
    grid: Array = trabecular_grid(volume.values, volume.voxel_mm, found.threshold, found.inner).numpy()
    return grid


def measured_series(columns: Columns, prepared: Prepared) -> MeasuredSeries:
    """Balance-and-gait series, (48, 3) a person; where walking was not recorded, at the entered (or mean imputed) gait speed.

    Raises:
        InvalidInput: a series that is too short, too coarse, or of other channels than the network reads, such as an inertial sensor's.
    """
    import torch

    from osteo_core.network.series import draw_series

    def drawn(units: NDArray[np.float64]) -> Array:
        series: Array = draw_series(torch.tensor(units[:, SLICES["sensory"]], dtype=torch.float32)).numpy()
        return series

    rows = measured_rows(columns, "series", len(prepared))
    if not rows.any():
        return MeasuredSeries(rows, np.zeros((0, STEPS, len(CHANNELS)), np.float32), drawn)
    gait = np.mean([prepared.units(draw)[:, _GAIT_SPEED] for draw in range(len(prepared.values))], axis=0)
    grids = [_series_grid(columns["series"][row], float(gait[row])) for row in np.flatnonzero(rows)]
    return MeasuredSeries(rows, np.array(grids, np.float32), drawn)


def _series_grid(series: Any, gait_speed: float) -> Array:
    import torch

    if sensor := inertial(series.channels or ()):
        raise InvalidInput(Problem("sensory.series", "model_input.inertial", {"channels": ", ".join(sensor)}))

    from osteo_core.network.series import resample_series

    try:
        grid: Array = resample_series(torch.tensor(series.values), series.sampling_hz, gait_speed).numpy()
    except ValueError as error:
        shape = " × ".join(map(str, series.values.shape))
        raise InvalidInput(Problem("sensory.series", "model_input.series", {"shape": shape, "hertz": f"{series.sampling_hz:g}"})) from error
    return grid
