from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores.qfracture import score as qfracture
from osteo_core.scores.qfracture.answers import NEAR_FIELDS, QUESTIONS
from osteo_core.translations import translate
from tests import folders

GOLDEN = json.loads((folders.GOLDEN / "qfracture" / "vectors.json").read_text(encoding="utf-8"))
FIELD_CODE = {"ethrisk": 1}


def inputs_of(model: str) -> dict[str, Any]:
    return dict(next(vector["inputs"] for vector in GOLDEN if vector["model"] == model))


def patient(history: dict[str, Any] | None = None, sensory: dict[str, Any] | None = None, **clinical: Any) -> Patient:
    body = {"age": 70, "sex": "female", "ethnicity": "european", "height_cm": 160, "weight_kg": 64} | clinical
    blocks = {"clinical": body, "history": history or {}, "sensory": sensory or {}}
    return Patient.read({name: block for name, block in blocks.items() if block})


def record_of(vector: dict[str, Any]) -> Patient:
    """The history answers that mean the same as the original's arguments."""
    sex = vector["model"].split("/")[0]
    history = {}
    for argument, field in QUESTIONS.items():
        if argument in vector["inputs"]:
            code, choices = vector["inputs"][argument], CATALOGUE[field].categories
            history[field] = choices[code - FIELD_CODE.get(argument, 0)] if choices else bool(code)
    body = {"age": vector["inputs"]["age"], "sex": sex, "bmi": vector["inputs"]["bmi"]}
    return Patient.read({"clinical": body, "history": history})


def test_the_original_program_gave_the_same() -> None:
    ours = np.array([qfracture.qfracture_percent(vector["model"], vector["inputs"]) for vector in GOLDEN])
    assert len(ours) == 200
    np.testing.assert_allclose(ours, [vector["risk_percent"] for vector in GOLDEN], rtol=0, atol=1e-6)


def test_a_record_with_the_originals_answers_gives_the_originals_number() -> None:
    asked = [vector for vector in GOLDEN if vector["inputs"]["age"] >= 40]  # the catalogue's lowest age
    assert len(asked) > 100
    for vector in asked:
        outcome = "hip" if vector["model"].endswith("/hip") else "major"
        value = qfracture.for_patient(record_of(vector), vector["inputs"]["surv"]).value(outcome)
        assert value is not None
        assert value.value == pytest.approx(vector["risk_percent"], abs=1e-6)
        # Where this outcome's model asks everything that the record answers, no question of it is left inexact.
        assert (value.low, value.high, value.interval) == (None, None, None)


def test_columns_agree_with_the_original_and_are_nan_where_something_lacks() -> None:
    vectors = [vector for vector in GOLDEN if vector["inputs"]["surv"] == 10 and vector["inputs"]["age"] >= 40]
    records = [record_of(vector) for vector in vectors] + [Patient.read({"clinical": {"age": 70, "sex": "male"}})]
    parts = [record.columns() for record in records]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    found = qfracture.for_columns(harmonise(columns).columns)
    for i, vector in enumerate(vectors):
        name = "qfracture_hip" if vector["model"].endswith("/hip") else "qfracture_major"
        assert found[name][i] == pytest.approx(vector["risk_percent"], abs=1e-6)
    assert np.isnan(found["qfracture_hip"][-1])
    assert np.isnan(found["qfracture_major"][-1])


@pytest.mark.parametrize("model", ["female/hip", "female/major_osteoporotic", "male/hip", "male/major_osteoporotic"])
def test_the_program_refuses_what_the_original_does_not_take(model: str) -> None:
    good = inputs_of(model)
    wrong: list[tuple[str, Any]] = [
        ("age", 29), ("age", 101), ("age", 64.5), ("age", "70"), ("age", float("nan")), ("age", True), ("surv", 0), ("surv", 19),
        ("smoke_cat", 5), ("smoke_cat", -1), ("smoke_cat", True), ("alcohol_cat6", 6), ("ethrisk", 0), ("ethrisk", 10), ("b_falls", 2),
        ("b_falls", None), ("bmi", "25"), ("bmi", 0), ("bmi", float("inf")),
    ]  # fmt: skip
    for name, value in wrong:
        with pytest.raises(InvalidInput) as error:
            qfracture.qfracture_percent(model, good | {name: value})
        assert [problem.where for problem in error.value.problems] == [name]
        assert "allowed" in str(error.value)
        assert "允许" in error.value.text("zh")
    for name in good:
        with pytest.raises(InvalidInput, match=rf"^{name}: this argument is missing; allowed"):
            qfracture.qfracture_percent(model, {key: value for key, value in good.items() if key != name})
    with pytest.raises(InvalidInput, match=r"b_gout.*not an argument of the model.*allowed: age"):
        qfracture.qfracture_percent(model, good | {"b_gout": 1})


def test_an_unknown_model_names_the_four() -> None:
    with pytest.raises(InvalidInput, match=r'"female/wrist" is not a model; allowed: female/major_osteoporotic, .*male/hip'):
        qfracture.qfracture_percent("female/wrist", {})


def test_body_mass_index_is_held_at_20_and_40_with_a_remark() -> None:
    good = inputs_of("male/hip")
    assert qfracture.qfracture_percent("male/hip", good | {"bmi": 14}) == qfracture.qfracture_percent("male/hip", good | {"bmi": 20})
    assert qfracture.qfracture_percent("male/hip", good | {"bmi": 50}) == qfracture.qfracture_percent("male/hip", good | {"bmi": 40})
    heavy = qfracture.for_patient(Patient.read({"clinical": {"age": 70, "sex": "male", "bmi": 50}}))
    held = qfracture.for_patient(Patient.read({"clinical": {"age": 70, "sex": "male", "bmi": 40}}))
    assert heavy.values == held.values
    assert [remark.field for remark in heavy.remarks] == ["bmi"]
    assert "50.0" in heavy.remarks[0].text("en")
    assert "40" in heavy.remarks[0].text("zh")
    assert held.remarks == ()


def test_years_are_1_to_18_and_grow() -> None:
    curve = qfracture.by_year(patient())
    assert {name: len(values) for name, values in curve.items()} == {"hip": 18, "major": 18}
    assert (np.diff(curve["hip"]) > 0).all()
    for years in (1, 10, 18):
        value = qfracture.for_patient(patient(), years).value("hip")
        assert value is not None
        assert value.value == curve["hip"][years - 1]
    assert qfracture.for_patient(patient(), 5).about.horizon_years == 5
    for wrong in (0, 19, 2.5, 10.0, True):
        with pytest.raises(InvalidInput, match=r"years: .* from 1 to 18"):
            qfracture.for_patient(patient(), wrong)  # type: ignore[arg-type]


def test_by_age_holds_everything_else() -> None:
    curve = qfracture.by_age(patient(), np.array([29.0, 70.0, 70.9, 101.0]))
    value = qfracture.for_patient(patient()).value("major")
    assert value is not None
    assert np.isnan(curve["major"][[0, 3]]).all()
    assert curve["major"][1] == curve["major"][2] == value.value
    unknown = qfracture.by_age(Patient.read({"clinical": {"age": 70}}), [60, 70])
    assert np.isnan(unknown["hip"]).all()


def test_what_is_lacking_is_named() -> None:
    result = qfracture.for_patient(Patient.read({"clinical": {"age": 70, "weight_kg": 60}}))
    assert (result.values, result.lacking, result.used) == ((), ("sex", "height_cm"), ("age", "weight_kg"))
    assert np.isnan(qfracture.by_year(Patient.read({"clinical": {"sex": "male"}}))["hip"]).all()


def test_every_open_question_is_listed_for_the_models_that_ask_it() -> None:
    woman = {question.field: question.if_yes for question in qfracture.for_patient(patient()).unanswered}
    man = {question.field: question.if_yes for question in qfracture.for_patient(patient(sex="male")).unanswered}
    assert set(man) ^ set(woman) == {"care_home", "endocrine_disorder", "hrt_oestrogen"}
    assert set(woman["malabsorption"]) == set(woman["parental_osteoporosis"]) == {"major"}
    assert set(woman["dementia"]) == set(man["parental_osteoporosis"]) == {"hip", "major"}
    assert "qfracture_ethnicity" not in woman


def test_an_answer_moves_the_number_to_what_was_announced() -> None:
    before = qfracture.for_patient(patient())
    for question in before.unanswered:
        if CATALOGUE[question.field].kind == "binary":
            after = qfracture.for_patient(patient(history={question.field: True}))
            answered = {value.outcome: value.value for value in after.values}
            assert {outcome: answered[outcome] for outcome in question.if_yes} == pytest.approx(question.if_yes)
            no = qfracture.for_patient(patient(history={question.field: False}))
            assert no.values == before.values  # an empty box counts as no
            assert question.field not in {one.field for one in no.unanswered}
    smoking = next(question for question in before.unanswered if question.field == "smoking_category")
    heavy = qfracture.for_patient(patient(history={"smoking_category": "heavy"})).value("hip")
    assert heavy is not None
    assert smoking.if_yes["hip"] == heavy.value


def ends(record: Patient, outcome: str = "major") -> tuple[float, float, float]:
    value = qfracture.for_patient(record).value(outcome)
    assert value is not None
    assert value.value is not None
    return value.low or value.value, value.value, value.high or value.value


@pytest.mark.parametrize(
    "near, fitting, taken",
    [
        ({"current_smoking": False}, {"smoking_category": ["non_smoker", "ex_smoker"]}, "non_smoker"),
        ({"current_smoking": True}, {"smoking_category": ["light", "moderate", "heavy"]}, "moderate"),
        ({"high_alcohol_intake": False}, {"alcohol_category": ["none", "under_1", "1_to_2"]}, "under_1"),
        ({"high_alcohol_intake": True}, {"alcohol_category": ["3_to_6", "7_to_9", "over_9"]}, "3_to_6"),
        ({"ethnicity": "asian"}, {"qfracture_ethnicity": ["indian", "pakistani", "bangladeshi", "other_asian", "chinese"]}, "other_asian"),
        ({"ethnicity": "african"}, {"qfracture_ethnicity": ["black_caribbean", "black_african"]}, "black_african"),
        ({"ethnicity": "hispanic"}, {"qfracture_ethnicity": ["other", "white"]}, "other"),
        ({"prior_fracture": True}, {"wrist_spine_hip_shoulder_fracture": [False, True]}, True),
        ({"parental_hip_fracture": False}, {"parental_osteoporosis": [False, True]}, False),
        ({"glucocorticoid_use": True}, {"steroid_tablets": [False, True]}, True),
        ({"rheumatoid_arthritis": False}, {"ra_or_sle": [False, True]}, False),
        ({"falls_12m": False}, {"history_of_falls": [False, True]}, False),
    ],
)
@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_near_answer_gives_the_range_of_the_answers_that_fit(sex: str, near: dict[str, Any], fitting: dict[str, Any], taken: Any) -> None:
    (question, answers), *_ = fitting.items()
    clinical = {"sex": sex} | {name: value for name, value in near.items() if name != "falls_12m"}
    sensory = {name: value for name, value in near.items() if name == "falls_12m"}
    each = {answer: ends(patient({question: answer}, sex=sex))[1] for answer in answers}
    assert ends(patient(sensory=sensory, **clinical)) == pytest.approx((min(each.values()), each[taken], max(each.values())))
    result = qfracture.for_patient(patient(sensory=sensory, **clinical))
    assert [remark.field for remark in result.remarks] == list(near)
    assert question not in {one.field for one in result.unanswered}
    # The question's own answer wins over what is only near.
    both = qfracture.for_patient(patient({question: answers[-1]}, sensory=sensory, **clinical))
    assert both.remarks == ()
    assert both.value("major").value == pytest.approx(each[answers[-1]])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "near, question, answer",
    [
        ({"parental_hip_fracture": True}, "parental_osteoporosis", True),
        ({"rheumatoid_arthritis": True}, "ra_or_sle", True),
        ({"glucocorticoid_use": False}, "steroid_tablets", False),
        ({"prior_fracture": False}, "wrist_spine_hip_shoulder_fracture", False),
        ({"prior_fracture": True, "prior_fracture_sites": ["forearm"]}, "wrist_spine_hip_shoulder_fracture", True),
        ({"prior_fracture_sites": ["humerus", "pelvis"]}, "wrist_spine_hip_shoulder_fracture", True),
        ({"prior_fracture_sites": ["pelvis", "other"]}, "wrist_spine_hip_shoulder_fracture", False),
    ],
)
def test_a_near_answer_that_settles_the_question_leaves_no_range(near: dict[str, Any], question: str, answer: bool) -> None:
    result = qfracture.for_patient(patient(**near))
    assert result.values == qfracture.for_patient(patient({question: answer})).values
    assert result.remarks == ()
    assert result.value("major").interval is None  # type: ignore[union-attr]


def test_contributions_divide_by_the_reference() -> None:
    result = qfracture.for_patient(patient({"dementia": True, "epilepsy": False}, height_cm=160, weight_kg=64))  # BMI 25
    ratios = {(part.field, part.outcome): part.ratio for part in result.contributions}
    assert ratios[("bmi", "hip")] == pytest.approx(1.0)
    without = qfracture.for_patient(patient()).value("hip")
    assert ratios[("dementia", "hip")] == pytest.approx(result.value("hip").value / without.value)  # type: ignore[union-attr, operator]
    assert "epilepsy" not in {field for field, _ in ratios}  # a no is the reference itself
    strength = [abs(np.log(part.ratio)) for part in result.contributions]
    assert strength == sorted(strength, reverse=True)


def test_the_reachable_range_holds_the_value_and_every_single_answer() -> None:
    result = qfracture.for_patient(patient(current_smoking=True))
    for value in result.values:
        low, high = result.reachable[value.outcome]
        assert low <= value.low <= value.value <= value.high <= high  # type: ignore[operator]
        assert all(low <= question.if_yes.get(value.outcome, low) <= high for question in result.unanswered)


def test_inputs_are_the_catalogues_and_texts_exist_in_both_languages() -> None:
    assert all(name in CATALOGUE for name in qfracture.ABOUT.inputs)
    adjusting = {"glucocorticoid_dose", "tbs", "vertebral_fracture_grade"}  # for FRAX
    assert set(QUESTIONS.values()) == {feature.name for feature in CATALOGUE.of("history")} - adjusting
    assert set(NEAR_FIELDS) <= set(QUESTIONS)
    for language in ("en", "zh"):
        for what in ("title", "short", "population", "method", "empty_answer", "disclaimer", "disclaimer_by", "inexact"):
            assert qfracture.ABOUT.text(what, language)


def test_the_disclaimer_is_clinrisks_own() -> None:
    shipped = (Path(qfracture.__file__).parent / "data" / "QFRACTURE.md").read_text(encoding="utf-8")
    quoted = " ".join(line[2:] for line in shipped.splitlines() if line.startswith("> "))
    assert translate("scores.qfracture.disclaimer", "en") == quoted
    licence = (Path(qfracture.__file__).parent / "data" / "QFRACTURE_LICENCE").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in licence
    assert "GNU GENERAL PUBLIC LICENSE" in licence


def test_records_of_a_table_and_of_one_patient_give_the_same() -> None:
    record = patient({"dementia": True}, current_smoking=True, prior_fracture_sites=["hip"])
    found = qfracture.for_columns(harmonise(record.columns()).columns)
    values = qfracture.for_patient(record).values
    assert [found[f"qfracture_{value.outcome}"][0] for value in values] == [value.value for value in values]


def test_open_questions_of_a_table_are_those_of_each_patient() -> None:
    records = [
        patient({"dementia": False}, current_smoking=True, prior_fracture_sites=["hip"]),
        patient(sensory={"falls_12m": True}, sex="male", ethnicity=None),
        Patient.read({"clinical": {"age": 70, "sex": "male"}}),  # no body mass index: no value, so nothing is counted as empty
        Patient.read({"clinical": {"age": 70, "bmi": 25}}),
    ]
    parts = [record.columns() for record in records]
    columns = harmonise({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}).columns
    found = qfracture.open_questions(columns)
    for i, record in enumerate(records):
        assert [name for name, rows in found.items() if rows[i]] == [one.field for one in qfracture.for_patient(record).unanswered]
