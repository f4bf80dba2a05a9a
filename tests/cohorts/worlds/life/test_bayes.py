"""The Bayes-optimal answers against brute force, and the laws that they obey."""

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.worlds.life import bayes, draw
from osteo_core.cohorts.worlds.life.bone import NECK, bone_law, draw_level, t_scores, true_bmd
from osteo_core.cohorts.worlds.life.draw import complete_record
from osteo_core.cohorts.worlds.life.fitted import load_fitted
from osteo_core.cohorts.worlds.life.hazard import base_hazards, risks
from osteo_core.cohorts.worlds.life.parameters import load_parameters
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput

CLINICAL = ["age", "sex", "ethnicity", "height_cm", "weight_kg", "bmi", "postmenopausal", "prior_fracture", "parental_hip_fracture"]
CLINICAL += ["current_smoking", "high_alcohol_intake", "glucocorticoid_use", "rheumatoid_arthritis"]
EVENTS = ("p_fracture", "p_hip_fracture")


@pytest.fixture(scope="module")
def copies():
    """One woman of 72 as 60 000 people who share her clinical record: everything else drawn, and what is true of it."""
    n, rng, parameters, fitted = 60_000, np.random.default_rng(8), load_parameters(), load_fitted()
    one = dict.fromkeys(CLINICAL, 0.0) | {"age": 72.0, "height_cm": 160.0, "weight_kg": 61.0, "bmi": 61 / 1.6**2, "postmenopausal": 1.0}
    columns = {name: np.full(n, value) for name, value in one.items()}
    columns |= {"sex": np.full(n, "female", object), "ethnicity": np.full(n, "european", object)}
    law = bone_law(fitted, columns)
    level = draw_level(law, fitted, rng)
    columns, truth = complete_record(parameters, columns, law, level, rng)
    bmd = true_bmd(law, level)
    base = base_hazards(parameters, columns, bmd[:, NECK])
    risk = risks(base, np.column_stack([truth["log_factor"], truth["log_factor_hip"]]))
    osteoporosis = np.ceil(10 * t_scores(bmd).min(axis=1) - 0.5) <= -25
    return pd.DataFrame(columns), osteoporosis, risk


# what is known beside the record, and how near (a share of it) a copy must come to count
SMALL_CASES = [
    {},
    {"femoral_neck_bmd": (0.62, 0.02)},
    {"total_hip_bmd": (0.74, 0.025), "ctx": (0.62, 0.25)},
    {"ct_th": (0.62, 0.10), "tb_n": (1.10, 0.10)},
    {"gait_speed": (0.85, 0.08), "falls_12m": (1.0, 0.0)},
    {"vitamin_d_25oh": (33.0, 0.12)},
]


@pytest.mark.parametrize("known", SMALL_CASES, ids=lambda known: "+".join(known) or "record alone")
def test_against_brute_force_on_one_record(copies, known):
    people, osteoporosis, risk = copies
    near = np.ones(len(people), bool)
    for name, (value, share) in known.items():
        near &= (np.abs(people[name] / value - 1) <= share).to_numpy()
    assert near.sum() > 300
    blank = [name for name in people if name not in CLINICAL and name not in known]
    asked = people[near].head(400).copy()  # over people as near as those who count, so that the width of "near" cancels
    asked[blank] = np.nan
    found = bayes(asked, MODALITIES).mean()
    error = np.sqrt(osteoporosis[near].mean() * (1 - osteoporosis[near].mean()) / near.sum())
    drift = 2 * bayes(asked, MODALITIES)["p_osteoporosis"].std() / np.sqrt(len(asked))
    assert found["p_osteoporosis"] == pytest.approx(osteoporosis[near].mean(), abs=3.5 * error + drift + 0.004)
    for i, event in enumerate(EVENTS):
        truth = risk[near, i]
        assert found[event] == pytest.approx(truth.mean(), abs=3.5 * truth.std() / np.sqrt(near.sum()) + 0.02 * truth.mean() + 0.001)


def test_with_everything_measured_the_true_probability_comes_back(lives):
    some = lives.table.head(800)
    found, truth = bayes(some, MODALITIES), lives.truth.head(800)
    # what is left is the scanner's error: 0.012 of a neck SD of 0.12 g/cm2
    for event in EVENTS:
        assert np.corrcoef(found[event], truth[event])[0, 1] > 0.99
        assert found[event].mean() == pytest.approx(truth[event].mean(), rel=0.02)


@pytest.mark.parametrize("modalities", [("dxa", "clinical"), ("clinical",), ("clinical", "btm", "micro", "gene", "sensory")])
def test_the_answers_are_calibrated_on_average(lives, modalities):
    some, truth = lives.table.head(1_000), lives.truth.head(1_000)
    found = bayes(some, modalities)
    status = (some["status"] == "osteoporosis").to_numpy()
    left = found["p_osteoporosis"].to_numpy()
    assert status.mean() == pytest.approx(left.mean(), abs=4 * np.sqrt((left * (1 - left)).sum()) / len(left))
    for event in EVENTS:
        apart = (truth[event] - found[event]).to_numpy()
        assert apart.mean() == pytest.approx(0.0, abs=4 * apart.std() / np.sqrt(len(apart)) + 0.01 * truth[event].mean())
    assert (found["p_hip_fracture"] <= found["p_fracture"]).all()
    np.testing.assert_allclose(found[["p_normal", "p_osteopenia", "p_osteoporosis"]].sum(axis=1), 1.0, atol=1e-9)


def test_gaps_in_the_record_are_integrated_out(lives):
    whole = lives.table.head(100)
    gappy = whole.assign(current_smoking=np.nan, bmi=np.nan, weight_kg=np.nan, femoral_neck_bmd=np.nan)
    found, full = bayes(gappy, ("dxa", "clinical")), bayes(whole, ("dxa", "clinical"))
    assert found.notna().all(axis=None)
    assert np.corrcoef(found["p_fracture"], full["p_fracture"])[0, 1] > 0.9
    assert found["p_fracture"].mean() == pytest.approx(full["p_fracture"].mean(), rel=0.2)


def test_a_scan_alone_knows_the_status_and_little_of_the_risk(lives):
    some = lives.table.head(200)
    found, truth = bayes(some, ("dxa",)), lives.truth.head(200)
    osteoporosis = (some["status"] == "osteoporosis").to_numpy()
    assert found["p_osteoporosis"][osteoporosis].mean() > 0.8
    assert found["p_osteoporosis"][~osteoporosis].mean() < 0.03
    assert 0.4 < np.corrcoef(found["p_fracture"], truth["p_fracture"])[0, 1] < 0.9
    assert found["p_fracture"].mean() == pytest.approx(truth["p_fracture"].mean(), rel=0.25)


def test_the_same_question_gets_the_same_answer():
    people = draw(25, 4)
    pd.testing.assert_frame_equal(bayes(people, MODALITIES), bayes(people, MODALITIES))


def test_a_record_without_age_or_of_another_ethnicity_is_refused(lives):
    wrong = lives.table.head(3).assign(age=[np.nan, 60.0, 60.0], ethnicity=["european", "martian", "asian"])
    with pytest.raises(InvalidInput) as refused:
        bayes(wrong, ("clinical",))
    assert [problem.where for problem in refused.value.problems] == ["age", "ethnicity"]
    with pytest.raises(ValueError, match="six"):
        bayes(lives.table.head(3), ())
