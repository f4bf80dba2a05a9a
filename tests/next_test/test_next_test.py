"""What a missing test could change: laws of the estimate, and the generator's conditional draws against its exact answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from osteo_core import Patient, load_model
from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.worlds.life import bayes as life_bayes
from osteo_core.cohorts.worlds.life import draw as life_draw
from osteo_core.cohorts.worlds.life.conditional import draw_given as draw_in_life
from osteo_core.cohorts.worlds.paper import bayes as paper_bayes
from osteo_core.cohorts.worlds.paper import draw as paper_draw
from osteo_core.cohorts.worlds.paper.conditional import draw_given as draw_in_paper
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput
from osteo_core.next_test.estimate import next_tests
from osteo_core.next_test.words import risk_today

WOMAN: dict[str, Any] = {"clinical": {"age": 68, "sex": "female", "ethnicity": "european", "height_cm": 162, "weight_kg": 58}}
ANSWERED: dict[str, Any] = WOMAN["clinical"] | {
    "postmenopausal": True, "prior_fracture": False, "parental_hip_fracture": True, "current_smoking": False, "high_alcohol_intake": False,
    "glucocorticoid_use": False, "rheumatoid_arthritis": False, "secondary_osteoporosis": False, "vitamin_d_25oh": 45.0,
    "calcium_intake": 700.0, "serum_calcium": 2.3,
}  # fmt: skip
WORLDS: dict[str, Any] = {"life": (life_draw, life_bayes, draw_in_life), "paper": (paper_draw, paper_bayes, draw_in_paper)}


@pytest.mark.parametrize("world", WORLDS)
def test_what_may_come_out_has_the_present_risk_as_its_mean(world: str) -> None:
    """The law of total probability: exact risks after a test, over people like the patient, have the exact risk before it as their mean."""
    draw, bayes, given = WORLDS[world]
    known, draws = ("clinical", "btm"), 400
    people = draw(60, 17, complete=True).table
    risks = bayes(people, known, fracture=False)["p_osteoporosis"].to_numpy()
    row = int(np.argmin(np.abs(risks - 0.3)))
    said = {feature.name for modality in known for feature in CATALOGUE.of(modality)}
    one = {name: _of_one(people[name].to_numpy()[[row]], name in said) for name in people}
    drawn = given(one, draws, 3)
    micro = {name: np.asarray(drawn[name], float) for name in ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")}
    after = bayes({name: np.repeat(values, draws) for name, values in one.items()} | micro, (*known, "micro"), fracture=False)
    assert 0.1 < risks[row] < 0.6
    assert after["p_osteoporosis"].std() > 0.02
    assert float(after["p_osteoporosis"].mean()) == pytest.approx(risks[row], abs=0.04)


def _of_one(values: np.ndarray, known: bool) -> np.ndarray:
    """What is not known of the person is left open."""
    return values if known or values.dtype == object else np.full(1, np.nan)


def test_tests_are_ranked_and_bounded() -> None:
    tests = next_tests(load_model("simplified"), Patient.model_validate(WOMAN), 0.3, draws=60)
    assert {test.modality for test in tests} == {"dxa", "btm"}
    assert tests[0].modality == "dxa"
    for test in tests:
        assert 0 <= test.p_change <= 1
        assert 0 <= test.low <= test.gain <= test.high
        assert (test.gain > 0) == (test.p_change > 0)
        assert len(test.risks) == 60


@pytest.mark.parametrize("name, outcome", [("life", "osteoporosis"), ("life", "fracture"), ("fusion", "osteoporosis")])
def test_the_risk_today_is_the_worlds_and_the_mean_of_what_may_come_out(name: str, outcome: Any) -> None:
    """Of a full clinical record, so that nothing but the tests is open; `bayes` has its own path to the risk of today."""
    bayes = {"life": life_bayes, "fusion": paper_bayes}[name]
    record = ANSWERED if name == "life" else ANSWERED | {"ethnicity": "asian"}
    tests = next_tests(load_model(name), Patient.model_validate({"clinical": record}), 0.3, outcome, draws=300)
    known = {key: np.array([value], dtype=object if isinstance(value, str) else float) for key, value in record.items()}
    known |= {"bmi": known["weight_kg"] / (known["height_cm"] / 100) ** 2}
    blank = {feature.name: np.full(1, np.nan) for modality in MODALITIES for feature in CATALOGUE.of(modality)}
    exact = float(bayes(blank | known, ("clinical",))[f"p_{outcome}"].iloc[0])
    for test in tests:
        assert test.before == pytest.approx(exact, abs=0.008)
        assert float(test.risks.mean()) == pytest.approx(exact, abs=3.5 * float(test.risks.std()) / np.sqrt(300) + 0.004)
        assert test.shown == pytest.approx(exact, abs=0.15)


def test_open_answers_are_left_open() -> None:
    """Against the generator's own mean over completions of each record, here of people drawn anew."""
    known = {"age": 66, "sex": "female", "ethnicity": "european", "height_cm": 162, "weight_kg": 58}
    threshold, n = 0.35, 250
    (micro,) = [
        test for test in next_tests(load_model("life"), Patient.model_validate({"clinical": known}), threshold) if test.modality == "micro"
    ]
    blank = {feature.name: np.full(1, np.nan) for modality in MODALITIES for feature in CATALOGUE.of(modality)}
    one = blank | {key: np.array([value], dtype=object if isinstance(value, str) else float) for key, value in known.items()}
    one["bmi"] = one["weight_kg"] / (one["height_cm"] / 100) ** 2
    drawn = draw_in_life(one, n, 8)
    several = {name: np.repeat(values, n) for name, values in one.items()}
    several |= {name: np.asarray(drawn[name], float) for name in ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")}
    after = life_bayes(several, ("clinical", "micro"), fracture=False)["p_osteoporosis"]
    exact = float(((after >= threshold) != (micro.before >= threshold)).mean())
    assert 0.1 < exact < 0.9
    assert micro.p_change == pytest.approx(exact, abs=0.1)  # the simulation error of both
    assert float(micro.risks.std()) == pytest.approx(float(after.std()), rel=0.2)


@pytest.mark.parametrize("language, words", [("en", "different decisions"), ("zh", "已经不同")])
def test_it_is_said_where_the_network_decides_otherwise_today(language: str, words: str) -> None:
    (test, *_) = next_tests(load_model("simplified"), Patient.model_validate(WOMAN), 0.3, draws=20)
    low, high = sorted((test.before, test.shown))
    assert low < high
    assert words in risk_today(test, (low + high) / 2, language)
    assert words not in risk_today(test, high + 0.01, language)


def test_no_test_changes_a_decision_far_from_the_threshold() -> None:
    young = Patient.model_validate({"clinical": {"age": 50, "sex": "male"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 1.1}})
    tests = next_tests(load_model("simplified"), young, 0.9, draws=40)
    assert [(test.modality, test.p_change, test.gain) for test in tests] == [("btm", 0.0, 0.0)]


@pytest.mark.parametrize(
    "record, threshold, model, words",
    [
        (WOMAN, 1.5, "simplified", "not a threshold"),
        ({"clinical": {"sex": "female"}}, 0.2, "simplified", "clinical.age"),
        (WOMAN, 0.2, "nhanes", "no virtual world"),
    ],
)
def test_what_cannot_be_answered(record: dict[str, Any], threshold: float, model: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        next_tests(load_model(model), Patient.model_validate(record), threshold)
