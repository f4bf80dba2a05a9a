"""FHIR R4: a bundle as a whole: visits, conflicts, what it lacks, and what is refused."""

from datetime import date

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.records.sources.settle import accepted
from tests.records.sources.fhir.resources import PATIENT, TODAY, bundle, concept, observation, quantity, read, rows


def test_a_bundle_of_two_dates_becomes_two_visits():
    device = {
        "resourceType": "Device",
        "id": "d",
        "manufacturer": "Hologic, Inc.",
        "deviceName": [{"name": "Horizon A", "type": "model-name"}],
    }
    old = observation("38261-4", 0.80, when="2021-05-03", device={"reference": "Device/d"})
    new = observation("38261-4", 0.76, device={"reference": "https://server/fhir/Device/d"})
    made = accepted(read(PATIENT, device, old, new, observation("8302-2", 160, "cm")), TODAY)
    assert made.left_out == ()
    first, second = made.record.visits
    assert (first.date, first.patient.clinical.age, first.patient.dxa.total_hip_bmd) == (date(2021, 5, 3), 68, 0.80)
    assert (second.patient.clinical.age, second.patient.clinical.height_cm, second.scan.device) == (71, 160, "Horizon A")
    assert first.patient.clinical.sex == second.patient.clinical.sex == "female"


def test_a_components_and_a_contained_value_is_read():
    panel = observation("83311-1", None, component=[{"code": concept("38267-1"), "valueQuantity": quantity(-2.1, "1")}])
    inner = {"resourceType": "Observation", "id": "x", "status": "final", "code": concept("38264-8"), "valueQuantity": quantity(-1.2, "1")}
    report = {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": concept("38269-7"), "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2024-05-01", "conclusion": "Osteopenia",
        "result": [{"reference": "#x"}, {"reference": "Observation/elsewhere"}],
        "contained": [inner],
    }  # fmt: skip
    found = rows(PATIENT, panel, report)
    assert ("lumbar_spine_t", -2.1, "accept", None) in found
    assert ("total_hip_t", -1.2, "accept", "total_hip") in found
    assert (None, None, "refused", "unresolved") in found
    assert (None, None, "refused", "conclusion") in found


def test_conflicts_of_one_day_are_questions_and_the_same_twice_is_taken_once():
    again = observation("38267-1", -2.0, "1") | {"id": "again"}
    other = observation("38267-1", -2.4, "1") | {"id": "other"}
    assert [r[2:] for r in rows(PATIENT, observation("38267-1", -2.0, "1"), again) if r[0] == "lumbar_spine_t"] == [
        ("accept", None), ("refused", "twice")
    ]  # fmt: skip
    assert [r[2:] for r in rows(PATIENT, observation("38267-1", -2.0, "1"), other) if r[0] == "lumbar_spine_t"] == [
        ("question", "conflict")
    ] * 2
    both = rows(PATIENT, observation("80946-7", -1.0, "1"), observation("80945-9", -1.4, "1"))
    assert [r[2:] for r in both if r[0] == "total_hip_t"] == [("question", "sides")] * 2


@pytest.mark.parametrize(
    ("resources", "key"),
    [
        ([PATIENT, {**PATIENT, "id": "q"}, observation("24966-4", 0.7)], "two_people"),
        ([observation("24966-4", 0.7), observation("38267-1", -1, "1", subject="Patient/q")], "two_people"),
        ([PATIENT, observation("24966-4", 0.7, subject="Patient/q")], "two_people"),
        ([{**PATIENT, "birthDate": "2012-01-01"}, observation("24966-4", 0.7)], "child"),
        ([{"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "no access"}]}], "outcome"),
        ([{**observation("24966-4", 0.7), "context": {"reference": "Encounter/1"}}], "version"),
        ([{"resourceType": "MedicationRequest", "status": "active", "medication": {"concept": concept("M05BA04", "atc")}}], "version"),
        ([{"resourceType": "Condition", "clinicalStatus": "active", "code": concept("M06", "icd-10")}], "version"),
        ([{**bundle(observation("24966-4", 0.7)), "fhirVersion": "5.0.0"}], "version"),
        ([{**bundle(observation("24966-4", 0.7)), "issues": {"resourceType": "OperationOutcome"}}], "version"),  # R5
        ([{**observation("24966-4", 0.7), "comments": "DSTU2"}], "version"),
        ([{"resourceType": "Encounter", "id": "e"}], "nothing"),
        ([{"resourceType": "Bundle", "type": "searchset", "total": 0}], "nothing"),
    ],
)  # fmt: skip
def test_what_is_refused_as_a_whole_in_one_sentence(resources, key):
    with pytest.raises(InvalidInput) as error:
        read(*resources)
    assert [p.key.rpartition(".")[2] for p in error.value.problems] == [key]
    assert error.value.text("zh")


def test_what_the_file_lacks_is_named():
    """A page of a search; a patient who is elsewhere; a code in words only."""
    page = bundle(observation("24966-4", 0.7)) | {"link": [{"relation": "self", "url": "a"}, {"relation": "next", "url": "http://s/2"}]}
    said = {(v.found, v.reason.key.rpartition(".")[2]) for v in read(page) if v.status == "refused"}
    assert said == {("http://s/2", "paged"), ("Patient/p", "unresolved")}
    assert rows(PATIENT | {"id": "p"}, observation("24966-4", 0.7))[-1][2] != "refused"
    in_words = observation("24966-4", -2.1, "1") | {"code": {"text": "Lumbar spine T-score"}}
    assert rows(in_words) == [(None, None, "refused", "code_in_words")]


def test_nobody_grows_older_after_death():
    dead = PATIENT | {"deceasedDateTime": "2024-05-10"}
    assert [r for r in rows(dead) if r[0] == "age"] == [("age", 72.0, "refused", "deceased")]
    ages = [
        (v.date, v.status)
        for v in read(dead, observation("24966-4", 0.7), observation("38261-4", 0.7, when="2024-06-01"))
        if v.field == "age"
    ]
    assert ages == [(date(2024, 6, 1), "refused"), (date(2024, 5, 1), "accept")]
    alive_then = read(PATIENT | {"deceasedBoolean": True}, observation("24966-4", 0.7))
    assert [v.status for v in alive_then if v.field == "age"] == ["accept"]
