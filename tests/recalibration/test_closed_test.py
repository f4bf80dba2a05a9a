"""Closed testing against R's glm, its laws, and the weighted case."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.recalibration.closed_test import closed_test
from osteo_core.recalibration.optimism import UpdateSample, corrected
from osteo_core.recalibration.update_methods import update
from tests.folders import GOLDEN

FOLDER = GOLDEN / "closed_test"
TERMS = {"(Intercept)": "intercept", "lp": "lp", "age": "age_per_10_years", "sex": "sex_female", "bmi": "bmi", "pf": "prior_fracture"}
COVARIATES = ("age_per_10_years", "sex_female", "bmi", "prior_fracture")
WORLDS = ("as_it_is", "shifted", "too_steep", "other")


def people(world: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    table = pd.read_csv(FOLDER / "table.csv")
    table = table[table["world"] == world]
    return table["y"].to_numpy(float), table["lp"].to_numpy(float), {name: table[name].to_numpy(float) for name in COVARIATES}


@pytest.mark.parametrize("world", WORLDS)
def test_coefficients_tests_and_choice_are_those_of_r(world: str) -> None:
    found = closed_test(*people(world))
    golden = pd.read_csv(FOLDER / "coefficients.csv")
    for row in golden[golden["world"] == world].itertuples():
        model = found.models[row.model]
        place = model.names.index(TERMS[row.term])
        assert model.coefficients[place] == pytest.approx(row.estimate, abs=1e-6)
        assert np.sqrt(model.covariance[place, place]) == pytest.approx(row.error, abs=1e-6)
    tests = pd.read_csv(FOLDER / "tests.csv")
    for row in tests[tests["world"] == world].itertuples():
        test = found.tests["none" if row.model == "original" else row.model]
        assert (test.statistic, test.p) == (pytest.approx(row.statistic, abs=1e-6), pytest.approx(row.p, rel=1e-5, abs=1e-12))
        assert test.df == row.df
        assert found.chosen == row.chosen


def test_without_covariates_the_revision_is_no_choice() -> None:
    y, lp, _ = people("other")
    found = closed_test(y, lp, {})
    assert found.tests["logistic"].df == 0
    assert found.tests["logistic"].p is None
    assert found.chosen == "logistic"


def test_equal_weights_give_robust_tests_near_the_likelihoods() -> None:
    y, lp, covariates = people("shifted")
    plain, weighted = closed_test(y, lp, covariates), closed_test(y, lp, covariates, np.ones_like(y))
    assert weighted.kind == "robust_wald"
    assert weighted.models["revision"].log_likelihood is None
    assert weighted.models["revision"].coefficients == pytest.approx(plain.models["revision"].coefficients, abs=1e-8)
    assert weighted.tests["intercept"].statistic == pytest.approx(plain.tests["intercept"].statistic, rel=0.15)


def test_censoring_weights_recover_what_censoring_hid() -> None:
    """Half of the people are lost at random times; the weighted intercept is the one that was put in, the naive one is not."""
    rng = np.random.default_rng(3)
    n, shift = 20_000, 0.7
    lp = rng.normal(-1.5, 1, n)
    ten_years = rng.random(n) < 1 / (1 + np.exp(-(lp + shift)))
    happened = np.where(ten_years, rng.uniform(0, 10, n), 25.0)
    death = np.where(rng.random(n) < 0.15, rng.uniform(0, 10, n), 30.0)
    death = np.where(ten_years, 30.0, death)
    lost = rng.uniform(0, 20, n)
    time = np.minimum.reduce([happened, death, lost, np.full(n, 12.0)])
    event = np.select([time == happened, time == death], [1.0, 2.0], 0.0)
    outcome = ((event == 1) & (time <= 10)).astype(float)
    sample = UpdateSample(lp=lp, covariates={}, outcome=outcome, time=time, event=event)
    weighted = update("intercept", outcome, lp, {}, sample.weight).coefficients[0]
    naive = update("intercept", outcome, lp, {}).coefficients[0]
    assert weighted == pytest.approx(shift, abs=0.06)
    assert naive < shift - 0.3


def test_optimism_is_taken_off() -> None:
    """Few people and a free choice: on themselves the calibration is perfect, in the bootstrap it is not."""
    y, lp, covariates = people("other")
    few = UpdateSample(lp=lp[:150], covariates={name: values[:150] for name, values in covariates.items()}, outcome=y[:150])
    found = corrected(few, lambda drawn: update("revision", drawn.outcome, drawn.lp, drawn.covariates))
    assert found.apparent["slope"] == pytest.approx(1, abs=1e-6)
    assert 0.6 < found.corrected["slope"] < 0.98
    assert found.corrected["auc"] < found.apparent["auc"]
    assert found.failed <= 0.1 * found.resamples
