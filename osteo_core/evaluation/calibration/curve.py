"""Flexible calibration curve: observed against predicted risk, as a restricted cubic spline on the logit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.calibration.intercept_slope import check_line
from osteo_core.evaluation.calibration.logistic import LogisticFit, TotalCovariance, fit
from osteo_core.evaluation.calibration.weighted_quantile import weighted_quantile

Array = NDArray[np.float64]

# Where Harrell's rms puts k knots: quantiles of the predictor (Regression Modeling Strategies, 2nd ed., 2015, table 2.3).
_QUANTILES = {3: (0.10, 0.50, 0.90), 4: (0.05, 0.35, 0.65, 0.95), 5: (0.05, 0.275, 0.5, 0.725, 0.95)}
_POINTS = 200


@dataclass(frozen=True, kw_only=True)
class CalibrationCurve:
    """`observed` risk with its pointwise 95 % band at each `predicted` risk, all (k,) in 0..1."""

    predicted: Array
    observed: Array
    low: Array
    high: Array


@dataclass(frozen=True, kw_only=True)
class FlexibleCalibration:
    """The regression behind the curve: spline `knots` on the logit less `centre`, and the `fit` of its columns, divided by `scale`.

    `own` is the observed risk (n,) at each person's own `probability` (n,).
    """

    centre: float
    knots: Array
    scale: Array
    fit: LogisticFit
    probability: Array
    own: Array

    def curve(self, at: object | None = None) -> CalibrationCurve:
        """The curve at the predicted risks `at` (k,), or where `calibration_curve` draws it; the band is the delta method's."""
        from scipy.special import expit, logit

        drawn = _drawn(self.probability) if at is None else np.asarray(at, float)
        line = _spline(logit(drawn) - self.centre, self.knots) / self.scale
        centre = line @ self.fit.beta
        half = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", line, self.fit.covariance, line))
        return CalibrationCurve(predicted=drawn, observed=expit(centre), low=expit(centre - half), high=expit(centre + half))


def calibration_curve(
    outcome: object,
    probability: object,
    weight: object | None = None,
    *,
    at: object | None = None,
    knots: int = 4,
    total_covariance: TotalCovariance | None = None,
) -> CalibrationCurve:
    """Observed risk at the predicted risks `at` (k,); None takes the range that holds all but the outermost predictions, as rms draws it.

    Arguments, errors and sources as `flexible_calibration`.
    """
    return flexible_calibration(outcome, probability, weight, knots=knots, total_covariance=total_covariance).curve(at)


def flexible_calibration(
    outcome: object,
    probability: object,
    weight: object | None = None,
    *,
    knots: int = 4,
    total_covariance: TotalCovariance | None = None,
) -> FlexibleCalibration:
    """Logistic regression of the outcome on a restricted cubic spline of the predicted log-odds, with the covariance of `logistic.fit`.

    Args:
        outcome: (n,) 0 or 1; probability: (n,) strictly between 0 and 1; weight: (n,) or None, which the knots' quantiles heed too.
        knots: 3, 4 or 5; fewer are used where predictions are so few that knots would fall together, down to a straight line.

    Raises:
        ValueError: a probability of 0 or 1 or outside, the same one for everybody, one class only, or complete separation.

    Sources: Harrell, Regression Modeling Strategies, 2nd ed., Springer 2015, section 2.4.5; Van Calster et al., J Clin
    Epidemiol 2016;74:167-76.
    """
    from scipy.special import expit, logit

    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    w = None if weight is None else np.asarray(weight, float)
    _check(y, p, w)
    # From their own mean, so that predictions which are all tiny, or hardly differ, still give a regular equation.
    centre = float(np.average(logit(p), weights=w))
    x = logit(p) - centre
    places = np.unique(weighted_quantile(x, _QUANTILES[knots], w))
    design = _spline(x, places)
    scale = np.maximum(np.abs(design).max(0), 1e-300)
    design /= scale
    fitted = fit(design, y, w, total_covariance=total_covariance)
    return FlexibleCalibration(centre=centre, knots=places, scale=scale, fit=fitted, probability=p, own=expit(design @ fitted.beta))


def _check(y: Array, p: Array, w: Array | None) -> None:
    if y.shape != p.shape or (w is not None and w.shape != y.shape) or not np.isin(y, (0, 1)).all():
        raise ValueError("outcome (0 or 1), probability and weight must be one a person")
    if not ((p > 0) & (p < 1)).all():
        raise ValueError("probabilities must lie strictly between 0 and 1")
    seen = y if w is None else y[w > 0]
    if seen.min() == seen.max():
        raise ValueError("calibration needs people with and people without the outcome")
    check_line(y, p, np.ones_like(y) if w is None else w)  # a spline holds the line: what parts the people for one does for the other


def _spline(x: Array, knots: Array) -> Array:
    """Intercept, x, and k - 2 cubic terms that are straight beyond the outer knots (n, k); with fewer than 3 knots the line alone."""
    columns = [np.ones_like(x), x]
    if len(knots) >= 3:
        first, before, last = knots[0], knots[-2], knots[-1]

        def cubed(knot: float) -> Array:
            return np.asarray(np.maximum(x - knot, 0) ** 3)

        for knot in knots[:-2]:
            tail = cubed(before) * (last - knot) - cubed(last) * (before - knot)
            columns.append((cubed(knot) - tail / (last - before)) / (last - first) ** 2)
    return np.stack(columns, 1)


def _drawn(p: Array) -> Array:
    """From the tenth smallest to the tenth largest prediction (the same share in small samples), evenly spaced."""
    share = 10 / max(len(p), 200)
    return np.linspace(float(np.quantile(p, share)), float(np.quantile(p, 1 - share)), _POINTS)
