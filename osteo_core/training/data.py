"""A cohort table as tensors, ready to be drawn from in batches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.network.batch import Batch
from osteo_core.network.losses import Targets
from osteo_core.network.phantom import VOXELS, render_phantom, structures
from osteo_core.network.series import CHANNELS, STEPS, draw_series
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.preprocessing.encode import ALL_INPUTS, SLICES, encode, present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.dropout import drop_fields, drop_modalities
from osteo_core.training.targets import training_targets

THINNED_COPIES = 2
"""Copies of the people with single fields withheld at random, beside the people as they are."""


def raw_inputs(table: pd.DataFrame, inputs: tuple[str, ...] = ALL_INPUTS) -> np.ndarray:
    """(n, WIDTH) raw network inputs of a cohort table; `inputs` names the columns, see `Artifact.inputs`."""
    return encode(harmonise(columns_of(table)).columns, inputs)


@dataclass(frozen=True, kw_only=True)
class TrainingData:
    """People of a cohort, imputed m times, as recorded and with fields withheld.

    Shape:
        values: (copies, m, n, WIDTH); observed: (copies, n, WIDTH); present: (n, 6).
        volume: (people with microarchitecture, 48, 48, 48) uint8, in 255ths; volume_row: (n,) row in it or -1; likewise series.
    """

    values: Tensor
    observed: Tensor
    present: Tensor
    volume: Tensor
    volume_row: Tensor
    series: Tensor
    series_row: Tensor
    targets: Targets

    def batch(self, who: Tensor, copy: Tensor, draw: Tensor) -> Batch:
        """The people at `who`, each from the copy and the imputation named for them."""
        empty_micro = torch.zeros(len(who), SLICES["micro"].stop - SLICES["micro"].start)
        empty_sensory = torch.zeros(len(who), SLICES["sensory"].stop - SLICES["sensory"].start)
        return Batch(
            values=self.values[copy, draw, who],
            observed=self.observed[copy, who],
            present=self.present[who],
            micro_raw=empty_micro,
            sensory_raw=empty_sensory,
            volume=self.volume,
            volume_row=self.volume_row[who],
            series=_gather(self.series, self.series_row[who]),
        )

    def random_batch(self, who: Tensor, generator: torch.Generator) -> Batch:
        """A training batch: half of the people as recorded, half thinned, modalities withheld at random."""
        copies, draws = self.values.shape[:2]
        thinned = torch.randint(1, copies, (len(who),), generator=generator)
        copy = torch.where(torch.rand(len(who), generator=generator) < 0.5, thinned, torch.zeros_like(thinned))
        draw = torch.randint(0, draws, (len(who),), generator=generator)
        batch = self.batch(who, copy, draw)
        return batch.keeping(drop_modalities(batch.present, generator))

    def plain_batch(self, who: Tensor, draw: int = 0) -> Batch:
        """The people as recorded, with one of the imputations."""
        return self.batch(who, torch.zeros_like(who), torch.full_like(who, draw))


def _gather(stored: Tensor, row: Tensor) -> Tensor:
    """Rows of an array kept only for some people; zeros for the others."""
    out = torch.zeros(len(row), *stored.shape[1:])
    has = row >= 0
    out[has] = stored[row[has]].float()
    return out


def prepare(table: pd.DataFrame, preprocessor: Preprocessor, seed: int) -> TrainingData:
    """Tensors of a cohort table; the preprocessor is already fitted, on training people only."""
    raw = raw_inputs(table, preprocessor.inputs)
    present = present_modalities(raw)
    rng = np.random.default_rng(seed)
    versions = [raw, *(drop_fields(raw, rng, inputs=preprocessor.inputs) for _ in range(THINNED_COPIES))]
    prepared = [preprocessor.complete(version, present) for version in versions]
    units = prepared[0].units(0)
    volume, volume_row = _volumes(units[:, SLICES["micro"]], present[:, MODALITIES.index("micro")], table["volume_seed"].to_numpy(int))
    series, series_row = _series(units[:, SLICES["sensory"]], present[:, MODALITIES.index("sensory")], table["series_seed"].to_numpy(int))
    return TrainingData(
        values=torch.tensor(np.stack([p.values for p in prepared]), dtype=torch.float32),
        observed=torch.tensor(np.stack([p.observed for p in prepared]), dtype=torch.float32),
        present=torch.tensor(present, dtype=torch.float32),
        volume=volume, volume_row=volume_row, series=series, series_row=series_row, targets=training_targets(table),
    )  # fmt: skip


def rows_of(here: np.ndarray) -> Tensor:
    """(n,) place of each person among those who are `here`, -1 for the others."""
    return torch.tensor(np.where(here, np.cumsum(here) - 1, -1))


def _volumes(micro: np.ndarray, here: np.ndarray, seeds: np.ndarray) -> tuple[Tensor, Tensor]:
    return drawn_volumes(torch.tensor(micro[here], dtype=torch.float32), seeds[here]), rows_of(here)


def drawn_volumes(parameters: Tensor, seeds: np.ndarray) -> Tensor:
    """Phantoms (n, 48, 48, 48) as uint8 in 255ths, a quarter of the memory, of parameters (n, 5) and people's own structures (n,)."""
    volume = torch.zeros(len(parameters), *(VOXELS,) * 3, dtype=torch.uint8)
    for start in range(0, len(volume), 512):
        some = slice(start, start + 512)
        volume[some] = (render_phantom(parameters[some], structures(seeds[some])) * 255).round().to(torch.uint8)
    return volume


def _series(sensory: np.ndarray, here: np.ndarray, seeds: np.ndarray) -> tuple[Tensor, Tensor]:
    drawn = draw_series(torch.tensor(sensory[here], dtype=torch.float32), torch.tensor(seeds[here] % STEPS))
    return drawn.reshape(-1, STEPS, len(CHANNELS)), rows_of(here)
