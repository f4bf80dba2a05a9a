"""How far predicted risk lies from observed risk over the people predicted for: ICI, E50, E90 and Emax."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.evaluation.calibration_curve import calibration_curve


@dataclass(frozen=True)
class CalibrationErrors:
    """Mean (`ici`, integrated calibration index), median, 90th percentile and maximum of |predicted - observed|, on the risk scale."""

    ici: float
    e50: float
    e90: float
    emax: float


def calibration_errors(outcome: object, probability: object, *, knots: int = 4) -> CalibrationErrors:
    """Distances of each person's prediction from the flexible curve of `calibration_curve`, whose arguments and errors these are.

    The curve is a restricted cubic spline of the log-odds; with a loess smoother, as in rms' val.prob, the figures differ a little.

    Source: Austin & Steyerberg, Stat Med 2019;38:4051-65.
    """
    p = np.asarray(probability, float)
    distance = np.abs(calibration_curve(outcome, p, at=p, knots=knots).observed - p)
    e50, e90 = np.quantile(distance, (0.5, 0.9))
    return CalibrationErrors(float(distance.mean()), float(e50), float(e90), float(distance.max()))
