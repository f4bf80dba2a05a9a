"""Calibration of predictions far from what was observed: R's figures, the score equation, and a reason for each that is lacking."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from osteo_core.evaluation.calibration.curve import calibration_curve
from osteo_core.evaluation.calibration.intercept_slope import calibration
from osteo_core.evaluation.calibration.intervals import calibration_intercept, calibration_slope
from osteo_core.evaluation.calibration.logistic import fit
from osteo_core.evaluation.reports.compare_models import compare_models
from osteo_core.evaluation.reports.evaluate import evaluate
from osteo_core.evaluation.reports.metric_estimates import estimate_metric
from osteo_core.evaluation.reports.study import Study
from tests import folders

GOLDEN = folders.GOLDEN / "calibration_far_off"
TABLE = pd.read_csv(GOLDEN / "table.csv", float_precision="round_trip")
FIGURES = pd.read_csv(GOLDEN / "golden.csv").set_index("case")


def people(case: str) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    rows = TABLE[TABLE["case"] == case]
    weight = rows["w"].to_numpy(float) if FIGURES.loc[case, "weighted"] else None
    return rows["y"].to_numpy(float), rows["p"].to_numpy(float), weight


@pytest.mark.parametrize("case", FIGURES.index)
def test_intercept_and_slope_are_those_of_r(case: str) -> None:
    golden, (y, p, weight) = FIGURES.loc[case], people(case)
    expected = tuple(golden[["intercept", "intercept_low", "intercept_high"]].astype(float))
    assert astuple(calibration_intercept(y, p, weight)) == pytest.approx(expected, rel=1e-9)
    if np.isnan(golden["slope"]):
        with pytest.raises(ValueError, match="that differ" if case == "constant" else "separate"):
            calibration_slope(y, p, weight)
    else:
        expected = tuple(golden[["slope", "slope_low", "slope_high"]].astype(float))
        assert astuple(calibration_slope(y, p, weight)) == pytest.approx(expected, rel=1e-7)
        assert astuple(calibration(y, p, weight)) == pytest.approx((golden["intercept"], golden["slope"]), rel=1e-9)


@pytest.mark.parametrize("case", FIGURES.index)
def test_every_way_to_a_figure_gives_it_with_its_own_reason(case: str) -> None:
    golden, (y, p, weight) = FIGURES.loc[case], people(case)
    found = compare_models(Study(y, {"m": p}, weight=weight))
    row = found.summary.iloc[0]
    assert row["intercept"] == pytest.approx(golden["intercept"], rel=1e-9)
    assert ("m", "intercept") not in found.reasons
    why = {"constant": "constant", "separated": "separated", "touching": "separated", "separated_far": "separated"}.get(case)
    assert found.reasons.get(("m", "slope")) == (why and f"evaluate.reason.{why}")
    if len(y) > 4:
        assert estimate_metric(y, p, weight, "calibration_intercept", 0.5).value.estimate == pytest.approx(golden["intercept"], rel=1e-9)
        assert estimate_metric(y, p, weight, "calibration_slope", 0.5).reason == (f"evaluate.reason.{why}" if why else "")
    if weight is None:
        line = evaluate(y, {"m": p}, threshold=0.2)["models"]["m"]["calibration"]
        assert line["intercept"] == pytest.approx(golden["intercept"], rel=1e-9)
        assert set(line["intervals"]) == {"intercept"} | (set() if why else {"slope"})


def score(a: float, y: np.ndarray, x: np.ndarray) -> float:
    """The score of the intercept, whole misses summed apart from the rest."""
    eta = a + x
    missed, sign = np.where(y == 1, eta < 0, eta > 0), np.where(y == 1, 1.0, -1.0)
    return float(np.sum(sign * missed) + np.sum(np.where(missed, -sign, sign) * expit(-np.abs(eta))))


@given(st.lists(st.tuples(st.booleans(), st.floats(-690, 36)), min_size=2, max_size=25).filter(lambda rows: len({y for y, _ in rows}) == 2))
@example([(False, 0.0)] * 4 + [(False, -194.0), (False, -622.0), (False, -622.0), (True, 0.0)])  # one step lands too far out
@settings(max_examples=150, deadline=None)
def test_the_intercept_is_the_root_of_the_score_wherever_both_classes_are(rows: list[tuple[bool, float]]) -> None:
    y, p = np.array([float(y) for y, _ in rows]), expit(np.array([x for _, x in rows]))
    found, x = calibration_intercept(y, p).estimate, logit(p)
    step = 1e-6 * max(1.0, abs(found))
    assert score(found - step, y, x) >= 0 >= score(found + step, y, x)


def test_exact_zeros_and_ones_are_counted_and_brier_and_auc_stay() -> None:
    y, p = np.array([0.0, 1, 0, 1, 1, 0]), np.array([0.0, 1.0, 0.3, 0.6, 0.2, 0.7])
    model = evaluate(y, {"m": p}, threshold=0.2)["models"]["m"]
    assert model["brier"] == pytest.approx(np.mean((p - y) ** 2))
    assert model["auc"]["estimate"] is not None
    reasons = model["calibration"]["reason"]
    assert set(reasons) == {"intercept", "slope", "ici", "e50", "e90", "emax"}
    assert all("exactly 0 or 1" in reason and "2" in reason for reason in reasons.values())


def test_a_curve_follows_predictions_that_are_all_tiny() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(0, 1, 3000)
    y = (rng.random(3000) < expit(x)).astype(float)
    at = np.linspace(-2, 2, 9)
    near, far = calibration_curve(y, expit(x), at=expit(at)), calibration_curve(y, expit(x - 600), at=expit(at - 600))
    assert far.observed == pytest.approx(near.observed, abs=1e-9)


def test_a_regression_with_a_far_offset_in_several_columns_finds_the_same_top() -> None:
    rng = np.random.default_rng(9)
    design = np.column_stack([np.ones(300), rng.normal(size=300)])
    y = (rng.random(300) < expit(design @ [0.3, -1.0])).astype(float)
    far = np.array([500.0, -40.0])
    assert fit(design, y, offset=design @ far).beta + far == pytest.approx(fit(design, y).beta, abs=1e-8)


def test_a_repeated_column_has_no_single_top() -> None:
    x = np.linspace(-1, 1, 20)
    with pytest.raises(ValueError, match="no maximum"):
        fit(np.column_stack([np.ones(20), x, 2 * x]), (np.arange(20) % 3 == 0).astype(float))
