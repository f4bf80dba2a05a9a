"""The two conditional models of the chained equations: each returns coefficients *drawn* from their posterior.

Sources: Rubin, *Multiple Imputation for Nonresponse in Surveys* (1987), pp. 166-170; van Buuren, *Flexible Imputation of Missing
Data* (2nd ed., 2018), algorithms 3.1 ("norm") and 3.4 ("logreg"), and the R package mice 3.15 whose conventions are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np

RIDGE = 1e-5
"""mice's ridge: each diagonal element of X'X grows by this share of itself, so that collinear fields do not stop the fit."""

_MAX_LINEAR_PREDICTOR = 30.0


def draw_linear(X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """One draw from the posterior of a Bayesian linear regression with a flat prior (mice's `norm`).

    Args:
        X: (n, k) design matrix, its intercept included.
        y: (n,) observed values.
        rng: source of the draw.

    Returns:
        (k,) coefficients and the residual standard deviation, both drawn.
    """
    gram = X.T @ X
    covariance = np.linalg.inv(gram + RIDGE * np.diag(np.diag(gram)))
    mean = covariance @ (X.T @ y)
    residual = y - X @ mean
    degrees = max(len(y) - X.shape[1], 1)
    sd = float(np.sqrt(residual @ residual / rng.chisquare(degrees)))
    return mean + sd * (_root(covariance) @ rng.standard_normal(len(mean))), sd


def draw_logistic(X: np.ndarray, y: np.ndarray, rng: np.random.Generator, start: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """One draw from the normal approximation to the posterior of a logistic regression (mice's `logreg`).

    The data are augmented with a few weighted pseudo-observations (White, Daniel & Royston 2010), so that a field which
    separates the classes, as sex does for menopause, leaves the estimate finite.

    Args:
        X: (n, k) design matrix, its intercept first.
        y: (n,) 0 or 1.
        rng: source of the draw.
        start: (k,) coefficients to start the iterations from, or None.

    Returns:
        (k,) coefficients drawn, and (k,) their maximum-likelihood estimate (the next fit's `start`).
    """
    X, y, weight = _augment(X, y)
    beta = np.zeros(X.shape[1]) if start is None else start.copy()
    for _ in range(50):
        p = expit(X @ beta)
        W = np.maximum(weight * p * (1.0 - p), 1e-12)
        information = (X * W[:, None]).T @ X
        information[np.diag_indices_from(information)] *= 1.0 + RIDGE
        step = np.linalg.solve(information, X.T @ (weight * (y - p)))
        # A Newton step that overshoots far from the optimum is cut; near it the full step is taken.
        beta = beta + step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return beta + _root(np.linalg.inv(information)) @ rng.standard_normal(len(beta)), beta


def expit(x: Any) -> Any:
    """Inverse logit that does not overflow; the argument is held within plus or minus 30, array or number."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -_MAX_LINEAR_PREDICTOR, _MAX_LINEAR_PREDICTOR)))


def _root(covariance: np.ndarray) -> np.ndarray:
    return np.linalg.cholesky((covariance + covariance.T) / 2.0)


def _augment(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Append mice's pseudo-observations: for each predictor, half an SD either side of the mean, once in each class; total weight k."""
    predictors = X[:, 1:]
    k = predictors.shape[1]
    if k == 0:
        return X, y, np.ones(len(y))
    mean, sd = predictors.mean(0), predictors.std(0, ddof=1)
    rows = np.repeat(mean[None], 4 * k, 0)
    offset = np.tile([0.5, -0.5, 0.5, -0.5], k)
    column = np.repeat(np.arange(k), 4)
    rows[np.arange(4 * k), column] += offset * sd[column]
    rows = np.clip(rows, predictors.min(0), predictors.max(0))
    classes = np.tile([0.0, 0.0, 1.0, 1.0], k)
    weight = np.concatenate([np.ones(len(y)), np.full(4 * k, (k + 1) / (4 * k))])
    return np.vstack([X, np.hstack([np.ones((4 * k, 1)), rows])]), np.concatenate([y, classes]), weight
