"""Calibration-in-the-large and calibration slope with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.calibration.intercept_slope import check_line, line_of, on_the_logit
from osteo_core.evaluation.calibration.logistic import TotalCovariance, fit
from osteo_core.evaluation.discrimination.auc import Estimate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CalibrationEstimates:
    """As `intercept_slope.WeakCalibration`, each with its 95 % interval."""

    intercept: Estimate
    slope: Estimate


def calibration_estimates(
    outcome: object, probability: object, weight: object | None = None, *, total_covariance: TotalCovariance | None = None
) -> CalibrationEstimates:
    """Wald intervals around `intercept_slope.calibration`, with its arguments, errors and source; the variance is `logistic.fit`'s."""
    return CalibrationEstimates(
        intercept=calibration_intercept(outcome, probability, weight, total_covariance=total_covariance),
        slope=calibration_slope(outcome, probability, weight, total_covariance=total_covariance),
    )


def calibration_intercept(
    outcome: object, probability: object, weight: object | None = None, *, total_covariance: TotalCovariance | None = None
) -> Estimate:
    """Calibration-in-the-large alone: wherever both classes exist and no probability is 0 or 1 (ValueError), the score has a root."""
    y, x, ones = on_the_logit(outcome, probability, weight)
    w = None if weight is None else ones
    fitted = fit(np.ones((len(y), 1)), y, w, offset=x, total_covariance=total_covariance)
    return _wald(float(fitted.beta[0]), float(fitted.covariance[0, 0]))


def calibration_slope(
    outcome: object, probability: object, weight: object | None = None, *, total_covariance: TotalCovariance | None = None
) -> Estimate:
    """Calibration slope alone; arguments, errors and source as `intercept_slope.calibration`."""
    y, x, ones = on_the_logit(outcome, probability, weight)
    check_line(y, x, ones)
    design, scale = line_of(x, ones)
    fitted = fit(design, y, None if weight is None else ones, total_covariance=total_covariance)
    return _wald(float(fitted.beta[1]) / scale, float(fitted.covariance[1, 1]) / scale**2)


def _wald(estimate: float, variance: float) -> Estimate:
    half = Z95 * float(np.sqrt(variance))
    return Estimate(estimate, estimate - half, estimate + half)
