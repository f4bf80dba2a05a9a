"""Fracture: FRAX-style at the start, times factors that leave the mean where it was."""

import numpy as np
import pytest

from osteo_core.cohorts.worlds.life.draw import draw
from osteo_core.cohorts.worlds.life.hazard import BaseHazards, base_hazards, follow, risks
from osteo_core.cohorts.worlds.life.parameters import load_parameters
from osteo_core.frax_formula.inputs import ANSWERS, frax_percent


def people(n, **changed):
    columns = {
        "age": np.full(n, 66.0), "sex": np.full(n, "female", object), "ethnicity": np.full(n, "european", object),
        **{name: np.zeros(n) for name in ANSWERS},
    }  # fmt: skip
    return columns | changed


def risk_of(columns, neck_bmd):
    base = base_hazards(load_parameters(), columns, neck_bmd)
    return risks(base, np.zeros((len(neck_bmd), 2)))


def test_without_factors_the_risk_is_the_frax_style_one(lives):
    known = (lives.table["ethnicity"] != "other").to_numpy()
    table = lives.table[known].head(600)
    neck = lives.truth["true_femoral_neck_bmd"].to_numpy()[known][:600]
    t = np.ceil(10 * (neck - 0.858) / 0.120 - 0.5) / 10  # FRAX-style reads T-scores to 0.1
    columns = {name: table[name].to_numpy() for name in ("age", "sex", "ethnicity", *ANSWERS)}
    expected = frax_percent(t_score=t, **{name: values for name, values in columns.items() if name != "secondary_osteoporosis"})
    found = 100 * risk_of(columns, 0.858 + 0.120 * t)
    np.testing.assert_allclose(found[:, 1], expected["hip"], rtol=1e-6)
    apart = np.abs(found[:, 0] / expected["major"] - 1)
    assert (apart < 1e-4).mean() > 0.98  # the others: formulas that cross, where the hip's share is held
    assert apart.max() < 0.12


def test_risk_rises_with_age_and_falls_with_bmd():
    ages = np.arange(45.0, 80.0, 5.0)
    rising = risk_of(people(7, age=ages), np.full(7, 0.68))
    assert (np.diff(rising[:, 1]) > 0).all()
    assert (np.diff(rising[:, 0]) > 0).all()
    falling = risk_of(people(8), np.linspace(0.45, 1.0, 8))
    assert (np.diff(falling, axis=0) < 0).all()


def test_hip_never_exceeds_major(lives):
    assert (lives.truth["p_hip_fracture"] <= lives.truth["p_fracture"]).all()
    table = lives.table
    assert (table["fracture_time"] <= table["hip_fracture_time"]).all()
    assert (lives.truth["hip_fracture_outcome"] <= lives.truth["fracture_outcome"]).all()


@pytest.mark.parametrize("block", ["vitamin_d", "markers", "micro", "genes", "movement"])
def test_each_addition_has_a_mean_factor_of_one_whatever_frax_reads(lives, block):
    for of in ("log_factor", "log_factor_hip"):
        factor = np.exp(lives.truth[f"{block}_{of}"].to_numpy())
        old, low = (lives.table["age"] >= 65).to_numpy(), (lives.truth["neck_z"] < 0).to_numpy()
        woman = (lives.table["sex"] == "female").to_numpy()
        for rows in (np.ones(len(old), bool), old, ~old, low, ~low, woman, ~woman):
            assert factor[rows].mean() == pytest.approx(1.0, abs=4.2 * factor[rows].std() / np.sqrt(rows.sum()))


def test_hazard_ratios_are_the_stated_ones(lives):
    truth = lives.truth
    assert truth["markers_log_factor"].std() == pytest.approx(np.log(1.15), rel=0.05)
    assert truth["micro_log_factor"].std() == pytest.approx(np.log(1.30), rel=0.05)
    assert truth["micro_log_factor_hip"].std() == pytest.approx(np.log(1.25), rel=0.05)
    high = lives.table["vitamin_d_25oh"] > 60
    assert (truth["vitamin_d_log_factor"][high] <= 0).all()  # from 60 nmol/L on nothing is added
    assert truth.loc[lives.table["vitamin_d_25oh"] < 30, "vitamin_d_log_factor_hip"].min() > 0


def test_outcomes_are_drawn_from_the_true_probabilities():
    truth = draw(20_000, 9, complete=True).truth
    for p, outcome in (("p_fracture", "fracture_outcome"), ("p_hip_fracture", "hip_fracture_outcome")):
        order = np.argsort(truth[p].to_numpy())
        for part in np.array_split(order, 5):
            expected, found = truth[p].to_numpy()[part], truth[outcome].to_numpy()[part]
            error = np.sqrt((expected * (1 - expected)).sum()) / len(part)
            assert found.mean() == pytest.approx(expected.mean(), abs=4 * error)


def test_follow_up_answers_at_ten_years_only_where_it_is_known():
    n, rng = 4_000, np.random.default_rng(2)
    base = BaseHazards(*(np.full((n, 10), np.log(rate)) for rate in (0.02, 0.01, 0.03)))
    found = follow(base, np.zeros((n, 2)), load_parameters(), rng)
    censored = (found["fracture_event"] == 0) & (found["follow_up_months"] < 120)
    assert np.isnan(found["fracture_10y"][censored]).all()
    assert not np.isnan(found["fracture_10y"][~censored]).any()
    # constant hazards of 0.03 and 0.03: half of the 1 - exp(-0.6) who have either had the fracture first
    assert found["outcome"].mean() == pytest.approx(0.5 * (1 - np.exp(-0.6)), abs=4 * np.sqrt(0.18 / n))
    assert found["hip_outcome"].mean() == pytest.approx(0.25 * (1 - np.exp(-0.4)), abs=4 * np.sqrt(0.08 / n))
