from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from osteo_core import Patient
from osteo_core.errors import InvalidInput
from osteo_core.patients import problems

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def refused(data: Any) -> dict[str, str]:
    """Field -> English sentence of every problem; the Chinese sentence must be there as well."""
    with pytest.raises(ValidationError) as caught:
        Patient.model_validate(data)
    found = problems(caught.value)
    assert all(_CHINESE.search(problem.text("zh")) for problem in found)
    return {problem.where: problem.text("en") for problem in found}


def test_round_trip_of_a_full_record(everything_measured: dict[str, Any]) -> None:
    patient = Patient.model_validate({"id": 12, "label": "Teaching case", **everything_measured})
    again = Patient.from_json(patient.to_json())
    assert again == patient
    assert again.to_json() == patient.to_json()
    assert patient.modalities == ("dxa", "clinical", "btm", "micro", "gene", "sensory")
    assert patient.clinical is not None
    assert patient.clinical.prior_fracture_sites == ("vertebra",)


def test_from_a_file(tmp_path: Path, woman_with_dxa: dict[str, Any]) -> None:
    path = tmp_path / "patient.json"
    path.write_text(Patient.model_validate(woman_with_dxa).to_json(), encoding="utf-8")
    assert Patient.from_json(path) == Patient.from_json(str(path)) == Patient.model_validate(woman_with_dxa)


def test_the_order_of_modalities_does_not_matter(everything_measured: dict[str, Any]) -> None:
    backwards = {name: dict(reversed(fields.items())) for name, fields in reversed(everything_measured.items())}
    assert Patient.model_validate(backwards) == Patient.model_validate(everything_measured)


def test_frozen(woman_with_dxa: dict[str, Any]) -> None:
    patient = Patient.model_validate(woman_with_dxa)
    with pytest.raises(ValidationError):
        patient.clinical = None
    with pytest.raises(ValidationError):
        patient.clinical.age = 50  # type: ignore[union-attr]


def test_a_patient_can_be_copied_between_processes(everything_measured: dict[str, Any]) -> None:
    patient = Patient.model_validate(everything_measured)
    assert pickle.loads(pickle.dumps(patient)) == patient  # noqa: S301  (our own bytes)


def test_null_and_an_empty_list_are_not_answers() -> None:
    clinical = {"age": 60, "sex": None, "prior_fracture": False, "prior_fracture_sites": []}
    patient = Patient.model_validate({"clinical": clinical, "dxa": None})
    assert patient.entered() == {"clinical": {"age": 60.0, "prior_fracture": False, "prior_fracture_sites": ()}}


@pytest.mark.parametrize("yes", [True, 1, 1.0])
def test_yes_may_be_true_or_one(yes: Any) -> None:
    patient = Patient.model_validate({"clinical": {"current_smoking": yes}})
    assert patient.clinical is not None
    assert patient.clinical.current_smoking is True


@pytest.mark.parametrize(
    "data, where, words",
    [
        ({"clinical": {"age": 19}}, "clinical.age", ["19", "40 to 100", "the paper includes people aged 40 and over"]),
        ({"clinical": {"age": 130}}, "clinical.age", ["130", "40 to 100"]),
        ({"clinical": {"height_cm": 1.65}}, "clinical.height_cm", ["1.65", "100 to 230 cm", "looks like m", "165 cm"]),
        ({"dxa": {"manufacturer": "hologic", "total_hip_bmd": 790}}, "dxa.total_hip_bmd", ["790", "mg/cm²", "0.79 g/cm²"]),
        ({"btm": {"ctx": 450}}, "btm.ctx", ["450", "pg/mL", "0.45"]),
        ({"btm": {"trap5b": 350}}, "btm.trap5b", ["mU/dL", "3.5"]),
        ({"clinical": {"serum_calcium": 9.4}}, "clinical.serum_calcium", ["9.4", "mg/dL", "2.3453"]),
        ({"clinical": {"vitamin_d_25oh": 3}}, "clinical.vitamin_d_25oh", ["ng/mL", "7.488"]),
        ({"clinical": {"bmi": "24"}}, "clinical.bmi", ['"24"', "not a number", "10 to 80"]),
        ({"clinical": {"bmi": True}}, "clinical.bmi", ["not a number"]),
        ({"clinical": {"bmi": float("nan")}}, "clinical.bmi", ["not a finite number"]),
        ({"clinical": {"bmi": float("inf")}}, "clinical.bmi", ["not a finite number"]),
        ({"clinical": {"bmi": 10**400}}, "clinical.bmi", ["not a finite number"]),
        ({"clinical": {"current_smoking": "yes"}}, "clinical.current_smoking", ["neither yes nor no"]),
        ({"clinical": {"current_smoking": 2}}, "clinical.current_smoking", ["neither yes nor no"]),
        ({"clinical": {"sex": "F"}}, "clinical.sex", ["female, male"]),
        ({"clinical": {"prior_fracture_sites": ["toe"]}}, "clinical.prior_fracture_sites", ["toe", "hip, vertebra"]),
        ({"clinical": {"prior_fracture_sites": "hip"}}, "clinical.prior_fracture_sites", ["a list of"]),
        ({"gene": {"rs1544410": 3}}, "gene.rs1544410", ["0, 1 or 2"]),
        ({"gene": {"rs1544410": 0.5}}, "gene.rs1544410", ["0, 1 or 2"]),
        ({"gene": {"rs1544411": 1}}, "gene.rs1544411", ["unknown SNP", "63", "rs1544410"]),
        ({"clinical": {"wieght_kg": 60}}, "clinical.wieght_kg", ["unknown field", "weight_kg"]),
        ({"clinical": {"ctx": 0.5}}, "clinical.ctx", ["btm.ctx"]),
        ({"dxa": {"femoral_neck_sbmd": 0.8}}, "dxa.femoral_neck_sbmd", ["cannot be entered", "femoral_neck_bmd"]),
        ({"clinic": {"age": 60}}, "clinic", ["unknown part", "clinical"]),
        ({"dxa": {"femoral_neck_bmd": 0.79}}, "dxa.manufacturer", ["scales differ", "hologic, ge_lunar, norland"]),
        ({"dxa": [0.79]}, "dxa", ["not a record"]),
        ({}, "", ["empty", "at least one feature"]),
        ({"dxa": {"manufacturer": "hologic"}}, "", ["empty"]),
        ({"history": {"dementia": True}}, "", ["empty"]),
        ([], "", ["not a record"]),
        ({"clinical": {"age": 60}, "id": 1.5}, "id", ["is not text"]),
        (
            {"clinical": {"prior_fracture": False, "prior_fracture_sites": ["hip"]}},
            "clinical.prior_fracture_sites",
            ["hip", "the answer to prior fracture is no"],
        ),
        ({"clinical": {"sex": "male", "postmenopausal": True}}, "clinical.postmenopausal", ["women only"]),
        ({"clinical": {"age": 60, "sex": "male"}, "history": {"hrt_oestrogen": True}}, "history.hrt_oestrogen", ["women only"]),
        ({"clinical": {"bmi": 30, "height_cm": 160, "weight_kg": 55}}, "clinical.bmi", ["21.5", "0.6"]),
        ({"clinical": {"height_cm": 110, "weight_kg": 150}}, "clinical.weight_kg", ["124.0", "10 to 80 kg/m²"]),
    ],
)  # fmt: skip
def test_bad_input_says_where_what_and_what_is_allowed(data: Any, where: str, words: list[str]) -> None:
    found = refused(data)
    assert list(found) == [where]
    assert all(word in found[where] for word in words), found[where]


@pytest.mark.parametrize("t, accepted", [(0.0, True), (-1.5, True), (1.5, True), (-1.6, False), (1.6, False)])
def test_t_score_against_its_bmd(t: float, accepted: bool) -> None:
    data = {"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.858, "femoral_neck_t": t}}  # T of this BMD: 0
    if accepted:
        assert Patient.model_validate(data).dxa is not None
    else:
        assert "contradicts the BMD of 0.858 g/cm² (Hologic), whose T-score is 0.0" in refused(data)["dxa.femoral_neck_t"]


def test_bmi_rounding_is_forgiven() -> None:
    # 55 / 1.6² = 21.48
    assert Patient.model_validate({"clinical": {"bmi": 22.0, "height_cm": 160, "weight_kg": 55}}).clinical is not None


def test_all_problems_are_named_at_once() -> None:
    found = refused({"clinical": {"age": 130, "sex": "X", "hight_cm": 160, "bmi": "24"}, "btm": {"ctx": 450}, "other": 1})
    assert set(found) == {"clinical.age", "clinical.sex", "clinical.hight_cm", "clinical.bmi", "btm.ctx", "other"}


def test_pydantics_own_error_carries_code_and_place() -> None:
    with pytest.raises(ValidationError) as caught:
        Patient.model_validate({"clinical": {"age": 19}})
    (line,) = caught.value.errors()
    assert line["type"] == "osteo.range_reason"
    assert line["loc"] == ("clinical", "age")
    assert line["input"] == 19


def test_read_raises_the_projects_error() -> None:
    with pytest.raises(InvalidInput, match=r"clinical\.age: Age: 19 years is outside") as caught:
        Patient.read({"clinical": {"age": 19}})
    assert problems(caught.value) == caught.value.problems
    assert "超出允许范围" in caught.value.text("zh")


@pytest.mark.parametrize(
    "text, words",
    [
        ('{"clinical": {"age": 71,\n "sex": female}}', ["line 2, column 9", "female"]),
        ("not json at all", ["line 1, column 1"]),
        ("", ["line 1, column 1", "end of the text"]),
        ('{"clinical": {"age": 71', ["line 1, column 24"]),
        ('{"clinical": {"age": 71, "age": 72}}', ["age", "appears twice"]),
        (b"\xff\xfe{}", ["UTF-8"]),
        ("[" * 200_000, ["nested too deeply"]),
        ('{"clinical": {"age": ' + "9" * 5000 + "}}", ["number too long"]),
        ('{"clinical": {"age": NaN}}', ["not a finite number"]),
    ],
)
def test_text_that_is_not_a_record(text: str | bytes, words: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Patient.from_json_text(text)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert _CHINESE.search(caught.value.text("zh"))


def test_byte_order_mark_is_read() -> None:
    assert Patient.from_json_text(b'\xef\xbb\xbf{"clinical": {"age": 71}}') == Patient.model_validate({"clinical": {"age": 71}})


def test_missing_file() -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        Patient.from_json("nobody.json")


def test_json_schema_names_the_fields() -> None:
    schema = Patient.model_json_schema()
    assert set(schema["properties"]) == {"id", "label", "dxa", "clinical", "btm", "micro", "gene", "sensory", "history"}
    assert "femoral_neck_bmd" in schema["$defs"]["Dxa"]["properties"]
