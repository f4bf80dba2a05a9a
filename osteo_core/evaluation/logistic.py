"""Logistic regression with the covariance of its coefficients, for people, weighted people, and people of a survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TotalCovariance = Callable[[Array], Array]
"""Covariance (k, k) of the sum over people of what each contributes (n, k): how a survey's design enters a variance."""

_SINGULAR = 1e14
"""Condition number at which a regression carries no information any more: every probability has gone to 0 or 1."""
_STEPS, _HALVINGS = 2000, 60
_FARTHEST = 25.0
"""The most by which one step may move anybody's log-odds."""
_NEAR = 0.3
"""Steps that move nobody's log-odds by more than this are taken whole: so near the top Newton's method cannot go astray (the third
derivative of this likelihood is bounded by the second; Bach, Electron J Stat 2010;4:384-414)."""


@dataclass(frozen=True)
class LogisticFit:
    """Coefficients (k,) and their covariance (k, k)."""

    beta: Array
    covariance: Array


def fit(
    design: Array, y: Array, weight: Array | None = None, *, offset: Array | None = None, total_covariance: TotalCovariance | None = None
) -> LogisticFit:
    """Maximum (weighted) likelihood.

    The covariance is the inverse information without weights; with weights the sandwich with people as independent, or with
    `total_covariance` of the scores, which gives Taylor-linearised standard errors of a survey (Binder, Int Stat Rev 1983;51:279-92).

    Args:
        design: (n, k) with its own column of ones; y: (n,) 0 or 1; weight, offset: (n,) or None.

    Raises:
        ValueError: there is no maximum, as where a column separates the outcome.
    """
    w = np.ones_like(y) if weight is None else weight
    shift = np.zeros_like(y) if offset is None else offset
    beta = maximum_likelihood(design, y, w, shift)
    log_odds = design @ beta + shift
    bread: Array = np.linalg.inv(_information(design, w, log_odds))
    if weight is None and total_covariance is None:
        return LogisticFit(beta, bread)
    scores = design * (w * _residual(y, log_odds))[:, None]
    meat = scores.T @ scores if total_covariance is None else total_covariance(scores)
    return LogisticFit(beta, bread @ meat @ bread)


def maximum_likelihood(design: Array, y: Array, weight: Array, offset: Array) -> Array:
    """Coefficients (k,) at the top of the (weighted) log-likelihood, to 1e-10, from however far away.

    Newton's method with safeguards: the start fits the log-odds of the whole to the offset by least squares, no step moves anybody's
    log-odds farther than 25, and a step that does not climb is halved. The log-likelihood is concave, so that there is one top at most.

    Args:
        design: (n, k); y: (n,) 0 or 1; weight, offset: (n,).

    Raises:
        ValueError: there is no maximum, as where a column separates the outcome.
    """
    beta = _start(design, y, weight, offset)
    for _ in range(_STEPS):
        log_odds = design @ beta + offset
        information = _information(design, weight, log_odds)
        if not _carries_information(information):
            break
        gradient = _gradient(design, y, weight, log_odds)
        step: Array = np.linalg.solve(information, gradient)
        moved = float(np.abs(design @ step).max())
        if moved <= _NEAR:
            beta = beta + step
            if np.abs(step).max() < 1e-10 * max(1.0, float(np.abs(beta).max())):
                return beta
        else:
            beta = beta + _climbing(design, y, weight, log_odds, step * min(1.0, _FARTHEST / moved))
    raise ValueError("the regression has no maximum: the predictions separate the outcome")


def _start(design: Array, y: Array, weight: Array, offset: Array) -> Array:
    """Coefficients that bring the mean of the log-odds to those of the share with the outcome; zero where there is no offset."""
    if not offset.any():
        return np.zeros(design.shape[1])
    share = float(np.clip(np.average(y, weights=weight), 1e-12, 1 - 1e-12))
    wanted = np.log(share / (1 - share)) - offset
    root = np.sqrt(weight)
    return np.asarray(np.linalg.lstsq(design * root[:, None], wanted * root, rcond=None)[0])


def _climbing(design: Array, y: Array, weight: Array, log_odds: Array, step: Array) -> Array:
    """The step, halved until it climbs: it stops short of the top on its way, or beyond it no lower than where it set out."""
    before, moved = _log_likelihood(y, weight, log_odds), design @ step
    for _ in range(_HALVINGS):
        there = log_odds + moved
        # The slope on the way is exact where the log-likelihood, far out, would differ by less than its rounding.
        if step @ _gradient(design, y, weight, there) >= 0 or _log_likelihood(y, weight, there) > before:
            break
        step, moved = step / 2, moved / 2
    return step


def _log_likelihood(y: Array, weight: Array, log_odds: Array) -> float:
    return -float(np.sum(weight * np.logaddexp(0, np.where(y == 1, -log_odds, log_odds))))


def _gradient(design: Array, y: Array, weight: Array, log_odds: Array) -> Array:
    """X' W (y - p) (k,): whole misses summed apart from the small rests, which would vanish beside them where misses balance."""
    from scipy.special import expit

    missed = np.where(y == 1, log_odds < 0, log_odds > 0)
    towards = np.where(y == 1, 1.0, -1.0)
    rest = np.where(missed, -towards, towards) * expit(-np.abs(log_odds))
    return np.asarray(design.T @ (weight * (towards * missed)) + design.T @ (weight * rest))


def _residual(y: Array, log_odds: Array) -> Array:
    """y - p (n,), without cancellation where p is nearly 0 or 1."""
    from scipy.special import expit

    return np.asarray(np.where(y == 1, expit(-log_odds), -expit(log_odds)))


def _information(design: Array, weight: Array, log_odds: Array) -> Array:
    """X' W X (k, k) with weights w p (1 - p), 1 - p being taken from the other side so that it does not round to 0."""
    from scipy.special import expit

    return np.asarray((design * (weight * expit(log_odds) * expit(-log_odds))[:, None]).T @ design)


def _carries_information(information: Array) -> bool:
    return bool(np.isfinite(information).all() and (np.diag(information) > 0).all() and np.linalg.cond(information) < _SINGULAR)
