"""Own people as tensors: one view for each set of inputs that an outcome forbids, and the outcomes where they are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.inference.assessment import Outcome
from osteo_core.network.batch import Batch
from osteo_core.network.series import draw_series
from osteo_core.preprocessing.encode import SLICES, present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.dropout import drop_fields, drop_modalities
from osteo_core.training.own.table import OwnPeople

Array = NDArray[np.float64]
Withheld = dict[Outcome, tuple[str, ...]]

THINNED = 2
"""Copies of the people with single fields withheld at random, beside the people as they are."""


@dataclass(frozen=True)
class OwnTargets:
    """status (n,) class, known (n,) 1 where it is; fracture (n,) 0 or 1, weight (n,) of its censoring, 0 where it is not known."""

    status: Tensor
    known: Tensor
    fracture: Tensor
    weight: Tensor

    def of(self, who: Tensor) -> OwnTargets:
        """Those of the people at `who`."""
        return OwnTargets(self.status[who], self.known[who], self.fracture[who], self.weight[who])

    @classmethod
    def of_people(cls, people: OwnPeople) -> OwnTargets:
        """Of the whole table."""
        n = people.n
        status = np.full(n, -1) if people.status is None else people.status
        fracture, weight = people.happened("fracture") if people.fracture is not None else (np.zeros(n), np.zeros(n))
        return cls(
            torch.tensor(np.maximum(status, 0)), torch.tensor(status >= 0, dtype=torch.float32),
            torch.tensor(fracture, dtype=torch.float32), torch.tensor(weight, dtype=torch.float32),
        )  # fmt: skip


@dataclass(frozen=True)
class View:
    """People as the network sees them when asked for some outcomes.

    Shape:
        values: (copies, m, n, WIDTH); observed: (copies, n, WIDTH); present: (n, 6). The first copy is the people as they are.
        micro_raw: (n, 5) microarchitecture in its own units; series: (n, steps, channels), None where nobody has the modality.
    """

    values: Tensor
    observed: Tensor
    present: Tensor
    micro_raw: Tensor
    series: Tensor | None

    def batch(self, who: Tensor, copy: Tensor, draw: Tensor) -> Batch:
        """The people at `who`, each from the copy and the imputation named for them."""
        sensory = torch.zeros(len(who), SLICES["sensory"].stop - SLICES["sensory"].start)
        return Batch(
            values=self.values[copy, draw, who], observed=self.observed[copy, who], present=self.present[who],
            micro_raw=self.micro_raw[who], sensory_raw=sensory,
            series=None if self.series is None else self.series[who],
        )  # fmt: skip

    def random(self, who: Tensor, generator: torch.Generator) -> Batch:
        """Half of them as they are, half with fields withheld; modalities withheld at random."""
        copies, draws = self.values.shape[:2]
        thinned = torch.randint(1, copies, (len(who),), generator=generator)
        copy = torch.where(torch.rand(len(who), generator=generator) < 0.5, thinned, torch.zeros_like(thinned))
        batch = self.batch(who, copy, torch.randint(0, draws, (len(who),), generator=generator))
        return batch.keeping(drop_modalities(batch.present, generator))

    def plain(self, who: Tensor, copy: int = 0, draw: int = 0) -> Batch:
        """One copy and one imputation."""
        return self.batch(who, torch.full_like(who, copy), torch.full_like(who, draw))


@dataclass(frozen=True)
class OwnData:
    """The views, which of them answers which outcome, and the outcomes."""

    views: tuple[View, ...]
    place: dict[Outcome, int]
    targets: OwnTargets

    @property
    def draws(self) -> int:
        """Number of imputations."""
        return int(self.views[0].values.shape[1])

    def random_batch(self, who: Tensor, generator: torch.Generator) -> Batch:
        """Every view of the people at `who`, one after another."""
        return Batch.joined([view.random(who, generator) for view in self.views])

    def plain_batch(self, who: Tensor, copy: int = 0, draw: int = 0) -> Batch:
        """As `random_batch`, of one copy and one imputation."""
        return Batch.joined([view.plain(who, copy, draw) for view in self.views])


def prepare(raw: Array, preprocessor: Preprocessor, withheld: Withheld, targets: OwnTargets, seed: int) -> OwnData:
    """Tensors of people (n, WIDTH); the preprocessor is already fitted, on those of them who are learned from."""
    kinds = tuple(dict.fromkeys(withheld.values()))
    views = tuple(_view(raw, preprocessor, hidden, np.random.default_rng([seed, place])) for place, hidden in enumerate(kinds))
    return OwnData(views, {outcome: kinds.index(hidden) for outcome, hidden in withheld.items()}, targets)


def readable(raw: Array, preprocessor: Preprocessor, withheld: tuple[str, ...]) -> Array:
    """Raw inputs without those that are withheld, or that the preprocessor has never seen."""
    return np.where(preprocessor.read & ~np.isin(preprocessor.inputs, withheld), raw, np.nan)


def _view(raw: Array, preprocessor: Preprocessor, withheld: tuple[str, ...], rng: np.random.Generator) -> View:
    seen = readable(raw, preprocessor, withheld)
    present = present_modalities(seen)
    versions = [seen, *(drop_fields(seen, rng, inputs=preprocessor.inputs) for _ in range(THINNED))]
    prepared = [preprocessor.complete(version, present, withheld) for version in versions]
    m = preprocessor.imputer.m
    units = prepared[0].units(0)
    return View(
        torch.tensor(np.stack([np.broadcast_to(p.values, (m, *p.values.shape[1:])) for p in prepared])),
        torch.tensor(np.stack([p.observed for p in prepared])),
        torch.tensor(present, dtype=torch.float32),
        torch.tensor(units[:, SLICES["micro"]], dtype=torch.float32),
        _series(units[:, SLICES["sensory"]], present[:, MODALITIES.index("sensory")]),
    )


def _series(sensory: Array, here: NDArray[np.bool_]) -> Tensor | None:
    if not here.any():
        return None
    drawn = draw_series(torch.tensor(sensory[here], dtype=torch.float32))
    out = torch.zeros(len(sensory), *drawn.shape[1:])
    out[torch.tensor(here)] = drawn
    return out
