"""Decision curves: what acting on a prediction is worth at each threshold, against acting on everybody and on nobody."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination import Z95
from osteo_core.evaluation.logistic import TotalCovariance

Array = NDArray[np.float64]

ALL, NONE = "all", "none"


def decision_curve(
    outcome: object,
    predictions: Mapping[str, object],
    thresholds: object,
    weight: object | None = None,
    *,
    total_covariance: TotalCovariance | None = None,
) -> pd.DataFrame:
    """Net benefit of each prediction, of acting on all and on none.

    Net benefit at threshold t is the share of true positives minus t / (1 - t) times the share of false positives, where positive is a
    prediction of at least t. The interval is the normal one of a mean over people (with weights: of a weighted mean), the prevalence
    being as uncertain as the sample leaves it. With `total_covariance` it is that of a survey, at the price of an (n, k) table.

    Args:
        outcome: (n,) 0 or 1.
        predictions: name -> (n,) probabilities, or 0/1 for a fixed rule, which then acts on the same people at every threshold.
        thresholds: (k,) strictly between 0 and 1.
        weight: (n,) weights of people, or None.

    Returns:
        model, threshold, net_benefit, low, high: one row a name and threshold, then "all" and "none".

    Raises:
        ValueError: a threshold or prediction out of range, an outcome other than 0 and 1, lengths that differ, nobody, or one of the
            two names that are taken.

    Sources: Vickers & Elkin, Med Decis Making 2006;26:565-74; variance as a mean over people, Marsh et al., Biometrics 2020;76:843-52.
    """
    y, cut = np.asarray(outcome, float), np.atleast_1d(np.asarray(thresholds, float))
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)
    _check(y, w, cut, predictions)
    rows = []
    for name, p in {**predictions, ALL: np.ones_like(y)}.items():
        value, error = _net_benefit(y, np.asarray(p, float), cut, w)
        if total_covariance is not None:
            error = _survey_error(y, np.asarray(p, float), cut, w, value, total_covariance)
        rows.append(_rows(name, cut, value, error))
    rows.append(_rows(NONE, cut, np.zeros_like(cut), np.zeros_like(cut)))
    return pd.concat(rows, ignore_index=True)


def _net_benefit(y: Array, p: Array, cut: Array, w: Array) -> tuple[Array, Array]:
    """Net benefit and its standard error at each cut (k,), from sums over the people at or above it: one sort, no loop."""
    order = np.argsort(p)
    y, w = y[order], w[order]
    below = np.searchsorted(p[order], cut, side="left")
    odds = cut / (1 - cut)

    def at_or_above(values: Array) -> Array:
        total: Array = np.concatenate(([0.0], np.cumsum(values)))
        return total[-1] - total[below]

    value = (at_or_above(w * y) - odds * at_or_above(w * (1 - y))) / w.sum()
    # A person's own net benefit is z = 1, -odds or 0; the variance of the weighted mean needs sums of w^2, w^2 z and w^2 z^2.
    hits, alarms = at_or_above(w**2 * y), at_or_above(w**2 * (1 - y))
    squares = hits + odds**2 * alarms - 2 * value * (hits - odds * alarms) + value**2 * np.sum(w**2)
    return value, np.sqrt(np.maximum(squares, 0.0)) / w.sum()


def _survey_error(y: Array, p: Array, cut: Array, w: Array, value: Array, total_covariance: TotalCovariance) -> Array:
    """Standard error (k,) of the weighted mean by linearisation: each person contributes w (z - value) / sum(w)."""
    own = np.where(y[:, None] == 1, 1.0, -cut / (1 - cut)) * (p[:, None] >= cut)
    contributions = w[:, None] * (own - value) / w.sum()
    return np.asarray(np.sqrt(np.diag(total_covariance(contributions))))


def _rows(name: str, cut: Array, value: Array, error: Array) -> pd.DataFrame:
    return pd.DataFrame(
        {"model": name, "threshold": cut, "net_benefit": value, "low": value - Z95 * error, "high": value + Z95 * error},
    )


def _check(y: Array, w: Array, cut: Array, predictions: Mapping[str, object]) -> None:
    if not len(y) or not np.isin(y, (0, 1)).all():
        raise ValueError("the outcome must be 0 or 1 for everybody, and there must be somebody")
    if w.shape != y.shape or not (w >= 0).all() or not w.sum() > 0:
        raise ValueError("weights must be one a person, none negative, not all zero")
    if not ((cut > 0) & (cut < 1)).all():
        raise ValueError("thresholds must lie strictly between 0 and 1")
    for name, prediction in predictions.items():
        p = np.asarray(prediction, float)
        if name in (ALL, NONE):
            raise ValueError(f"the name {name!r} is taken")
        if p.shape != y.shape or not ((p >= 0) & (p <= 1)).all():
            raise ValueError(f"{name}: predictions must be one a person, between 0 and 1")
