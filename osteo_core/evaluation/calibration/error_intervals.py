"""Quantiles of the absolute error between two methods, with intervals when a person may stand in several rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from osteo_core.evaluation.discrimination.auc import Estimate

RESAMPLES = 1000
_SEED = 20261123


def absolute_error_quantiles(people: ArrayLike, reference: ArrayLike, other: ArrayLike, quantiles: tuple[float, ...]) -> list[Estimate]:
    """Quantiles of |other - reference| with the percentile interval of a bootstrap that draws whole people.

    Args:
        people: (n,) whose row it is; reference, other: (n,) in one unit, which is also the answer's; quantiles: each in 0..1.

    Raises:
        ValueError: no rows.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap, Chapman & Hall 1993, chapters 8 and 13.
    """
    error = np.abs(np.asarray(other, float) - np.asarray(reference, float))
    if not len(error):
        raise ValueError("an error needs at least one row")
    # Sorted once: a resample repeats rows in that order, so that its quantile is one look-up.
    order = np.argsort(error)
    error, person = error[order], np.unique(np.asarray(people)[order], return_inverse=True)[1]
    n, rng = int(person.max()) + 1, np.random.default_rng(_SEED)
    drawn = np.empty((RESAMPLES, len(quantiles)))
    for i in range(RESAMPLES):
        resample = np.repeat(error, np.bincount(rng.integers(0, n, n), minlength=n)[person])
        drawn[i] = resample[np.minimum((np.array(quantiles) * len(resample)).astype(int), len(resample) - 1)]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return [Estimate(float(np.quantile(error, q)), float(low[i]), float(high[i])) for i, q in enumerate(quantiles)]
