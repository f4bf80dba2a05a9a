"""NHANES participants as tensors in two views: bone status without DXA, prevalent fracture without the question that answers it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn import functional as F

from osteo_core.constants import STATUSES
from osteo_core.network.batch import Batch
from osteo_core.network.losses import Targets
from osteo_core.preprocessing.encode import SLICES, WIDTH, present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.dropout import drop_fields
from osteo_core.training.nhanes.people import NHANES_INPUTS, WITHHELD, hidden, raw_inputs

THINNED = 2
"""Copies of the people with single fields withheld at random, beside the people as they are."""

_READ = SLICES["clinical"].stop
"""DXA and clinical factors stand first; the other places are empty and are added to a batch as zeros."""


@dataclass(frozen=True)
class View:
    """People as the network sees them when asked for one outcome.

    Shape:
        values: (copies, m, n, 19); observed: (copies, n, 19); present: (copies, n, 6). The first copy is the people as they are.
    """

    values: Tensor
    observed: Tensor
    present: Tensor

    def batch(self, who: Tensor, copy: Tensor, draw: Tensor) -> Batch:
        """The people at `who`, each from the copy and the imputation named for them."""
        values, observed = (F.pad(part, (0, WIDTH - _READ)) for part in (self.values[copy, draw, who], self.observed[copy, who]))
        micro, sensory = values[:, SLICES["micro"]], values[:, SLICES["sensory"]]
        return Batch(values=values, observed=observed, present=self.present[copy, who], micro_raw=micro, sensory_raw=sensory)

    def random_batch(self, who: Tensor, generator: torch.Generator) -> Batch:
        """Half of the people as they are, half with something withheld, each with one of the imputations."""
        copies, draws = self.values.shape[:2]
        thinned = torch.randint(1, copies, (len(who),), generator=generator)
        copy = torch.where(torch.rand(len(who), generator=generator) < 0.5, thinned, torch.zeros_like(thinned))
        return self.batch(who, copy, torch.randint(0, draws, (len(who),), generator=generator))


@dataclass(frozen=True)
class NhanesData:
    """Both views of the same n people with their outcomes; the fracture outcome weighs 0 where it was not answered."""

    status: View
    fracture: View
    targets: Targets

    def random_batch(self, who: Tensor, generator: torch.Generator) -> Batch:
        """Both views of the people at `who`, one after the other: 2 x len(who) rows."""
        return stacked(self.status.random_batch(who, generator), self.fracture.random_batch(who, generator))

    def plain_batch(self, who: Tensor, copy: int = 0, draw: int = 0) -> Batch:
        """Both views, of one copy and one imputation."""
        where = torch.full_like(who, copy), torch.full_like(who, draw)
        return stacked(self.status.batch(who, *where), self.fracture.batch(who, *where))


def stacked(first: Batch, second: Batch) -> Batch:
    """The rows of two batches without measured arrays."""
    names = ("values", "observed", "present", "micro_raw", "sensory_raw")
    return Batch(**{name: torch.cat([getattr(first, name), getattr(second, name)]) for name in names})


def prepare(table: pd.DataFrame, preprocessor: Preprocessor, seed: int) -> NhanesData:
    """Tensors of training people (see `nhanes_people.people`); the preprocessor is already fitted."""
    raw, rng = raw_inputs(table), np.random.default_rng(seed)

    def thinned(people: np.ndarray) -> np.ndarray:
        return drop_fields(people, rng, inputs=NHANES_INPUTS)

    no_dxa, no_fracture = (hidden(raw, WITHHELD[outcome]) for outcome in ("osteoporosis", "prevalent_fracture"))
    neither = hidden(no_fracture, WITHHELD["osteoporosis"])
    return NhanesData(
        _view([no_dxa, *(thinned(no_dxa) for _ in range(THINNED))], preprocessor, WITHHELD["osteoporosis"]),
        # For the fracture DXA may or may not be known.
        _view(
            [no_fracture, *(thinned(no_fracture) for _ in range(THINNED)), neither, thinned(neither)],
            preprocessor,
            WITHHELD["prevalent_fracture"],
        ),
        targets(table),
    )


def _view(versions: list[np.ndarray], preprocessor: Preprocessor, withheld: tuple[str, ...]) -> View:
    prepared = [preprocessor.complete(raw, present_modalities(raw), withheld) for raw in versions]
    return View(
        torch.tensor(np.stack([np.broadcast_to(p.values, (preprocessor.imputer.m, *p.values.shape[1:]))[..., :_READ] for p in prepared])),
        torch.tensor(np.stack([p.observed[:, :_READ] for p in prepared])),
        torch.tensor(np.stack([p.present for p in prepared]), dtype=torch.float32),
    )


def targets(table: pd.DataFrame) -> Targets:
    """Bone status, and prior fracture with weight 1 where it was answered."""
    status = table["status"].map({name: i for i, name in enumerate(STATUSES)}).to_numpy(int)
    fracture = table["prior_fracture"].to_numpy(float)
    known = np.isfinite(fracture)
    return Targets(
        torch.tensor(status), torch.tensor(np.where(known, fracture, 0.0), dtype=torch.float32), torch.tensor(known, dtype=torch.float32)
    )
