"""Train one network: Adam, early stopping, weight averaging, a checkpoint after every epoch."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from osteo_core.network.batch import Batch

Step = Callable[[Batch, Tensor], Tensor]
"""Loss of a batch of the people at an index."""


@dataclass(frozen=True, kw_only=True)
class FoldSettings:
    """How one network is trained. Optimiser, rate and batch size are the paper's."""

    learning_rate: float = 1e-3
    batch_size: int = 64
    epochs: int = 50
    patience: int = 8
    lowest_rate: float | None = None
    """Where the rate ends, falling from `learning_rate` along half a cosine over all `epochs`; None keeps it, as the paper does."""
    averaging: float = 0.998
    """Decay of the moving average of the weights, which is what is validated and kept.

    NOTE: not in the paper; with a constant rate it removes most of the step-to-step noise.
    """

    def rate(self, epoch: int) -> float:
        """Learning rate of an epoch, counted from 0."""
        if self.lowest_rate is None:
            return self.learning_rate
        share = 0.5 * (1 + math.cos(math.pi * epoch / max(self.epochs - 1, 1)))
        return self.lowest_rate + (self.learning_rate - self.lowest_rate) * share


class Sampler:
    """Supplies the batches of one epoch; the epoch's randomness depends on (seed, epoch) only, so a resumed run goes on as it was."""

    def __init__(self, make: Callable[[Tensor, torch.Generator], Batch], people: Tensor, batch_size: int, seed: int) -> None:
        self.make, self.people, self.batch_size, self.seed = make, people, batch_size, seed

    def epoch(self, number: int) -> Iterator[tuple[Batch, Tensor]]:
        """Batches in a new random order, the last incomplete one left out."""
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + number)
        order = self.people[torch.randperm(len(self.people), generator=generator)]
        last = max(len(order) - len(order) % self.batch_size, min(len(order), self.batch_size))
        for start in range(0, last, self.batch_size):
            who = order[start : start + self.batch_size]
            yield self.make(who, generator), who


def train_network(
    network: nn.Module,
    sampler: Sampler,
    loss: Step,
    validate: Callable[[nn.Module], float],
    settings: FoldSettings,
    checkpoint: Path,
    progress: Callable[[int, float], None],
) -> list[float]:
    """Train in place until the validation loss stops falling; the network ends with the best averaged weights.

    Resumes from `checkpoint` when it exists. `progress(epoch, validation loss)` is called after each epoch.

    Returns:
        Validation loss by epoch.
    """
    average = deepcopy(network).eval()
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)
    best = {name: value.clone() for name, value in average.state_dict().items()}
    history: list[float] = []
    if checkpoint.exists():
        history, best = _resume(checkpoint, network, average, optimiser)
    while len(history) < settings.epochs and not _stalled(history, settings.patience):
        # Dropout draws from torch's global generator: seeding it per epoch keeps a resumed run equal to an uninterrupted one.
        torch.manual_seed(sampler.seed * 7_368_787 + len(history))
        network.train()
        for group in optimiser.param_groups:
            group["lr"] = settings.rate(len(history))
        for step, (batch, who) in enumerate(sampler.epoch(len(history))):
            optimiser.zero_grad()
            loss(batch, who).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            _average(average, network, min(settings.averaging, (1 + step) / (10 + step)) if not history else settings.averaging)
        history.append(validate(average))
        if history[-1] == min(history):
            best = {name: value.clone() for name, value in average.state_dict().items()}
        _save(checkpoint, network, average, optimiser, best, history, settings)
        progress(len(history), history[-1])
    network.load_state_dict(best)
    network.eval()
    return history


def _stalled(history: list[float], patience: int) -> bool:
    return len(history) > patience and min(history[-patience:]) > min(history[:-patience])


@torch.no_grad()
def _average(average: nn.Module, network: nn.Module, decay: float) -> None:
    for kept, new in zip(average.parameters(), network.parameters(), strict=True):
        kept.lerp_(new, 1 - decay)


def _save(
    path: Path,
    network: nn.Module,
    average: nn.Module,
    optimiser: torch.optim.Adam,
    best: dict[str, Tensor],
    history: list[float],
    settings: FoldSettings,
) -> None:
    tensors = {f"network.{k}": v for k, v in network.state_dict().items()}
    tensors |= {f"average.{k}": v for k, v in average.state_dict().items()}
    tensors |= {f"best.{k}": v for k, v in best.items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{k}": v for k, v in state.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    save_file(
        {k: v.contiguous() for k, v in tensors.items()},
        unfinished,
        {"history": json.dumps(history), "settings": json.dumps(asdict(settings))},
    )
    unfinished.replace(path)


def _resume(path: Path, network: nn.Module, average: nn.Module, optimiser: torch.optim.Adam) -> tuple[list[float], dict[str, Tensor]]:
    from safetensors import safe_open

    tensors = load_file(path)
    with safe_open(path, "pt") as stored:
        history: list[float] = json.loads(stored.metadata()["history"])

    def part(prefix: str) -> dict[str, Tensor]:
        return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}

    network.load_state_dict(part("network."))
    average.load_state_dict(part("average."))
    adam: dict[int, dict[str, Tensor]] = {}
    for key, value in part("adam.").items():
        index, name = key.split(".")
        adam.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({"state": adam, "param_groups": optimiser.state_dict()["param_groups"]})
    return history, part("best.")
