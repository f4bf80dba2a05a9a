"""The FRAX-style formula: monotone everywhere, coherent without a scan, silent on what it cannot know."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import BSpline

from osteo_core.errors import InvalidInput
from osteo_core.frax_formula.hazards import AGE_BASES, ATTAINED, FACTORS, SEXES, VERSIONS, b_splines
from osteo_core.scores.frax_style.published import published
from osteo_core.scores.frax_style.score import frax_percent

any_person = st.fixed_dictionaries(
    {
        "age": st.floats(40, 90),
        "sex": st.sampled_from(SEXES),
        "ethnicity": st.sampled_from(VERSIONS),
        "bmi": st.floats(10, 80),
        **{name: st.integers(0, 1) for name in (*FACTORS, "current_smoking", "secondary_osteoporosis")},
    }
)


@pytest.mark.parametrize("name", AGE_BASES)
def test_the_splines_are_those_of_scipy(name):
    knots, degree = np.array(AGE_BASES[name].knots, float), AGE_BASES[name].degree
    x = np.r_[ATTAINED, knots, np.nextafter(knots, -np.inf), -9.0, 200.0]
    padded = np.r_[[knots[0]] * degree, knots, [knots[-1]] * degree]
    expected = BSpline.design_matrix(np.clip(x, knots[0], knots[-1]), padded, degree).toarray()
    np.testing.assert_allclose(b_splines(x, knots, degree), expected, rtol=0, atol=1e-14)


def rising(values: np.ndarray) -> bool:
    return bool((np.diff(values) >= -1e-9 * np.abs(values[1:])).all())


def test_risk_never_falls_as_bone_gets_worse_on_a_dense_grid():
    t = np.round(np.arange(5, -8.05, -0.1), 1)
    combinations = np.array(list(product((0, 1), repeat=6)))
    answers = dict(zip((*FACTORS, "current_smoking"), combinations.T[:, :, None], strict=True))
    for sex, ethnicity, age in product(SEXES, VERSIONS, (40, 45, 50, 58, 66, 74, 79, 80, 85, 90)):
        found = frax_percent(age=age, sex=sex, ethnicity=ethnicity, t_score=t, **answers)
        for values in found.values():
            assert values.shape == (64, len(t))
            assert (np.diff(values, axis=1) >= -1e-9).all(), (sex, ethnicity, age)
            assert ((values > 0) & (values <= 100)).all()
        assert (found["hip"] <= found["major"]).all()


def test_no_factor_lowers_the_risk_on_a_dense_grid():
    t, ages = np.arange(-8, 5.1, 0.5), np.arange(40, 91)[:, None]
    for sex, ethnicity, factor, smoking in product(SEXES, VERSIONS, FACTORS, (0, 1)):
        with_it, without = (
            frax_percent(age=ages, sex=sex, ethnicity=ethnicity, t_score=t, current_smoking=smoking, **{factor: answer})
            for answer in (1, 0)
        )
        for outcome in with_it:
            assert (with_it[outcome] >= without[outcome] - 1e-9).all(), (sex, ethnicity, factor)


@given(any_person, st.floats(-8, 5), st.floats(0, 5))
@settings(max_examples=60, deadline=None)
def test_anyone_with_worse_bone_or_one_more_factor_is_at_no_lower_risk(person, t, loss):
    here, worse = (frax_percent(**person, t_score=score) for score in (t, max(t - loss, -8)))
    for outcome in here:
        assert rising(np.array([float(here[outcome]), float(worse[outcome])]))
    for factor, scan in product(FACTORS, (t, None)):
        low, high = (frax_percent(**{**person, factor: answer}, t_score=scan) for answer in (0, 1))
        for outcome in low:
            assert rising(np.array([float(low[outcome]), float(high[outcome])])), factor


def test_ages_are_held_at_the_ends_as_in_the_original():
    person = {"sex": "female", "ethnicity": "european", "t_score": -1.5}
    for inside, outside in ((40, 25), (90, 101)):
        assert frax_percent(age=inside, **person) == frax_percent(age=outside, **person)


def test_the_t_score_counts_to_a_tenth_with_ties_toward_the_more_negative():
    found = frax_percent(age=70, sex="female", ethnicity="european", t_score=np.array([-2.45, -2.5, -2.4]))["hip"]
    assert found[0] == found[1] > found[2]


def test_secondary_osteoporosis_weighs_only_without_a_scan_and_then_as_rheumatoid_arthritis():
    person = {"age": 66, "sex": "male", "ethnicity": "asian", "bmi": 23.0}
    assert frax_percent(**person, t_score=-2, secondary_osteoporosis=1) == frax_percent(**person, t_score=-2)
    second, arthritis = frax_percent(**person, secondary_osteoporosis=1), frax_percent(**person, rheumatoid_arthritis=1)
    assert second == arthritis
    assert arthritis["hip"] > frax_percent(**person)["hip"]


def test_without_a_scan_a_lower_body_mass_index_is_no_lower_risk():
    for sex, ethnicity in product(SEXES, VERSIONS):
        found = frax_percent(age=np.arange(40, 91)[:, None], sex=sex, ethnicity=ethnicity, bmi=np.arange(60, 14, -1))
        for values in found.values():
            assert (np.diff(values, axis=1) >= -1e-9).all()
        assert (found["hip"] <= found["major"] + 1e-9).all()


def test_without_a_scan_the_risk_lies_between_those_of_bad_and_good_bone():
    person = {"age": 72, "sex": "female", "ethnicity": "european"}
    bad, good = (frax_percent(**person, t_score=t)["major"] for t in (-3.5, 0.5))
    assert good < frax_percent(**person, bmi=26)["major"] < bad


def test_without_a_scan_the_mean_over_real_people_is_near_that_with_one():
    rows = published().dropna(subset=["bmi"])
    rows = rows[rows["prior_fracture"] == 0]
    person = {name: rows[name].to_numpy() for name in ("age", "sex", "ethnicity", "bmi", *FACTORS, "current_smoking")}
    scanned, derived = frax_percent(**person, t_score=rows["t_score"].to_numpy()), frax_percent(**person)
    # The survey's people are drawn by weight and the distribution is of all cycles, so the means agree only roughly.
    assert derived["major"].mean() == pytest.approx(scanned["major"].mean(), rel=0.15)
    assert derived["hip"].mean() == pytest.approx(scanned["hip"].mean(), rel=0.4)


def test_what_the_score_cannot_know_has_no_value():
    person = {"age": 60, "sex": "female", "ethnicity": "european", "t_score": -1}
    for gap in ({"ethnicity": "other"}, {"ethnicity": None}, {"t_score": None}, {"age": np.nan}, {"prior_fracture": np.nan}):
        assert np.isnan(frax_percent(**{**person, **gap})["major"])
    with pytest.raises(InvalidInput, match=r"sex.*allowed: female, male"):
        frax_percent(**{**person, "sex": "F"})
    with pytest.raises(InvalidInput, match=r"prior_fracture.*0.*1"):
        frax_percent(**person, prior_fracture=2)
