"""Laws of the statistics, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.paper.printed import printed_table

OUTCOME = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 1], float)


@given(st.lists(st.integers(-5, 5), min_size=10, max_size=10))
@settings(max_examples=40, deadline=None)
def test_auc_is_the_share_of_ordered_pairs(scores: list[int]) -> None:
    score = np.array(scores, float)
    pairs = [(a > b) + 0.5 * (a == b) for a in score[OUTCOME == 1] for b in score[OUTCOME == 0]]
    assert auc(OUTCOME, score).estimate == pytest.approx(np.mean(pairs), abs=1e-12)


@given(st.lists(st.floats(-3, 3), min_size=10, max_size=10))
@settings(max_examples=40, deadline=None)
def test_auc_reads_ranks_only_and_turns_with_the_sign(scores: list[float]) -> None:
    score = np.round(np.array(scores), 3)
    found = auc(OUTCOME, score).estimate
    assert auc(OUTCOME, 100 * score - 7).estimate == pytest.approx(found, abs=1e-12)
    assert auc(OUTCOME, -score).estimate == pytest.approx(1 - found, abs=1e-12)


def test_perfect_and_equal_predictions() -> None:
    assert auc(OUTCOME, OUTCOME).estimate == 1.0
    assert auc(OUTCOME, np.ones(10)).estimate == 0.5
    same = auc_difference(OUTCOME, np.arange(10.0), np.arange(10.0))
    assert (same.difference, same.z, same.p) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "outcome, score, say",
    [
        (OUTCOME, np.arange(9.0), "one length"),
        (OUTCOME * 2, np.arange(10.0), "0 or 1"),
        (np.zeros(10), np.arange(10.0), "with and people without"),
        (OUTCOME, np.array([np.nan, *range(9)]), "missing"),
    ],
)
def test_what_auc_refuses(outcome: np.ndarray, score: np.ndarray, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        auc(outcome, score)


def test_calibration_finds_the_distortion_that_was_put_in() -> None:
    rng = np.random.default_rng(1)
    logit = rng.normal(0, 1.5, 40_000)
    outcome = rng.random(40_000) < 1 / (1 + np.exp(-logit))
    overconfident = calibration(outcome, 1 / (1 + np.exp(-2 * logit)))
    shifted = calibration(outcome, 1 / (1 + np.exp(-(logit - 0.4))))
    assert overconfident.slope == pytest.approx(0.5, abs=0.02)
    assert shifted.intercept == pytest.approx(0.4, abs=0.04)
    assert shifted.slope == pytest.approx(1.0, abs=0.03)


def test_weights_count_as_copies() -> None:
    rng = np.random.default_rng(2)
    p, weight = rng.uniform(0.1, 0.9, 200), rng.integers(1, 4, 200)
    outcome = (rng.random(200) < p).astype(float)
    weighted, copied = calibration(outcome, p, weight), calibration(np.repeat(outcome, weight), np.repeat(p, weight))
    assert (weighted.intercept, weighted.slope) == pytest.approx((copied.intercept, copied.slope), abs=1e-8)
    assert brier(outcome, p, weight) == pytest.approx(brier(np.repeat(outcome, weight), np.repeat(p, weight)), abs=1e-12)


def test_predictions_that_hardly_differ_have_a_steep_slope() -> None:
    rng = np.random.default_rng(3)
    logit = rng.normal(0, 1.0, 20_000)
    outcome = rng.random(20_000) < 1 / (1 + np.exp(-logit))
    assert calibration(outcome, 1 / (1 + np.exp(-1e-6 * logit))).slope == pytest.approx(1e6, rel=0.05)


def test_what_calibration_refuses() -> None:
    with pytest.raises(ValueError, match="strictly between"):
        calibration(OUTCOME, np.append(np.full(9, 0.5), 1.0))
    with pytest.raises(ValueError, match="with and people without"):
        calibration(np.ones(10), np.full(10, 0.5))
    with pytest.raises(ValueError, match="that differ"):
        calibration(OUTCOME, np.full(10, 0.5))
    with pytest.raises(ValueError, match="separate"):
        calibration(OUTCOME, np.where(OUTCOME == 1, 0.8, 0.2))


def test_the_papers_tables_are_as_printed() -> None:
    table2 = printed_table("table2_performance").set_index("feature_combination")["auc"]
    assert (table2["DXA"], table2["DXA+Clinical+BTMs"], table2["All features"]) == (0.889, 0.917, 0.936)
    table3 = printed_table("table3_shap")
    assert table3["fracture_feature"].tolist()[:3] == ["Age", "Prior fracture", "Femoral neck BMD"]
    assert len(table3) == 15
