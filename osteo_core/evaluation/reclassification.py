"""What a new prediction changes against an old one: net reclassification at a threshold and integrated discrimination."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination import Estimate

Array = NDArray[np.float64]

RESAMPLES = 1000
SEED = 20080130
WARNING = "evaluate.nri_warning"
"""Key of the sentence that must stand beside these figures: both can favour a useless marker (Pepe et al., Stat Biosci 2015;7:282-95;
Hilden & Gerds, Stat Med 2014;33:3405-14)."""


@dataclass(frozen=True)
class Reclassification:
    """Each with its bootstrap 95 % interval, positive where the new prediction is better; in shares of people, not in percent.

    `nri_events` is the share of people with the outcome that moved up across the threshold minus the share that moved down,
    `nri_nonevents` the share without it that moved down minus the share that moved up. `idi` is the change in the difference of mean
    predictions between people with and without.
    """

    nri_events: Estimate
    nri_nonevents: Estimate
    idi: Estimate


def reclassification(
    outcome: object, new: object, old: object, threshold: float, *, resamples: int = RESAMPLES, seed: int = SEED
) -> Reclassification:
    """Two-category NRI by events and non-events, and IDI, for people flagged at `threshold` or above.

    Intervals are percentiles of bootstrap samples drawn among people with and among people without the outcome separately, with a
    fixed seed: the same table gives the same interval.

    Args:
        outcome: (n,) 0 or 1; new, old: (n,) probabilities.

    Raises:
        ValueError: lengths that differ, an outcome other than 0 and 1, one class only, or a missing prediction.

    Source: Pencina et al., Stat Med 2008;27:157-72.
    """
    y, p_new, p_old = np.asarray(outcome, float), np.asarray(new, float), np.asarray(old, float)
    if y.ndim != 1 or not y.shape == p_new.shape == p_old.shape or not np.isin(y, (0, 1)).all():
        raise ValueError("outcome (0 or 1) and predictions must be one a person")
    if np.isnan(p_new).any() or np.isnan(p_old).any():
        raise ValueError("a prediction is missing")
    event = y == 1
    if event.all() or not event.any():
        raise ValueError("reclassification needs people with and people without the outcome")
    moved = (p_new >= threshold).astype(float) - (p_old >= threshold)
    # Every figure is a mean over people, or a difference of two: one table of what each person contributes.
    changes = np.stack([moved, p_new - p_old], 1)
    rng = np.random.default_rng(seed)
    with_it, without = changes[event], changes[~event]
    points = _figures(with_it.mean(0), without.mean(0))
    samples = _figures(_resampled_means(with_it, resamples, rng), _resampled_means(without, resamples, rng))
    low, high = np.quantile(samples, (0.025, 0.975), axis=0)
    return Reclassification(*(Estimate(float(e), float(a), float(b)) for e, a, b in zip(points, low, high, strict=True)))


def _figures(events: Array, nonevents: Array) -> Array:
    """(..., 3) NRI of events, NRI of non-events and IDI from mean changes (..., 2)."""
    return np.stack([events[..., 0], 0.0 - nonevents[..., 0], events[..., 1] - nonevents[..., 1]], -1)


def _resampled_means(values: Array, resamples: int, rng: np.random.Generator) -> Array:
    """Means (resamples, 2) of samples of the n rows, one at a time so that memory does not grow."""
    n = len(values)
    columns = [np.ascontiguousarray(column) for column in values.T]
    means = np.empty((resamples, len(columns)))
    for i in range(resamples):
        drawn = rng.integers(n, size=n)
        means[i] = [column[drawn].mean() for column in columns]
    return means
