"""Published adjustments of FRAX, against the papers' own figures."""

from __future__ import annotations

from typing import Any

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.patients import Patient
from osteo_core.scores.frax_style import adjustments_text, score
from osteo_core.scores.rules.decide import apply, rule_sets


def _person(history: dict[str, Any] | None = None, dxa: dict[str, Any] | None = None, **clinical: Any) -> Patient:
    body = {"age": 70, "sex": "female", "ethnicity": "european", "height_cm": 160, "weight_kg": 60, **clinical}
    return Patient.read({"clinical": body, "history": history or {}, "dxa": dxa or {"manufacturer": "hologic", "femoral_neck_t": -2.0}})


def _ratios(patient: Patient, name: str) -> dict[str, float]:
    found = [each for each in score.for_patient(patient).adjustments if each.name == name]
    return {each.outcome: each.after / each.before for each in found}


# Kanis et al. 2011, percentages by age: (hip, major).
@pytest.mark.parametrize(
    ("age", "dose", "hip", "major"),
    [
        (50, 1, 0.60, 0.80), (60, 2.4, 0.60, 0.85), (80, 2, 0.70, 0.80), (89, 1, 0.70, 0.80),
        (50, 10, 1.25, 1.20), (62, 7.6, 1.25, 1.15), (74, 20, 1.20, 1.15), (75, 20, 1.10, 1.10), (88, 30, 1.10, 1.10),
    ],
)  # fmt: skip
def test_glucocorticoid_dose_by_age(age: float, dose: float, hip: float, major: float) -> None:
    found = _ratios(_person({"glucocorticoid_dose": dose}, age=age, glucocorticoid_use=True), "glucocorticoid_dose")
    assert found == pytest.approx({"hip": hip, "major": major})


@pytest.mark.parametrize("dose", [2.5, 5, 7.5])
def test_the_dose_that_frax_assumes_changes_nothing(dose: float) -> None:
    assert _ratios(_person({"glucocorticoid_dose": dose}, glucocorticoid_use=True), "glucocorticoid_dose") == {}


@pytest.mark.parametrize("use", [None, False])
def test_a_dose_without_glucocorticoid_use_is_not_applied_and_said(use: bool | None) -> None:
    result = score.for_patient(_person({"glucocorticoid_dose": 10}, glucocorticoid_use=use))
    assert result.adjustments == ()
    assert [remark.field for remark in result.remarks] == ["glucocorticoid_dose"]


# Leslie et al. 2011: "one tenth for each rounded T-score difference"; major fractures only.
@pytest.mark.parametrize(
    ("spine", "factor"),
    [(-2.4, None), (-2.5, 1.1), (-3.4, 1.1), (-3.5, 1.2), (-5.0, 1.3), (-1.6, None), (-1.5, 0.9), (0.0, 0.8), (1.1, 0.7)],
)
def test_spine_below_or_above_the_hip(spine: float, factor: float | None) -> None:
    scan = {"manufacturer": "hologic", "femoral_neck_t": -2.0, "lumbar_spine_t": spine}
    assert _ratios(_person(dxa=scan), "spine_hip_difference") == pytest.approx({} if factor is None else {"major": factor})


def test_without_a_spine_scan_there_is_no_difference() -> None:
    assert score.for_patient(_person()).adjustments == ()


def test_type_2_diabetes_is_as_rheumatoid_arthritis() -> None:
    result = score.for_patient(_person({"type_2_diabetes": True}))
    arthritis = score.for_patient(_person(rheumatoid_arthritis=True))
    for each in result.adjustments:
        assert each.name == "type_2_diabetes"
        assert each.before == result.value(each.outcome).value  # type: ignore[union-attr]
        assert each.after == pytest.approx(arthritis.value(each.outcome).value)  # type: ignore[union-attr]
    assert {each.outcome for each in result.adjustments} == {"hip", "major"}
    assert score.for_patient(_person({"type_2_diabetes": True}, rheumatoid_arthritis=True)).adjustments == ()


def test_values_are_without_adjustments_and_tbs_is_said_not_to_be_used() -> None:
    everything = {"glucocorticoid_dose": 20, "type_2_diabetes": True, "tbs": 1.1}
    plain, adjusted = score.for_patient(_person(glucocorticoid_use=True)), score.for_patient(_person(everything, glucocorticoid_use=True))
    assert plain.values == adjusted.values
    assert [remark.field for remark in adjusted.remarks] == ["tbs"]
    assert "1.100" in adjusted.remarks[0].text("en")


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
def test_a_vertebral_fracture_grade_is_recorded_and_said_not_to_be_used(grade: int) -> None:
    """Nor does a grade stand for the answer whether and where there was a fracture."""
    plain, graded = score.for_patient(_person()), score.for_patient(_person({"vertebral_fracture_grade": grade}))
    assert plain.values == graded.values
    (remark,) = graded.remarks
    assert remark.field == "vertebral_fracture_grade"
    assert f"grade {grade} " in remark.text("en")
    assert f"分级 {grade}（" in remark.text("zh")
    for rule_set in rule_sets():
        decisions = [
            apply(rule_set, patient, score.for_patient(patient)) for patient in (_person(), _person({"vertebral_fracture_grade": grade}))
        ]
        assert decisions[0].verdict == decisions[1].verdict


@pytest.mark.parametrize("grade", [-1, 4, 1.5])
def test_a_grade_that_genant_does_not_have_is_refused(grade: float) -> None:
    with pytest.raises(InvalidInput, match="vertebral_fracture_grade"):
        _person({"vertebral_fracture_grade": grade})


def test_none_passes_a_hundred_percent() -> None:
    scan = {"manufacturer": "hologic", "femoral_neck_t": -4.5, "lumbar_spine_t": -8.0}
    patient = _person(dxa=scan, prior_fracture=True, parental_hip_fracture=True, glucocorticoid_use=True, age=75)
    assert all(each.before <= each.after <= 100 for each in score.for_patient(patient).adjustments)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_line_gives_both_values_and_the_citation(language: str) -> None:
    result = score.for_patient(_person({"type_2_diabetes": True, "glucocorticoid_dose": 10}, glucocorticoid_use=True))
    lines = list(adjustments_text.lines(result, language))
    assert len(lines) == 2
    assert all(("→" in line and "Osteoporos Int 2011;22:809" in line) or "J Bone Miner Res 2018" in line for line in lines)
