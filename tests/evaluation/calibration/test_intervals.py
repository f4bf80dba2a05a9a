"""Calibration intercept and slope with intervals against statsmodels (weighted ones: test_real_people, against R's survey)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import logit

from osteo_core.evaluation.calibration.intervals import calibration_estimates
from tests import folders

GOLDEN = folders.GOLDEN / "rms"


def test_intervals_are_those_of_a_generalised_linear_model() -> None:
    table = pd.read_csv(GOLDEN / "table.csv")
    y, x = table["outcome"].to_numpy(float), logit(table["prediction"].to_numpy(float))
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=x).fit(tol=1e-12)
    slope = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-12)
    found = calibration_estimates(y, table["prediction"])
    assert (found.intercept.low, found.intercept.high) == pytest.approx(tuple(large.conf_int()[0]), abs=1e-6)
    assert (found.slope.low, found.slope.high) == pytest.approx(tuple(slope.conf_int()[1]), abs=1e-6)


def test_weights_of_one_keep_the_estimate() -> None:
    table = pd.read_csv(GOLDEN / "table.csv")
    plain = calibration_estimates(table["outcome"], table["prediction"])
    ones = calibration_estimates(table["outcome"], table["prediction"], np.ones(len(table)))
    assert ones.slope.estimate == pytest.approx(plain.slope.estimate, abs=1e-9)


def test_predictions_that_do_not_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="that differ"):
        calibration_estimates([0, 1, 0, 1], np.full(4, 0.3))
