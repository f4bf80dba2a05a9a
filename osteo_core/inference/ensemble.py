"""The five networks as one: calibrated logits for prepared people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.inference.calibration import LogitCalibration
from osteo_core.network.batch import Batch
from osteo_core.network.fusion import TokenTerms
from osteo_core.network.network import FusionNetwork, joined_logits

CHUNK = 2048
"""People a forward pass: large enough to be fast, small enough to keep memory flat."""


class Ensemble:
    """Networks of the five folds with their common calibration."""

    def __init__(self, networks: Sequence[FusionNetwork], calibration: LogitCalibration) -> None:
        self.networks = tuple(network.eval() for network in networks)
        self.calibration = calibration

    @torch.inference_mode()
    def logits(self, batch: Batch) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Calibrated logits (networks, n, 4 or 5) and attention (n, 5), the mean over the networks."""
        parts = [self._chunk(batch.rows(torch.arange(start, min(start + CHUNK, len(batch))))) for start in range(0, len(batch), CHUNK)]
        return np.concatenate([p[0] for p in parts], 1), np.concatenate([p[1] for p in parts], 0)

    def _chunk(self, batch: Batch) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        drawn = batch.drawn() if "sensory" in self.networks[0].settings.modalities else batch
        outputs = [network(drawn) for network in self.networks]
        stacked = torch.stack([output.logits for output in outputs])
        attention = torch.stack([o.attention for o in outputs]).mean(0)
        return self.calibration.apply(stacked.double().numpy(), batch.scan()), attention.double().numpy()

    def fuse(self, parts: Sequence[Sequence[TokenTerms]], present: Tensor, scan: int) -> NDArray[np.float64]:
        """Calibrated logits (networks, n, 4 or 5) from the terms of the present tokens, a list a network.

        All share `present` (5,) and `scan`, how much of one was measured (as `Batch.scan`).
        """
        n, t = len(parts[0][0].scores), len(parts[0])
        inside, mask = torch.ones(n, t, dtype=torch.bool), present.expand(n, -1)
        out = []
        for network, part in zip(self.networks, parts, strict=True):
            out.append(joined_logits(*network.outputs(network.fusion.combine(part, inside, mask)[0])))
        return self.calibration.apply(torch.stack(out).double().numpy(), scan)
