"""FHIR R4: every value taken right, every value not taken named. The resources are written after the structure of public examples."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput
from osteo_core.records.sources.read import read_content
from osteo_core.records.sources.settle import accepted, with_maker

TODAY = date(2025, 6, 1)
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1953-04-10"}


def concept(code, system=LOINC, text=None):
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def quantity(value, unit, code=None):
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code or unit}


def observation(code, value, unit="g/cm2", when="2024-05-01T10:00:00Z", subject="Patient/p", **more):
    resource = {
        "resourceType": "Observation", "id": f"o-{code}-{when[:10]}", "status": "final", "code": concept(code),
        "subject": {"reference": subject},
        "effectiveDateTime": when,
    }  # fmt: skip
    return resource | ({} if value is None else {"valueQuantity": quantity(value, unit)}) | more


def bundle(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r, "fullUrl": f"urn:uuid:{n}"} for n, r in enumerate(resources)],
    }


def read(*resources):
    data = resources[0] if len(resources) == 1 else bundle(*resources)
    return read_content(json.dumps(data).encode(), "bundle.json", TODAY)


def rows(*resources):
    return [(v.field, v.value, v.status, v.reason.key.rpartition(".")[2] if v.reason else None) for v in read(*resources)]


def one(resource):
    return next(v for v in read(resource) if v.field != "manufacturer")


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("24966-4", "lumbar_spine_bmd"), ("38267-1", "lumbar_spine_t"), ("85394-5", "lumbar_spine_z"),
        ("38261-4", "total_hip_bmd"), ("38264-8", "total_hip_t"), ("80933-5", "total_hip_z"),
        ("46278-8", "total_hip_bmd"), ("80946-7", "total_hip_t"), ("80938-4", "total_hip_z"),
        ("46279-6", "total_hip_bmd"), ("80945-9", "total_hip_t"), ("80937-6", "total_hip_z"),
    ],
)  # fmt: skip
def test_each_code_of_spine_and_hip(code, field):
    value, unit = (0.734, "g/cm2") if field.endswith("bmd") else (-1.6, "{T-score}" if field.endswith("t") else "1")
    found = one(observation(code, value, unit))
    assert (found.field, found.value, found.status, found.date) == (field, value, "accept", date(2024, 5, 1))


@pytest.mark.parametrize("code", ["24701-5", "38263-0", "80934-3", "80954-1", "80948-3", "80940-0", "80953-3", "80947-5", "80939-2"])
def test_a_femur_code_is_a_question_without_a_body_site(code):
    bmd = code in ("24701-5", "80954-1", "80953-3")
    found = one(observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1"))
    assert (found.field, found.status) == (None, "question")
    assert {choice.rpartition("_")[0] for choice in found.choices} == {"femoral_neck", "total_hip"}
    neck = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("29627003", SNOMED))
    assert one(neck).field.startswith("femoral_neck")
    whole = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("182046008", SNOMED))
    assert one(whole).field.startswith("total_hip")
    left_femur = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("71341001:272741003=7771000", SNOMED))
    assert one(left_femur).status == "question"
    assert one(left_femur).side == ("right" if code in ("80953-3", "80947-5", "80939-2") else "left")


@pytest.mark.parametrize(
    ("resource", "status", "reason"),
    [
        (observation("38267-1", 0.742, "g/cm2"), "refused", "bmd_as_score"),
        (observation("38267-1", None, valueQuantity=quantity(0.742, "g/cm2", "1")), "refused", "bmd_as_score"),
        (observation("24966-4", -2.5, "{T-score}"), "refused", "score_as_bmd"),
        (observation("24966-4", 0.742, "kg"), "refused", "unit"),
        (observation("24966-4", 0.742, ""), "refused", "no_unit"),
        (observation("24966-4", 0.742, bodySite=concept("66794005", SNOMED)), "question", "one_vertebra"),
        (observation("24966-4", 0.742, bodySite={"text": "L1"}), "question", "one_vertebra"),
        (observation("24890-6", 0.5), "refused", "region"),
        (observation("38261-4", 0.5, bodySite={"text": "Left trochanter"}), "refused", "region"),
        (observation("24966-4", None, valueString="0.742 g/cm2"), "refused", "text_only"),
        (observation("24966-4", None, dataAbsentReason={"text": "unknown"}), "refused", "absent"),
        (observation("24966-4", 0.742, status="entered-in-error"), "refused", "withdrawn"),
        (observation("24966-4", 0.742, status="preliminary"), "question", "unfinished"),
        (observation("24966-4", 0.742, when="2024-05"), "question", "part_of_date"),
        (observation("24966-4", 0.742, when="2031-05-01"), "refused", "future"),
        (observation("24966-4", 742), "refused", "unit"),
        (observation("74013-4", 3, "{drinks}/d"), "question", "drinks"),
        (observation("38269-7", None, valueString="Osteopenia"), "refused", "panel"),
        (observation("718-7", 13.0, "g/dL"), "refused", "not_used"),
        (observation("90265-0", 12.5, "%"), "accept", "outside"),
        (observation("90265-0", 125, "%"), "refused", "outside_range"),
        (observation("17861-6", 9.2, "mg/dL"), "accept", "converted"),
    ],
)  # fmt: skip
def test_what_becomes_of_it_and_why(resource, status, reason):
    found = next(v for v in read(resource) if v.source)
    assert (found.status, found.reason.key.rpartition(".")[2] if found.reason else None) == (status, reason)
    assert found.reason is None or found.reason.sentence("zh")


@pytest.mark.parametrize("unit", ["g/cm2", "g/cm-2", "g/cm²"])
def test_units_as_servers_write_them(unit):
    assert one(observation("24966-4", 0.742, unit)).value == 0.742


def test_units_are_converted_by_a_stated_rule_only():
    assert one(observation("17861-6", 9.2, "mg/dL")).value == pytest.approx(9.2 * 0.2495)
    assert one(observation("8302-2", 62, "[in_i]")).value == pytest.approx(157.48)
    assert one(observation("24966-4", 742, "mg/cm2")).value == pytest.approx(0.742)


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


def test_bmd_without_a_maker_is_asked_and_left_out_by_name():
    values = read(PATIENT, observation("38261-4", 0.8))
    assert [v.status for v in values if v.field == "manufacturer"] == ["question"]
    assert [value.field for value, _ in accepted(values, TODAY).left_out] == ["total_hip_bmd"]
    assert accepted(with_maker(values, "hologic"), TODAY).record.visits[0].patient.dxa.total_hip_bmd == 0.8


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


def test_smoking_and_race():
    smoker = observation("72166-2", None, valueCodeableConcept=concept("428041000124106", SNOMED))
    assert rows(smoker) == [("current_smoking", True, "accept", None)]
    former = observation("72166-2", None, valueCodeableConcept=concept("8517006", SNOMED))
    assert rows(former) == [("current_smoking", False, "accept", None)]
    unknown = observation("72166-2", None, valueCodeableConcept=concept("266927001", SNOMED))
    assert rows(unknown) == [("current_smoking", None, "refused", "unknown_answer")]


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


def test_sloppy_lists_and_missing_systems_do_not_break_it():
    sloppy = observation("24966-4", 0.7) | {"code": {"coding": {"code": "24966-4"}}, "category": "imaging"}
    assert one(sloppy).field == "lumbar_spine_bmd"
    for broken in (
        {"code": None},
        {"code": "24966-4"},
        {"valueQuantity": None},
        {"valueQuantity": 3},
        {"subject": "Patient/p"},
        {"component": "x"},
    ):
        read(observation("24966-4", 0.7) | broken)


codes = st.sampled_from(["24966-4", "38267-1", "38261-4", "24701-5", "38263-0", "8302-2", "29463-7", "718-7", "74013-4", "90265-0"])
units = st.sampled_from(["g/cm2", "mg/cm2", "1", "{T-score}", "cm", "kg", "%", "", "mmol/L"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(codes, st.floats(-10, 1000, allow_nan=False), units), min_size=1, max_size=6))
def test_no_value_is_lost_and_none_is_invented(given_values):
    resources = [observation(code, value, unit) | {"id": str(n)} for n, (code, value, unit) in enumerate(given_values)]
    values = read(PATIENT, *resources)
    for number, (_, value, _) in enumerate(given_values):
        (row,) = [v for v in values if v.source.startswith(f"Observation/{number},")]
        assert row.found in (str(value), f"{value} {row.unit}".strip()) or row.found.startswith(str(value))
        assert row.status == "accept" or row.reason is not None
        if isinstance(row.value, float):
            assert any(row.value == pytest.approx(value * factor, rel=1e-9, abs=1e-12) for factor in (1.0, 0.001, 100.0, 2.54))
