"""Calibration-in-the-large and calibration slope with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.calibration import on_the_logit
from osteo_core.evaluation.discrimination import Z95, Estimate
from osteo_core.evaluation.logistic import TotalCovariance, fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CalibrationEstimates:
    """As `calibration.Calibration`, each with its 95 % interval."""

    intercept: Estimate
    slope: Estimate


def calibration_estimates(
    outcome: object, probability: object, weight: object | None = None, *, total_covariance: TotalCovariance | None = None
) -> CalibrationEstimates:
    """Wald intervals around `calibration.calibration`, whose arguments, errors and source these are; the variance is `logistic.fit`'s."""
    y, x, ones = on_the_logit(outcome, probability, weight)
    w = None if weight is None else ones
    large = fit(np.ones((len(y), 1)), y, w, offset=x, total_covariance=total_covariance)
    # Standardised, so that predictions which hardly differ still give a regular equation.
    scale = float(x.std())
    both = fit(np.stack([np.ones_like(x), (x - x.mean()) / scale], 1), y, w, total_covariance=total_covariance)
    return CalibrationEstimates(
        intercept=_wald(float(large.beta[0]), float(large.covariance[0, 0])),
        slope=_wald(float(both.beta[1]) / scale, float(both.covariance[1, 1]) / scale**2),
    )


def _wald(estimate: float, variance: float) -> Estimate:
    half = Z95 * float(np.sqrt(variance))
    return Estimate(estimate, estimate - half, estimate + half)
