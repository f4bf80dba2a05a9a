"""OSIRIS: indices worked out by hand from the published formula, its laws, unanswered questions, and people whom it was not made for."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores import osiris
from osteo_core.scores.comparators import NOTES, comparator_columns
from osteo_core.scores.score import ScoreResult


def score(hrt: bool | None = None, fracture: bool | None = None, **clinical: Any) -> ScoreResult:
    history = {} if hrt is None else {"history": {"hrt_oestrogen": hrt}}
    broken = {} if fracture is None else {"prior_fracture": fracture}
    record = {"sex": "female", "ethnicity": "european", "postmenopausal": True} | clinical | broken
    return osiris.for_patient(Patient.read({"clinical": {k: v for k, v in record.items() if v is not None}, **history}))


def index(result: ScoreResult) -> tuple[float | None, str | None]:
    value = result.value("screening")
    assert value is not None
    return value.value, value.category


@pytest.mark.parametrize(
    "age, weight, hrt, fracture, expected, category",
    [
        (60, 70, False, False, 14 - 12, "low"),
        (60, 65, False, False, 13 - 12, "intermediate"),  # +1 itself
        (60, 69.9, False, False, 13 - 12, "intermediate"),  # 13.98, without its decimals 13
        (64.9, 70, False, False, 14 - 12, "low"),  # 12.98, without its decimals 12
        (64.9, 65, False, False, 13 - 12, "intermediate"),
        (69, 54, False, False, 10 - 13, "intermediate"),  # 10.8 and 13.8: -3 itself; 0.2 (54 - 69) would be -3 as well
        (69, 56, False, True, 11 - 13 - 2, "high"),
        (70, 50, False, False, 10 - 14, "high"),
        (70, 50, True, False, 10 - 14 + 2, "intermediate"),
        (70, 50, True, True, 10 - 14 + 2 - 2, "high"),
        (70, 54.9, False, False, 10 - 14, "high"),  # 10.98
        (70, 55, False, False, 11 - 14, "intermediate"),
        (50, 90, True, False, 18 - 10 + 2, "low"),
        (50, 60, False, True, 12 - 10 - 2, "intermediate"),
        (100, 40, False, True, 8 - 20 - 2, "high"),
        (45, 80.3, True, True, 16 - 9 + 2 - 2, "low"),
    ],
)
def test_the_published_formula(age: float, weight: float, hrt: bool, fracture: bool, expected: float, category: str) -> None:
    assert index(score(hrt, fracture, age=age, weight_kg=weight)) == (expected, category)


def test_decimals_do_not_lose_a_whole_number_to_floating_point() -> None:
    # 0.2 * 75.0 and 0.2 * 65 are whole; 0.2 * 60.1 is 12.02 and 0.2 * 59.999 is 11.9998.
    for weight, whole in ((75, 15), (65, 13), (60.1, 12), (59.999, 11), (115, 23)):
        assert index(score(False, False, age=50, weight_kg=weight))[0] == whole - 10


def test_older_never_raises_it_and_heavier_never_lowers_it() -> None:
    ages, weights = np.meshgrid(np.arange(40.0, 101.0, 0.5), np.arange(35.0, 130.0, 0.5), indexing="ij")
    women = {"age": ages.ravel(), "weight_kg": weights.ravel(), "sex": np.full(ages.size, "female", object)}
    found = osiris.for_columns(harmonise(women).columns)["osiris"].reshape(ages.shape)
    assert (np.diff(found, axis=0) <= 0).all()
    assert (np.diff(found, axis=1) >= 0).all()


@pytest.mark.parametrize(
    "age, weight, low, high, category",
    [(50, 90, 6, 10, "low"), (60, 70, 0, 4, "undecided"), (65, 60, -3, 1, "intermediate"), (66, 60, -3, 1, "intermediate"),
     (70, 55, -5, -1, "undecided"), (85, 45, -10, -6, "high")],
)  # fmt: skip
def test_open_questions_give_both_ends_and_are_never_a_no(age: float, weight: float, low: float, high: float, category: str) -> None:
    result = score(age=age, weight_kg=weight)
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (low + 2, low, high, category)
    assert {question.field: question.if_yes["screening"] for question in result.unanswered} == {
        "prior_fracture": low,
        "hrt_oestrogen": high,
    }
    every = [index(score(hrt, fracture, age=age, weight_kg=weight))[0] for hrt, fracture in product((True, False), repeat=2)]
    assert (min(every), max(every)) == (low, high)  # type: ignore[type-var]
    assert result.reachable == {"screening": (low, high)}


def test_a_named_fracture_site_answers_the_question() -> None:
    result = score(True, age=60, weight_kg=70, prior_fracture_sites=["forearm"])
    assert index(result) == (14 - 12 + 2 - 2, "low")
    assert result.unanswered == ()
    assert "prior_fracture_sites" in result.used


def test_no_to_oestrogen_alone_leaves_the_combined_kind_possible_and_says_so() -> None:
    result = score(False, False, age=60, weight_kg=65)
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (1, 1, 3, "intermediate")
    assert [remark.key for remark in result.remarks] == ["scores.osiris.remark.combined"]


@pytest.mark.parametrize(
    "clinical, remark", [({"sex": "male", "postmenopausal": None}, "women_only"), ({"postmenopausal": False}, "premenopausal")]
)
def test_men_and_women_before_menopause_have_no_value_and_are_told_why(clinical: dict[str, Any], remark: str) -> None:
    result = score(age=52, weight_kg=60, **clinical)
    assert (result.values, result.lacking) == ((), ())
    assert [told.key for told in result.remarks] == [f"scores.osiris.remark.{remark}"]


@pytest.mark.parametrize("age, ethnicity, remarks", [(55, "european", ["menopause_unknown"]), (60, "asian", ["western_europe"])])
def test_limits_that_a_record_touches(age: float, ethnicity: str, remarks: list[str]) -> None:
    result = score(True, False, age=age, weight_kg=60, ethnicity=ethnicity, postmenopausal=None)
    assert result.values
    assert [told.key.removeprefix("scores.osiris.remark.") for told in result.remarks] == remarks
    assert all(told.text(language) for told in result.remarks for language in ("en", "zh"))


def test_columns_agree_with_patients_and_the_notes_name_the_open_questions() -> None:
    columns: dict[str, Any] = {
        "age": np.array([62.0, 62.0, 62.0, 70.0, 50.0, np.nan]),
        "weight_kg": np.array([66.0, 66.0, 66.0, 60.0, 60.0, 60.0]),
        "sex": np.array(["female", "female", "female", "male", "female", "female"], object),
        "postmenopausal": np.array([np.nan, 1.0, 1.0, np.nan, 0.0, 1.0]),
        "prior_fracture": np.array([np.nan, 1.0, 0.0, 1.0, 0.0, 0.0]),
        "hrt_oestrogen": np.array([np.nan, 1.0, 0.0, np.nan, np.nan, np.nan]),
    }
    found = osiris.for_columns(harmonise(columns).columns)
    np.testing.assert_array_equal(found["osiris"], [1, 1, 1, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["osiris_low"], [-1, 1, 1, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["osiris_high"], [3, 1, 3, np.nan, np.nan, np.nan])
    written = comparator_columns(columns)
    np.testing.assert_array_equal(written["osiris"], found["osiris"])
    assert ["OSIRIS" in note for note in written[NOTES]] == [True, False, False, False, False, False]
    assert index(score(age=62, weight_kg=66))[0] == found["osiris"][0]
