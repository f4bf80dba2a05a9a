"""Minimum sample size, against figures worked out elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from osteo_core.training.own.development_size import (
    cox_snell_r2,
    development_size,
    largest_r2,
    mean_error_size,
    optimism_size,
    overall_risk_size,
    shrinkage_size,
)


def test_chagas_disease_as_pmsampsize_has_it() -> None:
    """pmsampsize 1.1.3, its own test: csrsquared .288, 24 parameters, prevalence .174 -> 623, 662, 221."""
    assert shrinkage_size(24, 0.288) == 623
    assert optimism_size(0.174, 24, 0.288) == 662
    assert overall_risk_size(0.174) == 221


def test_pre_eclampsia_as_in_the_paper() -> None:
    """Riley 2020, worked example: 5 % of women, 30 parameters, R² .05 (15 % of the largest, .33): 73, 544 and 5,249 women."""
    assert largest_r2(0.05) == pytest.approx(0.33, abs=0.005)
    assert overall_risk_size(0.05) == 73
    assert mean_error_size(0.05, 30) == 544
    assert shrinkage_size(30, 0.05) == 5249


def test_recurrent_thromboembolism_as_in_the_paper() -> None:
    """Riley 2019 and 2020: 30 parameters, R² .051 -> 5,143 people for a shrinkage of .9."""
    assert shrinkage_size(30, 0.051) == 5143


def test_the_largest_criterion_decides_and_without_a_figure_15_percent_are_assumed() -> None:
    found = development_size(0.05, 30)
    assert found.assumed
    assert found.r2 == pytest.approx(0.15 * largest_r2(0.05))
    assert found.n == max(found.criteria.values()) == found.criteria["shrinkage"]
    assert development_size(0.05, 30, -0.01) == found


def test_cox_snell_is_the_likelihood_ratio_against_the_mean() -> None:
    """Of a coin whose odds are known: 1 - exp(-2 (l1 - l0) / n), by hand."""
    y, p = np.array([1.0, 1.0, 0.0, 0.0]), expit(np.array([1.0, 1.0, -1.0, -1.0]))
    by_hand = 1 - np.exp(-2 * (np.log(expit(1.0)) - np.log(0.5)))
    assert cox_snell_r2(y, p, np.ones(4)) == pytest.approx(by_hand)
    assert cox_snell_r2(y, np.full(4, 0.5), np.ones(4)) == pytest.approx(0)
