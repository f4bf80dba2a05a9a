"""A voxel phantom of trabecular bone behind a cortex, drawn from five reported parameters: connected, irregular, of the right fraction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

VOXELS = 48
VOXEL_MM = 0.125
"""Edge of a voxel; the cube spans 6 mm, six to eight trabecular spacings, and a trabecula is about two voxels thick."""

BV_TV, TB_N, TB_TH, TB_SP, CT_TH = range(5)
"""Columns of the parameter array."""

WAVES = 48
"""Plane waves a random field is summed of; their directions cover the sphere evenly."""
RODS = 0.2
"""How far plates are cut into rods: 0 gives plates alone, 1 rods alone. At 0.2 Tb.Th comes out as measured at the radius."""
STRETCHED = 1.4
"""Most that trabeculae of a seeded phantom are drawn out along one direction."""

_STEEPNESS = 0.8
"""Mean slope of the distance from the middle of bone, in wave numbers."""
_SHARPNESS = 6.0
"""Steepness of the cortex's inner face, in voxels."""
_AT_ONCE = 16
_QUANTILES = 1_001

SPACING_BY_FRACTION = {
    0.02: 0.859, 0.05: 0.822, 0.1: 0.802, 0.15: 0.798, 0.2: 0.799, 0.3: 0.814, 0.4: 0.838, 0.5: 0.876, 0.6: 0.928, 0.7: 1.007,
}  # fmt: skip
"""BV/TV -> (Tb.Th + Tb.Sp) / wavelength. Measured by `scripts/measure_phantom.py` (local thickness, mean of eight structures)."""


@dataclass(frozen=True, kw_only=True)
class Structure:
    """What one phantom's irregularity comes from, apart from its parameters: two random fields as sums of plane waves.

    Shape:
        directions: (n, 2, WAVES, 3), of length 1 where nothing is drawn out; phases: (n, 2, WAVES) in radians.
    """

    directions: Tensor
    phases: Tensor

    def __len__(self) -> int:
        return len(self.phases)

    def rows(self, index: slice) -> Structure:
        return Structure(directions=self.directions[index], phases=self.phases[index])


def structures(seeds: Iterable[int], *, stretched: float = STRETCHED) -> Structure:
    """The structures of people's seeds: turned and drawn out at random, by up to `stretched` along a direction of their own."""
    made = [_structure(int(seed), stretched) for seed in seeds]
    directions, phases = (np.array([each[part] for each in made], np.float32) for part in (0, 1))
    return Structure(
        directions=torch.from_numpy(directions.reshape(-1, 2, WAVES, 3)), phases=torch.from_numpy(phases.reshape(-1, 2, WAVES))
    )


def _structure(seed: int, stretched: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    turned = [_evenly() @ np.linalg.qr(rng.normal(size=(3, 3)))[0] for _ in range(2)]
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    longer = 1 + (stretched - 1) * rng.random()
    # Longer along one axis and thinner across it: the volume of a cell stays.
    strain = longer ** (1 / 3) * (np.eye(3) + (1 / longer - 1) * np.outer(axis, axis))
    return np.stack(turned) @ strain, rng.random((2, WAVES)) * 2 * np.pi


@lru_cache(maxsize=1)
def _evenly() -> np.ndarray:
    """Directions (WAVES, 3) that cover the sphere evenly: a Fibonacci lattice."""
    step = np.arange(WAVES) + 0.5
    height = 1 - 2 * step / WAVES
    round_about = np.pi * (1 + 5**0.5) * step
    across = np.sqrt(1 - height**2)
    return np.stack([across * np.cos(round_about), across * np.sin(round_about), height], 1)


@lru_cache(maxsize=1)
def typical_structure() -> Structure:
    """The one that is drawn where a person has no structure of their own."""
    return structures([0], stretched=1.0)


def render_phantom(parameters: Tensor, structure: Structure | None = None) -> Tensor:
    """Draw bone fraction per voxel from HR-pQCT parameters, see `trabecular_bone` and `behind_cortex`.

    Shape:
        parameters: (n, 5) BV/TV (fraction), Tb.N (1/mm), Tb.Th (mm), Tb.Sp (mm), Ct.Th (mm).
        structure: of n people, or the typical one.
        returns: (n, 48, 48, 48) in 0..1, axis 1 counted from the cortex inwards.
    """
    return behind_cortex(trabecular_bone(parameters, structure), parameters[:, CT_TH])


def trabecular_bone(parameters: Tensor, structure: Structure | None = None) -> Tensor:
    """Bone where sqrt(f² + RODS g²) is small, f and g two random fields of one wavelength: plates that the second field cuts into rods.

    The surface f = 0 runs through all of space, so that bone stays connected where it is thin. The wavelength gives Tb.Th + Tb.Sp, the
    level BV/TV; Tb.Th follows from both (it is not set apart) and Tb.N is the spacing's reciprocal.

    Shape:
        (n, 5) -> (n, 48, 48, 48) in 0..1.

    Sources: Cahn, J Chem Phys 1965;42:93 (a structure as the level set of a sum of waves); Roberts and Garboczi, J Mech Phys Solids
    2002;50:33 (level cuts of two fields as cellular solids).
    """
    if parameters.ndim != 2 or parameters.shape[1] != 5:
        raise ValueError(f"parameters must have shape (n, 5), not {tuple(parameters.shape)}")
    given = typical_structure() if structure is None else structure
    if len(given) not in (1, len(parameters)):
        raise ValueError(f"structure must be of {len(parameters)} people, not of {len(given)}")
    out = torch.empty(len(parameters), VOXELS, VOXELS, VOXELS)
    for start in range(0, len(parameters), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        _draw(parameters[some].float(), given if len(given) == 1 else given.rows(some), out[some])
    return out


def _draw(parameters: Tensor, structure: Structure, out: Tensor) -> None:
    fraction, spacing = parameters[:, BV_TV].double().numpy(), (parameters[:, TB_TH] + parameters[:, TB_SP]).double().numpy()
    wavelength = spacing / np.interp(fraction, list(SPACING_BY_FRACTION), list(SPACING_BY_FRACTION.values()))
    wave_number = 2 * np.pi / np.maximum(wavelength, 2 * VOXEL_MM)
    edge = _STEEPNESS * VOXEL_MM * wave_number
    waves = structure.directions * torch.tensor(wave_number, dtype=torch.float32)[:, None, None, None]
    first, second = _fields(waves, structure.phases).unbind(1)
    middle = (first.square() + RODS * second.square()).sqrt()
    level, slope = (torch.tensor(each, dtype=torch.float32)[:, None, None, None] for each in (_level(fraction, edge), 1 / edge))
    torch.clamp(0.5 + (level - middle) * slope, 0, 1, out=out)


def _fields(waves: Tensor, phases: Tensor) -> Tensor:
    """Sums of plane waves of variance 1: wave vectors (n, 2, WAVES, 3) in 1/mm -> (n, 2, 48, 48, 48).

    cos(a + b) of the angle along the first axis and that along the others: one product of matrices.
    """
    millimetres = (torch.arange(VOXELS) + 0.5) * VOXEL_MM
    x, y, z = (waves[..., axis, None] * millimetres for axis in range(3))
    x = x + phases[..., None]
    y, z = y[..., :, None], z[..., None, :]
    along = torch.cat([x.cos(), -x.sin()], 2)
    cos_y, sin_y, cos_z, sin_z = y.cos(), y.sin(), z.cos(), z.sin()
    across = torch.cat([cos_y * cos_z - sin_y * sin_z, sin_y * cos_z + cos_y * sin_z], 2)
    total = along.transpose(2, 3) @ across.flatten(3)
    return total.reshape(*total.shape[:2], *(VOXELS,) * 3) * (2 / WAVES) ** 0.5


@lru_cache(maxsize=1)
def _quantiles() -> np.ndarray:
    """Evenly taken quantiles of sqrt(f² + RODS g²) for independent standard normal f, g: the middle of each of _QUANTILES equal shares."""
    from scipy.special import erf
    from scipy.stats import norm

    first = norm.ppf((np.arange(1_000) + 0.5) / 1_000)
    level = np.linspace(0, 6, 1_201)
    # P(g² < (t² - f²) / RODS), averaged over f.
    below = [erf(np.sqrt(np.maximum(t * t - first**2, 0) / (2 * RODS))).mean() for t in level]
    return np.interp((np.arange(_QUANTILES) + 0.5) / _QUANTILES, below, level)


def _level(fraction: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Where the surface lies (n,), so that voxels with a ramp of width `edge` across it hold `fraction` of bone in the mean."""
    low, high = -edge, 6.0 + edge
    for _ in range(30):
        level = 0.5 * (low + high)
        held = np.clip(0.5 + (level[:, None] - _quantiles()) / edge[:, None], 0, 1).mean(1)
        low, high = np.where(held < fraction, level, low), np.where(held < fraction, high, level)
    return 0.5 * (low + high)


def behind_cortex(trabecular: Tensor, ct_th: Tensor) -> Tensor:
    """Trabecular bone (n, 48, 48, 48) with a solid cortex of `ct_th` mm (n,) over the first slices of its first axis."""
    millimetres = (torch.arange(VOXELS) + 0.5) * VOXEL_MM
    cortex = torch.sigmoid(_SHARPNESS * (ct_th[:, None] - millimetres) / VOXEL_MM)
    return torch.maximum(trabecular, cortex[:, :, None, None])
