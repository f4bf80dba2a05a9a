"""Precision against recall: how many of those flagged have the outcome, as more and more people are flagged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.evaluation.discrimination.auc import Estimate, checked
from osteo_core.evaluation.discrimination.roc import flagged_at

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PrecisionRecallCurve:
    """Recall (sensitivity) and precision (positive predictive value) of "prediction at or above `threshold`" (k,).

    From the highest prediction to everybody flagged, where precision is the `prevalence`, which a prediction that tells nothing has at
    every recall. No point is invented for nobody flagged, where precision has no value.
    """

    threshold: Array
    recall: Array
    precision: Array
    average_precision: Estimate
    prevalence: float


def precision_recall(outcome: object, prediction: object) -> PrecisionRecallCurve:
    """One point a distinct prediction, and the average precision: each step of recall times the precision where it is reached.

    That sum, as scikit-learn's, joins no points by straight lines, which would be too favourable. Its interval is the normal one on the
    log-odds, with the number of people with the outcome as sample size; an average precision of exactly 1 has none (NaN).

    Args:
        outcome: (n,) 0 or 1; prediction: (n,) any score that is higher in people with the outcome.

    Raises:
        ValueError: as `osteo_core.evaluation.discrimination.auc.auc`.

    Sources: Davis & Goadrich, ICML 2006:233-40 (interpolation); Boyd, Eng & Page, ECML PKDD 2013, LNCS 8190:451-66 (estimator, interval).
    """
    case, (score,) = checked(outcome, prediction)
    threshold, true, false = flagged_at(case.astype(float), score)
    recall, precision = true / true[-1], true / (true + false)
    average = float(np.sum(np.diff(recall, prepend=0.0) * precision))
    return PrecisionRecallCurve(
        threshold=threshold,
        recall=recall,
        precision=precision,
        average_precision=_logit_interval(average, int(case.sum())),
        prevalence=float(case.mean()),
    )


def _logit_interval(share: float, events: int) -> Estimate:
    from scipy.special import expit, logit

    if not 0 < share < 1 - 1e-12:
        return Estimate(min(share, 1.0), np.nan, np.nan)
    half = Z95 / np.sqrt(events * share * (1 - share))
    low, high = expit(logit(share) + np.array([-half, half]))
    return Estimate(share, float(low), float(high))
