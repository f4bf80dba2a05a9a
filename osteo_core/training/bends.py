"""The last step in training the network of the world as in life: its bends in age.

Straight lines and small corrections learn the rest well, and the places where a risk bends with age badly. So bends at given ages are
fitted at the end, with what the network has learned held fixed but for its last, linear layers. Tokens are then worked out once, which
makes it a matter of a minute or two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.network.encoders import AGE_PLACE, SEX_PLACE
from osteo_core.network.losses import LIFE_WEIGHTS, outcome_loss
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.data import TrainingData

KNOTS = tuple(range(45, 90, 5))
"""Ages in years at which the network may bend."""

VERSIONS, EPOCHS, BATCH = 2, 12, 1_024
"""Each person is shown this often, with other data withheld each time; passes over all of it; people a step."""

HIGHEST_RATE, LOWEST_RATE = 5e-3, 2e-5
CHUNK = 4_096


@dataclass(frozen=True, kw_only=True)
class _Encoded:
    """Tokens (n, 5, d) without bends, their mask (n, 5), age, sex and whether each is known (n,), and who it is (n,)."""

    tokens: Tensor
    mask: Tensor
    age: Tensor
    age_known: Tensor
    sex: Tensor
    sex_known: Tensor
    who: Tensor

    def of(self, rows: Tensor) -> _Encoded:
        return _Encoded(**{name: value[rows] for name, value in vars(self).items()})


def standardised_ages(preprocessor: Preprocessor) -> Tensor:
    """(knots,) KNOTS as the network sees ages."""
    scaled, place = preprocessor.standardiser, preprocessor.inputs.index("age")
    return (torch.tensor(KNOTS, dtype=torch.float32) - float(scaled.mean[place])) / float(scaled.scale[place])


def with_bends(
    straight: FusionNetwork, settings: NetworkSettings, data: TrainingData, people: Tensor, knots: Tensor, seed: int
) -> FusionNetwork:
    """A network of `settings` that has learned what `straight` has, and its bends from `people` besides."""
    network = FusionNetwork(settings)
    network.load_state_dict(straight.state_dict(), strict=False)  # the bends' weights, which alone are not in it, are zero
    bends = network.dxa_clinical.age
    if bends is None or network.hip_share is None:
        raise ValueError("these settings have no bends, or no hip fracture")
    bends.knots.copy_(knots)
    network.eval()
    generator = torch.Generator().manual_seed(seed * 100_003 + 17)
    encoded = _encode(network, data, people, generator)
    learned = [bends.weight, *(weight for head in (network.status, network.fracture, network.hip_share) for weight in head.parameters())]
    optimiser = torch.optim.Adam(learned, lr=HIGHEST_RATE)
    steps = EPOCHS * math.ceil(len(encoded.who) / BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, LOWEST_RATE)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(encoded.who), generator=generator).split(BATCH):
            some = encoded.of(rows)
            optimiser.zero_grad()
            outcome_loss(_output(network, some), data.targets.of(some.who), LIFE_WEIGHTS).backward()
            optimiser.step()
            schedule.step()
    return network


@torch.no_grad()
def _encode(network: FusionNetwork, data: TrainingData, people: Tensor, generator: torch.Generator) -> _Encoded:
    """Everybody's tokens, each time with other modalities and fields withheld."""
    found: list[tuple[Tensor, ...]] = []
    clinical = MODALITIES.index("clinical")
    for _ in range(VERSIONS):
        for who in people.split(CHUNK):
            batch = data.random_batch(who, generator)
            tokens, mask, _reconstruction = network.encode(batch)
            values, observed = (torch.cat(pair, 1) for pair in zip(batch.part("dxa"), batch.part("clinical"), strict=True))
            here = batch.present[:, clinical]
            known = [observed[:, place] * here for place in (AGE_PLACE, SEX_PLACE)]
            found.append((tokens, mask, values[:, AGE_PLACE], known[0], values[:, SEX_PLACE], known[1], who))
    names = ("tokens", "mask", "age", "age_known", "sex", "sex_known", "who")
    return _Encoded(**{name: torch.cat(parts) for name, parts in zip(names, zip(*found, strict=True), strict=True)})


def _output(network: FusionNetwork, some: _Encoded) -> Output:
    """The network's answer from tokens to which the bends are added."""
    bends = network.dxa_clinical.age
    assert bends is not None
    added = bends(some.age, some.age_known, some.sex, some.sex_known)
    tokens = torch.cat([some.tokens[:, :1] + added[:, None], some.tokens[:, 1:]], 1)
    representation, attention = network.fusion(tokens, some.mask)
    status, fracture, share = network.outputs(representation)
    return Output(status, fracture, attention, None, share)
