"""Scans that show no trabecular bone: too coarse, air, metal, a whole limb."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.morphometry.result import Grey
from osteo_core.morphometry.threshold import coherence

COARSEST_MM = 0.13
"""Voxel beyond which a trabecula (0.2 mm) is not resolved: it would be measured too thick, at 0.25 mm nearly twice."""
WIDEST_MM = 40.0
"""Side in mm of the largest field: two of them beyond it are a limb's cross-section, not a volume of trabecular bone."""
LEAST_COHERENCE = 0.5
"""Correlation of neighbouring voxels, bone or not. Noise has none; bone at a resolution that shows it has more than 0.8."""
SOLID = 0.95
LEAST: dict[Grey, float] = {"mg_ha_cm3": 100.0, "hu": 150.0}
"""Somewhere bone must be denser than that; air, fat and muscle are not."""
METAL: dict[Grey, float] = {"mg_ha_cm3": 2_000.0, "hu": 3_000.0}
METAL_SHARE = 0.001
"""Values beyond those of any bone, and the share of voxels that may have them."""


def refuse_field(shape: tuple[int, ...], edges: tuple[float, float, float]) -> None:
    """Raises InvalidInput where the field is a whole limb's."""
    sides = [count * edge for count, edge in zip(shape, edges, strict=True)]
    if sum(side > WIDEST_MM for side in sides) >= 2:
        size = " × ".join(f"{side:.0f}" for side in sides)
        raise InvalidInput(Problem("", "morphometry.field", {"size": size, "limit": f"{WIDEST_MM:g}"}))


def refuse_coarse(edges: tuple[float, float, float]) -> None:
    """Raises InvalidInput where a voxel is too large to resolve trabeculae."""
    if max(edges) > COARSEST_MM:
        size = " × ".join(f"{edge:.4g}" for edge in edges)
        raise InvalidInput(Problem("", "morphometry.coarse", {"size": size, "limit": f"{COARSEST_MM:g}"}))


def refuse_grey(values: NDArray[np.float32], grey: Grey) -> None:
    """Raises InvalidInput where values of known meaning are those of air or soft tissue alone, or of metal."""
    highest = float(values.max())
    unit = {"mg_ha_cm3": "mg HA/cm³", "hu": "HU"}[grey]
    if highest < LEAST[grey]:
        raise InvalidInput(Problem("", "morphometry.air", {"value": f"{highest:.0f} {unit}", "limit": f"{LEAST[grey]:g} {unit}"}))
    share = float(np.count_nonzero(values > METAL[grey])) / values.size
    if share > METAL_SHARE:
        raise InvalidInput(Problem("", "morphometry.metal", {"share": f"{100 * share:.1f}", "limit": f"{METAL[grey]:g} {unit}"}))


def refuse_shapeless(inside: NDArray[np.bool_]) -> None:
    """Raises InvalidInput where what lies above the threshold is nothing, everything or noise."""
    share = float(np.count_nonzero(inside)) / inside.size
    if share == 0:
        raise InvalidInput(Problem("", "morphometry.empty"))
    if share > SOLID:
        raise InvalidInput(Problem("", "morphometry.solid", {"share": f"{100 * share:.0f}"}))
    if coherence(inside) < LEAST_COHERENCE:
        raise InvalidInput(Problem("", "morphometry.noise"))
