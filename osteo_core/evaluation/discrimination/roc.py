"""The ROC curve, and what one cut-off does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.discrimination.auc import Estimate, auc

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class RocCurve:
    """Sensitivity and specificity of "prediction at or above `threshold`" (k,), from nobody (threshold inf) to everybody, with the AUC."""

    threshold: Array
    sensitivity: Array
    specificity: Array
    auc: Estimate


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """What one rule does: `flagged` share of people, sensitivity, specificity, predictive values, each with Wilson's 95 % interval.

    A predictive value is None where the rule flags nobody (or everybody).
    """

    flagged: Estimate
    sensitivity: Estimate
    specificity: Estimate
    ppv: Estimate | None
    npv: Estimate | None


def roc_curve(outcome: object, prediction: object) -> RocCurve:
    """One point a distinct prediction; ties share a point, so that the area under straight lines is the AUC with ties counted half.

    Args:
        outcome: (n,) 0 or 1; prediction: (n,) any score that is higher in people with the outcome.

    Raises:
        ValueError: as `osteo_core.evaluation.discrimination.auc.auc`.

    Source: Fawcett, Pattern Recognit Lett 2006;27:861-74.
    """
    area = auc(outcome, prediction)
    score, true, false = flagged_at(np.asarray(outcome, float), np.asarray(prediction, float))
    return RocCurve(
        threshold=np.concatenate(([np.inf], score)),
        sensitivity=np.concatenate(([0.0], true / true[-1])),
        specificity=1 - np.concatenate(([0.0], false / false[-1])),
        auc=area,
    )


def flagged_at(y: Array, score: Array) -> tuple[Array, Array, Array]:
    """Distinct scores from the highest (k,), and how many people with and without the outcome have that score or a higher one."""
    order = np.argsort(-score)
    score, y = score[order], y[order]
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    true = np.cumsum(y)[last]
    return score[last], true, last + 1 - true


def operating_point(outcome: object, flagged: object) -> OperatingPoint:
    """Sensitivity, specificity and predictive values of a yes/no rule.

    Args:
        outcome, flagged: (n,) 0 or 1.

    Raises:
        ValueError: one class only.
    """
    y, yes = np.asarray(outcome, float) == 1, np.asarray(flagged, float) == 1
    if y.all() or not y.any():
        raise ValueError("a cut-off needs people with and people without the outcome")
    return OperatingPoint(
        flagged=wilson(int(yes.sum()), len(y)),
        sensitivity=wilson(int((yes & y).sum()), int(y.sum())),
        specificity=wilson(int((~yes & ~y).sum()), int((~y).sum())),
        ppv=wilson(int((yes & y).sum()), int(yes.sum())) if yes.any() else None,
        npv=wilson(int((~yes & ~y).sum()), int((~yes).sum())) if not yes.all() else None,
    )


def wilson(count: int, n: int) -> Estimate:
    """A share with Wilson's 95 % score interval, which stays within 0 and 1. Source: Wilson, J Am Stat Assoc 1927;22:209-12.

    Raises:
        ValueError: n of 0, or a count outside 0..n.
    """
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"a share needs 0 <= count <= n and n > 0, not {count} of {n}")
    share, low, high = wilson_columns(np.array([count]), np.array([n]))
    return Estimate(float(share[0]), float(low[0]), float(high[0]))


def wilson_columns(count: object, n: object) -> tuple[Array, Array, Array]:
    """Shares and the ends of `wilson`'s interval (k,) of counts (k,) of n (k,), NaN where n is 0."""
    among = np.asarray(n, float)
    among = np.where(among > 0, among, np.nan)
    share, z2 = np.asarray(count, float) / among, Z95**2
    centre = (share + z2 / (2 * among)) / (1 + z2 / among)
    half = Z95 / (1 + z2 / among) * np.sqrt(share * (1 - share) / among + z2 / (4 * among * among))
    return share, np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
