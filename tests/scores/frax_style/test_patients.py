"""The FRAX-style score of a patient: values with the formula's reach, what it lacks, and its limits in words."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.patients import Patient
from osteo_core.patients.columns import harmonise
from osteo_core.scores.frax_style.score import ABOUT, by_age, for_columns, for_patient
from osteo_core.translations import LANGUAGES

SCANNED = {
    "clinical": {"age": 63, "sex": "female", "ethnicity": "european", "bmi": 24.0, "prior_fracture": True, "current_smoking": False},
    "dxa": {"manufacturer": "hologic", "femoral_neck_t": -2.5},
}


def test_a_patient_with_a_scan_has_both_values_with_the_formulas_reach():
    result = for_patient(Patient.read(SCANNED))
    major, hip = result.value("major"), result.value("hip")
    for value in (major, hip):
        assert value.interval == "approximation"
        assert 0 < value.low <= value.value <= value.high <= 100
    # Published (63, white woman, T -2.5, no factor): 12.99 and 2.65; a prior fracture raises both.
    assert major.value > 12.99
    assert hip.value > 2.65
    assert "bmi" not in result.used
    assert {o.field for o in result.unanswered} == {
        *("parental_hip_fracture", "glucocorticoid_use", "rheumatoid_arthritis", "high_alcohol_intake", "secondary_osteoporosis")
    }
    low, high = result.reachable["major"]
    assert low == pytest.approx(major.value)
    assert high > max(question.if_yes["major"] for question in result.unanswered)
    ratios = {(c.field, c.outcome): c.ratio for c in result.contributions}
    assert ratios["prior_fracture", "major"] > 1.3
    assert ("femoral_neck_t", "hip") in ratios
    assert not result.remarks


def test_a_ge_lunar_density_gives_the_value_of_its_t_score_on_the_hologic_scale():
    # Lu 2001: 0.939 * 0.7 - 0.023 = 0.6343 sBMD; (0.6343 - 0.019) / 1.087 = 0.5661 on Hologic; T = -2.43, counted -2.4.
    dxa = {"manufacturer": "ge_lunar", "femoral_neck_bmd": 0.7}
    lunar = for_patient(Patient.read({**SCANNED, "dxa": dxa}))
    by_t = for_patient(Patient.read({**SCANNED, "dxa": {"manufacturer": "hologic", "femoral_neck_t": -2.4}}))
    assert lunar.value("hip").value == pytest.approx(by_t.value("hip").value)
    assert [remark.key for remark in lunar.remarks] == ["scores.frax_style.remark.converted"]


def test_without_a_scan_the_number_is_marked_as_derived():
    result = for_patient(Patient.read({"clinical": {**SCANNED["clinical"], "bmi": None, "height_cm": 160, "weight_kg": 60}}))
    assert result.value("major").low is None
    assert "scores.frax_style.remark.no_scan" in [remark.key for remark in result.remarks]
    assert {"height_cm", "weight_kg"} <= set(result.used)


@pytest.mark.parametrize(
    "change, lacking",
    [
        ({"age": None}, ("age",)),
        ({"sex": None}, ("sex",)),
        ({"ethnicity": None}, ("ethnicity",)),
        ({"ethnicity": "other"}, ("ethnicity",)),
        ({"bmi": None}, (ABOUT.required[3],)),
    ],
)
def test_a_missing_required_input_names_itself(change, lacking):
    result = for_patient(Patient.read({"clinical": {**SCANNED["clinical"], **change}}))
    assert result.values == ()
    assert result.lacking == lacking
    assert bool(result.remarks) == (change.get("ethnicity") == "other")


@pytest.mark.parametrize(
    "clinical, t, key",
    [({"age": 95}, -2.5, "age_held"), ({"age": 84}, -2.5, "age_80"), ({}, -4.6, "t_outside"), ({"bmi": 55.0}, None, "bmi_outside")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_are_said(clinical, t, key, language):
    scan = {} if t is None else {"dxa": {"manufacturer": "hologic", "femoral_neck_t": t}}
    result = for_patient(Patient.read({"clinical": {**SCANNED["clinical"], **clinical}, **scan}))
    said = {remark.key: remark.text(language) for remark in result.remarks}
    assert said[f"scores.frax_style.remark.{key}"]


def test_a_fracture_named_by_its_site_counts():
    clinical = {name: value for name, value in SCANNED["clinical"].items() if name != "prior_fracture"}
    named = for_patient(Patient.read({**SCANNED, "clinical": {**clinical, "prior_fracture_sites": ["vertebra"]}}))
    assert named.value("major").value == for_patient(Patient.read(SCANNED)).value("major").value


def test_columns_and_patients_agree():
    records = [
        SCANNED,
        {"clinical": {**SCANNED["clinical"], "current_smoking": True, "rheumatoid_arthritis": True}},
        {"clinical": {"age": 50, "sex": "male", "ethnicity": "other"}, "dxa": {"manufacturer": "norland", "femoral_neck_bmd": 0.8}},
        {"clinical": {"age": 50, "sex": "male", "ethnicity": "african"}, "dxa": {"manufacturer": "norland", "femoral_neck_bmd": 0.8}},
    ]
    patients = [Patient.read(record) for record in records]
    names = set().union(*(patient.columns() for patient in patients))
    columns = {name: np.concatenate([patient.columns()[name] for patient in patients]) for name in names}
    found = for_columns(harmonise(columns).columns)
    for i, patient in enumerate(patients):
        for outcome in ("major", "hip"):
            value = for_patient(patient).value(outcome)
            expected = np.nan if value is None else value.value
            np.testing.assert_allclose(found[f"frax_style_{outcome}"][i], expected)


def test_the_curve_over_age_passes_through_the_patient_and_ends_with_the_score():
    patient = Patient.read(SCANNED)
    curve = by_age(patient, [30, 40, 63, 90, 95])
    assert np.isnan(curve["major"][[0, 4]]).all()
    assert curve["hip"][2] == pytest.approx(for_patient(patient).value("hip").value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["title", "short", "population", "method", "empty_answer"])
def test_every_text_is_there_and_the_title_never_says_frax_alone(language, what):
    assert ABOUT.text(what, language)
    assert ABOUT.text("short", language) != "FRAX"
