"""Made-up network input for tests: seeded, of any presence."""

from __future__ import annotations

import torch

from osteo_core.constants import MODALITIES
from osteo_core.network.batch import Batch
from osteo_core.preprocessing.encode import WIDTH

MICRO = torch.tensor([0.2, 1.3, 0.25, 0.65, 0.9])
SENSORY = torch.tensor([1.2, 12.0, 1.0, 0.6, 4.0, 0.0, 3.0])


def made_up(n: int, seed: int = 0, present: torch.Tensor | None = None) -> Batch:
    """n people; everything present unless `present` (n, 6) says otherwise."""
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn(n, WIDTH, generator=generator)
    observed = (torch.rand(n, WIDTH, generator=generator) < 0.8).float()
    micro = MICRO * (1 + 0.2 * torch.rand(n, 5, generator=generator))
    sensory = SENSORY * (1 + 0.2 * torch.rand(n, 7, generator=generator))
    return Batch(
        values=values, observed=observed, present=torch.ones(n, 6) if present is None else present, micro_raw=micro, sensory_raw=sensory
    )


def every_presence() -> torch.Tensor:
    """(63, 6) each non-empty set of modalities."""
    codes = torch.arange(1, 2 ** len(MODALITIES))
    return ((codes[:, None] >> torch.arange(len(MODALITIES))) & 1).float()
