"""ORAI: points added up by hand from the published table, its laws, unanswered questions, and people whom it was not made for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores import orai
from osteo_core.scores.comparators import NOTES, comparator_columns
from osteo_core.scores.score import ScoreResult


def score(oestrogen: bool | None = None, **clinical: Any) -> ScoreResult:
    history = {} if oestrogen is None else {"history": {"hrt_oestrogen": oestrogen}}
    return orai.for_patient(Patient.read({"clinical": {"sex": "female"} | clinical, **history}))


def index(result: ScoreResult) -> tuple[float | None, str | None]:
    value = result.value("screening")
    assert value is not None
    return value.value, value.category


@pytest.mark.parametrize(
    "age, weight, oestrogen, points, category",
    [
        (45, 90, True, 0, "low"),
        (54.9, 70, False, 0 + 0 + 2, "low"),
        (54.9, 69.9, False, 0 + 3 + 2, "low"),
        (54, 59.9, True, 0 + 9 + 0, "scan"),
        (54, 60, True, 0 + 3 + 0, "low"),
        (55, 70, False, 5 + 0 + 2, "low"),
        (55, 69, True, 5 + 3 + 0, "low"),
        (64.9, 69.9, False, 5 + 3 + 2, "scan"),
        (60, 59.9, True, 5 + 9 + 0, "scan"),
        (65, 80, True, 9, "scan"),
        (74.9, 70, False, 9 + 0 + 2, "scan"),
        (70, 65, False, 9 + 3 + 2, "scan"),
        (75, 120, True, 15, "scan"),
        (75, 60, False, 15 + 3 + 2, "scan"),
        (100, 40, False, 15 + 9 + 2, "scan"),
    ],
)
def test_points_of_the_published_table(age: float, weight: float, oestrogen: bool, points: float, category: str) -> None:
    assert index(score(oestrogen, age=age, weight_kg=weight)) == (points, category)


def test_older_never_lowers_it_and_heavier_never_raises_it() -> None:
    ages, weights = np.meshgrid(np.arange(45.0, 101.0, 0.5), np.arange(35.0, 130.0, 0.5), indexing="ij")
    women = {"age": ages.ravel(), "weight_kg": weights.ravel(), "sex": np.full(ages.size, "female", object)}
    found = orai.for_columns(harmonise(women).columns)["orai"].reshape(ages.shape)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (np.diff(found, axis=1) <= 0).all()
    assert found.min() == 0
    assert found.max() == 15 + 9


@pytest.mark.parametrize(
    "age, weight, low, high, category",
    [(50, 90, 0, 2, "low"), (55, 65, 8, 10, "undecided"), (60, 75, 5, 7, "low"), (65, 75, 9, 11, "scan"), (80, 50, 24, 26, "scan")],
)
def test_oestrogen_not_known_gives_both_ends_and_is_never_a_no(age: float, weight: float, low: float, high: float, category: str) -> None:
    result = score(age=age, weight_kg=weight)
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (low, low, high, category)
    assert result.reachable == {"screening": (low, high)}
    assert [(question.field, question.if_yes) for question in result.unanswered] == [("hrt_oestrogen", {"screening": low})]
    # Each end is what the answer itself gives.
    assert index(score(True, age=age, weight_kg=weight))[0] == low
    assert index(score(False, age=age, weight_kg=weight))[0] == high


def test_no_to_oestrogen_alone_leaves_the_combined_kind_possible_and_says_so() -> None:
    result = score(False, age=60, weight_kg=65, ethnicity="european")
    value = result.value("screening")
    assert value is not None
    assert (value.value, value.low, value.high, value.category) == (10, 8, 10, "scan")
    assert result.unanswered == ()
    assert [(remark.key, remark.params) for remark in result.remarks] == [("scores.orai.remark.combined", {"points": "8"})]


def test_yes_to_oestrogen_leaves_nothing_open() -> None:
    result = score(True, age=60, weight_kg=65, ethnicity="asian")
    value = result.value("screening")
    assert value is not None
    assert (value.low, value.high, result.unanswered) == (None, None, ())
    assert [remark.key for remark in result.remarks] == ["scores.orai.remark.mostly_white"]


@pytest.mark.parametrize("clinical, remark", [({"sex": "male", "age": 70}, "women_only"), ({"age": 44.9}, "from_45")])
def test_men_and_women_under_45_have_no_value_and_are_told_why(clinical: dict[str, Any], remark: str) -> None:
    result = score(weight_kg=60, **clinical)
    assert result.values == ()
    assert result.lacking == ()
    assert [told.key for told in result.remarks] == [f"scores.orai.remark.{remark}"]
    assert all(told.text(language) for told in result.remarks for language in ("en", "zh"))


def test_what_it_lacks_is_named() -> None:
    assert orai.for_patient(Patient.read({"clinical": {"age": 70}})).lacking == ("weight_kg", "sex")


def test_columns_agree_with_patients_and_the_notes_name_the_open_question() -> None:
    columns: dict[str, Any] = {
        "age": np.array([62.0, 62.0, 62.0, 70.0, 40.0, 70.0]),
        "weight_kg": np.array([66.0, 66.0, 66.0, 60.0, 60.0, np.nan]),
        "sex": np.array(["female", "female", "female", "male", "female", "female"], object),
        "hrt_oestrogen": np.array([np.nan, 1.0, 0.0, np.nan, np.nan, np.nan]),
    }
    found = orai.for_columns(harmonise(columns).columns)
    np.testing.assert_array_equal(found["orai"], [8, 8, 10, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["orai_low"], [8, 8, 8, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["orai_high"], [10, 8, 10, np.nan, np.nan, np.nan])
    written = comparator_columns(columns)
    np.testing.assert_array_equal(written["orai"], found["orai"])
    named = ["ORAI" in note for note in written[NOTES]]
    assert named == [True, False, False, False, False, False]
    assert index(score(age=62, weight_kg=66))[0] == found["orai"][0]
