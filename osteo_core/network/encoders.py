"""One encoder a modality: its values and mask in, one token out."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from osteo_core.network.phantom import VOXELS
from osteo_core.network.phantom_responses import NODES, interpolated, tabulated
from osteo_core.network.series import CHANNELS
from osteo_core.preprocessing.encode import INPUTS

TOKEN_WIDTH = 32
DROPOUT = 0.2

AGE_PLACE, SEX_PLACE = (len(INPUTS["dxa"]) + INPUTS["clinical"].index(name) for name in ("age", "female"))
"""Where age and sex stand among the inputs of `DxaClinicalEncoder`."""

TOGETHER = 256
"""Volumes that the convolution is shown at once: more take much memory."""

NAMED_VARIANTS = ("rs2277438", "rs1544410")
"""The variants named in the paper (Table 3), each with a code unit of its own at the start."""


_STORED_NAMES = {"linear.": "line.", "nonlinear.": "bend."}
"""Parts of a `Tower` -> how weight files name them. Files keep their first names, so that those that ship stay as they are."""


def _to_stored_names(_tower: nn.Module, state: dict[str, Any], prefix: str, _metadata: Any) -> None:
    for name, stored in _STORED_NAMES.items():
        for key in [key for key in state if key.startswith(prefix + name)]:
            state[prefix + stored + key.removeprefix(prefix + name)] = state.pop(key)


def _from_stored_names(_tower: nn.Module, state: dict[str, Any], prefix: str, *_more: Any) -> None:
    for name, stored in _STORED_NAMES.items():
        for key in [key for key in state if key.startswith(prefix + stored)]:
            state[prefix + name + key.removeprefix(prefix + stored)] = state.pop(key)


class Tower(nn.Module):
    """Values to a token: a linear map plus a small two-layer correction, Eq. (1) and (3).

    NOTE: the paper has one layer with ReLU. Most of what these measurements say is additive, and a few thousand people pin down a
    straight line far better than a bent one: the linear map learns that, the correction starts small and learns the rest.
    NOTE: `state_dict` and `load_state_dict` call `linear` and `nonlinear` by the names in `_STORED_NAMES`.

    Shape:
        (n, width) -> (n, TOKEN_WIDTH).
    """

    def __init__(self, width: int, hidden: int = 32, dropout: float = DROPOUT) -> None:
        super().__init__()
        self.linear = nn.Linear(width, TOKEN_WIDTH)
        out = nn.Linear(hidden, TOKEN_WIDTH)
        self.nonlinear = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(dropout), out)
        self.dropout = nn.Dropout(dropout)
        with torch.no_grad():
            out.weight.mul_(0.3)
        self.register_state_dict_post_hook(_to_stored_names)
        self.register_load_state_dict_pre_hook(_from_stored_names)

    def forward(self, values: Tensor) -> Tensor:
        token: Tensor = self.dropout(self.linear(values) + self.nonlinear(values))
        return token


class AgeHinges(nn.Module):
    """What a straight line in age misses: one bend at each knot, and the same for the sexes apart, added to a token.

    NOTE: not in the paper. The risk of a hip fracture doubles every few years and bends with age; a network that has to find the places of
    the bends by itself takes long over it, while the weights of bends at given ages are soon learned. Age that is not known adds nothing.

    Shape:
        age, age_known, sex, sex_known: (n,), standardised, 1 where known; returns (n, TOKEN_WIDTH).
    """

    knots: Tensor

    def __init__(self, knots: int) -> None:
        super().__init__()
        self.register_buffer("knots", torch.zeros(knots))
        self.weight = nn.Parameter(torch.zeros(TOKEN_WIDTH, 2 * knots))

    def forward(self, age: Tensor, age_known: Tensor, sex: Tensor, sex_known: Tensor) -> Tensor:
        bends = torch.relu(age[:, None] - self.knots) * age_known[:, None]
        return torch.cat([bends, bends * (sex * sex_known)[:, None]], 1) @ self.weight.T


class DxaClinicalEncoder(nn.Module):
    """Bone density and clinical factors, fully connected: Eq. (1).

    NOTE: the mask of what was observed and which of the two modalities is present are inputs too; the paper does not say how it treats an
    absent value.

    `age_knots`: how many bends in age it has (`AgeHinges`); the paper's has none.

    Shape:
        values, observed: (n, 3 + 16); present: (n, 2) for dxa, clinical; returns (n, TOKEN_WIDTH).

    Examples:
        >>> encoder = DxaClinicalEncoder()
        >>> encoder(torch.zeros(2, 19), torch.ones(2, 19), torch.ones(2, 2)).shape
        torch.Size([2, 32])
    """

    def __init__(self, age_knots: int = 0) -> None:
        super().__init__()
        width = len(INPUTS["dxa"]) + len(INPUTS["clinical"])
        self.layers = Tower(2 * width + 2, hidden=64)
        self.age = AgeHinges(age_knots) if age_knots else None

    def forward(self, values: Tensor, observed: Tensor, present: Tensor) -> Tensor:
        token: Tensor = self.layers(torch.cat([values, observed, present], 1))
        if self.age is None:
            return token
        age, sex = AGE_PLACE, SEX_PLACE
        return token + self.age(values[:, age], observed[:, age], values[:, sex], observed[:, sex])


class MarkerEncoder(nn.Module):
    """Bone turnover markers, fully connected: Eq. (3).

    NOTE: markers enter as logarithms (they are log-normal) with their mask.

    Shape:
        values, observed: (n, 5); returns (n, TOKEN_WIDTH).
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = Tower(2 * len(INPUTS["btm"]))

    def forward(self, values: Tensor, observed: Tensor) -> Tensor:
        token: Tensor = self.layers(torch.cat([values, observed], 1))
        return token


class MicroEncoder(nn.Module):
    """Bone microarchitecture, 3-D convolution: Eq. (2).

    NOTE: the published feature set has five parameters, not images. In training the volume is a phantom of a person's parameters; later a
    measured one. Where there is none, its embedding is what phantoms of the parameters give in the mean (`responses`, tabulated when
    training ends). The standardised parameters join the embedding, since a cube of 6 mm rounds them.

    Shape:
        values, observed: (n, 5); micro_raw: (n, 5) in their own units; volume: (k, 48, 48, 48) in 0..1, or uint8 in 255ths, or None;
        volume_row: (n,) whose is whose, -1 for nobody's; returns (n, TOKEN_WIDTH).
    """

    responses: Tensor

    def __init__(self, channels: int = 16) -> None:
        super().__init__()
        self.convolution = nn.Sequential(
            nn.Conv3d(1, 8, kernel_size=4, stride=4), nn.ReLU(), nn.Conv3d(8, channels, kernel_size=3, stride=2, padding=1), nn.ReLU(),
        )  # fmt: skip
        self.layers = Tower(channels + 2 * len(INPUTS["micro"]))
        self.register_buffer("responses", torch.zeros(*map(len, NODES), channels))

    def embed_volume(self, volume: Tensor) -> Tensor:
        """Mean response of the second convolution: (n, 48, 48, 48) -> (n, channels)."""
        if volume.shape[1:] != (VOXELS,) * 3:
            raise ValueError(f"volume must have shape (n, {VOXELS}, {VOXELS}, {VOXELS}), not {tuple(volume.shape)}")
        if volume.dtype == torch.uint8:
            volume = volume.float() / 255
        response: Tensor = self.convolution(volume[:, None] - 0.2)
        return response.mean((2, 3, 4))

    def tabulate(self) -> None:
        """Work out `responses`, once the convolution has learned."""
        self.responses.copy_(tabulated(self.embed_volume))

    def see_as(self, other: MicroEncoder) -> None:
        """Take over another's convolution with what it answers to phantoms."""
        self.convolution.load_state_dict(other.convolution.state_dict())
        self.responses.copy_(other.responses)

    def embed(self, micro_raw: Tensor, volume: Tensor | None, volume_row: Tensor | None) -> Tensor:
        """(n, channels) of each person's volume, or the mean of phantoms of the parameters."""
        if volume is None or volume_row is None:
            return interpolated(self.responses, micro_raw)
        here = volume_row >= 0
        seen, place = volume_row[here].unique(return_inverse=True)
        parts = [self.embed_volume(volume[some]) for some in seen.split(TOGETHER)]
        of_volumes = torch.cat(parts)[place] if parts and len(seen) else self.responses.new_zeros(0, self.responses.shape[-1])
        if bool(here.all()):
            return of_volumes
        return interpolated(self.responses, micro_raw).index_put((here.nonzero()[:, 0],), of_volumes)

    def forward(self, values: Tensor, observed: Tensor, micro_raw: Tensor, volume: Tensor | None, volume_row: Tensor | None) -> Tensor:
        token: Tensor = self.layers(torch.cat([self.embed(micro_raw, volume, volume_row), values, observed], 1))
        return token


class GeneEncoder(nn.Module):
    """63 dosages through an autoencoder: Eq. (4).

    NOTE: Eq. (4) passes on the decoder's output, the reconstruction; here the code goes on and the reconstruction is an auxiliary loss.
    NOTE: single variants explain little and few people are genotyped, so that 63 free weights a unit would learn noise. The first code
    unit starts as the plain count of effect alleles, the next two as the variants that the paper names, and the loss holds the code's
    weights near that start (`anchor`): the estimate shrinks towards equal small effects instead of towards none.

    Shape:
        values, observed: (n, 63); returns token (n, TOKEN_WIDTH) and reconstruction (n, 63).
    """

    anchor: Tensor

    def __init__(self, code: int = 8, dropout: float = DROPOUT) -> None:
        super().__init__()
        width = len(INPUTS["gene"])
        self.encode = nn.Linear(width, code)
        self.decode = nn.Linear(code, width)
        self.project = nn.Sequential(nn.Linear(code + 1, TOKEN_WIDTH), nn.Dropout(dropout))
        anchor = torch.zeros(code, width)
        anchor[0] = width**-0.5
        for unit, name in enumerate(NAMED_VARIANTS, start=1):
            anchor[unit, INPUTS["gene"].index(name)] = 1.0
        self.register_buffer("anchor", anchor, persistent=False)
        with torch.no_grad():
            self.encode.weight.mul_(0.1).add_(anchor)
            # Keeps the anchored units in the linear part of ReLU for nearly everybody.
            self.encode.bias[: 1 + len(NAMED_VARIANTS)] = 2.0

    def distance(self) -> Tensor:
        """Squared distance of the code's weights from their start."""
        return (self.encode.weight - self.anchor).square().sum()

    def forward(self, values: Tensor, observed: Tensor) -> tuple[Tensor, Tensor]:
        code = torch.relu(self.encode(values))
        token: Tensor = self.project(torch.cat([code, observed.mean(1, keepdim=True)], 1))
        return token, self.decode(code)


class SensoryEncoder(nn.Module):
    """Balance and gait, long short-term memory: Eq. (5).

    NOTE: Eq. (5) as printed has no output gate and names ReLU in the gates; this is the standard LSTM (with output gate, sigmoid
    gates), whose last state goes on. The standardised parameters join it. The series is the measured one where there is one, else
    drawn from the parameters.

    Shape:
        values, observed: (n, 7); series: (n, 48, 3); returns (n, TOKEN_WIDTH).
    """

    def __init__(self, memory: int = 12) -> None:
        super().__init__()
        self.memory = nn.LSTM(len(CHANNELS), memory, batch_first=True)
        self.layers = Tower(memory + 2 * len(INPUTS["sensory"]))

    def embed_series(self, series: Tensor) -> Tensor:
        """Last hidden state: (n, steps, 3) -> (n, memory)."""
        if series.ndim != 3 or series.shape[2] != len(CHANNELS):
            raise ValueError(f"series must have shape (n, steps, {len(CHANNELS)}), not {tuple(series.shape)}")
        _, (state, _) = self.memory(series)
        last: Tensor = state[-1]
        return last

    def forward(self, values: Tensor, observed: Tensor, series: Tensor) -> Tensor:
        token: Tensor = self.layers(torch.cat([self.embed_series(series), values, observed], 1))
        return token
