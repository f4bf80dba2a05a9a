"""The first convolution of the microarchitecture encoder: its filters, and what a volume makes of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.network.encoders import MicroEncoder

Array = NDArray[np.float32]


@dataclass(frozen=True)
class FirstLayer:
    """What the first layer holds and answers.

    Shape:
        filters: (8, 4, 4, 4) weights; responses: (volumes, 8, 12, 12, 12) after ReLU, never negative.
    """

    filters: Array
    responses: Array

    @property
    def mean_response(self) -> Array:
        """(volumes, 8): the mean over the volume, what each filter passes on of it."""
        return np.asarray(self.responses.mean((2, 3, 4)))

    def ranked(self, volume: int = 0) -> list[int]:
        """The filters, the one that answers most to that volume first."""
        return [int(k) for k in np.argsort(-self.mean_response[volume], kind="stable")]


def first_layer(encoder: MicroEncoder, volumes: Tensor) -> FirstLayer:
    """Filters of the encoder's first convolution and its responses to volumes (n, 48, 48, 48) in 0..1.

    The encoder itself is run, so that what is shown is what it sees; on a copy, for the model is shared by every session.
    """
    encoder = deepcopy(encoder).eval()
    kept: list[Tensor] = []
    encoder.convolution[1].register_forward_hook(lambda _module, _inputs, output: kept.append(output))
    with torch.no_grad():
        encoder.embed_volume(volumes)
    weight: Tensor = encoder.convolution[0].weight  # type: ignore[assignment]
    return FirstLayer(weight.detach()[:, 0].numpy().copy(), kept[0].numpy())
