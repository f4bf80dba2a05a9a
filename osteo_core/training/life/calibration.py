"""Calibration of the life networks' common answer, on fresh people of their world whose true probabilities are known.

Predictions out of fold are those of one network; the mean of five errs less, so that what fits one makes the mean too timid. A world
that can draw people whom none of the networks has seen need not take them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from osteo_core.inference.calibration import LogitCalibration, fit_calibration
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.prediction import batch_of
from osteo_core.network.network import FusionNetwork
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.data import raw_inputs
from osteo_core.training.dropout import drop_modalities
from osteo_core.training.life.people import LIFE_INPUTS
from osteo_core.training.targets import TRUE_FRACTURE, TRUE_HIP_FRACTURE, TRUE_STATUS

Array = NDArray[np.float64]

AS_THEY_COME = LogitCalibration(
    status_slope=1.0, status_shift=(0.0, 0.0, 0.0), fracture_slope=1.0, fracture_shift=0.0, hip_share_slope=1.0, hip_share_shift=0.0
)


def calibrated(networks: Sequence[FusionNetwork], preprocessor: Preprocessor, table: pd.DataFrame, seed: int) -> Ensemble:
    """The networks with the calibration of their mean logits, by how much of a scan was measured.

    Args:
        table: people as `training_table` gives them, none of whom the networks learned from. They count twice: as recorded, and with
            kinds of data withheld at random, as the networks learned.
    """
    raw = raw_inputs(table, LIFE_INPUTS)
    recorded = present_modalities(raw)
    withheld = drop_modalities(torch.tensor(recorded, dtype=torch.float32), torch.Generator().manual_seed(seed)).numpy() > 0
    answers = [_mean_logits(Ensemble(networks, AS_THEY_COME), preprocessor, raw, present) for present in (recorded, withheld)]
    logits, scan = (np.concatenate([answer[part] for answer in answers]) for part in (0, 1))
    twice = pd.concat([table] * len(answers))
    status, major, hip = (twice[names].to_numpy(float) for names in (list(TRUE_STATUS), TRUE_FRACTURE, TRUE_HIP_FRACTURE))
    return Ensemble(networks, fit_calibration(logits, status, major, np.ones(len(twice)), hip, scan))


def _mean_logits(ensemble: Ensemble, preprocessor: Preprocessor, raw: Array, present: NDArray[np.bool_]) -> tuple[Array, NDArray[np.int64]]:
    """(n, 5) mean over networks and imputations, and (n,) how much of a scan was measured."""
    prepared = preprocessor.complete(raw, present)
    batches = [batch_of(prepared, draw) for draw in range(len(prepared.values))]
    return np.mean([ensemble.logits(batch)[0].mean(0) for batch in batches], axis=0), batches[0].scan()
