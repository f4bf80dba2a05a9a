"""Logistic regression with the covariance of its coefficients, for people, weighted people, and people of a survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.calibration import newton

Array = NDArray[np.float64]

TotalCovariance = Callable[[Array], Array]
"""Covariance (k, k) of the sum over people of what each contributes (n, k): how a survey's design enters a variance."""


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
        ValueError: the regression does not converge, as where a column separates the outcome.
    """
    from scipy.special import expit

    w = np.ones_like(y) if weight is None else weight
    shift = np.zeros_like(y) if offset is None else offset
    beta = newton(design, y, w, shift)
    p = expit(design @ beta + shift)
    bread: Array = np.linalg.inv((design * (w * p * (1 - p))[:, None]).T @ design)
    if weight is None and total_covariance is None:
        return LogisticFit(beta, bread)
    scores = design * (w * (y - p))[:, None]
    meat = scores.T @ scores if total_covariance is None else total_covariance(scores)
    return LogisticFit(beta, bread @ meat @ bread)
