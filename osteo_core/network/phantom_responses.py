"""What a convolution answers to phantoms in the mean, by their parameters: a table, since drawing one for each question takes too long."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import torch
from torch import Tensor

from osteo_core.network.phantom import BV_TV, CT_TH, TB_SP, TB_TH, behind_cortex, structures, trabecular_bone

FRACTIONS = (0.02, 0.05, 0.08, 0.11, 0.14, 0.17, 0.20, 0.23, 0.26, 0.29, 0.33, 0.38, 0.45, 0.55, 0.70)
SPACINGS = (0.24, 0.40, 0.55, 0.65, 0.75, 0.85, 0.95, 1.05, 1.20, 1.40, 1.70, 2.20, 3.00, 4.60)
CORTICES = (0.1, 0.3, 0.5, 0.625, 0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 1.75, 2.25, 3.0, 4.0)
NODES = (FRACTIONS, SPACINGS, CORTICES)
"""BV/TV, Tb.Th + Tb.Sp (mm) and Ct.Th (mm) of the table: the catalogue's allowed ranges, denser where people are."""

SEEDS = range(1_000_001, 1_000_007)
"""Structures over which the mean is taken."""


@torch.no_grad()
def tabulated(embed: Callable[[Tensor], Tensor]) -> Tensor:
    """The mean of `embed` (phantoms (n, 48, 48, 48) -> (n, channels)) over structures: (fractions, spacings, cortices, channels)."""
    structure, cortices = structures(SEEDS), torch.tensor(CORTICES)
    found = []
    for fraction, spacing in product(FRACTIONS, SPACINGS):
        # What is drawn depends on the sum of Tb.Th and Tb.Sp alone.
        parameters = torch.tensor([[fraction, 0.0, 0.0, spacing, 0.0]]).expand(len(SEEDS), -1)
        bone = trabecular_bone(parameters, structure).repeat_interleave(len(cortices), 0)
        answers = embed(behind_cortex(bone, cortices.repeat(len(SEEDS))))
        found.append(answers.reshape(len(SEEDS), len(cortices), -1).mean(0))
    return torch.stack(found).reshape(*map(len, NODES), -1)


def interpolated(table: Tensor, parameters: Tensor) -> Tensor:
    """Linear between the table's nodes; beyond them, at its edge.

    Shape:
        table: (fractions, spacings, cortices, channels); parameters: (n, 5) as `render_phantom` takes them; returns (n, channels).
    """
    columns = (parameters[:, BV_TV], parameters[:, TB_TH] + parameters[:, TB_SP], parameters[:, CT_TH])
    places = [_place(column, nodes) for column, nodes in zip(columns, NODES, strict=True)]
    total = table.new_zeros(len(parameters), table.shape[-1])
    for corner in product((0, 1), repeat=3):
        weight = torch.stack([share if up else 1 - share for up, (_, share) in zip(corner, places, strict=True)]).prod(0)
        first, second, third = (low + up for up, (low, _) in zip(corner, places, strict=True))
        total = total + weight[:, None] * table[first, second, third]
    return total


def _place(values: Tensor, nodes: tuple[float, ...]) -> tuple[Tensor, Tensor]:
    """The node below each value and how far it lies towards the next one, in 0..1."""
    ends = torch.tensor(nodes, dtype=values.dtype)
    low = torch.searchsorted(ends, values.contiguous(), right=True).sub(1).clamp(0, len(nodes) - 2)
    return low, ((values - ends[low]) / (ends[low + 1] - ends[low])).clamp(0, 1)
