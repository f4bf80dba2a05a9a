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
from osteo_core.errors import InvalidInput
from osteo_core.next_test.estimate import next_tests

WOMAN = {"clinical": {"age": 68, "sex": "female", "ethnicity": "european", "height_cm": 162, "weight_kg": 58}}
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
