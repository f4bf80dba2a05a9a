"""A threshold's 2 x 2 table against a published one, and what happens where a share has nobody to be a share of."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.evaluation.decision.thresholds import at_threshold


def test_altman_and_blands_liver_scans() -> None:
    # BMJ 1994;308:1552 and 309:102: 231 and 27 of 258 with, 32 and 54 of 86 without pathology
    outcome = np.repeat([1, 1, 0, 0], (231, 27, 32, 54))
    abnormal = np.repeat([0.8, 0.3, 0.8, 0.3], (231, 27, 32, 54))
    found = at_threshold(outcome, abnormal, 0.5)
    assert (found.true_positives, found.false_negatives, found.false_positives, found.true_negatives) == (231, 27, 32, 54)
    printed = {"sensitivity": 0.90, "specificity": 0.63, "ppv": 0.88, "npv": 0.67}
    for name, value in printed.items():
        assert round(getattr(found, name).estimate, 2) == value, name
    assert found.accuracy.estimate == (231 + 54) / 344


def test_a_probability_equal_to_the_threshold_is_flagged() -> None:
    found = at_threshold([1, 0], [0.2, 0.1], 0.2)
    assert (found.true_positives, found.true_negatives) == (1, 1)


@pytest.mark.parametrize(
    "outcome, probability, absent",
    [([0, 0], [0.1, 0.9], "sensitivity"), ([1, 1], [0.1, 0.9], "specificity"), ([0, 1], [0.1, 0.1], "ppv"), ([0, 1], [0.9, 0.9], "npv")],
)
def test_a_share_of_nobody_is_none(outcome: list[float], probability: list[float], absent: str) -> None:
    found = at_threshold(outcome, probability, 0.5)
    assert [name for name in ("sensitivity", "specificity", "ppv", "npv") if getattr(found, name) is None] == [absent]


@pytest.mark.parametrize("outcome, probability", [([], []), ([0, 1], [0.1]), ([0, 2], [0.1, 0.2]), ([0, 1], [0.1, np.nan])])
def test_what_is_refused(outcome: list[float], probability: list[float]) -> None:
    with pytest.raises(ValueError, match=r"one a person|0 or 1"):
        at_threshold(outcome, probability, 0.5)
