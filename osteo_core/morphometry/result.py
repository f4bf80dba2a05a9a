"""What a scan measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Edges = tuple[float, float, float]
"""Of a voxel, in mm."""
Grey = Literal["mg_ha_cm3", "hu"]
"""What grey values mean, where that is known: density of hydroxyapatite, or Hounsfield units."""
Step = Callable[[float], None]
"""Told the share of the work that is done, 0 to 1; what it raises ends the work."""
FIELDS = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")


@dataclass(frozen=True, kw_only=True)
class Microarchitecture:
    """What a scan measures.

    Attributes:
        bv_tv: a fraction; tb_n: 1/mm; tb_th, tb_sp, ct_th: mm. None where there is nothing to measure it on.
        faces: the volume's faces with a cortex, as (axis, 0 first or -1 last); inner: the slices behind it.
        threshold: grey value (density in mg HA/cm3 where `calibrated`) above which a voxel is bone.
    """

    bv_tv: float
    tb_n: float | None
    tb_th: float | None
    tb_sp: float | None
    ct_th: float | None
    faces: tuple[tuple[int, int], ...]
    inner: tuple[slice, slice, slice]
    voxel_mm: Edges
    threshold: float
    calibrated: bool

    def values(self) -> dict[str, float | None]:
        """By the catalogue's names."""
        return {name: getattr(self, name) for name in FIELDS}
