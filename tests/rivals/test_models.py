"""The rivals learn a probability from outcomes, or from probabilities, alike."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from osteo_core.preprocessing.encode import ALL_INPUTS, input_columns
from osteo_core.rivals.models import both_ways, explainable_boosting

RNG = np.random.default_rng(7)


def test_outcomes_that_happened_or_not_stay_as_they_are() -> None:
    x, y, w = RNG.normal(size=(6, 2)), np.array([0.0, 1, 1, 0, 0, 1]), np.arange(1.0, 7)
    same_x, same_y, same_w = both_ways(x, y, w)
    assert same_x is x
    assert same_y is y
    assert same_w is w


def test_learning_from_probabilities_is_learning_from_outcomes_in_that_proportion() -> None:
    """One person of 0.75 counts as three with the outcome and one without."""
    x, p = np.array([[0.0], [1.0], [2.0]]), np.array([0.25, 0.5, 0.75])
    inputs, outcome, weight = both_ways(x, p, None)
    soft = LogisticRegression(C=1e6).fit(inputs, outcome, sample_weight=4 * weight)
    counted = np.repeat(x, 4, axis=0)
    happened = np.array([1.0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0])
    hard = LogisticRegression(C=1e6).fit(counted, happened)
    assert soft.coef_[0, 0] == pytest.approx(hard.coef_[0, 0], abs=1e-4)
    assert hard.coef_[0, 0] == pytest.approx(np.log(3), abs=1e-3)


def test_certainty_adds_nobody_of_the_other_kind() -> None:
    inputs, outcome, weight = both_ways(np.arange(3.0)[:, None], np.array([0.0, 0.4, 1.0]), np.array([1.0, 2.0, 3.0]))
    assert weight is not None
    assert sorted(zip(inputs[:, 0], outcome, weight, strict=True)) == [(0.0, 0.0, 1.0), (1.0, 0.0, 1.2), (1.0, 1.0, 0.8), (2.0, 1.0, 3.0)]


def test_explainable_boosting_finds_a_curve_through_gaps() -> None:
    """The risk is high at both ends of one field; a tenth of it is missing."""
    train = np.full((1_500, len(ALL_INPUTS)), np.nan)
    columns = input_columns(("dxa",))
    train[:, columns] = RNG.normal(size=(len(train), len(columns)))
    first = columns[0]
    p = 1 / (1 + np.exp(2 - 1.5 * train[:, first] ** 2))
    train[RNG.random(len(train)) < 0.1, first] = np.nan
    asked = np.full((3, train.shape[1]), np.nan)
    asked[:, columns] = 0.0
    asked[:, first] = (-2.0, 0.0, 2.0)
    low, middle, high = explainable_boosting(train, p, asked, ("dxa",)).score
    assert min(low, high) > middle + 2
