"""Metrics that some data leave undefined: each comes with the reason (a translation key) where it, or its interval, is NaN."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.calibration.curve import FlexibleCalibration, flexible_calibration
from osteo_core.evaluation.calibration.intercept_slope import alike, separates
from osteo_core.evaluation.calibration.intervals import calibration_intercept, calibration_slope
from osteo_core.evaluation.discrimination.auc import AucDifference, Estimate, auc, auc_differences
from osteo_core.evaluation.reports.metric import MetricEstimate

Array = NDArray[np.float64]

NOTHING = Estimate(np.nan, np.nan, np.nan)
NO_SPREAD = 1e-12
"""An interval narrower than this says that the people are all alike, not that the figure is known so well."""

ONE_CLASS, TOO_FEW = "evaluate.reason.one_class", "evaluate.reason.too_few"
NO_VARIANCE, NO_SPREAD_REASON = "evaluate.reason.no_variance", "evaluate.reason.no_spread"
CERTAIN, CONSTANT, SEPARATED = "evaluate.reason.certain", "evaluate.reason.constant", "evaluate.reason.separated"
NO_CURVE = "evaluate.reason.no_curve"


def refuse_one_class(outcome: Array) -> None:
    """Raises InvalidInput where everybody or nobody has the outcome, so that little is defined."""
    if not len(outcome) or outcome.min() == outcome.max():
        key = "evaluate.all_events" if outcome.any() else "evaluate.no_events"
        raise InvalidInput(Problem(where="", key=key, params={"n": len(outcome)}))


def too_few(y: Array) -> bool:
    """A variance, DeLong's or the bootstrap's, needs two people with and two without the outcome."""
    return bool(min(y.sum(), (1 - y).sum()) < 2)


def auc_with_reason(y: Array, prediction: Array) -> MetricEstimate:
    """`discrimination.auc`, or the reason why it or its interval is undefined."""
    if not len(y) or y.min() == y.max():
        return MetricEstimate(value=NOTHING, reason=ONE_CLASS)
    return interval_with_reason(y, auc(y, prediction))


def interval_with_reason(y: Array, area: Estimate) -> MetricEstimate:
    """An AUC of these people, its interval replaced by the reason where they allow none."""
    if too_few(y):
        return MetricEstimate(value=without_interval(area), reason=TOO_FEW)
    if area.high - area.low < NO_SPREAD:
        return MetricEstimate(value=without_interval(area), reason=NO_VARIANCE)
    return MetricEstimate(value=area)


def without_interval(value: Estimate) -> Estimate:
    """The estimate alone."""
    return replace(value, low=np.nan, high=np.nan)


def auc_differences_with_reason(y: Array, *predictions: Array) -> dict[tuple[int, int], tuple[AucDifference, str]]:
    """`discrimination.auc_differences`, and why a test is lacking ("" where it is not)."""
    differences, few = auc_differences(y, *predictions), too_few(y)
    answers = {}
    for pair, difference in differences.items():
        if few or difference.high - difference.low < NO_SPREAD:
            answers[pair] = replace(difference, low=np.nan, high=np.nan, z=np.nan, p=np.nan), TOO_FEW if few else NO_VARIANCE
        else:
            answers[pair] = difference, ""
    return answers


def intercept_with_reason(y: Array, p: Array, weight: Array | None = None) -> MetricEstimate:
    """`calibration_intercept`, or the reason why it is undefined."""
    if key := _why_no_logit(y, p, weight):
        return MetricEstimate(value=NOTHING, reason=key)
    return MetricEstimate(value=calibration_intercept(y, p, weight))


def slope_with_reason(y: Array, p: Array, weight: Array | None = None) -> MetricEstimate:
    """`calibration_slope`, or the reason why it is undefined."""
    if key := _why_no_line(y, p, weight):
        return MetricEstimate(value=NOTHING, reason=key)
    return MetricEstimate(value=calibration_slope(y, p, weight))


def curve_with_reason(y: Array, p: Array, weight: Array | None = None) -> tuple[FlexibleCalibration | None, str]:
    """`flexible_calibration`, and why it is lacking ("" where it is not)."""
    if key := _why_no_line(y, p, weight):
        return None, key
    try:
        return flexible_calibration(y, p, weight), ""
    except ValueError:  # of few people a curve can follow each, though a line does not part them
        return None, NO_CURVE


def certain(p: Array) -> int:
    """How many predictions are exactly 0 or 1."""
    return int(((p <= 0) | (p >= 1)).sum())


def counted(key: str, count: int) -> tuple[str, dict[str, int]]:
    """A reason's sentence and its parameters: where predictions are `certain`, the one that says how many."""
    return (f"{CERTAIN}_count", {"count": count}) if key == CERTAIN else (key, {})


def _why_no_logit(y: Array, p: Array, weight: Array | None) -> str:
    seen = y if weight is None else y[weight > 0]
    if not len(seen) or seen.min() == seen.max():
        return ONE_CLASS
    return CERTAIN if certain(p) else ""


def _why_no_line(y: Array, p: Array, weight: Array | None) -> str:
    if key := _why_no_logit(y, p, weight):
        return key
    w = np.ones_like(y) if weight is None else weight
    if alike(p, w):
        return CONSTANT
    return SEPARATED if separates(y, p, w) else ""
