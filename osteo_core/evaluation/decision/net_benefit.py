"""Decision curves: what acting on a prediction is worth at each threshold, against acting on everybody and on nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.calibration.logistic import TotalCovariance

Array = NDArray[np.float64]

ALL, NONE = "all", "none"


def decision_curve(
    outcome: object,
    predictions: Mapping[str, object],
    thresholds: object,
    weight: object | None = None,
    *,
    harm: Mapping[str, float] | float = 0.0,
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
        harm: what the test itself costs each person, in units of net benefit (1 / the number of people one would test to find one with
            the outcome), of every prediction or by name; taken off at every threshold, but not off acting on all or on none.

    Returns:
        model, threshold, net_benefit, low, high: one row a name and threshold, then "all" and "none".

    Raises:
        ValueError: a threshold or prediction out of range, an outcome other than 0 and 1, lengths that differ, nobody, a negative harm,
            or one of the two names that are taken.

    Sources: Vickers & Elkin, Med Decis Making 2006;26:565-74; variance as a mean over people, Marsh et al., Biometrics 2020;76:843-52;
    harm as dcurves' `dca` takes it.
    """
    y, cut = np.asarray(outcome, float), np.atleast_1d(np.asarray(thresholds, float))
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)
    _check(y, w, cut, predictions)
    costs = dict(harm) if isinstance(harm, Mapping) else dict.fromkeys(predictions, harm)
    if not all(cost >= 0 for cost in costs.values()):
        raise ValueError("a harm must not be negative")
    rows = []
    for name, p in {**predictions, ALL: np.ones_like(y)}.items():
        value, error = _net_benefit(y, np.asarray(p, float), cut, w)
        if total_covariance is not None:
            error = _survey_error(y, np.asarray(p, float), cut, w, value, total_covariance)
        rows.append(_rows(name, cut, value - costs.get(name, 0.0), error))
    rows.append(_rows(NONE, cut, np.zeros_like(cut), np.zeros_like(cut)))
    return pd.concat(rows, ignore_index=True)


def net_benefit_difference(
    outcome: object, first: object, second: object, thresholds: object, weight: object | None = None
) -> pd.DataFrame:
    """Net benefit of the first prediction minus that of the second on the same people, with the interval of a paired mean.

    A person contributes the difference of what the two predictions do with them; the variance is that of the (weighted) mean of these.
    Against acting on all give a second prediction of 1 for everybody. An interval of no width says that both treat everybody alike.

    Args:
        as `decision_curve`, whose errors and sources these are too.

    Returns:
        threshold, difference, low, high.
    """
    y, cut = np.asarray(outcome, float), np.atleast_1d(np.asarray(thresholds, float))
    w = np.ones_like(y) if weight is None else np.asarray(weight, float)
    _check(y, w, cut, {"first": first, "second": second})
    p, q = np.asarray(first, float), np.asarray(second, float)
    odds = cut / (1 - cut)
    (one, one2), (other, other2) = (_flagged(y, prediction, cut, w, w**2) for prediction in (p, q))
    (both2,) = _flagged(y, np.minimum(p, q), cut, w**2)
    difference = (one.hits - other.hits - odds * (one.alarms - other.alarms)) / w.sum()
    own = one2.hits - other2.hits - odds * (one2.alarms - other2.alarms)
    # Flagged by one prediction alone: by either, less twice by both.
    squared = one2.hits + other2.hits - 2 * both2.hits + odds**2 * (one2.alarms + other2.alarms - 2 * both2.alarms)
    error = np.sqrt(np.maximum(squared - 2 * difference * own + difference**2 * np.sum(w**2), 0.0)) / w.sum()
    return pd.DataFrame({"threshold": cut, "difference": difference, "low": difference - Z95 * error, "high": difference + Z95 * error})


def interventions_avoided(curves: pd.DataFrame) -> pd.DataFrame:
    """Net reduction in interventions per 100 people, compared with treating everybody, at no increase in missed cases.

    That is the gain in net benefit over acting on all, exchanged into false positives at the odds of the threshold; negative where acting
    on all is better.

    Args:
        curves: as `decision_curve` gives them.

    Returns:
        model, threshold, avoided; one row a prediction and threshold.

    Sources: Vickers, Van Calster & Steyerberg, Diagn Progn Res 2019;3:18; the definition is that of dcurves' `net_intervention_avoided`.
    """
    everybody = curves[curves["model"] == ALL].set_index("threshold")["net_benefit"]
    rows = curves[~curves["model"].isin((ALL, NONE))]
    gain = rows["net_benefit"] - rows["threshold"].map(everybody)
    return rows[["model", "threshold"]].assign(avoided=100 * gain * (1 - rows["threshold"]) / rows["threshold"]).reset_index(drop=True)


@dataclass(frozen=True)
class _Flagged:
    """Sums of weights of people at or above each cut (k,), with (`hits`) and without (`alarms`) the outcome."""

    hits: Array
    alarms: Array


def _flagged(y: Array, p: Array, cut: Array, *weights: Array) -> tuple[_Flagged, ...]:
    """One answer a column of weights (n,): one sort, no loop over thresholds."""
    order = np.argsort(p)
    y, below = y[order], np.searchsorted(p, cut, side="left", sorter=order)

    def at_or_above(values: Array) -> Array:
        total: Array = np.concatenate(([0.0], np.cumsum(values)))
        return total[-1] - total[below]

    return tuple(_Flagged(at_or_above(w[order] * y), at_or_above(w[order] * (1 - y))) for w in weights)


def _net_benefit(y: Array, p: Array, cut: Array, w: Array) -> tuple[Array, Array]:
    """Net benefit and its standard error at each cut (k,)."""
    odds = cut / (1 - cut)
    once, squared = _flagged(y, p, cut, w, w**2)
    value = (once.hits - odds * once.alarms) / w.sum()
    # A person's own net benefit is z = 1, -odds or 0; the variance of the weighted mean needs sums of w^2, w^2 z and w^2 z^2.
    own = squared.hits - odds * squared.alarms
    squares = squared.hits + odds**2 * squared.alarms - 2 * value * own + value**2 * np.sum(w**2)
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
