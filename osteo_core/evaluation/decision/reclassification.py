"""What a new prediction changes against an old one: net reclassification at a threshold and integrated discrimination."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination.auc import Estimate

Array = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

RESAMPLES = 1000
SEED = 20080130
WARNING = "evaluate.nri_warning"
"""Key of the sentence that must stand beside these figures: both can favour a useless marker (Pepe et al., Stat Biosci 2015;7:282-95;
Hilden & Gerds, Stat Med 2014;33:3405-14)."""


@dataclass(frozen=True)
class Reclassification:
    """Reclassification measures with bootstrap 95 % intervals, as shares of people (0..1), positive where the new prediction is better.

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
    """`net_reclassification` and `idi` together: arguments, errors and sources are theirs."""
    events, nonevents = net_reclassification(outcome, new, old, threshold, resamples=resamples, seed=seed)
    return Reclassification(events, nonevents, idi(outcome, new, old, resamples=resamples, seed=seed))


def net_reclassification(
    outcome: object, new: object, old: object, threshold: float, *, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[Estimate, Estimate]:
    """Two-category NRI among people with and among people without the outcome, flagged at `threshold` or above.

    Intervals are percentiles of bootstrap samples drawn among people with and among people without the outcome separately, with a
    fixed seed: the same table gives the same interval. A sample is drawn as its counts of people who moved up, moved down and stayed,
    which are multinomial: the same samples as of people, at no cost that grows with them.

    Args:
        outcome: (n,) 0 or 1; new, old: (n,) probabilities.

    Raises:
        ValueError: lengths that differ, an outcome other than 0 and 1, one class only, or a missing prediction.

    Source: Pencina et al., Stat Med 2008;27:157-72.
    """
    event, p_new, p_old = _checked(outcome, new, old)
    moved = (p_new >= threshold).astype(np.int8) - (p_old >= threshold)
    rng = np.random.default_rng(seed)
    with_it, samples = _net_share(moved[event], resamples, rng)
    without, others = _net_share(moved[~event], resamples, rng)
    return _percentiles(with_it, samples), _percentiles(0.0 - without, -others)


def idi(outcome: object, new: object, old: object, *, resamples: int = RESAMPLES, seed: int = SEED) -> Estimate:
    """Integrated discrimination improvement, which has no threshold; its bootstrap is of people and takes longer the more there are.

    Arguments, errors and source as `net_reclassification`.
    """
    event, p_new, p_old = _checked(outcome, new, old)
    change = p_new - p_old
    rng = np.random.default_rng(seed)
    means = [_resampled_means(change[of], resamples, rng) for of in (event, ~event)]
    return _percentiles(float(change[event].mean() - change[~event].mean()), means[0] - means[1])


def _checked(outcome: object, new: object, old: object) -> tuple[BoolArray, Array, Array]:
    y, p_new, p_old = np.asarray(outcome, float), np.asarray(new, float), np.asarray(old, float)
    if y.ndim != 1 or not y.shape == p_new.shape == p_old.shape or not np.isin(y, (0, 1)).all():
        raise ValueError("outcome (0 or 1) and predictions must be one a person")
    if np.isnan(p_new).any() or np.isnan(p_old).any():
        raise ValueError("a prediction is missing")
    event = y == 1
    if event.all() or not event.any():
        raise ValueError("reclassification needs people with and people without the outcome")
    return event, p_new, p_old


def _net_share(moved: NDArray[np.int8], resamples: int, rng: np.random.Generator) -> tuple[float, Array]:
    """Share that moved up minus share that moved down, of these people and of samples (resamples,) of as many."""
    n, movers = len(moved), moved[moved != 0]
    up, down = int((movers > 0).sum()), int((movers < 0).sum())
    # The larger way is drawn first (of equal ones the first person's), so that swapped predictions give the same samples with other signs.
    sign = int(np.sign(up - down)) or int(movers[:1].sum())
    more, fewer = max(up, down), min(up, down)
    counts = rng.multinomial(n, (more / n, fewer / n, (n - more - fewer) / n), size=resamples)
    return (up - down) / n, np.asarray(sign * (counts[:, 0] - counts[:, 1]) / n)


def _resampled_means(values: Array, resamples: int, rng: np.random.Generator) -> Array:
    """Means (resamples,) of samples of the n people, one at a time so that memory does not grow."""
    n = len(values)
    return np.array([values[rng.integers(n, size=n)].mean() for _ in range(resamples)])


def _percentiles(estimate: float, samples: Array) -> Estimate:
    low, high = np.quantile(samples, (0.025, 0.975))
    return Estimate(estimate, float(low), float(high))
