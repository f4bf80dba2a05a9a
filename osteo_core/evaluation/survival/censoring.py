"""Who is known at a horizon, and what they stand for: inverse probability of censoring weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HORIZON_YEARS = 10.0


def censoring_survival(time: Array, event: Array) -> tuple[Array, Array]:
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
    return np.asarray(times, float), np.asarray(np.cumprod(1 - lost / at_risk), float)


def censoring_weights(time: Array, event: Array) -> Array:
    """(n,) 1 / G(t-) for those whose 10-year outcome is known, 0 for those censored before.

    Source: Graf et al., Stat Med 1999;18:2529-45 (inverse probability of censoring weights).
    """
    times, survival = censoring_survival(time, event)
    until = np.minimum(time, HORIZON_YEARS)
    before = np.searchsorted(times, until, side="left")
    g = np.concatenate([[1.0], survival])[before]
    known = (event > 0) | (time >= HORIZON_YEARS)
    return np.where(known, 1 / np.where(known, g, 1.0), 0.0)
