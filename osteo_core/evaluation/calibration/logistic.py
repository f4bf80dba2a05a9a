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
"""The most by which one step may move anybody's log-odds, or twice the largest of them where that is more."""
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
    bread: Array = np.asarray(np.linalg.inv(_derivatives(design, y, w, log_odds)[1]), float)
    if weight is None and total_covariance is None:
        return LogisticFit(beta, bread)
    scores = design * (w * np.add(*_misses(y, log_odds, _smaller(log_odds))))[:, None]
    meat = scores.T @ scores if total_covariance is None else total_covariance(scores)
    return LogisticFit(beta, bread @ meat @ bread)


def maximum_likelihood(design: Array, y: Array, weight: Array, offset: Array) -> Array:
    """Coefficients (k,) at the top of the (weighted) log-likelihood, to 1e-10, from however far away.

    Newton's method with safeguards: the start fits the log-odds of the whole to the offset by least squares, no step moves anybody's
    log-odds very far, and a step that does not climb is halved. The log-likelihood is concave, so that there is one top at most.

    Args:
        design: (n, k); y: (n,) 0 or 1; weight, offset: (n,).

    Raises:
        ValueError: there is no maximum, as where a column separates the outcome.
    """
    beta = _start(design, y, weight, offset)
    for _ in range(_STEPS):
        log_odds = design @ beta + offset
        gradient, information = _derivatives(design, y, weight, log_odds)
        if not _carries_information(information) or _separates(design @ beta, y, weight):
            break
        step: Array = np.asarray(np.linalg.solve(information, gradient), float)
        moved, farthest = float(np.abs(design @ step).max()), max(_FARTHEST, 2 * float(np.abs(log_odds).max()))
        if moved <= _NEAR:
            beta = beta + step
            if np.abs(step).max() < 1e-10 * max(1.0, float(np.abs(beta).max())):
                return beta
        else:
            beta = beta + _climbing(design, y, weight, log_odds, step * min(1.0, farthest / moved))
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
        slope, information = _derivatives(design, y, weight, there)
        # The slope on the way is exact where the log-likelihood, far out, would differ by less than its rounding. Beyond the top a place
        # may be higher and yet so far out that nothing there tells the way back.
        if step @ slope >= 0 or (_carries_information(information) and _log_likelihood(y, weight, there) > before):
            break
        step, moved = step / 2, moved / 2
    return step


def _log_likelihood(y: Array, weight: Array, log_odds: Array) -> float:
    return -float(np.sum(weight * np.logaddexp(0, np.where(y == 1, -log_odds, log_odds))))


def _derivatives(design: Array, y: Array, weight: Array, log_odds: Array) -> tuple[Array, Array]:
    """X' W (y - p) (k,) and X' W p (1 - p) X (k, k) with the weights W."""
    smaller = _smaller(log_odds)
    whole, rest = _misses(y, log_odds, smaller)
    # Whole misses are summed apart: beside them the small rests, which decide where misses balance, would vanish.
    gradient = design.T @ (weight * whole) + design.T @ (weight * rest)
    return gradient, np.asarray((design * (weight * smaller * (1 - smaller))[:, None]).T @ design)


def _smaller(log_odds: Array) -> Array:
    """The smaller of p and 1 - p (n,), which does not round to 0."""
    from scipy.special import expit

    return np.asarray(expit(-np.abs(log_odds)))


def _misses(y: Array, log_odds: Array, smaller: Array) -> tuple[Array, Array]:
    """y - p (n,) in two parts: 1 or -1 for those on the wrong side of one half, 0 for the others; and the rest, without cancellation."""
    towards = 2 * y - 1
    wrong = towards * log_odds < 0
    return towards * wrong, np.where(wrong, -towards, towards) * smaller


def _separates(along: Array, y: Array, weight: Array) -> bool:
    """Whether a direction (its log-odds, n) has everybody with the outcome on one side and everybody without on the other.

    The likelihood then rises for ever along it (Albert & Anderson, Biometrika 1984;71:1-10), and a thousand steps need not show it.
    """
    right = (2 * y - 1) * along
    return float(np.min(right, where=weight > 0, initial=np.inf)) > 1e-9 * float(np.abs(along).max())


def _carries_information(information: Array) -> bool:
    return bool(np.isfinite(information).all() and (np.diag(information) > 0).all() and np.linalg.cond(information) < _SINGULAR)
