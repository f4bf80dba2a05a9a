"""The networks on coalitions of a patient who has DXA or clinical data and nothing else: the same numbers from a third of the sums.

Where one token is present, its attention is 1 and no pair of tokens interacts, so all between the two rectifiers of `Tower` and
`ResidualBlock` is linear and can be multiplied out beforehand; and what reaches the first rectifier is the sum of what each field of the
coalition brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from osteo_core.network.batch import TOKENS, Batch
from osteo_core.network.encoders import AGE_PLACE, SEX_PLACE, AgeHinges
from osteo_core.network.network import FusionNetwork
from osteo_core.preprocessing.encode import SLICES

TOKEN = "dxa_clinical"


@dataclass(frozen=True, kw_only=True)
class _Multiplied:
    """One network multiplied out: `first` of the inputs, `hinges` of the bends in age, then what follows each rectifier.

    Shape:
        first: (inputs, u), constant: (u,) with u = h + r + outputs (hidden units of both rectifiers, logits); hinges: (d, u);
        second: (h, r + outputs); third: (r, outputs).
    """

    first: Tensor
    constant: Tensor
    hinges: Tensor
    second: Tensor
    third: Tensor

    def mean_logits(self, sums: Tensor) -> Tensor:
        """(k, people, u) -> (k, outputs) in double precision; what follows the last rectifier is linear, so it reads the people's mean."""
        hidden, residual = self.second.shape[0], self.third.shape[0]
        rest = sums[..., hidden:] + torch.relu(sums[..., :hidden]) @ self.second
        return rest[..., residual:].mean(1, dtype=torch.double) + torch.relu(rest[..., :residual]).mean(1, dtype=torch.double) @ self.third


@lru_cache(maxsize=32)
@torch.inference_mode()
def _multiplied(network: FusionNetwork) -> _Multiplied:
    """In double precision up to the end: it is done once for each network of the models in use."""
    tower, fusion = network.dxa_clinical.layers, network.fusion
    heads = [head for head in (network.status, network.fracture, network.hip_share) if head is not None]
    (into, _, _, out), (grow, _, _, shrink) = tower.nonlinear, fusion.residual.layers
    width = fusion.mix.out_features
    # The three scales attend to the one token alike; pairs of tokens, which the heads read after these columns, there are none.
    fused = _weight(fusion.mix).reshape(width, -1, width).sum(1).T + fusion.evidence[TOKENS.index(TOKEN)].double()
    fused_constant = (
        _bias(fusion.mix) + _bias(fusion.mask) + _weight(fusion.mask) @ torch.tensor([token == TOKEN for token in TOKENS]).double()
    )
    read = torch.cat([_weight(head)[:, :width] for head in heads]).T
    onwards = torch.cat([_weight(grow).T, read], 1)
    onwards_constant = torch.cat([_bias(grow), torch.cat([_bias(head) for head in heads]) + _bias(shrink) @ read])
    token = fused @ onwards
    token_constant = (_bias(tower.linear) + _bias(out)) @ token + fused_constant @ onwards + onwards_constant
    return _Multiplied(
        first=torch.cat([_weight(into).T, _weight(tower.linear).T @ token], 1),
        constant=torch.cat([_bias(into), token_constant]),
        hinges=torch.cat([torch.zeros(width, len(_bias(into)), dtype=torch.double), token], 1),
        second=(_weight(out).T @ token).float(),
        third=_weight(shrink).T @ read,
    )


def _weight(layer: nn.Module) -> Tensor:
    """(out, in) of a linear layer."""
    weight: Tensor = layer.get_parameter("weight")
    return weight.double()


def _bias(layer: nn.Module) -> Tensor:
    """(out,) of a linear layer."""
    bias: Tensor = layer.get_parameter("bias")
    return bias.double()


class LoneToken:
    """Mean logits of coalitions.

    Args:
        networks: of one ensemble.
        nobody, everybody: the reference people when no field is the patient's, and when all are, as the networks get them.
        columns: (players, WIDTH) bool, the input columns of each.
    """

    @torch.inference_mode()
    def __init__(self, networks: tuple[FusionNetwork, ...], nobody: Batch, everybody: Batch, columns: NDArray[np.bool_]) -> None:
        entered = torch.from_numpy(columns[:, _PLACES])
        low, high = _inputs(nobody), _inputs(everybody)
        width = len(_PLACES)
        self._networks = [_multiplied(network) for network in networks]
        each = (high - low)[:, :width]
        # (players + 4, people * u) a network: what each field adds, then what there is without any, for each state of the bends in age.
        self._adds = []
        for network, part in zip(networks, self._networks, strict=True):
            adds = torch.stack([(each * field) @ part.first[:width] for field in entered])
            start = low @ part.first + part.constant
            bends = torch.zeros(4, 1, 1) if network.dxa_clinical.age is None else _bends(network.dxa_clinical.age, low, high) @ part.hinges
            self._adds.append(torch.cat([adds, start + bends.expand(-1, *start.shape)]).flatten(1).float())
        self._people = len(low)
        self._age, self._sex = entered[:, AGE_PLACE].numpy(), entered[:, SEX_PLACE].numpy()

    @torch.inference_mode()
    def logits(self, coalitions: NDArray[np.bool_]) -> Tensor:
        """(k, players) -> (k, outputs), the mean over networks and reference people, not calibrated."""
        state = 2 * (coalitions & self._age).any(1) + (coalitions & self._sex).any(1)
        chosen = torch.from_numpy(np.concatenate([coalitions, np.eye(4)[state]], 1)).float()
        found = [
            part.mean_logits((chosen @ adds).reshape(len(coalitions), self._people, -1))
            for part, adds in zip(self._networks, self._adds, strict=True)
        ]
        return torch.stack(found).mean(0)


_PLACES = [*range(SLICES["dxa"].start, SLICES["dxa"].stop), *range(SLICES["clinical"].start, SLICES["clinical"].stop)]
"""The encoder's values among all inputs."""


def _inputs(batch: Batch) -> Tensor:
    """(people, inputs) as `DxaClinicalEncoder` puts them together."""
    values, observed = (torch.cat(pair, 1) for pair in zip(batch.part("dxa"), batch.part("clinical"), strict=True))
    return torch.cat([values, observed, batch.present[:, :2]], 1).double()


def _bends(hinges: AgeHinges, low: Tensor, high: Tensor) -> Tensor:
    """(4, people, d): with neither age nor sex the patient's, with sex, with age, with both."""
    width = len(_PLACES)
    known_age, known_sex = low[:, width + AGE_PLACE].float(), low[:, width + SEX_PLACE].float()
    pairs = [(age, sex) for age in (low, high) for sex in (low, high)]
    return torch.stack([hinges(age[:, AGE_PLACE].float(), known_age, sex[:, SEX_PLACE].float(), known_sex) for age, sex in pairs]).double()
