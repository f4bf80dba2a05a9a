"""Quantiles of weighted people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weighted_quantile(values: object, shares: object, weight: object | None = None) -> Array:
    """Quantiles (k,) at `shares` (k,) in 0..1, a weight of 2 counting as a person seen twice.

    Linear between neighbours (type 7 of Hyndman & Fan, R's and NumPy's default) where the people are numbered by their cumulative
    weight, as `Hmisc::wtd.quantile` does. Weights that add up to less than the people who have one are scaled up to their number.

    Args:
        values: (n,); weight: (n,) none negative, not all zero, or None.

    Source: Hyndman & Fan, Am Stat 1996;50:361-5.
    """
    x, q = np.asarray(values, float), np.atleast_1d(np.asarray(shares, float))
    if weight is None:
        return np.asarray(np.quantile(x, q))
    w = np.asarray(weight, float)
    w = w * max(1.0, np.count_nonzero(w) / w.sum())
    order = np.argsort(x)
    x, upto = x[order], np.cumsum(w[order])
    place = 1 + (upto[-1] - 1) * q
    below = np.floor(place)
    # Sums of fractions end a hair off a whole number; the last person is taken where nobody is left.
    lower, upper = (x[np.minimum(np.searchsorted(upto, at - 1e-9 * upto[-1]), len(x) - 1)] for at in (below, below + 1))
    return np.asarray(lower + (place - below) * (upper - lower))
