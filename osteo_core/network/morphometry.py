"""What a bone volume on the network's grid measures, to set beside the parameters that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput
from osteo_core.morphometry.result import FIELDS
from osteo_core.network.phantom import VOXEL_MM
from osteo_core.network.surface import LEVEL


@dataclass(frozen=True, kw_only=True)
class Morphometry:
    """`bv_tv` as a fraction; `tb_th`, `tb_sp`, `ct_th` in mm; `largest_piece`: share of the bone that hangs together in one piece.

    NaN where a volume has nothing to measure it on.
    """

    bv_tv: float
    tb_th: float
    tb_sp: float
    ct_th: float
    largest_piece: float

    @property
    def spacing(self) -> float:
        """Tb.Th + Tb.Sp in mm, the reciprocal of Tb.N."""
        return self.tb_th + self.tb_sp


def measure(volume: NDArray[np.float32]) -> Morphometry:
    """Measure a volume (48, 48, 48) of bone fraction as a scan is measured, see `osteo_core.morphometry.measure`."""
    from scipy import ndimage

    from osteo_core.morphometry.measure import measure as measure_scan

    pieces, _ = ndimage.label(volume > LEVEL, np.ones((3, 3, 3)))  # bone touches at corners, marrow at faces, as is usual
    sizes = np.bincount(pieces.ravel())[1:]
    largest = float(sizes.max() / sizes.sum()) if len(sizes) else np.nan
    try:
        found = measure_scan(volume, (VOXEL_MM,) * 3).values()
    except InvalidInput:  # all bone, or none
        found = dict.fromkeys(FIELDS)
    bv_tv, _, tb_th, tb_sp, ct_th = (float("nan") if found[name] is None else float(found[name]) for name in FIELDS)  # type: ignore[arg-type]
    return Morphometry(bv_tv=bv_tv, tb_th=tb_th, tb_sp=tb_sp, ct_th=ct_th, largest_piece=largest)
