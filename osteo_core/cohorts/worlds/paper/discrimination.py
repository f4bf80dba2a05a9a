"""Areas under the ROC curve for calibration: against outcomes, or against the probabilities themselves (less noise)."""

from __future__ import annotations

import numpy as np


def expected_auc(p: np.ndarray, score: np.ndarray | None = None) -> float:
    """AUC of `score` (default p) when each person's outcome is Bernoulli(p): its noise-free version for calibrated p (n,)."""
    order = np.argsort(p if score is None else score, kind="stable")
    events, others = p[order], 1.0 - p[order]
    below = np.cumsum(others) - 0.5 * others
    return float((events * below).sum() / (events.sum() * others.sum()))


def auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """AUC against outcomes 0/1 (n,), ties by midranks."""
    from scipy.stats import rankdata

    yes = np.asarray(outcome, bool)
    ranks = rankdata(score)
    n1, n0 = yes.sum(), (~yes).sum()
    return float((ranks[yes].sum() - n1 * (n1 + 1) / 2.0) / (n1 * n0))
