"""SCORE: points added up by hand from the published rules, its laws, unanswered questions, and people whom it was not made for."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores import score_index
from osteo_core.scores.comparators import NOTES, comparator_columns
from osteo_core.scores.score import ScoreResult

KNOWN = {"ethnicity": "european", "rheumatoid_arthritis": False, "prior_fracture": False}


def score(oestrogen: bool | None = None, **clinical: Any) -> ScoreResult:
    history = {} if oestrogen is None else {"history": {"hrt_oestrogen": oestrogen}}
    record = {"sex": "female", "postmenopausal": True} | clinical
    return score_index.for_patient(Patient.read({"clinical": {k: v for k, v in record.items() if v is not None}, **history}))


def index(result: ScoreResult) -> tuple[float | None, str | None]:
    value = result.value("screening")
    assert value is not None
    return value.value, value.category


@pytest.mark.parametrize(
    "age, pounds, oestrogen, more, points, category",
    [
        (48, 160.5, True, {}, 5 + 12 - 16, "low"),
        (50, 150.5, False, {}, 5 + 15 + 1 - 15, "scan"),  # 6 itself
        (50, 160.5, False, {}, 5 + 15 + 1 - 16, "low"),
        (59.9, 150.5, True, {}, 5 + 15 - 15, "low"),
        (60, 150.5, True, {}, 5 + 18 - 15, "scan"),
        (60, 159.9, True, {}, 5 + 18 - 15, "scan"),  # 15.99, without its decimals 15
        (60, 160.1, True, {}, 5 + 18 - 16, "scan"),
        (69, 180.5, False, {"ethnicity": "african"}, 0 + 18 + 1 - 18, "low"),
        (69, 180.5, False, {"ethnicity": "asian"}, 5 + 18 + 1 - 18, "scan"),
        (55, 200.5, True, {"rheumatoid_arthritis": True}, 5 + 4 + 15 - 20, "low"),
        (70, 200.5, True, {"prior_fracture_sites": ["hip"]}, 5 + 4 + 21 - 20, "scan"),
        (70, 250.5, True, {"prior_fracture_sites": ["hip", "forearm"]}, 5 + 8 + 21 - 25, "scan"),
        (70, 250.5, True, {"prior_fracture_sites": ["vertebra", "humerus"]}, 5 + 0 + 21 - 25, "low"),
        (45, 99.9, False, {}, 5 + 12 + 1 - 9, "scan"),
        (100, 120.5, False, {}, 5 + 30 + 1 - 12, "scan"),
        (89, 110.5, True, {"ethnicity": "african", "rheumatoid_arthritis": True}, 4 + 24 - 11, "scan"),
    ],
)
def test_points_of_the_published_rules(
    age: float, pounds: float, oestrogen: bool, more: dict[str, Any], points: float, category: str
) -> None:
    answers = KNOWN | ({"prior_fracture": True} if "prior_fracture_sites" in more else {}) | more
    assert index(score(oestrogen, age=age, weight_kg=pounds * 0.45359237, **answers)) == (points, category)


def test_older_never_lowers_it_and_heavier_never_raises_it() -> None:
    ages, weights = np.meshgrid(np.arange(45.0, 101.0, 0.5), np.arange(35.0, 130.0, 0.5), indexing="ij")
    women = {"age": ages.ravel(), "weight_kg": weights.ravel(), "sex": np.full(ages.size, "female", object)}
    found = score_index.for_columns(harmonise(women).columns)["score_index"].reshape(ages.shape)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()


def test_nothing_known_but_age_and_weight_gives_the_whole_range_and_no_decision() -> None:
    result = score(age=62, weight_kg=70)  # 18 - 15: 70 kg are 154.3 pounds
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (3, 3, 3 + 5 + 4 + 12 + 1, "undecided")
    said = {question.field: question.if_yes["screening"] for question in result.unanswered}
    assert said == {"ethnicity": 8, "rheumatoid_arthritis": 7, "prior_fracture": 15, "hrt_oestrogen": 3}
    assert result.reachable == {"screening": (3, 25)}


def test_the_range_is_that_of_every_answer() -> None:
    asked = score(age=62, weight_kg=70, prior_fracture=False)
    every = [
        index(score(oestrogen, age=62, weight_kg=70, ethnicity=ethnicity, rheumatoid_arthritis=arthritis, prior_fracture=False))[0]
        for oestrogen, ethnicity, arthritis in product((True, False), ("african", "asian", "european", "hispanic"), (True, False))
    ]
    value = asked.value("screening")
    assert value is not None
    assert (value.low, value.high) == (min(every), max(every))  # type: ignore[type-var]


@pytest.mark.parametrize(
    "clinical, category",
    [
        ({"age": 80, "weight_kg": 50}, "scan"),
        ({"age": 50, "weight_kg": 130, "prior_fracture": False}, "low"),
        ({"age": 62, "weight_kg": 60}, "undecided"),
    ],
)
def test_it_decides_only_where_no_answer_could_change_that(clinical: dict[str, Any], category: str) -> None:
    assert index(score(**clinical))[1] == category


def test_a_fracture_without_its_site_is_an_open_question() -> None:
    result = score(True, age=62, weight_kg=70, **KNOWN | {"prior_fracture": True})
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (8, 8, 20, "scan")
    assert {question.field: question.if_yes for question in result.unanswered} == {"prior_fracture_sites": {"screening": 20}}


def test_what_the_record_leaves_of_a_fracture_is_in_the_range_and_said() -> None:
    sites = {"prior_fracture": True, "prior_fracture_sites": ["forearm", "other"]}
    result = score(False, age=62, weight_kg=70, **KNOWN | sites)
    value = result.value("screening")
    assert value is not None
    # 8 and 1 for no oestrogen: 4 more for the forearm, or none (before 45), or 8 (the other site a rib); 1 less for oestrogen in the past.
    assert (value.value, value.low, value.high, value.category) == (13, 8, 17, "scan")
    assert [remark.key.removeprefix("scores.score_index.remark.") for remark in result.remarks] == ["age_of_fracture", "rib", "ever"]
    assert all(told.text(language) for told in result.remarks for language in ("en", "zh"))


@pytest.mark.parametrize(
    "clinical, remark",
    [
        ({"sex": "male", "age": 70, "postmenopausal": None}, "women_only"),
        ({"age": 44}, "from_45"),
        ({"age": 50, "postmenopausal": False}, "premenopausal"),
    ],
)
def test_people_whom_it_was_not_made_for_have_no_value_and_are_told_why(clinical: dict[str, Any], remark: str) -> None:
    result = score(weight_kg=60, **clinical)
    assert (result.values, result.lacking) == ((), ())
    assert [told.key for told in result.remarks] == [f"scores.score_index.remark.{remark}"]


@pytest.mark.parametrize("age, told", [(59, ["menopause_unknown"]), (60, [])])
def test_under_60_it_is_said_that_menopause_is_not_known(age: float, told: list[str]) -> None:
    result = score(True, age=age, weight_kg=60, postmenopausal=None, **KNOWN)
    assert result.values
    assert [remark.key.removeprefix("scores.score_index.remark.") for remark in result.remarks] == told


def test_columns_agree_with_patients_and_the_notes_name_the_open_questions() -> None:
    columns: dict[str, Any] = {
        "age": np.array([62.0, 62.0, 62.0, 70.0, 50.0, 44.0]),
        "weight_kg": np.full(6, 70.0),
        "sex": np.array(["female", "female", "female", "male", "female", "female"], object),
        "ethnicity": np.array([None, "african", "asian", "asian", "asian", "asian"], object),
        "postmenopausal": np.array([np.nan, 1.0, 1.0, np.nan, 0.0, 1.0]),
        "rheumatoid_arthritis": np.array([np.nan, 1.0, 0.0, 0.0, 0.0, 0.0]),
        "prior_fracture": np.array([np.nan, 0.0, 1.0, 0.0, 0.0, 0.0]),
        "prior_fracture_sites": np.array([None, None, ("hip",), None, None, None], object),
        "hrt_oestrogen": np.array([np.nan, 1.0, 1.0, 1.0, 1.0, 1.0]),
    }
    found = score_index.for_columns(harmonise(columns).columns)
    np.testing.assert_array_equal(found["score_index"], [3, 7, 12, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["score_index_low"], [3, 7, 8, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["score_index_high"], [25, 7, 12, np.nan, np.nan, np.nan])
    written = comparator_columns(columns)
    np.testing.assert_array_equal(written["score_index"], found["score_index"])
    assert ["SCORE" in note for note in written[NOTES]] == [True, False, False, False, False, False]
    assert index(score(age=62, weight_kg=70))[0] == found["score_index"][0]
