from __future__ import annotations

from typing import Any

import pytest

from osteo_core.patients import Patient
from osteo_core.patients.who import category_of_t, who_category


@pytest.mark.parametrize(
    "t, expected",
    [
        (-2.5, "osteoporosis"), (-2.45, "osteoporosis"), (-2.44, "osteopenia"), (-1.05, "osteopenia"), (-1.1, "osteopenia"),
        (-1.04, "normal"), (-1.0, "normal"), (0.3, "normal"),
    ],
)  # fmt: skip
def test_who_cut_offs_after_rounding(t: float, expected: str) -> None:
    assert category_of_t(t) == expected


def test_the_lowest_site_decides() -> None:
    found = who_category({"femoral_neck": -1.4, "total_hip": -0.9, "lumbar_spine": -2.7}, sex="female", age=66)
    assert (found.category, found.site, found.score, found.basis) == ("osteoporosis", "lumbar_spine", -2.7, "t")
    assert found.text("en") == "Osteoporosis (Lumbar spine T-score −2.7)"
    assert found.text("zh") == "骨质疏松（腰椎 T 值 −2.7）"


@pytest.mark.parametrize(
    "person, basis, key",
    [
        ({"sex": "male", "age": 50}, "t", "patients.who.osteopenia"),
        ({"sex": "male", "age": 49}, "z", "patients.who.below_expected_range"),
        ({"sex": "male"}, None, "patients.who.unknown.age"),
        ({"sex": "female", "age": 45, "postmenopausal": True}, "t", "patients.who.osteopenia"),
        ({"sex": "female", "age": 45, "postmenopausal": False}, "z", "patients.who.below_expected_range"),
        ({"sex": "female", "age": 59}, None, "patients.who.unknown.menopause"),
        ({"sex": "female", "age": 60}, "t", "patients.who.osteopenia"),
        ({"sex": "male", "age": 49, "postmenopausal": False}, "z", "patients.who.below_expected_range"),
        ({"age": 55}, None, "patients.who.unknown.sex"),
        ({"age": 70}, "t", "patients.who.osteopenia"),
    ],
)
def test_to_whom_it_applies(person: dict[str, Any], basis: str | None, key: str) -> None:
    found = who_category({"femoral_neck": -2.1}, z_scores={"femoral_neck": -2.0}, **person)
    assert (found.basis, found.key) == (basis, key)


def test_z_above_minus_two_is_within_the_expected_range() -> None:
    found = who_category({"femoral_neck": -2.6}, z_scores={"femoral_neck": -1.9}, sex="male", age=45)
    assert found.category == "within_expected_range"


def test_without_scores() -> None:
    assert who_category({}, sex="female", age=70).key == "patients.who.no_t"
    assert who_category({"femoral_neck": -1.0}, sex="male", age=45).key == "patients.who.no_z"
    with pytest.raises(ValueError, match="no T-score"):
        category_of_t(float("nan"))


def test_of_a_patient_from_bmd() -> None:
    # Hologic femoral neck (0.612 - 0.858) / 0.120 = -2.05, total hip (0.734 - 0.942) / 0.122 = -1.70
    scan = {"manufacturer": "hologic", "femoral_neck_bmd": 0.612, "total_hip_bmd": 0.734}
    patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female"}, "dxa": scan})
    found = patient.who_category()
    assert (found.category, found.site, found.score) == ("osteopenia", "femoral_neck", -2.1)
