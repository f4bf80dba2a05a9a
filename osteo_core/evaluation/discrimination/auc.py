"""Area under the ROC curve with DeLong's variance, by the fast algorithm of Sun & Xu."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    estimate: float
    low: float
    high: float


def named(name: str, value: Estimate | None) -> dict[str, float]:
    """A figure as a table's columns: `name`, `name`_low and `name`_high; NaN where there is none."""
    estimate, low, high = (np.nan,) * 3 if value is None else (value.estimate, value.low, value.high)
    return {name: estimate, f"{name}_low": low, f"{name}_high": high}


@dataclass(frozen=True, kw_only=True)
class AucDifference:
    """Paired comparison of two AUCs on the same people: first minus second, with z and two-sided P value."""

    difference: float
    low: float
    high: float
    z: float
    p: float


def checked(outcome: object, *predictions: object) -> tuple[NDArray[np.bool_], list[Array]]:
    """Check the input: which people have the outcome, (n,) bool, and the predictions, (n,) each. Raises ValueError as `auc`."""
    y = np.asarray(outcome, float)
    arrays = [np.asarray(p, float) for p in predictions]
    if y.ndim != 1 or any(p.shape != y.shape for p in arrays):
        raise ValueError(f"outcome and predictions must be one-dimensional and of one length, not {[y.shape, *(p.shape for p in arrays)]}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("the outcome must be 0 or 1 for everybody")
    if y.min() == y.max():
        raise ValueError("an AUC needs people with and people without the outcome")
    if not all(np.isfinite(p).all() for p in arrays):
        raise ValueError("a prediction is missing or infinite")
    return y == 1, arrays


def placements(case: NDArray[np.bool_], prediction: Array) -> tuple[Array, Array]:
    """Share of controls below each case and of cases above each control, ties counted half (midranks)."""
    from scipy.stats import rankdata

    m, n = int(case.sum()), int((~case).sum())
    among_all = rankdata(prediction)
    return (among_all[case] - rankdata(prediction[case])) / n, 1 - (among_all[~case] - rankdata(prediction[~case])) / m


def _covariance(case: NDArray[np.bool_], predictions: list[Array]) -> tuple[Array, Array]:
    """AUCs (k,) and DeLong covariance (k, k), NaN with fewer than two people of either kind."""
    parts = [placements(case, p) for p in predictions]
    v10, v01 = np.stack([p[0] for p in parts]), np.stack([p[1] for p in parts])
    if min(v10.shape[1], v01.shape[1]) < 2:
        return v10.mean(1), np.full((len(parts), len(parts)), np.nan)
    covariance = np.atleast_2d(np.cov(v10)) / v10.shape[1] + np.atleast_2d(np.cov(v01)) / v01.shape[1]
    return v10.mean(1), covariance


def auc(outcome: object, prediction: object) -> Estimate:
    """AUC with DeLong interval (normal approximation on the AUC scale, cut at 0 and 1, as pROC does).

    With one person with, or one without, the outcome there is no variance: the ends of the interval are NaN.

    Args:
        outcome: (n,) 0 or 1; prediction: (n,) any monotone score.

    Raises:
        ValueError: shapes differ, an outcome other than 0 and 1, one class only, or a missing prediction.

    Sources: DeLong et al., Biometrics 1988;44:837-45; Sun & Xu, IEEE Signal Process Lett 2014;21:1389-93.
    """
    return auc_with_error(outcome, prediction)[0]


def auc_with_error(outcome: object, prediction: object) -> tuple[Estimate, float]:
    """`auc` and its standard error, which an interval that was cut at 0 or 1 no longer shows."""
    case, arrays = checked(outcome, prediction)
    estimate, covariance = _covariance(case, arrays)
    error = float(np.sqrt(covariance[0, 0]))
    low, high = np.clip((estimate[0] - Z95 * error, estimate[0] + Z95 * error), 0, 1)
    return Estimate(float(estimate[0]), float(low), float(high)), error


def auc_difference(outcome: object, first: object, second: object) -> AucDifference:
    """DeLong's paired test of two predictions for the same people. Arguments, errors and sources as `auc`."""
    return auc_differences(outcome, first, second)[0, 1]


def auc_differences(outcome: object, *predictions: object) -> dict[tuple[int, int], AucDifference]:
    """`auc_difference` of every pair of predictions, by their places, the earlier first: each prediction is ranked once."""
    case, arrays = checked(outcome, *predictions)
    areas, covariance = _covariance(case, arrays)
    places = range(len(arrays))
    return {(i, j): _difference(areas, covariance, i, j) for i in places for j in places if i < j}


def _difference(areas: Array, covariance: Array, i: int, j: int) -> AucDifference:
    from scipy.stats import norm

    difference = float(areas[i] - areas[j])
    error = float(np.sqrt(np.maximum(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j], 0.0)))
    if error == 0.0:
        return AucDifference(
            difference=difference,
            low=difference,
            high=difference,
            z=0.0 if difference == 0 else float(np.copysign(np.inf, difference)),
            p=float(difference == 0),
        )
    z = difference / error
    return AucDifference(
        difference=difference, low=difference - Z95 * error, high=difference + Z95 * error, z=z, p=float(2 * norm.sf(abs(z)))
    )
