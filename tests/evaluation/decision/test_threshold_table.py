"""The table of all thresholds says at each of them what that threshold says alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from osteo_core.evaluation.decision.threshold_table import COUNTS, SHARES, threshold_table
from osteo_core.evaluation.decision.thresholds import THRESHOLDS, at_threshold

OUTCOME = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0], float)


@given(st.lists(st.one_of(st.sampled_from([i / 100 for i in range(101)]), st.floats(0, 1)), min_size=12, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_row_is_at_threshold(probabilities: list[float]) -> None:
    # Predictions on the grid itself (0.29, 0.57 … are not binary fractions) tie with their thresholds.
    table = threshold_table(OUTCOME, probabilities)
    for row in table.to_dict("records"):
        alone = at_threshold(OUTCOME, probabilities, row["threshold"])
        assert [row[name] for name in COUNTS] == [getattr(alone, name) for name in COUNTS]
        for name in SHARES[1:]:
            share = getattr(alone, name)
            expected = [np.nan] * 3 if share is None else [share.estimate, share.low, share.high]
            assert [row[name], row[f"{name}_low"], row[f"{name}_high"]] == pytest.approx(expected, abs=1e-15, nan_ok=True)


def test_counts_are_scikit_learns_and_ties_are_flagged() -> None:
    rng = np.random.default_rng(4)
    outcome, p = rng.random(5000) < 0.3, np.round(rng.random(5000), 2)
    table = threshold_table(outcome, p)
    assert table["threshold"].tolist() == THRESHOLDS.tolist() == [i / 100 for i in range(1, 100)]
    for row in table.to_dict("records"):
        tn, fp, fn, tp = confusion_matrix(outcome, p >= row["threshold"]).ravel()
        assert [row[name] for name in COUNTS] == [tp, fp, fn, tn]
    assert table["true_positives"].diff().max() <= 0


def test_turning_outcome_and_probability_round_swaps_the_shares() -> None:
    rng = np.random.default_rng(5)
    p = rng.random(400)
    outcome = (rng.random(400) < p).astype(float)
    there, back = threshold_table(outcome, p), threshold_table(1 - outcome, 1 - p).iloc[::-1].reset_index(drop=True)
    for one, other in (("sensitivity", "specificity"), ("ppv", "npv"), ("accuracy", "accuracy")):
        for end in ("", "_low", "_high"):
            assert there[one + end].to_numpy() == pytest.approx(back[other + end].to_numpy(), nan_ok=True)


def test_a_share_of_nobody_is_nan_and_flagged_counts_everybody() -> None:
    table = threshold_table([1, 1, 0, 0], [0.2, 0.2, 0.2, 0.6], [0.1, 0.6, 0.7])
    assert table["flagged"].tolist() == [1, 0.25, 0]
    assert table["npv"].isna().tolist() == [True, False, False]
    assert table["ppv"].isna().tolist() == table["ppv_low"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("outcome, probability", [([], []), ([0, 1], [0.1]), ([0, 2], [0.1, 0.2]), ([0, 1], [0.1, np.nan])])
def test_what_is_refused(outcome: list[float], probability: list[float]) -> None:
    with pytest.raises(ValueError, match=r"one a person|0 or 1"):
        threshold_table(outcome, probability)
