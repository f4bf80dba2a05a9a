"""Calibration against known probabilities: what any number of drawn outcomes tends to."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from osteo_core.benchmark.life import expected_calibration
from osteo_core.evaluation.calibration.intercept_slope import calibration


def test_the_slope_is_that_of_the_truth_on_the_logit() -> None:
    said = np.linspace(0.01, 0.6, 200)
    found = expected_calibration(expit(0.2 + 1.3 * logit(said)), said)
    assert found.slope == pytest.approx(1.3, abs=1e-6)
    assert expected_calibration(said, said).intercept == pytest.approx(0, abs=1e-9)


def test_drawn_outcomes_tend_to_it() -> None:
    rng = np.random.default_rng(11)
    said = np.tile(rng.beta(1, 8, 2_000), 200)
    truth = expit(logit(said) * 0.8 - 0.1)
    drawn, expected = calibration((rng.random(len(said)) < truth).astype(float), said), expected_calibration(truth, said)
    assert (drawn.slope, drawn.intercept) == pytest.approx((expected.slope, expected.intercept), abs=0.02)
