"""What a probability does at one threshold: who is flagged, who is missed, and the shares that follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.roc import wilson

Array = NDArray[np.float64]

THRESHOLDS = np.round(np.arange(0.01, 1.0, 0.01), 2)
"""The grid on which curves and tables are given."""


def with_threshold(asked: float) -> Array:
    """The grid, and in its place the threshold asked for where it is none of the grid's."""
    near = np.isclose(THRESHOLDS, asked, rtol=0, atol=1e-12)
    return THRESHOLDS if near.any() else np.sort(np.append(THRESHOLDS, asked))


@dataclass(frozen=True, kw_only=True)
class AtThreshold:
    """Counts of the 2 x 2 table and its shares, each with Wilson's 95 % interval; None where the share's denominator is nobody."""

    threshold: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    sensitivity: Estimate | None
    specificity: Estimate | None
    ppv: Estimate | None
    npv: Estimate | None
    accuracy: Estimate


def at_threshold(outcome: object, probability: object, threshold: float) -> AtThreshold:
    """Sensitivity, specificity, predictive values and accuracy of "probability at or above `threshold`".

    Args:
        outcome: (n,) 0 or 1; probability: (n,) in 0..1.

    Raises:
        ValueError: nobody, lengths that differ, an outcome other than 0 and 1, or a missing probability.

    Sources: Altman & Bland, BMJ 1994;308:1552 and 309:102; Wilson, J Am Stat Assoc 1927;22:209-12.
    """
    y, p = checked_probability(outcome, probability)
    event, flagged = y == 1, p >= threshold
    tp, fp = int((flagged & event).sum()), int((flagged & ~event).sum())
    fn, tn = int(event.sum()) - tp, int((~event).sum()) - fp
    return AtThreshold(
        threshold=threshold,
        true_positives=tp,
        false_positives=fp,
        false_negatives=fn,
        true_negatives=tn,
        sensitivity=_share(tp, tp + fn),
        specificity=_share(tn, tn + fp),
        ppv=_share(tp, tp + fp),
        npv=_share(tn, tn + fn),
        accuracy=wilson(tp + tn, len(y)),
    )


def checked_probability(outcome: object, probability: object) -> tuple[Array, Array]:
    """Both as numbers (n,). Raises ValueError as `at_threshold`."""
    y, p = np.asarray(outcome, float), np.asarray(probability, float)
    if y.ndim != 1 or y.shape != p.shape or not len(y):
        raise ValueError("outcome and probability must be one a person, and there must be somebody")
    if not np.isin(y, (0, 1)).all() or np.isnan(p).any():
        raise ValueError("the outcome must be 0 or 1 and the probability known for everybody")
    return y, p


def _share(count: int, n: int) -> Estimate | None:
    return wilson(count, n) if n else None
