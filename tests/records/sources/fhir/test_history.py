"""FHIR R4: diagnoses, a parent's fracture, drugs and smoking become what the record asks."""

from dataclasses import replace

import pytest

from osteo_core.records.sources.settle import accepted
from tests.records.sources.fhir.resources import PATIENT, SNOMED, TODAY, concept, observation, read, rows


def condition(code, system, **more):
    return {"resourceType": "Condition", "id": f"c-{code}", "code": concept(code, system), "subject": {"reference": "Patient/p"}, **more}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (condition("M06.9", "http://hl7.org/fhir/sid/icd-10-cm"), ("rheumatoid_arthritis", True, "accept", None)),
        (condition("M80.08XA", "http://hl7.org/fhir/sid/icd-10-cm"), ("prior_fracture", True, "accept", "osteoporotic_fracture")),
        (condition("S72.0", "http://hl7.org/fhir/sid/icd-10"), ("prior_fracture", True, "question", "trauma")),
        (condition("M81.0", "http://hl7.org/fhir/sid/icd-10"), (None, None, "refused", "diagnosis_of_bone")),
        (condition("Z82.62", "http://hl7.org/fhir/sid/icd-10-cm"), (None, None, "refused", "family_osteoporosis")),
        (condition("416072008", SNOMED), ("parental_hip_fracture", True, "accept", None)),
        (condition("391096007", SNOMED), ("parental_hip_fracture", True, "accept", None)),
        (condition("69896004", SNOMED, verificationStatus=concept("refuted")), ("rheumatoid_arthritis", True, "refused", "withdrawn")),
        (condition("69896004", SNOMED, verificationStatus=concept("provisional")), ("rheumatoid_arthritis", True, "question", "unsure")),
        (condition("51868009", SNOMED), (None, None, "refused", "not_used")),
    ],
)  # fmt: skip
def test_diagnoses(resource, expected):
    assert rows(resource) == [expected]


def test_family_history_is_a_parents_hip_fracture_only():
    def family(relation, code, system=SNOMED):
        return {
            "resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "patient": {"reference": "Patient/p"},
            "relationship": concept(relation, "http://terminology.hl7.org/CodeSystem/v3-RoleCode"),
            "condition": [{"code": concept(code, system)}],
        }  # fmt: skip

    assert rows(family("MTH", "263225007")) == [("parental_hip_fracture", True, "accept", None)]
    assert rows(family("SIS", "263225007")) == [(None, None, "refused", "no_parent")]
    assert rows(family("FTH", "709044004")) == [(None, None, "refused", "family")]


def medication(code, system="http://www.whocc.no/atc", kind="MedicationStatement", **more):
    period = (
        {"effectivePeriod": {"start": "2022-03-01", "end": "2024-01-15"}} if kind == "MedicationStatement" else {"authoredOn": "2022-03-01"}
    )
    named = {"medicationCodeableConcept": concept(code, system, "drug")} if code else {}
    return {"resourceType": kind, "id": "m", "status": "active", "subject": {"reference": "Patient/p"}, **period, **named, **more}


def test_drugs_become_treatments_and_glucocorticoids_a_question():
    (treatment,) = read(medication("M05BA04"))
    assert treatment.value == {"class": "bisphosphonate", "drug": "drug", "start": "2022-03-01", "stop": "2024-01-15"}
    assert rows(medication("M05BX04", kind="MedicationRequest"))[0][1]["class"] == "denosumab"
    assert rows(medication("H02AB06")) == [("glucocorticoid_use", True, "question", "glucocorticoid")]
    assert rows(medication("A02BC01")) == [(None, None, "refused", "drug")]
    assert rows(medication(None, medicationReference={"reference": "Medication/none"})) == [(None, None, "refused", "unresolved")]
    inner = {"resourceType": "Medication", "id": "in", "code": {"text": "Alendronic acid 70 mg tablet"}}
    assert rows(medication(None, medicationReference={"reference": "#in"}, contained=[inner]))[0][0] == "treatment"


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("PROLIA 60 mg/mL subcutaneous syringe", "active", ("treatment", "accept", None)),
        ("denosumab 60 mg", "stopped", ("treatment", "question", "ended")),
        ("hydrocortisone 1 % topical cream", "active", (None, "refused", "local_glucocorticoid")),
        ("布地奈德吸入气雾剂", "active", (None, "refused", "drug")),
        ("醋酸泼尼松片", "active", ("glucocorticoid_use", "question", "glucocorticoid")),
        ("唑来膦酸注射液", "active", ("treatment", "accept", None)),
    ],
)
def test_drugs_by_the_names_of_products(name, status, expected):
    prescribed = medication(None, kind="MedicationRequest", status=status, medicationCodeableConcept={"text": name})
    assert [(field, state, why) for field, _, state, why in rows(prescribed)] == [expected]


def test_a_question_about_an_old_prescription_makes_no_visit_of_its_own():
    values = read(PATIENT, observation("38264-8", -2.0, "1"), medication("H02AB06", kind="MedicationRequest"))
    (visit,) = accepted(values, TODAY).record.visits
    assert str(visit.date) == "2024-05-01"
    yes = [replace(v, status="accept") if v.field == "glucocorticoid_use" else v for v in values]
    (visit,) = accepted(yes, TODAY).record.visits
    assert visit.patient.clinical.glucocorticoid_use is True


def test_smoking_and_race():
    smoker = observation("72166-2", None, valueCodeableConcept=concept("428041000124106", SNOMED))
    assert rows(smoker) == [("current_smoking", True, "accept", None)]
    former = observation("72166-2", None, valueCodeableConcept=concept("8517006", SNOMED))
    assert rows(former) == [("current_smoking", False, "accept", None)]
    unknown = observation("72166-2", None, valueCodeableConcept=concept("266927001", SNOMED))
    assert rows(unknown) == [("current_smoking", None, "refused", "unknown_answer")]
