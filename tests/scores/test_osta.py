from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores import osta
from osteo_core.translations import translate


def patient(**clinical: Any) -> Patient:
    return Patient.read({"clinical": {"sex": "female", "ethnicity": "asian"} | clinical})


def index_and_category(record: Patient) -> tuple[float | None, str | None]:
    value = osta.for_patient(record).value("screening")
    assert value is not None
    return value.value, value.category


@pytest.mark.parametrize(
    "age, weight, expected",
    [
        (60, 65, (1, "low")), (60, 57, (0, "low")), (60, 55.1, (0, "low")), (60, 55, (-1, "intermediate")), (70, 58, (-2, "intermediate")),
        (70, 50, (-4, "intermediate")), (70, 45.5, (-4, "intermediate")), (70, 45, (-5, "high")), (75, 45, (-6, "high")),
    ],
)  # fmt: skip
def test_asian_women_after_koh_2001(age: float, weight: float, expected: tuple[float, str]) -> None:
    assert index_and_category(patient(age=age, weight_kg=weight)) == expected


@pytest.mark.parametrize(
    "age, weight, expected", [(60, 70, (2, "low")), (60, 69, (1, "increased")), (80, 50, (-6, "increased"))]
)  # fmt: skip
def test_other_women_below_two(age: float, weight: float, expected: tuple[float, str]) -> None:
    assert index_and_category(patient(age=age, weight_kg=weight, ethnicity="european")) == expected


@pytest.mark.parametrize(
    "age, weight, expected",
    [(60, 80, (4, "low")), (60, 79, (3, "intermediate")), (70, 65, (-1, "intermediate")), (70, 60, (-2, "high"))],
)
def test_men_after_adler_2003(age: float, weight: float, expected: tuple[float, str]) -> None:
    assert index_and_category(patient(age=age, weight_kg=weight, sex="male", ethnicity="european")) == expected


def test_decimals_do_not_lose_a_whole_number_to_floating_point() -> None:
    # 60.3 - 45.3 is 14.999999999999993 in floating point.
    columns = {"age": np.array([45.3, 70.2, np.nan, 60.0]), "weight_kg": np.array([60.3, 65.2, 60.0, 57.0])}
    found = osta.for_columns(columns)
    np.testing.assert_array_equal(found["osta"], [3, -1, np.nan, 0])
    np.testing.assert_allclose(found["ost"], [3, -1, np.nan, -0.6])
    assert not np.signbit(found["osta"][3])


def test_columns_and_patient_agree() -> None:
    record = patient(age=71.5, weight_kg=52.3)
    value = osta.for_patient(record).value("screening")
    assert value is not None
    assert osta.for_columns(harmonise(record.columns()).columns)["osta"][0] == value.value


@pytest.mark.parametrize(
    "clinical, remarks",
    [
        ({}, ["asian_women"]),
        ({"ethnicity": "european"}, ["other_women"]),
        ({"ethnicity": "african"}, ["other_women", "not_studied"]),
        ({"sex": "male"}, ["men", "asian_men"]),
        ({"sex": "male", "ethnicity": "european"}, ["men"]),
        ({"ethnicity": None}, ["asian_women", "unknown_ethnicity"]),
        ({"sex": None, "ethnicity": None}, ["asian_women", "unknown_sex"]),
        ({"sex": None, "ethnicity": "european"}, ["asian_women", "unknown_sex"]),
        ({"postmenopausal": False}, ["asian_women", "premenopausal"]),
    ],
)
def test_remarks_name_the_cut_offs_and_whom_they_leave_out(clinical: dict[str, Any], remarks: list[str]) -> None:
    result = osta.for_patient(patient(**{"age": 60, "weight_kg": 60} | clinical))
    assert [remark.key.removeprefix("scores.osta.remark.") for remark in result.remarks] == remarks
    assert all(remark.text(language) for remark in result.remarks for language in ("en", "zh"))


def test_lacking_inputs_are_named() -> None:
    result = osta.for_patient(patient(age=60))
    assert (result.values, result.lacking, result.used) == ((), ("weight_kg",), ("age", "sex", "ethnicity"))
    assert osta.for_patient(Patient.read({"dxa": {"femoral_neck_t": -2.0}})).lacking == ("age", "weight_kg")


def test_texts_exist_for_every_category() -> None:
    assert all(name in CATALOGUE for name in osta.ABOUT.inputs)
    names = {name for cut_offs in (osta.ASIAN_WOMEN, osta.OTHER_WOMEN, osta.MEN) for name, _ in cut_offs.categories}
    for language in ("en", "zh"):
        assert all(translate(f"scores.osta.category.{name}", language) for name in names)
        assert all(osta.ABOUT.text(what, language) for what in ("title", "short", "population", "method", "empty_answer"))
