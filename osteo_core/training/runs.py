"""One network of one fold, in a process of its own: everything it needs it reads from the run folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import torch
from safetensors import safe_open
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from osteo_core.network.batch import Batch
from osteo_core.network.losses import LIFE_WEIGHTS, PAPER_WEIGHTS, LossWeights, distillation_loss, fusion_loss, outcome_loss
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output
from osteo_core.preprocessing.encode import SLICES
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.bends import KNOTS, standardised_ages, with_bends
from osteo_core.training.data import TrainingData, prepare
from osteo_core.training.dropout import drop_modalities
from osteo_core.training.fold import FoldSettings, Sampler, train_network

SIMPLE = ("dxa", "clinical", "btm")
"""Modalities of the simplified model, section 1.4.6 of the paper."""

Kind = Literal["fusion", "distilled", "direct", "additive", "life"]
"""The full network; the simplified one with and without a teacher; the full one without bilinear pooling (ablation); the full one of the
world as in life, which also answers hip fractures.
"""

TOGETHER = 4_096
"""People whom a network that is not learning is shown at once."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a process is asked to train."""

    folder: Path
    kind: Kind
    fold: int
    seed: int
    settings: FoldSettings
    teachers: tuple[Path, ...] = ()

    @property
    def result(self) -> Path:
        return self.folder / f"{self.kind}-{self.fold}.safetensors"


def network_settings(kind: Kind) -> NetworkSettings:
    """Shape of the network of each kind."""
    if kind in ("distilled", "direct"):
        return NetworkSettings(modalities=SIMPLE)
    return NetworkSettings(interactions=kind != "additive", hip_fracture=kind == "life", age_knots=len(KNOTS) if kind == "life" else 0)


def load_network(path: Path, kind: Kind) -> FusionNetwork:
    """A finished network of a run."""
    network = FusionNetwork(network_settings(kind))
    network.load_state_dict(load_file(path))
    return network.eval()


def train_run(run: Run, progress: Callable[[str, int, int, float], None]) -> Path:
    """Train (or take up again) one network; returns the file of its weights, with the epochs' validation losses in its metadata.

    `progress(kind, fold, epoch, loss)` is called after each epoch.
    """
    if run.result.exists():
        return run.result
    torch.set_num_threads(1)
    data, fold_of = load_data(run.folder, run.seed)
    inside = torch.tensor(np.flatnonzero(fold_of != run.fold))
    outside = torch.tensor(np.flatnonzero(fold_of == run.fold))
    torch.manual_seed(run.seed * 101 + run.fold)
    network = FusionNetwork(replace(network_settings(run.kind), age_knots=0))
    if run.teachers or run.kind == "life":
        _without_dropout(network)
    taught = teach([load_network(path, "fusion") for path in run.teachers], data) if run.teachers else None
    sampler = Sampler(data.random_batch, inside, run.settings.batch_size, run.seed * 10 + run.fold)
    history = train_network(
        network, sampler, _loss(network, data, taught), _validator(data, outside, network_settings(run.kind)), run.settings,
        run.folder / f"{run.kind}-{run.fold}.checkpoint", lambda epoch, value: progress(run.kind, run.fold, epoch, value),
    )  # fmt: skip
    if run.kind == "life":
        network = with_bends(network, network_settings(run.kind), data, inside, standardised_ages(load_preprocessor(run.folder)), run.seed)
    if network.micro is not None:
        network.micro.tabulate()
    unfinished = run.result.with_suffix(".part")
    said = {"history": [round(value, 5) for value in history], "torch": str(torch.__version__)}
    save_file(network.state_dict(), unfinished, {"training": json.dumps(said)})  # one entry: several come in any order
    unfinished.replace(run.result)
    return run.result


def load_data(folder: Path, seed: int) -> tuple[TrainingData, np.ndarray]:
    """The training people of a run folder and the fold of each."""
    table = pd.read_parquet(folder / "training.parquet")
    return prepare(table, load_preprocessor(folder), seed), table["fold"].to_numpy(int)


def load_preprocessor(folder: Path) -> Preprocessor:
    """The preprocessor of a run folder."""
    with safe_open(folder / "preprocessing.safetensors", "np") as stored:
        meta = json.loads(stored.metadata()["meta"])
    return Preprocessor.from_state(load_arrays(folder / "preprocessing.safetensors"), meta)


def _without_dropout(network: nn.Module) -> None:
    """Dropout guards against noise in the outcomes; a teacher's logits and true probabilities have little, and it would only blur them."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


@torch.no_grad()
def teach(teachers: list[FusionNetwork], data: TrainingData) -> Output:
    """Mean logits of the full networks for everybody in the data, all their modalities in: f_full of Eq. (12).

    The whole ensemble teaches: its targets are steadier than one network's. A student is still only shown the people of its own folds.
    """
    outputs = []
    for start in range(0, len(data.present), 1024):
        batch = data.plain_batch(torch.arange(start, min(start + 1024, len(data.present))))
        each = [teacher(batch) for teacher in teachers]
        outputs.append((torch.stack([o.status for o in each]).mean(0), torch.stack([o.fracture for o in each]).mean(0)))
    status, fracture = (torch.cat(column) for column in zip(*outputs, strict=True))
    return Output(status, fracture, torch.zeros(len(status), 0), None)


def _loss(network: FusionNetwork, data: TrainingData, taught: Output | None) -> Callable[[Batch, Tensor], Tensor]:
    """Eq. (10), or Eq. (12) when there is a teacher."""
    weights = _weights(network.settings)

    def fusion(batch: Batch, who: Tensor) -> Tensor:
        targets = data.targets.of(who)
        genes = batch.values[:, SLICES["gene"]][batch.has("gene")]
        return fusion_loss(network(batch), targets, genes, network, weights)

    def direct(batch: Batch, who: Tensor) -> Tensor:
        return fusion(simple(batch), who)

    if taught is None:
        return direct if network.settings.modalities == SIMPLE else fusion
    lessons = taught

    def distillation(batch: Batch, who: Tensor) -> Tensor:
        lesson = Output(lessons.status[who], lessons.fracture[who], lessons.attention[who], None)
        return distillation_loss(network(simple(batch)), lesson, network)

    return distillation


def simple(batch: Batch) -> Batch:
    """The batch without the modalities that the simplified model does not know; someone with only those keeps DXA and clinical factors."""
    keep = torch.tensor([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    present = batch.present * keep
    present[present.sum(1) == 0, :2] = 1.0
    return Batch(values=batch.values, observed=batch.observed, present=present, micro_raw=batch.micro_raw, sensory_raw=batch.sensory_raw)


def _weights(settings: NetworkSettings) -> LossWeights:
    return LIFE_WEIGHTS if settings.hip_fracture else PAPER_WEIGHTS


def _validator(data: TrainingData, people: Tensor, settings: NetworkSettings) -> Callable[[nn.Module], float]:
    """Loss on the fold's own people: as recorded, and once with modalities withheld (the same ones every epoch)."""
    whole = data.plain_batch(people)
    thinned = whole.keeping(drop_modalities(whole.present, torch.Generator().manual_seed(1)))
    targets = data.targets.of(people)
    batches = [simple(b) if settings.modalities == SIMPLE else b for b in (whole, thinned)]
    parts, weights = torch.arange(len(people)).split(TOGETHER), _weights(settings)

    @torch.no_grad()
    def validate(network: nn.Module) -> float:
        total = 0.0
        for batch in batches:
            for part in parts:
                some = batch if len(parts) == 1 else batch.rows(part)
                total += float(outcome_loss(network(some), targets.of(part), weights)) * (len(part) / len(people))
        return total / len(batches)

    return validate
