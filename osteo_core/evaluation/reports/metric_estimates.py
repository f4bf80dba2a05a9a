"""One metric of one model on one set of people, with what a comparison of two such sets needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.decision.thresholds import AtThreshold, at_threshold
from osteo_core.evaluation.discrimination.auc import Estimate, auc_with_error
from osteo_core.evaluation.discrimination.roc import wilson
from osteo_core.evaluation.reports.metric import MetricEstimate
from osteo_core.evaluation.reports.undefined_metrics import (
    NO_SPREAD,
    NO_SPREAD_REASON,
    NOTHING,
    ONE_CLASS,
    intercept_with_reason,
    interval_with_reason,
    slope_with_reason,
    without_interval,
)

Array = NDArray[np.float64]

FEWEST = 5
"""Below this many people of a kind that a figure rests on, it is not given."""
TOO_SMALL = "examination.reason.too_small"

SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
_NEED_BOTH = ("auc", "calibration_intercept", "calibration_slope")


def estimate_metric(y: Array, p: Array, weight: Array | None, statistic: str, threshold: float) -> MetricEstimate:
    """The `statistic` of predictions p (n,) of the outcome y (n,); weights as `study.Study` uses them.

    Raises:
        KeyError: an unknown statistic.
    """
    if statistic in SHARES:
        estimate = _share(y, p, statistic, threshold)
    else:
        events = int(y.sum())
        rests_on = {"observed_expected": events, "brier": len(y), "net_benefit": len(y)}.get(statistic, min(events, len(y) - events))
        if statistic in _NEED_BOTH and rests_on == 0:
            return MetricEstimate(value=NOTHING, reason=ONE_CLASS)
        if weight is not None and statistic != "auc" and not weight.sum() > 0:
            return MetricEstimate(value=NOTHING, reason=TOO_SMALL)
        estimate = _METRICS[statistic](y, p, weight, threshold) if rests_on >= FEWEST else MetricEstimate(value=NOTHING, rests_on=rests_on)
        estimate = replace(estimate, rests_on=rests_on)
    if estimate.rests_on < FEWEST:
        return MetricEstimate(value=NOTHING, rests_on=estimate.rests_on, reason=estimate.reason or TOO_SMALL)
    if not estimate.reason and estimate.value.high - estimate.value.low < NO_SPREAD:
        return replace(estimate, value=without_interval(estimate.value), error=np.nan, reason=NO_SPREAD_REASON)
    return estimate


def _share(y: Array, p: Array, name: str, threshold: float) -> MetricEstimate:
    if not len(y):
        return MetricEstimate(value=NOTHING)
    count, among = _parts(at_threshold(y, p, threshold), name)
    if not among:
        return MetricEstimate(value=NOTHING, reason=f"evaluate.reason.{name}")
    return MetricEstimate(value=wilson(count, among), rests_on=among, count=count, among=among)


def _parts(table: AtThreshold, name: str) -> tuple[int, int]:
    """Numerator and denominator of a share."""
    tp, fp, fn, tn = table.true_positives, table.false_positives, table.false_negatives, table.true_negatives
    return {
        "sensitivity": (tp, tp + fn), "specificity": (tn, tn + fp), "ppv": (tp, tp + fp), "npv": (tn, tn + fn),
        "accuracy": (tp + tn, tp + fp + fn + tn),
    }[name]  # fmt: skip


def _auc(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    area, error = auc_with_error(y, p)
    metric = interval_with_reason(y, area)
    return metric if metric.reason else replace(metric, error=error)


def _intercept(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    return _with_error(intercept_with_reason(y, p, weight))


def _slope(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    return _with_error(slope_with_reason(y, p, weight))


def _with_error(metric: MetricEstimate) -> MetricEstimate:
    """The metric with the standard error of its normal interval."""
    return replace(metric, error=(metric.value.high - metric.value.low) / (2 * Z95))


def _observed_expected(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    """Events over the sum of predictions, which is taken as known; log-normal interval.

    The variance of the log is that of the (weighted) events over their square: without weights 1 / events - 1 / n, the binomial one of
    Debray et al., BMJ 2017;356:i6460.
    """
    w = np.ones_like(y) if weight is None else weight
    observed, expected = float(np.sum(w * y)), float(np.sum(w * p))
    if not observed > 0 or not expected > 0:
        return MetricEstimate(value=NOTHING, reason=NO_SPREAD_REASON)
    share = observed / w.sum()
    ratio, error = observed / expected, float(np.sqrt(np.sum(w**2 * (y - share) ** 2))) / observed
    return MetricEstimate(
        value=Estimate(ratio, ratio * float(np.exp(-Z95 * error)), ratio * float(np.exp(Z95 * error))), error=error, logged=True
    )


def _brier(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    """Mean squared distance; the interval is the normal one of a (weighted) mean over people."""
    w = np.ones_like(y) if weight is None else weight
    own = (p - y) ** 2
    value = float(np.average(own, weights=w))
    error = float(np.sqrt(np.sum(w**2 * (own - value) ** 2)) / w.sum())
    return MetricEstimate(value=Estimate(value, value - Z95 * error, value + Z95 * error), error=error)


def _net_benefit(y: Array, p: Array, weight: Array | None, threshold: float) -> MetricEstimate:
    row = decision_curve(y, {"model": p}, [threshold], weight).iloc[0]
    value = Estimate(float(row["net_benefit"]), float(row["low"]), float(row["high"]))
    return _with_error(MetricEstimate(value=value))


_METRICS: dict[str, Callable[[Array, Array, Array | None, float], MetricEstimate]] = {
    "auc": _auc,
    "calibration_intercept": _intercept,
    "calibration_slope": _slope,
    "observed_expected": _observed_expected,
    "brier": _brier,
    "net_benefit": _net_benefit,
}

STATISTICS = ("auc", *SHARES, *tuple(_METRICS)[1:])
