"""One figure in two sets of people who have nobody in common."""

from __future__ import annotations

import numpy as np

from osteo_core.constants import Z95
from osteo_core.evaluation.discrimination.auc import AucDifference
from osteo_core.evaluation.reports.metric import MetricEstimate
from osteo_core.evaluation.reports.undefined_metrics import NO_SPREAD_REASON


def independent_difference(first: MetricEstimate, second: MetricEstimate) -> tuple[AucDifference, str]:
    """First minus second with interval, z and two-sided P value, NaN where the key beside them says why.

    - A figure with a standard error: normal, from the two errors.
    - A ratio (`logged`): z is that of the logarithms; the interval combines the two intervals, as for a share.
    - A share: Newcombe's hybrid score interval (method 10), z with the pooled share, as R's prop.test without correction.

    Sources: Newcombe, Stat Med 1998;17:873-90; Zou & Donner, Stat Med 2008;27:1693-702 (the same combination for any two intervals).
    """
    if why := first.reason or second.reason:
        difference = first.value.estimate - second.value.estimate
        return AucDifference(difference=difference, low=np.nan, high=np.nan, z=np.nan, p=np.nan), why
    if first.count is not None and second.count is not None:
        return _of_shares(first, second)
    if first.logged:
        z = float(np.log(first.value.estimate / second.value.estimate)) / float(np.hypot(first.error, second.error))
        return _tested(first, second, z), ""
    difference, error = first.value.estimate - second.value.estimate, float(np.hypot(first.error, second.error))
    z = difference / error
    return AucDifference(difference=difference, low=difference - Z95 * error, high=difference + Z95 * error, z=z, p=_two_sided(z)), ""


def _of_shares(first: MetricEstimate, second: MetricEstimate) -> tuple[AucDifference, str]:
    pooled = ((first.count or 0) + (second.count or 0)) / (first.among + second.among)
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / first.among + 1 / second.among)))
    if error == 0:  # both shares are 0, or both are 1
        return _tested(first, second, np.nan), NO_SPREAD_REASON
    return _tested(first, second, (first.value.estimate - second.value.estimate) / error), ""


def _tested(first: MetricEstimate, second: MetricEstimate, z: float) -> AucDifference:
    """The two intervals combined, with that z."""
    a, b = first.value, second.value
    difference = a.estimate - b.estimate
    low = difference - float(np.hypot(a.estimate - a.low, b.high - b.estimate))
    high = difference + float(np.hypot(a.high - a.estimate, b.estimate - b.low))
    return AucDifference(difference=difference, low=low, high=high, z=z, p=_two_sided(z))


def _two_sided(z: float) -> float:
    """The P value of z."""
    from scipy.stats import norm

    return float(2 * norm.sf(abs(z)))
