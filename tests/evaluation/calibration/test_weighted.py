"""Calibration of weighted people: against R, and a weight of two is a person seen twice."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.evaluation.calibration.curve import calibration_curve
from osteo_core.evaluation.calibration.errors import calibration_errors
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.calibration.intervals import calibration_estimates
from osteo_core.evaluation.calibration.weighted_quantile import weighted_quantile
from tests import folders

GOLDEN = folders.GOLDEN / "calibration_errors"
TABLE = pd.read_csv(GOLDEN / "table.csv")
ERRORS = pd.read_csv(GOLDEN / "errors.csv").set_index(["smoother", "people"])
WEIGHTED = pd.read_csv(GOLDEN / "weighted.csv").set_index("figure")
Y, P = TABLE["outcome"].to_numpy(float), TABLE["prediction"].to_numpy()


@pytest.mark.parametrize("knots", [3, 4, 5])
def test_errors_are_those_of_the_same_spline_in_rms(knots: int) -> None:
    found = calibration_errors(Y, P, knots=knots)
    assert astuple(found) == pytest.approx(tuple(ERRORS.loc[(f"rcs{knots}", "once")]), abs=1e-6)


def test_a_loess_smoother_tells_nearly_the_same() -> None:
    found, loess = calibration_errors(Y, P), ERRORS.loc[("loess", "once")]
    assert (found.ici, found.e50, found.e90) == pytest.approx(tuple(loess[["ici", "e50", "e90"]]), abs=0.03)


def test_weighted_errors_are_those_of_repeated_people_in_rms() -> None:
    found = calibration_errors(Y, P, TABLE["weight"])
    assert astuple(found) == pytest.approx(tuple(ERRORS.loc[("rcs4", "repeated")]), abs=1e-6)


def test_weighted_curve_is_that_of_repeated_people() -> None:
    times, at = TABLE["weight"], [0.05, 0.2, 0.5, 0.9]
    weighted, repeated = calibration_curve(Y, P, times, at=at), calibration_curve(np.repeat(Y, times), np.repeat(P, times), at=at)
    assert weighted.observed == pytest.approx(repeated.observed, abs=1e-9)


def test_weights_of_one_and_people_without_weight_change_nothing() -> None:
    plain = astuple(calibration_errors(Y, P))
    assert astuple(calibration_errors(Y, P, np.ones(len(Y)))) == pytest.approx(plain, abs=1e-10)
    nobody = np.concatenate((np.ones(len(Y)), np.zeros(3)))
    more = calibration_errors(np.append(Y, [1, 1, 1]), np.append(P, [0.001, 0.5, 0.999]), nobody)
    assert astuple(more) == pytest.approx(plain, abs=1e-9)


@pytest.mark.parametrize("name", ["intercept", "slope"])
def test_weighted_line_has_the_sandwich_interval_of_r(name: str) -> None:
    found = getattr(calibration_estimates(Y, P, TABLE["fraction"]), name)
    assert astuple(found) == pytest.approx(tuple(WEIGHTED.loc[name]), abs=1e-6)


def test_weighted_brier_score() -> None:
    assert brier(Y, P, TABLE["fraction"]) == pytest.approx(WEIGHTED.loc["brier", "estimate"], abs=1e-12)


@pytest.mark.parametrize("column, weight", [("counted", "weight"), ("fractional", "fraction")])
def test_quantiles_are_those_of_hmisc(column: str, weight: str) -> None:
    golden = pd.read_csv(GOLDEN / "quantiles.csv")
    assert weighted_quantile(P, golden["share"], TABLE[weight]) == pytest.approx(golden[column].to_numpy(), abs=1e-9)


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 4)), min_size=2, max_size=12).filter(lambda rows: any(w for _, w in rows)))
@settings(max_examples=60, deadline=None)
def test_whole_weights_are_people_seen_again(rows: list[tuple[float, int]]) -> None:
    values, times = (np.array(column) for column in zip(*rows, strict=True))
    shares = [0, 0.1, 0.35, 0.5, 0.95, 1]
    assert weighted_quantile(values, shares, times) == pytest.approx(np.quantile(np.repeat(values, times), shares), abs=1e-9)


def test_weights_that_add_up_to_one_are_scaled() -> None:
    assert weighted_quantile(P, [0.1, 0.5, 0.9], np.full(len(P), 1 / len(P))) == pytest.approx(np.quantile(P, [0.1, 0.5, 0.9]), abs=1e-6)
