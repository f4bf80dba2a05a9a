"""A measured bone volume on the phantom's grid."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.network.phantom import VOXEL_MM, VOXELS

FINER = 2
"""Points an edge of a voxel at which a scan is looked at."""

Slices = tuple[slice, slice, slice]


def trabecular_grid(values: NDArray[np.float32], voxel_mm: tuple[float, float, float], threshold: float, inner: Slices) -> Tensor:
    """Bone fraction per voxel in the middle 6 mm of a scan's trabecular part.

    A voxel is bone or not by the threshold with which the scan was measured, so that the fraction is the measured one (between voxels, thin
    bone would be lost); eight points a new voxel are averaged. A smaller part is mirrored at its faces, which keeps fraction and spacing.
    The cortex is painted anew (`behind_cortex`): scans come from any side.

    Shape:
        values: (x, y, z) in any grey scale; inner: the slices behind the cortex; returns (48, 48, 48) in 0..1.
    """
    part = values[inner]
    axes = []
    for size, edge in zip(part.shape, voxel_mm, strict=True):
        offsets = (torch.arange(VOXELS * FINER) + 0.5 - VOXELS * FINER / 2) * (VOXEL_MM / FINER)
        axes.append(_mirrored(offsets / (size * edge) + 0.5) * 2 - 1)
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1).flip(-1)
    bone = torch.from_numpy((part > np.float32(threshold)).astype(np.float32))[None, None]
    seen = torch.nn.functional.grid_sample(bone, grid[None], mode="nearest", padding_mode="border", align_corners=False)
    return torch.nn.functional.avg_pool3d(seen, FINER)[0, 0]


def _mirrored(places: Tensor) -> Tensor:
    """Places along an axis, 0 to 1 inside, brought inside by mirrors at both ends."""
    return 1 - (places.remainder(2) - 1).abs()
