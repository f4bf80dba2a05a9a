"""Calibration, intervals and the reach of a missing test: known answers and laws."""

from __future__ import annotations

import json
from math import log

import numpy as np
import pytest
from scipy.special import expit, logit, softmax

from osteo_core.constants import Z95
from osteo_core.inference.calibration import LogitCalibration, fit_calibration, outcome_logits
from osteo_core.inference.intervals import components, fit_spread, standard_error
from osteo_core.inference.missing import missing_tests, tabulate
from osteo_core.inference.prediction import within_major
from osteo_core.network.batch import NO_SCAN, PART_SCAN, WHOLE_SCAN
from osteo_core.network.network import NetworkSettings

RNG = np.random.default_rng(11)


def test_the_fit_undoes_a_known_distortion() -> None:
    n = 60_000
    true = np.column_stack([RNG.normal(0, 1.5, (n, 3)), RNG.normal(-1, 1.2, n)])
    p = softmax(true[:, :3], axis=1)
    status = (p.cumsum(1) < RNG.random((n, 1))).sum(1)
    fracture = (RNG.random(n) < expit(true[:, 3])).astype(float)
    distorted = np.column_stack([(true[:, :3] + np.array([0.0, 0.3, -0.2])) / 0.5, (true[:, 3] - 0.4) / 2.0])
    found = fit_calibration(distorted, status, fracture, np.ones(n))
    assert found.status_slope == pytest.approx(0.5, abs=0.02)
    assert found.status_shift == pytest.approx((0.0, -0.3, 0.2), abs=0.04)
    assert found.fracture_slope == pytest.approx(2.0, abs=0.06)
    assert found.fracture_shift == pytest.approx(0.4, abs=0.04)
    np.testing.assert_allclose(softmax(found.apply(distorted)[:, :3], axis=1), p, atol=0.02)
    assert LogitCalibration.from_dict(found.as_dict()) == found


def test_the_fit_undoes_a_known_distortion_of_the_hips_share_from_probabilities() -> None:
    n = 4_000
    true = np.column_stack([RNG.normal(0, 1.5, (n, 3)), RNG.normal(-2, 1, n), RNG.normal(-1, 1, n)])
    status, major = softmax(true[:, :3], axis=1), expit(true[:, 3])
    distorted = (true - np.array([0.0, 0.0, 0.0, 0.4, -0.6])) / np.array([1.0, 1.0, 1.0, 2.0, 0.8])
    found = fit_calibration(distorted, status, major, np.ones(n), major * expit(true[:, 4]))
    assert found.status_slope == pytest.approx(1.0, abs=1e-3)
    assert (found.fracture_slope, found.fracture_shift) == pytest.approx((2.0, 0.4), abs=1e-3)
    assert (found.hip_share_slope, found.hip_share_shift) == pytest.approx((0.8, -0.6), abs=1e-3)
    np.testing.assert_allclose(outcome_logits(found.apply(distorted))[:, 4], logit(major * expit(true[:, 4])), atol=5e-3)
    np.testing.assert_array_equal(found.apply(distorted[:, :4]), found.apply(distorted)[:, :4])
    assert LogitCalibration.from_dict(found.as_dict()) == found


def test_status_has_a_line_for_each_amount_of_scan_and_fracture_one_for_all() -> None:
    n = 6_000
    true = np.column_stack([RNG.normal(0, 1.5, (n, 3)), RNG.normal(-2, 1, n)])
    scan = np.repeat([NO_SCAN, PART_SCAN, WHOLE_SCAN], n // 3)
    slopes, shifts = np.array([[1.0] * 3, [0.8] * 3, [1.25, 0.9, 1.1]]), np.array([[0.0, 0.1, -0.1], [0.0, 0.3, 0.2], [0.0, -0.2, 0.4]])
    logits = np.column_stack([(true[:, :3] - shifts[scan]) / slopes[scan], true[:, 3]])
    found = fit_calibration(logits, softmax(true[:, :3], axis=1), expit(true[:, 3]), np.ones(n), scan=scan)
    for amount in (NO_SCAN, PART_SCAN, WHOLE_SCAN):
        assert found.status_line(amount).slope == pytest.approx(tuple(slopes[amount]), abs=5e-3)
        assert found.status_line(amount).shift == pytest.approx(shifts[amount], abs=5e-3)
    calibrated = found.apply(logits[None], scan)
    np.testing.assert_allclose(softmax(calibrated[0, :, :3], axis=-1), softmax(true[:, :3], axis=-1), atol=2e-3)
    np.testing.assert_allclose(calibrated[..., 3], found.apply(logits[None])[..., 3])
    np.testing.assert_array_equal(found.apply(logits[-1], WHOLE_SCAN), calibrated[0, -1])
    assert LogitCalibration.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_what_a_network_does_not_answer_is_not_in_its_settings() -> None:
    plain = LogitCalibration(status_slope=1.0, status_shift=(0.0, 0.1, 0.2), fracture_slope=1.1, fracture_shift=0.3)
    assert plain.as_dict().keys() == {"status_slope", "status_shift", "fracture_slope", "fracture_shift"}
    assert "hip_fracture" not in NetworkSettings().as_dict()
    for settings in (NetworkSettings(), NetworkSettings(("dxa", "clinical"), False, True)):
        assert NetworkSettings.from_dict(settings.as_dict()) == settings


def test_the_hips_log_odds_are_those_of_the_product_and_at_most_the_majors() -> None:
    logits = RNG.normal(0, 6, (500, 5))
    found = outcome_logits(logits)
    np.testing.assert_allclose(expit(found[:, 4]), expit(logits[:, 3]) * expit(logits[:, 4]), rtol=1e-9)
    assert (found[:, 4] <= found[:, 3]).all()
    np.testing.assert_array_equal(found[:, :4], outcome_logits(logits[:, :4]))


def test_an_interval_of_the_hip_ends_where_the_majors_does() -> None:
    ends = np.array([[0.0, 0.0, 0.0, -1.0, -0.5], [0.0, 0.0, 0.0, -1.0, -3.0]])
    assert within_major(ends)[:, 4].tolist() == [-1.0, -3.0]
    np.testing.assert_array_equal(within_major(ends[:, :4]), ends[:, :4])


def test_people_of_unknown_fracture_do_not_count() -> None:
    n = 20_000
    logit = RNG.normal(0, 1, n)
    fracture = (RNG.random(n) < expit(logit)).astype(float)
    known = RNG.random(n) < 0.7
    spoiled = np.where(known, fracture, 1.0)
    logits = np.column_stack([np.zeros((n, 3)), logit])
    found = fit_calibration(logits, RNG.integers(0, 3, n), spoiled, known.astype(float))
    assert (found.fracture_slope, found.fracture_shift) == pytest.approx((1.0, 0.0), abs=0.08)


def test_outcome_log_odds_are_those_of_the_softmax() -> None:
    logits = RNG.normal(0, 3, (50, 4))
    found = outcome_logits(logits)
    np.testing.assert_allclose(expit(found[:, :3]), softmax(logits[:, :3], axis=1), atol=1e-12)
    np.testing.assert_array_equal(found[:, 3], logits[:, 3])


def test_rubins_total_variance_by_hand() -> None:
    logits = np.array([[[1.0], [3.0]], [[2.0], [6.0]]])[..., None] * np.ones(4)  # 2 networks, 2 imputations, 1 person
    mean, within, between = components(logits)
    assert mean[0, 0] == 3.0
    assert within[0, 0] == pytest.approx(2.0)  # of the networks' means 2 and 4
    assert between[0, 0] == pytest.approx(4.5)  # of the imputations' means 1.5 and 4.5
    # W is drawn half-way to its typical value (4 degrees of freedom against 4): (2 + 4) / 2 = 3; T = 2^2 x 3 + 1.5 x 4.5.
    found = standard_error(within, between, 2, np.full(4, 4.0), np.full(4, 2.0))
    assert found[0, 0] == pytest.approx((4 * 3 + 1.5 * 4.5) ** 0.5)


def test_the_factor_covers_the_asked_share() -> None:
    n = 20_000
    within, between = RNG.chisquare(4, (n, 4)) / 4, RNG.chisquare(4, (n, 4)) / 80
    truth = RNG.normal(0, 3, (n, 4))
    mean = truth + RNG.standard_t(5, (n, 4)) * (1 + np.abs(truth) / 3)  # errs by more far from 0, as the networks do
    spread = fit_spread(mean, truth, within, between, 5, 0.95)
    below, above = (Z95 * standard_error(within, between, 5, np.array(spread.typical), factor) for factor in spread.factors(mean))
    covered = (mean - below <= truth) & (truth <= mean + above)
    np.testing.assert_allclose(covered.mean(0), 0.95, atol=0.01)
    near, far = np.abs(mean) < 1, np.abs(mean) > 5
    assert 0.92 < covered[near].mean() < 0.98
    assert 0.92 < covered[far].mean() < 0.98


def test_one_network_or_one_imputation_has_no_variance() -> None:
    logits = RNG.normal(size=(3, 1, 7, 4))
    assert (components(logits)[2] == 0).all()
    assert (components(logits.swapaxes(0, 1))[1] == 0).all()


def test_the_reach_of_a_missing_test_is_the_central_range_of_its_changes() -> None:
    before = RNG.normal(0, 2, 40_000)
    table = tabulate(before, before + RNG.normal(0.5, 1.0, 40_000))
    assert table["center"] == sorted(table["center"])
    np.testing.assert_allclose(table["low"], 0.5 - 1.645, atol=0.13)
    np.testing.assert_allclose(table["high"], 0.5 + 1.645, atol=0.13)
    shipped = {"dxa": {"btm": {"osteoporosis": table, "fracture": table}}}
    found = missing_tests(shipped, ("dxa",), {"osteoporosis": 0.0})
    assert [(t.modality, t.outcome) for t in found] == [("btm", "osteoporosis")]
    assert log(found[0].low / (1 - found[0].low)) == pytest.approx(0.5 - 1.645, abs=0.15)
    assert missing_tests(shipped, ("clinical",), {"osteoporosis": 0.0}) == ()
