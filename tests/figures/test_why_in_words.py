"""Why in two sentences: who is named, in which order, and with whom the patient is compared."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core import load_model
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.reference_people import ReferencePeople, reference_people
from osteo_core.figures.base.log_odds_axis import log_odds_ticks
from osteo_core.figures.explanation.why_in_words import pushes_in_words, reference_in_words
from osteo_core.translations import LANGUAGES

PUSHES = {"age": 0.9, "femoral_neck_bmd": 2.0, "prior_fracture": 0.5, "weight_kg": 0.3, "sex": -0.4, "bmi": -0.6, "height_cm": -0.06}
"""The last is more than what is negligible, and too little to be named beside the first."""


def _explained(pushes: dict[str, float]) -> Explanation:
    # Log-odds of 1:19, which is 5 %.
    baseline = float(np.log(0.05 / 0.95))
    return Explanation("fracture", baseline, baseline + sum(pushes.values()), pushes, {"dxa": 2.0, "clinical": -0.5})


def test_three_are_named_that_raise_and_two_that_lower_the_strongest_first() -> None:
    said = pushes_in_words(_explained(PUSHES), "feature", values={"age": "74 years"})
    names = ["Femoral neck BMD", "Age (74 years)", "Prior fragility fracture", "Body mass index", "Sex"]
    places = [said.index(name) for name in names]
    assert places == sorted(places)
    assert "Weight" not in said
    assert "Height" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", ["feature", "modality"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_where_all_push_one_way_nothing_is_said_to_push_the_other(language: str, by: str, sign: float) -> None:
    explanation = Explanation("fracture", 0.0, 2 * sign, {"age": 2 * sign}, {"clinical": 2 * sign})
    said = {pushes_in_words(explanation, by, language, values={})}  # type: ignore[arg-type]
    both = {pushes_in_words(_explained(PUSHES), by, language, values={})}  # type: ignore[arg-type]
    none = {pushes_in_words(Explanation("fracture", 0.0, 0.0, {}, {}), by, language, values={})}  # type: ignore[arg-type]
    assert len(said | both | none) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_people_are_said_with_number_sex_age_and_risk(language: str) -> None:
    people = ReferencePeople(people=40, women=21, youngest=41, median_age=53, oldest=77)
    said = reference_in_words(people, _explained(PUSHES), "life", language)
    assert all(text in said for text in ("40", "21", "19", "41–77", "53", "5.0\xa0%"))
    unknown = ReferencePeople(people=12, women=None, youngest=None, median_age=None, oldest=None)
    assert "41" not in reference_in_words(unknown, _explained(PUSHES), "own", language)


def test_the_reference_people_of_a_model_are_those_of_its_file() -> None:
    artifact = load_model("life").artifact
    found = reference_people(artifact)
    ages = artifact.background[:, 3]  # after three sites of standardised BMD; then whether female
    assert found.people == len(ages)
    assert (found.youngest, found.oldest) == (round(ages.min()), round(ages.max()))
    assert found.women == round(artifact.background[:, 4].sum())


def test_ticks_say_the_probability_under_the_log_odds() -> None:
    ticks = log_odds_ticks(-2.2, 2.2, 6)
    assert ticks["tickvals"] == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert ticks["ticktext"] == [f"{sign}<br>{p}\xa0%" for sign, p in (("−2", 12), ("−1", 27), ("0", 50), ("1", 73), ("2", 88))]
