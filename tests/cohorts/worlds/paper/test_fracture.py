"""Fracture: hazard, competing death, censoring."""

import numpy as np
import pytest

from osteo_core.cohorts.worlds.paper import draw
from osteo_core.cohorts.worlds.paper.discrimination import auc, expected_auc
from osteo_core.cohorts.worlds.paper.fracture import death_cumulative, expected_incidence, incidence
from osteo_core.cohorts.worlds.paper.parameters import load_world


def test_fifteen_percent_and_the_papers_discrimination(people):
    outcome = people.truth["fracture_outcome"].to_numpy()
    assert outcome.mean() == pytest.approx(0.15, abs=0.012)
    assert auc(outcome, people.truth["p_fracture"]) == pytest.approx(0.912, abs=0.012)


def test_incidence_without_death_is_one_minus_survival():
    world = load_world()
    young = np.array([40.0])
    rate = np.log(np.array([0.01]))
    alone = 1.0 - np.exp(-0.1)
    lost = alone - incidence(world, rate, young, np.array([1.0]))
    assert 0.0 < lost[0] < alone * death_cumulative(world, young, np.array([1.0]), 10.0)[0]


def test_incidence_agrees_with_a_fine_integral():
    world = load_world()
    years = np.linspace(0.0, 10.0, 200_001)
    for log_rate in (-7.0, -3.0, 0.0, 2.5):
        h = np.exp(log_rate)
        alive = np.exp(-death_cumulative(world, np.float64(78.0), np.float64(0.0), years))
        exact = np.trapezoid(h * np.exp(-h * years) * alive, years)
        assert incidence(world, np.float64(log_rate), np.float64(78.0), np.float64(0.0)) == pytest.approx(exact, rel=2e-3)


def test_expected_incidence_agrees_with_sampling():
    world = load_world()
    age, female = np.array([61.3, 83.7]), np.array([1.0, 0.0])
    sd = np.array([0.7, 1.9])
    mean = np.array([[-4.13], [-2.71]])
    draws = mean + sd[:, None] * np.random.default_rng(0).standard_normal((2, 400_000))
    sampled = incidence(world, draws, age[:, None], female[:, None]).mean(axis=1)
    assert np.allclose(expected_incidence(world, mean, sd, age, female)[:, 0], sampled, atol=1.5e-3)
    alone = [expected_incidence(world, mean[i : i + 1], sd[i : i + 1], age[i : i + 1], female[i : i + 1])[0, 0] for i in (0, 1)]
    assert np.allclose(alone, sampled, atol=1.5e-3)


def test_death_rises_with_age_and_is_higher_in_men():
    world = load_world()
    ages = np.arange(40.0, 96.0, 5.0)
    women, men = (death_cumulative(world, ages, np.full(ages.size, sex), 1.0) for sex in (1.0, 0.0))
    assert (np.diff([women, men]) > 0).all()
    assert (men > women).all()


def test_mean_risk_rises_with_age(people):
    tens = np.digitize(people.table["age"], [50, 60, 70, 80])
    risk = [people.truth["p_fracture"][tens == i].mean() for i in range(5)]
    assert risk == sorted(risk)


def test_events_times_and_the_ten_year_outcome_agree():
    table = draw(8000, 6).table
    time, event, outcome = (table[name] for name in ("fracture_time", "fracture_event", "fracture_10y"))
    assert set(event.unique()) == {0.0, 1.0, 2.0}
    assert (table["follow_up_months"] >= 6).all()
    assert (time <= table["follow_up_months"] / 12 + 1e-9).all()
    assert (outcome[(event == 1) & (time <= 10)] == 1).all()
    assert (outcome[(time > 10) | (event == 2)] == 0).all()
    assert outcome[(event == 0) & (time < 10)].isna().all()
    assert 0.15 < outcome.isna().mean() < 0.35


def test_expected_auc_is_the_auc_of_simulated_outcomes():
    rng = np.random.default_rng(2)
    p = rng.beta(1.0, 2.0, 200_000)
    assert expected_auc(p) == pytest.approx(auc(rng.random(p.size) < p, p), abs=0.004)
    assert auc(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == pytest.approx(0.75)  # scikit-learn's documented example
