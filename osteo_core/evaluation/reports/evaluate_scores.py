"""What `evaluate` says of a score, which ranks people and is no probability: ranking, and cut-offs among its own values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination.roc import RocCurve, roc_curve
from osteo_core.evaluation.discrimination.thinning import thin_curve

Array = NDArray[np.float64]
Document = dict[str, Any]

SCORE = "examination.reason.score"
NO_THRESHOLD, OUTSIDE = "evaluate.reason.no_threshold", "evaluate.reason.outside_the_score"
MOST_CUT_OFFS = 200
_ROUNDING = 1e-12


def oriented(score: Array, lower: bool) -> Array:
    """The score with higher values riskier: as it is, or with the other sign where `lower` ones are."""
    return -score if lower else score


def cut_offs(y: Array, score: Array, lower: bool) -> tuple[list[Document], Document | None]:
    """The ROC curve's points by the score's own values, at most 200 evenly along the curve, and the one of Youden's index.

    A person is flagged at or above a cut-off, or at or below it where `lower` values are riskier. Of points with the same index
    (sensitivity + specificity - 1) the one that flags the fewest is given. It is chosen on the very people it is judged on: too good.

    Args:
        y: (n,) 0 or 1; score: (n,) as measured.

    Returns:
        threshold, sensitivity, specificity each, Youden's with `index`; nothing, and None, with one class only.

    Source: Youden, Cancer 1950;3:32-5.
    """
    if not len(y) or y.min() == y.max():
        return [], None
    curve = roc_curve(y, oriented(score, lower))
    together = (curve.sensitivity + curve.specificity)[1:]  # the first point flags nobody
    best = 1 + int(np.argmax(together >= together.max() - _ROUNDING))
    kept = [place for place in thin_curve(1 - curve.specificity, curve.sensitivity, most=MOST_CUT_OFFS) if place]
    youden = _point(curve, best, lower)
    return [_point(curve, int(place), lower) for place in kept], youden | {"index": youden["sensitivity"] + youden["specificity"] - 1}


def why_not_at(score: Array, threshold: float | None) -> str:
    """Why there is nothing to say at a threshold (a key), "" where there is."""
    if threshold is None:
        return NO_THRESHOLD
    return "" if len(score) and score.min() <= threshold <= score.max() else OUTSIDE


def _point(curve: RocCurve, place: int, lower: bool) -> Document:
    threshold = float(curve.threshold[place])
    return {
        "threshold": (0.0 - threshold) if lower else threshold,
        "sensitivity": float(curve.sensitivity[place]),
        "specificity": float(curve.specificity[place]),
    }
