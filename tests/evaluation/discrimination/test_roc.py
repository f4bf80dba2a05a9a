"""The ROC curve agrees with its area; a cut-off's shares agree with published intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.discrimination.roc import operating_point, roc_curve, wilson
from tests import folders

GOLDEN = folders.GOLDEN / "proc"


@pytest.mark.parametrize("name", ["fine", "coarse", "weak"])
def test_the_area_under_the_points_is_procs_auc(name: str) -> None:
    table = pd.read_csv(GOLDEN / "table.csv")
    curve = roc_curve(table["outcome"], table[name])
    area = np.trapezoid(curve.sensitivity, 1 - curve.specificity)
    assert area == pytest.approx(pd.read_csv(GOLDEN / "areas.csv").set_index("prediction").loc[name, "auc"], abs=1e-12)
    assert curve.threshold[0] == np.inf
    assert (np.diff(curve.threshold) < 0).all()
    assert (curve.sensitivity[0], curve.specificity[0], curve.sensitivity[-1], curve.specificity[-1]) == (0, 1, 1, 0)


def test_a_point_of_the_curve_is_the_rule_at_its_threshold() -> None:
    table = pd.read_csv(GOLDEN / "table.csv")
    curve = roc_curve(table["outcome"], table["coarse"])
    at = len(curve.threshold) // 2
    point = operating_point(table["outcome"], table["coarse"] >= curve.threshold[at])
    assert point.sensitivity.estimate == pytest.approx(curve.sensitivity[at])
    assert point.specificity.estimate == pytest.approx(curve.specificity[at])


def test_wilson_as_newcombe_prints_it() -> None:
    # Newcombe, Stat Med 1998;17:857-72, table I, method 3: 81/263, 15/148, 0/20, 1/29
    printed = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (count, n), (low, high) in printed.items():
        found = wilson(count, n)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_rule_that_flags_nobody_has_no_positive_predictive_value() -> None:
    point = operating_point([0, 1, 0, 1], [0, 0, 0, 0])
    assert point.ppv is None
    assert point.npv is not None
    assert point.npv.estimate == 0.5


def test_one_class_and_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="with and people without"):
        operating_point([1, 1], [0, 1])
    with pytest.raises(ValueError, match="not 3 of 2"):
        wilson(3, 2)
