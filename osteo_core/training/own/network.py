"""One small network of a fit: from nothing, or from a shipped network that it is pulled back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from osteo_core.inference.artifact import Artifact
from osteo_core.model import load_model
from osteo_core.network.batch import Batch
from osteo_core.network.encoders import MicroEncoder
from osteo_core.network.losses import ANCHOR_WEIGHT, RECONSTRUCTION_WEIGHT, squared_weights
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output
from osteo_core.preprocessing.encode import SLICES
from osteo_core.training.fold import FoldSettings, Sampler, train_network
from osteo_core.training.own.tensors import OwnData, OwnTargets

HOLD: dict[bool, tuple[float | None, ...]] = {False: (0.1, 1.0), True: (None, 10.0, 1.0)}
"""What the inner folds choose from, for a training from nothing and from a shipped network.

From nothing: weight of the squared weights, as lambda_3 of Eq. (10) (the network of real people has 0.1). From a shipped network: of the
squared distance from its weights (L2-SP, Li et al., ICML 2018); None leaves it as it is, so that only its calibration is learned.
"""


def settings_of(modalities: tuple[str, ...], start: Artifact | None) -> NetworkSettings:
    """The shape of the networks; a shipped network keeps its parts, but for the hip fracture, which own people do not answer."""
    if start is None:
        return NetworkSettings(modalities=modalities)
    return replace(start.ensemble.networks[0].settings, hip_fracture=False)


def new_network(settings: NetworkSettings, modalities: tuple[str, ...], start: FusionNetwork | None, seed: int) -> FusionNetwork:
    """A network with weights drawn from the seed, or those of `start`; parts for what own people lack are frozen.

    The convolution and what it answers to phantoms are always a shipped network's, and stay: own people come as parameters, and phantoms of
    these have nothing of theirs to teach.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = FusionNetwork(settings)
    if start is not None:
        weights = {name: value for name, value in start.state_dict().items() if not name.startswith("hip_share.")}
        network.load_state_dict(weights)
        _freeze(network, modalities)
    if network.micro is not None:
        if start is None:
            network.micro.see_as(_shipped_micro(seed))
        network.micro.convolution.requires_grad_(False)
    return network


def _shipped_micro(seed: int) -> MicroEncoder:
    networks = load_model().artifact.ensemble.networks
    found = networks[seed % len(networks)].micro
    assert found is not None  # the default model reads all six modalities
    return found


def _freeze(network: FusionNetwork, modalities: tuple[str, ...]) -> None:
    for modality in ("micro", "btm", "gene", "sensory"):
        part = getattr(network, modality)
        if modality not in modalities and part is not None:
            part.requires_grad_(False)


def train_inner(
    network: FusionNetwork, start: FusionNetwork | None, hold: float, data: OwnData, *, inside: Tensor, outside: Tensor, seed: int,
    settings: FoldSettings, checkpoint: Path,
) -> list[float]:  # fmt: skip
    """Train in place on the people `inside`, stopped by those `outside`; goes on from the checkpoint. Returns losses by epoch."""
    sampler = Sampler(data.random_batch, inside, min(settings.batch_size, len(inside)), seed)
    loss = _loss(network, start, hold, data)
    return train_network(network, sampler, loss, _validator(data, outside), settings, checkpoint, lambda *_: None)


def _loss(network: FusionNetwork, start: FusionNetwork | None, hold: float, data: OwnData) -> Callable[[Batch, Tensor], Tensor]:
    anchor = {} if start is None else {name: value.detach() for name, value in start.named_parameters()}

    def loss(batch: Batch, who: Tensor) -> Tensor:
        output = network(batch)
        total = outcome_loss(output, data, data.targets.of(who), len(who))
        if output.reconstruction is not None:
            genes = batch.values[:, SLICES["gene"]][batch.has("gene")]
            total = total + RECONSTRUCTION_WEIGHT * F.mse_loss(output.reconstruction, genes)
        if start is None:
            total = total + hold / len(who) * squared_weights(network)
            return total if network.gene is None else total + ANCHOR_WEIGHT * network.gene.distance()
        away = [(p - anchor[name]).square().sum() for name, p in network.named_parameters() if p.requires_grad]
        return total + hold / len(who) * torch.stack(away).sum()

    return loss


def outcome_loss(output: Output, data: OwnData, targets: OwnTargets, n: int) -> Tensor:
    """Cross-entropy of each outcome over the people of whom it is known, from the rows of its own view; the sum over the outcomes."""
    total = torch.zeros(())
    for outcome, place in data.place.items():
        rows = slice(place * n, (place + 1) * n)
        if outcome == "osteoporosis":
            each, weight = F.cross_entropy(output.status[rows], targets.status, reduction="none"), targets.known
        else:
            each = F.binary_cross_entropy_with_logits(output.fracture[rows], targets.fracture, reduction="none")
            weight = targets.weight
        total = total + (each * weight).sum() / n
    return total


def _validator(data: OwnData, people: Tensor) -> Callable[[nn.Module], float]:
    """Loss on the people left out: as they are, and with fields withheld (the same ones every epoch)."""
    targets, batches = data.targets.of(people), [data.plain_batch(people, copy) for copy in (0, 1)]

    @torch.no_grad()
    def validate(network: nn.Module) -> float:
        return float(np.mean([float(outcome_loss(network(batch), data, targets, len(people))) for batch in batches]))

    return validate
