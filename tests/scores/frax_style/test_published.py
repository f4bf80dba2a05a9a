"""The FRAX-style score is true to published results, also on people left out of its fit."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.frax_formula.hazards import percent, tabulate
from osteo_core.frax_formula.inputs import people_of
from osteo_core.scores.frax_style import accuracy as frax_style_accuracy
from osteo_core.scores.frax_style.fit import design, fit, minimum
from osteo_core.scores.frax_style.published import published
from osteo_core.scores.frax_style.score import frax_percent
from osteo_core.translations import LANGUAGES

# NHANES 2013-14, DXXFRX_H: age, sex, version, femoral neck T (BMD in g/cm2 less 0.858 over 0.120), answers, published major and hip in %.
# Taken from the published table by hand: people in every version, young and old, with and without risk factors.
WHITE, NONE = "european", {}

PUBLISHED = [
    (40, "female", WHITE, (0.625 - 0.858) / 0.12, NONE, 2.81, 0.45),
    (42, "female", WHITE, (0.783 - 0.858) / 0.12, NONE, 2.13, 0.07),
    (50, "female", WHITE, (0.679 - 0.858) / 0.12, NONE, 4.98, 0.41),
    (56, "female", WHITE, (0.691 - 0.858) / 0.12, NONE, 6.95, 0.50),
    (57, "female", WHITE, (0.563 - 0.858) / 0.12, NONE, 10.67, 2.01),
    (63, "female", WHITE, (0.558 - 0.858) / 0.12, NONE, 12.99, 2.65),
    (65, "female", WHITE, (0.520 - 0.858) / 0.12, NONE, 15.49, 4.04),
    (66, "female", WHITE, (0.857 - 0.858) / 0.12, NONE, 6.91, 0.24),
    (69, "female", WHITE, (0.554 - 0.858) / 0.12, NONE, 15.05, 3.89),
    (70, "female", WHITE, (0.653 - 0.858) / 0.12, NONE, 10.85, 1.86),
    (54, "male", WHITE, (0.815 - 0.858) / 0.12, {"current_smoking": 1, "high_alcohol_intake": 1}, 4.79, 0.52),
    (73, "female", WHITE, (0.722 - 0.858) / 0.12, {"glucocorticoid_use": 1, "prior_fracture": 1}, 23.44, 3.66),
]


@pytest.mark.parametrize("age, sex, ethnicity, t, answers, major, hip", PUBLISHED)
def test_published_results_are_met(age, sex, ethnicity, t, answers, major, hip):
    found = frax_percent(age=age, sex=sex, ethnicity=ethnicity, t_score=t, **answers)
    assert float(found["major"]) == pytest.approx(major, rel=0.06)
    assert float(found["hip"]) == pytest.approx(hip, rel=0.06, abs=0.03)


def test_the_published_rows_are_those_of_the_survey():
    rows = published()
    # 2 177 people have published results, 3 758 in all; 50 of several or other races are left out.
    assert (len(rows), rows["id"].nunique()) == (3674, 2127)
    assert rows.groupby("id")["fold"].nunique().max() == 1
    assert rows.groupby("fold")["id"].nunique().between(212, 213).all()


@pytest.mark.parametrize("outcome, median, p95", [("major", 0.06, 0.7), ("hip", 0.008, 0.25)])
def test_people_left_out_are_predicted_within_the_targets(outcome, median, p95):
    found = frax_style_accuracy.accuracy()[outcome]
    assert found.median_error < median
    assert found.p95_error < p95
    assert found.agreement.estimate > 0.99
    assert found.agreement.low < found.agreement.estimate < found.agreement.high
    assert found.r_squared > 0.99
    assert found.limits[0] < found.bias < found.limits[1]
    assert (found.n_people, found.n_rows) == (2127, 3674)


@pytest.mark.parametrize("outcome", ["major", "hip"])
def test_the_shipped_held_out_predictions_are_of_this_fit(outcome):
    rows, shipped = published(), frax_style_accuracy.heldout()
    people, inside = people_of(rows.to_dict("series")), (rows["fold"] != 4).to_numpy()
    fitted = fit(design(people), outcome, rows["age"].to_numpy(), rows[outcome].to_numpy(), inside)
    again = percent(people, tabulate(fitted))[~inside]
    np.testing.assert_allclose(shipped[f"predicted_{outcome}"][~inside], again, rtol=0.01, atol=0.01)
    np.testing.assert_array_equal(shipped[f"published_{outcome}"], rows[outcome])


def test_the_accuracy_of_no_rows_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        frax_style_accuracy.accuracy(frax_style_accuracy.heldout().iloc[:0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_both_outcomes(language, capsys):
    frax_style_accuracy.main(["--language", language])
    printed = capsys.readouterr().out
    assert printed.count("%") >= 4
    assert "2127" in printed.replace(",", "")


def test_a_bounded_minimum_is_the_known_one():
    # (z0 - 1)^2 + (z1 + 2)^2 with z1 >= 0 has its minimum at (1, 0).
    found = minimum(2 * np.eye(2), np.array([2.0, -4.0]), np.array([True, False]), np.array([False, False]))
    np.testing.assert_allclose(found, [1, 0])
