"""Small scans of bone that can be measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage

SHARE = 0.75
"""Of the voxels are marrow."""


def foam(seed: int = 1, side: int = 24, voxel_mm: float = 0.1) -> dict[str, Any]:
    """A volume as a record holds it: struts and plates of a smoothed random field, a fourth of it bone, 2.4 mm a side."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(side,) * 3), 1.3, mode="wrap")
    return {"values": (noise > np.quantile(noise, SHARE)).astype(np.float32), "voxel_mm": voxel_mm}
