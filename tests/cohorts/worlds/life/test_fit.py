"""What ships as estimated from the participants is what they give, and holds where real people can contradict it."""

import json

import numpy as np
import pytest

from osteo_core.cohorts.worlds.life import draw
from osteo_core.cohorts.worlds.life.fit import SEED, fit_answers, fit_regressions
from osteo_core.cohorts.worlds.life.fitted import FILE
from osteo_core.cohorts.worlds.life.participants import participants


def test_the_shipped_estimates_come_back():
    rng, shipped = np.random.default_rng(SEED), json.loads(FILE.read_text(encoding="utf-8"))
    equations, columns = fit_answers(rng)
    again, _ = fit_regressions(columns, rng)
    for name, equation in equations.items():
        np.testing.assert_allclose(equation.coefficients, shipped["equations"][name]["coefficients"], rtol=1e-3, atol=1e-4)
    for name, by_sex in again.items():
        for sex, coefficients in by_sex.items():
            np.testing.assert_allclose(coefficients, shipped["bone"][name][sex], rtol=1e-3, atol=1e-5)


@pytest.fixture(scope="module")
def world():
    return draw(12_000, 21, complete=True)


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("low, high", [(40, 50), (50, 60), (60, 70), (70, 80), (80, 200)])
def test_bmd_by_sex_and_decade_is_the_surveys(world, sex, low, high):
    real = participants()
    real = real[(real["sex"] == sex) & real["age"].between(low, high, inclusive="left")]
    rows = ((world.table["sex"] == sex) & world.table["age"].between(low, high, inclusive="left")).to_numpy()
    weight = real["survey_weight"].to_numpy()
    effective = weight.sum() ** 2 / (weight**2).sum()
    for name in ("femoral_neck_bmd", "total_hip_bmd"):
        drawn = world.truth[f"true_{name}"].to_numpy()[rows]
        mean = np.average(real[name], weights=weight)
        spread = np.sqrt(np.average((real[name] - mean) ** 2, weights=weight))
        assert drawn.mean() == pytest.approx(mean, abs=4 * spread * np.sqrt(1 / effective + 1 / rows.sum()))
        assert drawn.std() == pytest.approx(spread, rel=0.12)


def test_answers_are_as_frequent_as_among_those_who_were_asked(world):
    real = participants()
    for name in ("parental_hip_fracture", "current_smoking", "glucocorticoid_use", "rheumatoid_arthritis", "high_alcohol_intake"):
        asked = real[real[name].notna()]
        share = np.average(asked[name], weights=asked["survey_weight"])
        assert world.table[name].mean() == pytest.approx(share, abs=0.012), name
