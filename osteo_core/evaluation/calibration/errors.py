"""How far predicted risk lies from observed risk over the people predicted for: ICI, E50, E90 and Emax."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.evaluation.calibration.curve import FlexibleCalibration, flexible_calibration
from osteo_core.evaluation.calibration.weighted_quantile import weighted_quantile


@dataclass(frozen=True, kw_only=True)
class CalibrationErrors:
    """Mean (`ici`, integrated calibration index), median, 90th percentile and maximum of |predicted - observed|, on the risk scale."""

    ici: float
    e50: float
    e90: float
    emax: float


def calibration_errors(outcome: object, probability: object, weight: object | None = None, *, knots: int = 4) -> CalibrationErrors:
    """Distances of each person's prediction from the flexible curve of `calibration_curve`, whose arguments and errors these are.

    The curve is a restricted cubic spline of the log-odds; with a loess smoother, as in rms' val.prob, the figures differ a little. With
    weights the mean and the quantiles are weighted; the maximum is that of anybody who has a weight.

    Source: Austin & Steyerberg, Stat Med 2019;38:4051-65.
    """
    return errors_of(flexible_calibration(outcome, probability, weight, knots=knots), weight)


def errors_of(fitted: FlexibleCalibration, weight: object | None = None) -> CalibrationErrors:
    """The same of a regression that was made already, of people with that weight (n,)."""
    w = None if weight is None else np.asarray(weight, float)
    distance = np.abs(fitted.own - fitted.probability)
    e50, e90 = weighted_quantile(distance, (0.5, 0.9), w)
    farthest = distance.max() if w is None else distance[w > 0].max()
    return CalibrationErrors(ici=float(np.average(distance, weights=w)), e50=float(e50), e90=float(e90), emax=float(farthest))
