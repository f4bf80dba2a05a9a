"""Outcomes of a cohort table as training targets; censored fracture times by inverse probability of censoring."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch

from osteo_core.constants import STATUSES
from osteo_core.evaluation.survival.censoring import HORIZON_YEARS, censoring_weights
from osteo_core.network.losses import Targets

TRUE_STATUS = tuple(f"true_p_{status}" for status in STATUSES)
TRUE_FRACTURE, TRUE_HIP_FRACTURE = "true_p_fracture", "true_p_hip_fracture"
TRUE = (*TRUE_STATUS, TRUE_FRACTURE, TRUE_HIP_FRACTURE)
"""Columns of a world that knows each person's probabilities: bone status, major and hip fracture within 10 years."""


def training_targets(table: pd.DataFrame) -> Targets:
    """Targets of a cohort table with `status`, `fracture_time` (years) and `fracture_event` (0, 1, 2).

    Where the table also has the columns TRUE, the targets are these probabilities, known of everybody (weight 1), in place of what
    happened: one outcome is a toss of a coin with that probability, and says far less about it.

    Raises:
        ValueError: an outcome is missing or is none of the allowed values; the message names the row.
    """
    status = _status(table)
    time, event = _followed(table, "fracture")
    if set(TRUE) <= set(table.columns):
        p = torch.tensor(_probabilities(table), dtype=torch.float32)
        return Targets(p[:, :3], p[:, 3], torch.ones(len(p)), p[:, 4])
    fracture = (event == 1) & (time <= HORIZON_YEARS)
    weight = censoring_weights(time, event)
    return Targets(torch.tensor(status), torch.tensor(fracture, dtype=torch.float32), torch.tensor(weight, dtype=torch.float32))


def fracture_weights(table: pd.DataFrame, which: str = "fracture") -> np.ndarray:
    """(n,) `censoring_weights` of a cohort table, of its "fracture" or "hip_fracture". Raises ValueError as `training_targets`."""
    return censoring_weights(*_followed(table, which))


def _probabilities(table: pd.DataFrame) -> np.ndarray:
    p = table[list(TRUE)].to_numpy(float)
    bad = ~(((p >= 0) & (p <= 1)).all(axis=1) & (np.abs(p[:, :3].sum(axis=1) - 1) < 1e-6) & (p[:, 4] <= p[:, 3] + 1e-9))
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise ValueError(
            f"row {row}: probabilities must be in 0..1, those of the status sum to 1, that of the hip not exceed the major one"
        )
    return p


def _status(table: pd.DataFrame) -> np.ndarray:
    """(n,) class 0, 1, 2."""
    unknown = ~table["status"].isin(STATUSES)
    if unknown.any():
        raise ValueError(f"row {int(np.flatnonzero(unknown)[0]) + 1}, column status: allowed are {', '.join(STATUSES)}")
    return table["status"].map({name: i for i, name in enumerate(STATUSES)}).to_numpy(int)


def _followed(table: pd.DataFrame, which: str) -> tuple[np.ndarray, np.ndarray]:
    """Time (years) and event of a fracture, each (n,)."""
    time, event = table[f"{which}_time"].to_numpy(float), table[f"{which}_event"].to_numpy(float)
    bad = ~(np.isfinite(time) & (time > 0) & np.isin(event, (0, 1, 2)))
    if bad.any():
        raise ValueError(f"row {int(np.flatnonzero(bad)[0]) + 1}: {which}_time must be above 0 and {which}_event 0, 1 or 2")
    return time, event
