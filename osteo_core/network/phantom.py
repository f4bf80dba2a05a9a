"""A voxel phantom of trabecular bone drawn from five reported parameters, differentiable in each of them."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

VOXELS = 24
VOXEL_MM = 0.25
"""Edge of a voxel; the cube spans 6 mm, six to eight trabecular spacings."""

_SHARPNESS = 6.0
"""Steepness of the bone surface: high enough for a clear edge, low enough for gradients to pass."""

BV_TV, TB_N, TB_TH, TB_SP, CT_TH = range(5)
"""Columns of the parameter array."""


@lru_cache(maxsize=1)
def _level_table() -> tuple[Tensor, Tensor]:
    """Level t of cos x + cos y + cos z that leaves a given fraction of space above it (sorted fractions, levels)."""
    angle = torch.arange(48) * (2 * torch.pi / 48)
    field = (angle.cos()[:, None, None] + angle.cos()[None, :, None] + angle.cos()[None, None, :]).flatten().sort().values
    levels = field[torch.linspace(0, len(field) - 1, 201).long()].flip(0)
    fractions = torch.linspace(0, 1, 201)
    return fractions, levels


def _level(fraction: Tensor) -> Tensor:
    """Piecewise linear look-up of the level for a bone volume fraction, differentiable in the fraction."""
    fractions, levels = _level_table()
    position = fraction.clamp(0.0, 1.0) * (len(fractions) - 1)
    low = position.detach().floor().clamp(max=len(fractions) - 2).long()
    return levels[low] + (levels[low + 1] - levels[low]) * (position - low)


def render_phantom(parameters: Tensor, phase: Tensor | None = None) -> Tensor:
    """Draw bone fraction per voxel from HR-pQCT parameters.

    A cubic lattice (level set of cos x + cos y + cos z) repeats every Tb.Th + Tb.Sp; its level gives the fraction BV/TV; a solid
    shell of Ct.Th covers one face. Tb.N is the lattice's own reciprocal and is not drawn again.

    Shape:
        parameters: (n, 5) BV/TV (fraction), Tb.N (1/mm), Tb.Th (mm), Tb.Sp (mm), Ct.Th (mm).
        phase: (n, 3) lattice offset in turns, 0 when not given.
        returns: (n, 24, 24, 24) in 0..1, axis 1 counted from the shell inwards.
    """
    if parameters.ndim != 2 or parameters.shape[1] != 5:
        raise ValueError(f"parameters must have shape (n, 5), not {tuple(parameters.shape)}")
    millimetres = (torch.arange(VOXELS, dtype=parameters.dtype) + 0.5) * VOXEL_MM
    spacing = (parameters[:, TB_TH] + parameters[:, TB_SP]).clamp(min=2 * VOXEL_MM)
    turns = millimetres[None, :, None] / spacing[:, None, None]
    if phase is not None:
        turns = turns + phase[:, None, :]
    else:
        turns = turns.expand(-1, -1, 3)
    wave = (2 * torch.pi * turns).cos()
    field = wave[:, :, None, None, 0] + wave[:, None, :, None, 1] + wave[:, None, None, :, 2]
    trabecular = torch.sigmoid(_SHARPNESS * (field - _level(parameters[:, BV_TV])[:, None, None, None]))
    shell = torch.sigmoid(_SHARPNESS * (parameters[:, CT_TH, None] - millimetres) / VOXEL_MM)
    return torch.maximum(trabecular, shell[:, :, None, None])


def resample_volume(volume: Tensor, voxel_mm: tuple[float, float, float]) -> Tensor:
    """Bring a measured volume onto the phantom's grid: central 6 mm cube, 0.25 mm voxels, bone fraction in 0..1.

    Values are scaled between their 1st and 99th percentile, so that grey values of any scanner become a fraction. A volume smaller
    than the cube is continued by its edge value.

    Shape:
        volume: (x, y, z) at least 2 voxels an axis.
        returns: (24, 24, 24).
    """
    low, high = torch.quantile(_thinned(volume), torch.tensor([0.01, 0.99]))
    if not high > low:
        raise ValueError("the volume has the same value everywhere")
    scaled = ((volume.float() - low) / (high - low)).clamp(0, 1)
    axes = []
    for size, edge in zip(volume.shape, voxel_mm, strict=True):
        offsets = (torch.arange(VOXELS) + 0.5 - VOXELS / 2) * VOXEL_MM
        axes.append(2 * offsets / (size * edge))
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1).flip(-1)
    sampled = torch.nn.functional.grid_sample(scaled[None, None], grid[None], padding_mode="border", align_corners=False)
    return sampled[0, 0]


def _thinned(volume: Tensor, most: int = 100_000) -> Tensor:
    """At most `most` values of a volume, evenly taken: `torch.quantile` refuses very large inputs."""
    flat = volume.flatten().float()
    return flat[:: max(1, len(flat) // most)]
