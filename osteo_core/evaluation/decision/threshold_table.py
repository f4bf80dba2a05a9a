"""What a probability does at each of many thresholds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.decision.thresholds import THRESHOLDS, checked_probability
from osteo_core.evaluation.discrimination.roc import wilson_columns

COUNTS = ("true_positives", "false_positives", "false_negatives", "true_negatives")
SHARES = ("flagged", "sensitivity", "specificity", "ppv", "npv", "accuracy")


def threshold_table(outcome: object, probability: object, thresholds: object = THRESHOLDS) -> pd.DataFrame:
    """`at_threshold` at every threshold (k,), from one sort.

    Args:
        outcome: (n,) 0 or 1; probability: (n,) in 0..1.

    Returns:
        threshold, COUNTS, then SHARES, each with Wilson's interval in …_low, …_high; NaN where the share is one of nobody. `flagged` is
        the share of people at or above the threshold.

    Raises:
        ValueError: as `at_threshold`.

    Sources: as `at_threshold`.
    """
    y, p = checked_probability(outcome, probability)
    cut = np.atleast_1d(np.asarray(thresholds, float))
    tp, fp = (_at_or_above(p[y == kind], cut) for kind in (1, 0))
    events, n = int(y.sum()), len(y)
    fn, tn = events - tp, n - events - fp
    table = pd.DataFrame({"threshold": cut} | dict(zip(COUNTS, (tp, fp, fn, tn), strict=True)))
    one = np.ones_like(tp)
    counts = (tp + fp, tp, tn, tp, tn, tp + tn)
    among = (n * one, events * one, (n - events) * one, tp + fp, tn + fn, n * one)
    for name, count, of in zip(SHARES, counts, among, strict=True):
        table[name], table[f"{name}_low"], table[f"{name}_high"] = wilson_columns(count, of)
    return table


def _at_or_above(values: NDArray[np.float64], cut: NDArray[np.float64]) -> NDArray[np.intp]:
    return len(values) - np.searchsorted(np.sort(values), cut, side="left")
