"""Random absence in training, so that any subset of modalities and fields can be answered."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.preprocessing.encode import ALL_INPUTS, SLICES, entered_name

KEEP_ALL = 0.4
"""Share of people in a batch who keep every modality they have."""

DROP = {"dxa": 0.25, "clinical": 0.3, "btm": 0.4, "micro": 0.35, "gene": 0.35, "sensory": 0.4}
"""Chance that a modality is withheld from each of the others, independently."""


def drop_modalities(present: Tensor, generator: torch.Generator) -> Tensor:
    """Withhold whole modalities at random; everybody keeps at least one.

    Shape:
        present: (n, 6) -> (n, 6).
    """
    rates = torch.tensor([DROP[modality] for modality in MODALITIES])
    kept = (torch.rand(present.shape, generator=generator) >= rates).to(present.dtype)
    kept[torch.rand(len(present), generator=generator) < KEEP_ALL] = 1.0
    result = present * kept
    emptied = result.sum(1) == 0
    result[emptied] = present[emptied]
    return result


def drop_fields(raw: np.ndarray, rng: np.random.Generator, highest: float = 0.7, inputs: tuple[str, ...] = ALL_INPUTS) -> np.ndarray:
    """A copy of raw inputs with single fields withheld.

    Each person and modality gets a rate between 0 and `highest`; half of the modalities are left whole. At least one field that was
    measured stays in every modality. The indicator columns of ethnicity go together.

    Args:
        raw: (n, WIDTH) with NaN for missing.
        inputs: names of its columns.
    """
    out = raw.copy()
    for columns in SLICES.values():
        block = out[:, columns]
        rate = rng.uniform(0, highest, (len(raw), 1)) * (rng.random((len(raw), 1)) < 0.5)
        score = rng.random(block.shape)
        score = _tie_indicators(score, inputs[columns])
        measured = np.isfinite(block)
        # The measured field with the highest score always stays.
        best = np.where(measured, score, -1.0).max(1, keepdims=True)
        block[(score < rate) & (score < best)] = np.nan
    return out


def _tie_indicators(score: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    first: dict[str, int] = {}
    for position, name in enumerate(names):
        source = entered_name(name)
        score[:, position] = score[:, first.setdefault(source, position)]
    return score
