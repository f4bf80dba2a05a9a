"""Outcomes of a cohort table as training targets; censored fracture times by inverse probability of censoring."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch

from osteo_core.constants import STATUSES
from osteo_core.network.losses import Targets

HORIZON_YEARS = 10.0


def censoring_survival(time: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan-Meier estimate of staying uncensored: sorted censoring times (k,) and G just after each (k,).

    Args:
        time: (n,) years to fracture, death or censoring.
        event: (n,) 0 censored, 1 fracture, 2 death.
    """
    order = np.argsort(time, kind="stable")
    time, censored = time[order], event[order] == 0
    times = np.unique(time[censored])
    at_risk = len(time) - np.searchsorted(time, times, side="left")
    lost = np.searchsorted(time[censored], times, side="right") - np.searchsorted(time[censored], times, side="left")
    return times, np.cumprod(1 - lost / at_risk)


def censoring_weights(time: np.ndarray, event: np.ndarray) -> np.ndarray:
    """(n,) 1 / G(t-) for those whose 10-year outcome is known, 0 for those censored before.

    Source: Graf et al., Stat Med 1999;18:2529-45 (inverse probability of censoring weights).
    """
    times, survival = censoring_survival(time, event)
    until = np.minimum(time, HORIZON_YEARS)
    before = np.searchsorted(times, until, side="left")
    g = np.concatenate([[1.0], survival])[before]
    known = (event > 0) | (time >= HORIZON_YEARS)
    return np.where(known, 1 / g, 0.0)


def training_targets(table: pd.DataFrame) -> Targets:
    """Targets of a cohort table with `status`, `fracture_time` (years) and `fracture_event` (0, 1, 2).

    Raises:
        ValueError: an outcome is missing or is none of the allowed values; the message names the row.
    """
    unknown = ~table["status"].isin(STATUSES)
    if unknown.any():
        raise ValueError(f"row {int(np.flatnonzero(unknown)[0]) + 1}, column status: allowed are {', '.join(STATUSES)}")
    time, event = table["fracture_time"].to_numpy(float), table["fracture_event"].to_numpy(float)
    bad = ~(np.isfinite(time) & (time > 0) & np.isin(event, (0, 1, 2)))
    if bad.any():
        raise ValueError(f"row {int(np.flatnonzero(bad)[0]) + 1}: fracture_time must be above 0 and fracture_event 0, 1 or 2")
    status = table["status"].map({name: i for i, name in enumerate(STATUSES)}).to_numpy(int)
    fracture = (event == 1) & (time <= HORIZON_YEARS)
    weight = censoring_weights(time, event)
    return Targets(torch.tensor(status), torch.tensor(fracture, dtype=torch.float32), torch.tensor(weight, dtype=torch.float32))
