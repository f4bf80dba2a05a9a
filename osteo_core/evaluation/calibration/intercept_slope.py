"""Calibration intercept, slope and Brier score of predicted probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.calibration.logistic import maximum_likelihood

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WeakCalibration:
    """`intercept` with the slope fixed at 1 (0 is ideal) and `slope` of the logit (1 is ideal)."""

    intercept: float
    slope: float


def calibration(outcome: object, probability: object, weight: object | None = None) -> WeakCalibration:
    """Calibration-in-the-large and calibration slope by (weighted) logistic regression on the logit.

    Args:
        outcome: (n,) 0 or 1; probability: (n,) strictly between 0 and 1; weight: (n,) case weights or None.

    Raises:
        ValueError: a probability of exactly 0 or 1 or outside, one class only, or predictions without a finite slope (`check_line`).

    Source: Van Calster et al., J Clin Epidemiol 2016;74:167-76.
    """
    y, x, w = on_the_logit(outcome, probability, weight)
    intercept = maximum_likelihood(np.ones((len(y), 1)), y, w, x)
    check_line(y, x, w)
    design, scale = line_of(x, w)
    both = maximum_likelihood(design, y, w, np.zeros_like(x))
    return WeakCalibration(float(intercept[0]), float(both[1]) / scale)


def on_the_logit(outcome: object, probability: object, weight: object | None) -> tuple[Array, Array, Array]:
    """Outcome, log-odds of the probability and weight (ones where None), each (n,).

    Raises:
        ValueError: a probability of exactly 0 or 1 or outside, or one class only.
    """
    from scipy.special import logit

    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)
    if not ((p > 0) & (p < 1)).all():
        raise ValueError("probabilities must lie strictly between 0 and 1")
    if y[w > 0].min() == y[w > 0].max():
        raise ValueError("calibration needs people with and people without the outcome")
    return y, logit(p), w


def check_line(y: Array, x: Array, w: Array) -> None:
    """Raises ValueError where x (n,) of the people with a weight allows no finite slope, nor a curve: all alike, or `separates`."""
    if alike(x, w):
        raise ValueError("a calibration slope or curve needs predictions that differ")
    if separates(y, x, w):
        raise ValueError("a calibration slope or curve needs predictions that overlap: these separate the outcome")


def alike(x: Array, w: Array) -> bool:
    """Whether everybody with a weight has the same prediction."""
    seen = x[w > 0]
    return bool(seen.min() == seen.max())


def separates(y: Array, x: Array, w: Array) -> bool:
    """Whether some cut of x (n,) parts the people with a weight into those with and those without the outcome, ties on the cut allowed.

    Then the likelihood of a slope has no maximum: complete or quasi-complete separation (Albert & Anderson, Biometrika 1984;71:1-10).
    """
    with_it, without = x[(w > 0) & (y == 1)], x[(w > 0) & (y == 0)]
    return bool(with_it.min() >= without.max() or with_it.max() <= without.min())


def line_of(x: Array, w: Array) -> tuple[Array, float]:
    """Columns (n, 2) of ones and of x in units of its own spread, so that predictions which hardly differ still give a regular equation.

    The spread, second, is 1 where nobody differs.
    """
    scale = float(np.sqrt(np.average((x - np.average(x, weights=w)) ** 2, weights=w))) or 1.0
    return np.stack([np.ones_like(x), (x - np.average(x, weights=w)) / scale], 1), scale


def brier(outcome: object, probability: object, weight: object | None = None) -> float:
    """Mean squared distance of probability and outcome, weighted where weights are given."""
    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    return float(np.average((p - y) ** 2, weights=None if weight is None else np.asarray(weight, float)))
