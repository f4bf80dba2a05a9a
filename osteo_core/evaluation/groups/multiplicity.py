"""P values of several comparisons judged together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def holm(p: object) -> Array:
    """Holm's adjusted P values (k,), which hold the chance of any false alarm; NaN stays NaN and is no comparison.

    Source: Holm, Scand J Stat 1979;6:65-70.
    """
    values = np.asarray(p, float)
    adjusted = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    remaining = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(remaining * values[order]), 1.0)
    return adjusted
