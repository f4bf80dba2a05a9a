from __future__ import annotations

from typing import Any

import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.patients import Patient
from osteo_core.scores import dxa_only
from osteo_core.scores.score import Value


class Listener:
    """Answers always the same and keeps what it was shown."""

    def __init__(self) -> None:
        self.seen: list[Patient] = []

    def assess(self, patient: Patient) -> Assessment:
        self.seen.append(patient)
        risk = Risk(0.62, 0.55, 0.70)
        return Assessment("fusion", {}, osteoporosis=risk, fracture=risk, attention={}, notes=(), status_intervals={}, present=("dxa",))


def test_category_and_probability_from_the_scan_alone(everything_measured: dict[str, Any]) -> None:
    patient, model = Patient.read(everything_measured), Listener()
    result = dxa_only.for_patient(patient, model)
    assert result.values == (
        Value("bone_status", category=patient.who_category().category),
        Value("osteoporosis", 100 * 0.62, low=100 * 0.55, high=100 * 0.70, interval="estimate"),
    )
    assert [set(seen.entered()) for seen in model.seen] == [{"dxa"}]
    assert model.seen[0].dxa == patient.dxa
    assert set(result.used) >= {"femoral_neck_bmd", "lumbar_spine_bmd", "age", "sex"}
    assert (result.lacking, result.remarks) == ((), ())


def test_without_a_model_the_category_stands_alone(woman_with_dxa: dict[str, Any]) -> None:
    result = dxa_only.for_patient(Patient.read(woman_with_dxa))
    assert [value.outcome for value in result.values] == ["bone_status"]
    assert result.values[0].category == "osteopenia"  # lowest T-score (0.612 - 0.858) / 0.120 = -2.05


def test_without_a_scan_there_is_no_value_and_the_model_is_not_asked() -> None:
    model = Listener()
    result = dxa_only.for_patient(Patient.read({"clinical": {"age": 70, "sex": "female"}}), model)
    assert (result.values, result.lacking, model.seen) == ((), ("femoral_neck_bmd",), [])
    assert [remark.key for remark in result.remarks] == ["patients.who.no_t"]


def test_an_undecided_category_names_what_it_needs_and_keeps_the_probability() -> None:
    result = dxa_only.for_patient(Patient.read({"dxa": {"femoral_neck_t": -2.7}, "clinical": {"age": 52, "sex": "female"}}), Listener())
    assert [value.outcome for value in result.values] == ["osteoporosis"]
    assert result.lacking == ("postmenopausal",)
    assert "menopausal" in result.remarks[0].text("en")


@pytest.mark.parametrize("age, expected", [(70, "osteoporosis"), (45, "")])
def test_categories_of_columns(age: float, expected: str) -> None:
    columns = Patient.read({"dxa": {"femoral_neck_t": -2.7}, "clinical": {"age": age, "sex": "female"}}).columns()
    assert dxa_only.who_category_columns(columns) == [expected]


def test_texts_and_inputs() -> None:
    assert all(name in CATALOGUE for name in dxa_only.ABOUT.inputs)
    for language in ("en", "zh"):
        assert all(dxa_only.ABOUT.text(what, language) for what in ("title", "short", "population", "method", "empty_answer"))
    assert "Table 2" in dxa_only.ABOUT.text("method")
    assert "virtual cohort" in dxa_only.ABOUT.text("method")
