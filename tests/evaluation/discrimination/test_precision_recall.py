"""Average precision and its curve against scikit-learn, its interval against Boyd's formula by hand and against chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, precision_recall_curve

from osteo_core.evaluation.discrimination.precision_recall import precision_recall
from osteo_core.evaluation.discrimination.roc import roc_curve
from tests import folders

TABLE = pd.read_csv(folders.GOLDEN / "proc" / "table.csv")
OUTCOME = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 1], float)


@pytest.mark.parametrize("name", ["fine", "coarse", "weak"])
def test_curve_and_average_precision_are_scikit_learns(name: str) -> None:
    found = precision_recall(TABLE["outcome"], TABLE[name])
    precision, recall, threshold = precision_recall_curve(TABLE["outcome"], TABLE[name])
    # scikit-learn goes the other way and ends with an invented point of precision 1 at recall 0.
    assert found.threshold == pytest.approx(threshold[::-1])
    assert found.recall == pytest.approx(recall[:-1][::-1], abs=1e-12)
    assert found.precision == pytest.approx(precision[:-1][::-1], abs=1e-12)
    assert found.average_precision.estimate == pytest.approx(average_precision_score(TABLE["outcome"], TABLE[name]), abs=1e-12)
    assert found.precision[-1] == found.prevalence


@given(st.lists(st.integers(-3, 3), min_size=10, max_size=10))
@settings(max_examples=40, deadline=None)
def test_ties_and_monotone_changes_as_scikit_learn(scores: list[int]) -> None:
    found = precision_recall(OUTCOME, scores).average_precision.estimate
    assert found == pytest.approx(average_precision_score(OUTCOME, scores), abs=1e-12)
    assert precision_recall(OUTCOME, np.exp(np.array(scores, float))).average_precision.estimate == pytest.approx(found, abs=1e-12)


def test_every_point_is_the_rule_at_its_threshold() -> None:
    found, roc = precision_recall(TABLE["outcome"], TABLE["coarse"]), roc_curve(TABLE["outcome"], TABLE["coarse"])
    assert found.recall == pytest.approx(roc.sensitivity[1:])
    for threshold, precision in zip(found.threshold, found.precision, strict=True):
        assert precision == pytest.approx(TABLE.loc[TABLE["coarse"] >= threshold, "outcome"].mean())


def test_the_interval_by_hand() -> None:
    # Average precision 0.5 of 25 people with the outcome: tau = 1 / sqrt(25 * 0.25) = 0.4, ends expit(-+0.4 * 1.96)
    outcome = np.repeat([1, 0], 25)
    found = precision_recall(outcome, np.zeros(50)).average_precision
    assert (found.estimate, found.low, found.high) == pytest.approx((0.5, 0.313462, 0.686538), abs=1e-6)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)

    def drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
        outcome = rng.random(n) < 0.2
        return outcome, rng.normal(1.2 * outcome, 1)

    truth = precision_recall(*drawn(400_000)).average_precision.estimate
    held = [found.low <= truth <= found.high for found in (precision_recall(*drawn(1000)).average_precision for _ in range(300))]
    assert np.mean(held) >= 0.92


def test_a_perfect_ranking_has_no_interval() -> None:
    found = precision_recall(OUTCOME, OUTCOME).average_precision
    assert found.estimate == 1
    assert np.isnan([found.low, found.high]).all()


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="with and people without"):
        precision_recall(np.zeros(3), np.arange(3.0))
