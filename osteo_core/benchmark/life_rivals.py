"""The network of the world as in life against its rivals, on the held-out people of `artifacts/evaluation`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.benchmark.result import BenchmarkResult, at_least
from osteo_core.rivals.models import both_ways
from osteo_core.stored import studies

Array = NDArray[np.float64]

OUTCOMES = ("osteoporosis", "fracture", "hip_fracture")
RIVALS = {"logistic": "tuned logistic regression", "lightgbm": "tuned LightGBM", "ebm": "explainable boosting"}


def expected_auc(probability: Array, score: Array) -> float:
    """AUC that a score is expected to have among people who have the outcome with these probabilities, each counted as both.

    It is what the AUC of many tosses would settle at, without the noise of one.
    """
    from sklearn.metrics import roc_auc_score

    scores, happened, weight = both_ways(score[:, None], probability, None)
    return float(roc_auc_score(happened, scores[:, 0], sample_weight=weight))


def against_rivals() -> list[BenchmarkResult]:
    """The network's expected AUC minus each rival's, from all that is recorded; how likely an outcome is, the best possible answer says.

    NOTE: the rivals learned from fewer people than the network (`artifacts/evaluation/card.json` says from how many).
    """
    people = studies.table("life")
    figures = []
    for outcome in OUTCOMES:
        section = f"Life, {outcome.replace('_', ' ')}: expected AUC minus the rival's, {len(people)} held-out people"
        limit = people[f"p_{outcome}_oracle"].to_numpy(float)
        ours, best = (expected_auc(limit, people[f"p_{outcome}_{model}"].to_numpy(float)) for model in ("life", "oracle"))
        for model, name in RIVALS.items():
            theirs = expected_auc(limit, people[f"p_{outcome}_{model}"].to_numpy(float))
            figures.append(
                at_least(
                    section, name, ours - theirs, 0.0, f"{ours - theirs:+.4f}; {ours:.4f} and {theirs:.4f}, best possible {best:.4f}",
                )
            )  # fmt: skip
    return figures
