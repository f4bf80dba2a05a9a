"""The five parameters of a scan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.morphometry.cortex import find_cortex, no_cortex
from osteo_core.morphometry.result import Edges, Grey, Microarchitecture, Step
from osteo_core.morphometry.soundness import refuse_coarse, refuse_field, refuse_grey, refuse_shapeless
from osteo_core.morphometry.spheres import mean_thickness
from osteo_core.morphometry.threshold import BONE_MG, otsu

TIMES_TRABECULA = 1.5
"""A cover of a face that is no thicker than so many trabeculae is a plate that happens to lie there."""
FEW_VOXELS = 10.0
"""Thickness in voxels below which the steps of the grid show, and are looked at on a grid twice as fine."""
FINER_SIDE = 128
"""Voxels a side of the block, in the middle of the volume, that the finer grid is made of."""


def _silent(share: float) -> None:
    """Progress that nobody watches."""


def measure(values: NDArray[np.float32], voxel_mm: Edges, grey: Grey | None = None, step: Step = _silent) -> Microarchitecture:
    """Measure a volume (x, y, z) of grey values at its own resolution; `step` is told the share done and may raise to end it.

    Bone is what lies above 320 mg HA/cm3 in a calibrated scan, above Otsu's threshold in any other. Where a face is covered by bone, that
    is the cortex, and the rest is measured behind it. BV/TV: share of bone voxels. Tb.Th and Tb.Sp: mean local thickness of bone and of
    what is between it. Tb.N: 1 / (Tb.Th + Tb.Sp), the trabeculae along a line through bone and gap in turn; it needs no skeleton, which
    breaks on coarse grids, and is what the virtual worlds and the phantom mean by it. A scanner's own Tb.N, from the distances of mid-axes,
    may differ somewhat.

    Raises:
        InvalidInput: voxels too coarse for trabeculae, air, metal, noise, a whole limb.

    Sources: Bouxsein et al., J Bone Miner Res 2010;25:1468 (what the parameters are); Hildebrand & Rüegsegger 1997 (local thickness).
    """
    refuse_field(values.shape, voxel_mm)
    refuse_coarse(voxel_mm)
    if grey is not None:
        refuse_grey(values, grey)
    calibrated = grey == "mg_ha_cm3"
    threshold = BONE_MG if calibrated else otsu(values)
    inside = values > np.float32(threshold)
    refuse_shapeless(inside)
    cortex = find_cortex(inside, voxel_mm)
    tb_th = _thickness(inside[cortex.inner], values[cortex.inner], threshold, voxel_mm, lambda share: step(0.45 * share))
    if cortex.thickness is not None and tb_th is not None and cortex.thickness < TIMES_TRABECULA * tb_th:
        cortex = no_cortex()
        tb_th = _thickness(inside, values, threshold, voxel_mm, lambda share: step(0.45 * share))
    bone = inside[cortex.inner]
    # With the cortex: the gap in front of it ends there.
    tb_sp = _thickness(~inside, -values, -threshold, voxel_mm, lambda share: step(0.45 + 0.55 * share))
    return Microarchitecture(
        bv_tv=float(np.count_nonzero(bone)) / bone.size,
        tb_n=None if tb_th is None or tb_sp is None else 1.0 / (tb_th + tb_sp),
        tb_th=tb_th,
        tb_sp=tb_sp,
        ct_th=cortex.thickness,
        faces=cortex.faces,
        inner=cortex.inner,
        voxel_mm=voxel_mm,
        threshold=threshold,
        calibrated=calibrated,
    )


def _thickness(inside: NDArray[np.bool_], values: NDArray[np.float32], threshold: float, edges: Edges, step: Step) -> float | None:
    """Mean local thickness in mm, None where there is none.

    A structure of few voxels is corrected by what a grid twice as fine, linear between the grey values, changes in the volume's middle.
    """
    whole = mean_thickness(inside, edges, lambda share: step(0.7 * share))
    if np.isnan(whole):
        return None
    if whole > FEW_VOXELS * float(np.cbrt(np.prod(edges))):
        step(1.0)
        return whole
    block = tuple(slice((side - min(side, FINER_SIDE)) // 2, (side + min(side, FINER_SIDE)) // 2) for side in inside.shape)
    coarse = whole if inside[block].shape == inside.shape else mean_thickness(inside[block], edges, lambda share: step(0.7 + 0.05 * share))
    half = (edges[0] / 2, edges[1] / 2, edges[2] / 2)
    fine = mean_thickness(_finer(values[block]) > np.float32(threshold), half, lambda share: step(0.75 + 0.25 * share))
    return whole if np.isnan(coarse) or np.isnan(fine) else whole + fine - coarse


def _finer(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """On a grid of half the edge: new voxels a quarter of an old one to either side of its centre."""
    for axis in range(3):
        padded = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in range(3)], mode="edge")
        before, after = (np.take(padded, range(start, start + values.shape[axis]), axis) for start in (0, 2))
        pair = [0.75 * values + 0.25 * before, 0.75 * values + 0.25 * after]
        shape = tuple(2 * side if a == axis else side for a, side in enumerate(values.shape))
        values = np.stack(pair, axis + 1).reshape(shape).astype(np.float32)
    return values
