"""One network of the NHANES ensemble: trained on a bootstrap resample of the people, stopped and judged on those left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from osteo_core.network.batch import Batch
from osteo_core.network.losses import LAMBDA_FRACTURE, LAMBDA_STATUS, Targets, fracture_loss, squared_weights
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output
from osteo_core.training.fold import FoldSettings, Sampler, train_network
from osteo_core.training.nhanes.data import NhanesData

MODALITIES = ("dxa", "clinical")

LAMBDA_WEIGHTS = 0.1
"""Ten times the paper's: real people's outcomes are far noisier. Chosen by leaving out one training cycle at a time."""


def resample(n: int, seed: int, number: int) -> tuple[Tensor, Tensor]:
    """Bootstrap resample of n people, (n,) with repeats, and the people left out (about 37 %)."""
    drawn = np.random.default_rng([seed, number]).integers(0, n, n)
    return torch.tensor(np.sort(drawn)), torch.tensor(np.setdiff1d(np.arange(n), drawn))


def load_network(path: Path) -> FusionNetwork:
    """A finished network of a run."""
    network = FusionNetwork(NetworkSettings(modalities=MODALITIES))
    network.load_state_dict(load_file(path))
    return network.eval()


def train_one(
    data: NhanesData, seed: int, number: int, settings: FoldSettings, result: Path, progress: Callable[[int, float], None]
) -> FusionNetwork:
    """Train network `number` (or take it up again) and keep it at `result`; `progress(epoch, validation loss)` after each epoch."""
    if result.exists():
        return load_network(result)
    inside, outside = resample(len(data.targets.status), seed, number)
    torch.manual_seed(seed * 101 + number)
    network = FusionNetwork(NetworkSettings(modalities=MODALITIES))
    sampler = Sampler(data.random_batch, inside, settings.batch_size, seed * 100 + number)
    checkpoint = result.with_suffix(".checkpoint")
    history = train_network(network, sampler, _loss(network, data), _validator(data, outside), settings, checkpoint, progress)
    unfinished = result.with_suffix(".part")
    save_file(network.state_dict(), unfinished, {"history": " ".join(f"{value:.5f}" for value in history)})
    unfinished.replace(result)
    checkpoint.unlink()
    return network


def both_views(network: nn.Module, batch: Batch) -> Output:
    """The status of the first half of the rows and the fracture of the second, which are the same people in their two views."""
    output: Output = network(batch)
    n = len(batch) // 2
    return Output(output.status[:n], output.fracture[n:], output.attention[:n], None)


def _targets(data: NhanesData, who: Tensor) -> Targets:
    return data.targets.of(who)


def _loss(network: FusionNetwork, data: NhanesData) -> Callable[[Batch, Tensor], Tensor]:
    """Eq. (10) as in `network.losses`, with each outcome from its own view and a stronger hold on the weights."""

    def loss(batch: Batch, who: Tensor) -> Tensor:
        output, targets = both_views(network, batch), _targets(data, who)
        total = LAMBDA_STATUS * F.cross_entropy(output.status, targets.status) + LAMBDA_FRACTURE * fracture_loss(output.fracture, targets)
        return total + LAMBDA_WEIGHTS / len(who) * squared_weights(network)

    return loss


def _validator(data: NhanesData, people: Tensor) -> Callable[[nn.Module], float]:
    """Loss on the people left out: as they are, and with fields withheld (the same ones every epoch)."""
    targets, batches = _targets(data, people), [data.plain_batch(people, copy) for copy in (0, 1)]

    @torch.no_grad()
    def validate(network: nn.Module) -> float:
        outputs = [both_views(network, batch) for batch in batches]
        return float(np.mean([F.cross_entropy(o.status, targets.status) + fracture_loss(o.fracture, targets) for o in outputs]))

    return validate
