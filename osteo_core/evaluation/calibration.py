"""Calibration intercept, slope and Brier score of predicted probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SINGULAR = 1e14
"""Condition number at which a regression carries no information any more: every probability has gone to 0 or 1."""


@dataclass(frozen=True)
class Calibration:
    """`intercept` with the slope fixed at 1 (0 is ideal) and `slope` of the logit (1 is ideal)."""

    intercept: float
    slope: float


def calibration(outcome: object, probability: object, weight: object | None = None) -> Calibration:
    """Calibration-in-the-large and calibration slope by (weighted) logistic regression on the logit.

    Args:
        outcome: (n,) 0 or 1; probability: (n,) strictly between 0 and 1; weight: (n,) case weights or None.

    Raises:
        ValueError: a probability of exactly 0 or 1 or outside, the same one for everybody, or one class only.

    Source: Van Calster et al., J Clin Epidemiol 2016;74:167-76.
    """
    y, x, w = on_the_logit(outcome, probability, weight)
    intercept = newton(np.ones((len(y), 1)), y, w, x)
    # In units of its own spread, so that predictions which hardly differ still give a regular equation.
    scale = float(x.std())
    both = newton(np.stack([np.ones_like(x), (x - x.mean()) / scale], 1), y, w, np.zeros_like(x))
    return Calibration(float(intercept[0]), float(both[1]) / scale)


def on_the_logit(outcome: object, probability: object, weight: object | None) -> tuple[Array, Array, Array]:
    """Outcome, log-odds of the probability and weight (ones where None), each (n,). Raises ValueError as `calibration`."""
    from scipy.special import logit

    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)
    if not ((p > 0) & (p < 1)).all():
        raise ValueError("probabilities must lie strictly between 0 and 1")
    if y[w > 0].min() == y[w > 0].max():
        raise ValueError("calibration needs people with and people without the outcome")
    x = logit(p)
    if x.min() == x.max():
        raise ValueError("a calibration slope needs predictions that differ")
    return y, x, w


def newton(design: Array, y: Array, weight: Array, offset: Array) -> Array:
    """Weighted logistic regression by Newton's method, to 1e-10."""
    from scipy.special import expit

    beta = np.zeros(design.shape[1])
    for _ in range(100):
        p = expit(design @ beta + offset)
        gradient = design.T @ (weight * (y - p))
        information = (design * (weight * p * (1 - p))[:, None]).T @ design
        if np.linalg.cond(information) > _SINGULAR:
            break
        step: Array = np.linalg.solve(information, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta
    raise ValueError("the calibration regression did not converge: the predictions separate the outcome completely")


def brier(outcome: object, probability: object, weight: object | None = None) -> float:
    """Mean squared distance of probability and outcome, weighted where weights are given."""
    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    return float(np.average((p - y) ** 2, weights=None if weight is None else np.asarray(weight, float)))
