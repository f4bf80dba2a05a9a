"""What the record system is told, and what of it cannot be used."""

from __future__ import annotations

import json
from typing import Any

import pytest

from osteo_core.patients import Patient
from osteo_core.service.cds.fhir import read
from osteo_core.service.cds.models import HookAnswer
from tests.service.calls import Caller, bundle, hook, observation, open_to_this_machine, person

HOOK = "/cds-services/osteoporosis"
NECK, ENTIRE_FEMUR, L1 = "29627003", "182046008", "66794005"
SPINE_T, HIP_T, FEMUR_T, SPINE_BMD = "38267-1", "38264-8", "38263-0", "24966-4"


@pytest.fixture(scope="module")
def call() -> Caller:
    return open_to_this_machine(cds={"without_token": True, "origins": ["https://ehr.example"]})


def _cards(call: Caller, *observations: dict[str, Any], **how: Any) -> list[dict[str, Any]]:
    answer = call.post(HOOK, json=hook(dxa=bundle(*observations)), **how)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


def test_discovery(call: Caller) -> None:
    (service,) = call.get("/cds-services").json()["services"]
    assert (service["hook"], service["id"]) == ("patient-view", "osteoporosis")
    assert set(service["prefetch"]) == {"patient", "dxa", "vitals", "conditions", "family", "medications"}
    assert all(code in service["prefetch"]["dxa"] for code in (SPINE_T, HIP_T, FEMUR_T, SPINE_BMD))


def test_a_low_scan_is_said_with_verdict_and_link(call: Caller) -> None:
    (card,) = _cards(call, observation(SPINE_T, -1.8), observation(FEMUR_T, -2.9, site=NECK))
    HookAnswer.model_validate({"cards": [card]})
    assert card["summary"].startswith("Osteoporosis (Femoral neck T-score −2.9)")
    assert "threshold met" in card["summary"]
    assert len(card["summary"]) < 140
    assert (card["indicator"], card["source"]["url"], card["links"][0]["type"]) == ("warning", "https://osteo.example", "absolute")
    assert "2026-05-01" in card["detail"]


def test_in_chinese(call: Caller) -> None:
    (card,) = _cards(call, observation(HIP_T, -3.0), headers={"Accept-Language": "zh"})
    assert card["summary"].startswith("骨质疏松")
    assert len(card["summary"]) < 140


def test_what_is_missing_is_named(call: Caller) -> None:
    card, missing = _cards(call, observation(HIP_T, -2.0))
    assert card["summary"].startswith("Osteopenia")
    assert "undecided" in card["summary"]
    assert "Ethnicity" in missing["detail"]


@pytest.mark.parametrize(
    "observations",
    [
        (),
        (observation(SPINE_T, 0.3), observation(HIP_T, -0.9)),
        (observation(HIP_T, -3.0) | {"status": "entered-in-error"},),
        (observation("8302-2", 160, unit="cm"),),
    ],
)
def test_where_nothing_is_to_be_said_there_is_no_card(call: Caller, observations: tuple[dict[str, Any], ...]) -> None:
    assert _cards(call, *observations) == []


@pytest.mark.parametrize("patient", [person(deceasedBoolean=True), person(birthDate="2015-01-01")])
def test_nothing_of_the_dead_and_of_children(call: Caller, patient: dict[str, Any]) -> None:
    answer = call.post(HOOK, json=hook(patient, bundle(observation(HIP_T, -3.0))))
    assert answer.json() == {"cards": []}


@pytest.mark.parametrize(
    "one, reason",
    [
        (observation(FEMUR_T, -3.0), "body site"),
        (observation(SPINE_T, -3.0, site=L1), "L1"),
        (observation(HIP_T, 0.6, unit="g/cm2"), "unit"),
        (observation(SPINE_BMD, 0.6, unit="g/cm2"), "manufacturer"),
        (observation(HIP_T, "-3.0"), "number"),
        (observation(HIP_T, -3.0, effectiveDateTime="2024"), "date"),
    ],
)
def test_what_cannot_be_taken_as_it_stands_is_named_and_not_used(call: Caller, one: dict[str, Any], reason: str) -> None:
    (card,) = _cards(call, one)
    assert reason in card["detail"]


def test_the_newest_counts_and_of_one_day_the_lowest() -> None:
    values = [
        observation(HIP_T, -3.1, day="2020-01-01"),
        observation("80946-7", -1.2, day="2025-02-03"),
        observation("80945-9", -1.9, day="2025-02-03"),
        observation(HIP_T, -1.0, day="2025-02-03", site=NECK),
        observation(FEMUR_T, -0.5, day="2019-01-01", site=ENTIRE_FEMUR),
    ]
    found = read({"patient": person(), "dxa": bundle(*values)}, "p1", _today())
    assert found.record == {"clinical": {"age": 72, "sex": "female"}, "dxa": {"total_hip_t": -1.9, "femoral_neck_t": -1.0}}
    assert {str(day) for day in found.dates.values()} == {"2025-02-03"}


def test_the_words_of_the_site_count_as_its_code_does() -> None:
    neck = observation(HIP_T, -2.7, bodySite={"text": "Left femoral neck"})
    code = {"coding": [{"system": "http://loinc.org", "code": HIP_T}], "text": "Femoral neck T-score"}
    found = read({"patient": person(), "dxa": bundle(neck, observation(HIP_T, -3.0) | {"code": code})}, "p1", _today())
    assert found.record is not None
    assert found.record["dxa"] == {"femoral_neck_t": -2.7}
    assert [problem.key.rpartition(".")[2] for problem in found.left_out] == ["site"]


@pytest.mark.parametrize("written", ["Patient/p1/_history/3", "https://ehr.example/fhir/Patient/p1"])
def test_the_patient_however_the_record_system_refers_to_her(written: str) -> None:
    found = read({"patient": person(), "dxa": bundle(observation(HIP_T, -2.7, subject={"reference": written}))}, "p1", _today())
    assert found.record is not None
    assert found.record["dxa"] == {"total_hip_t": -2.7}


def test_a_density_counts_with_its_manufacturer_where_there_is_no_t_score() -> None:
    with_device = {"device": {"display": "Hologic Horizon A"}}
    values = [
        observation(SPINE_BMD, 0.71, unit="g/cm2", **with_device),
        observation("38261-4", 0.6, unit="g/cm2"),
        observation(HIP_T, -2.0),
    ]
    found = read({"patient": person(), "dxa": bundle(*values)}, "p1", _today())
    assert found.record is not None
    assert found.record["dxa"] == {"lumbar_spine_bmd": 0.71, "manufacturer": "hologic", "total_hip_t": -2.0}
    Patient.read(found.record)


def test_a_panel_is_read_by_its_components() -> None:
    parts = [
        {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": {"value": value, "unit": "{T-score}"}}
        for code, value in ((SPINE_T, -2.2), (HIP_T, -1.7))
    ]
    panel = observation("38269-7", 0) | {"component": parts}
    found = read({"patient": person(), "dxa": bundle(panel)}, "p1", _today())
    assert found.record is not None
    assert found.record["dxa"] == {"lumbar_spine_t": -2.2, "total_hip_t": -1.7}


def _of_patient(kind: str, code: str, system: str, **more: Any) -> dict[str, Any]:
    whose = "patient" if kind == "FamilyMemberHistory" else "subject"
    coded = {"coding": [{"system": system, "code": code}]}
    return {"resourceType": kind, "id": code, whose: {"reference": "Patient/p1"}, "code": coded} | more


RACE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"
WHITE = {"url": RACE, "extension": [{"url": "ombCategory", "valueCoding": {"code": "2106-3", "display": "White"}}]}
ARTHRITIS = _of_patient("Condition", "M06.9", "http://hl7.org/fhir/sid/icd-10")
HIP = _of_patient("Condition", "S72.0", "http://hl7.org/fhir/sid/icd-10")
MOTHER = _of_patient(
    "FamilyMemberHistory", "x", "", relationship={"coding": [{"code": "MTH"}]},
    condition=[{"code": {"coding": [{"system": "http://snomed.info/sct", "code": "263225007"}]}}],
)  # fmt: skip


def test_what_is_sent_beside_the_scan_settles_what_was_open(call: Caller) -> None:
    sizes = [observation("8302-2", 160, unit="cm", day="2019-01-01"), observation("29463-7", 55, unit="kg"),
             observation("29463-7", 70, unit="kg", day="2010-01-01")]  # fmt: skip
    sent = {
        "patient": person(extension=[WHITE]), "dxa": bundle(observation(HIP_T, -2.0)), "conditions": bundle(ARTHRITIS),
        "family": bundle(MOTHER), "vitals": bundle(*sizes, link=[{"relation": "next", "url": "x"}]),
    }  # fmt: skip
    found = read(sent, "p1", _today())
    assert found.record is not None
    assert {name: value for name, value in found.record["clinical"].items() if name not in ("age", "sex")} == {
        "ethnicity": "european", "rheumatoid_arthritis": True, "parental_hip_fracture": True, "height_cm": 160, "weight_kg": 55
    }  # fmt: skip
    assert found.open == ()
    assert call.post(HOOK, json=hook(prefetch=sent)).status_code == 200


def test_a_question_is_asked_and_an_error_beside_the_scan_refuses_nothing(call: Caller) -> None:
    sent = {"patient": person(), "dxa": bundle(observation(HIP_T, -3.0)), "conditions": bundle(HIP), "family": FAILED, "medications": None}
    answer = call.post(HOOK, json=hook(prefetch=sent))
    assert answer.status_code == 200
    text = json.dumps(answer.json())
    assert "fragility fracture" in text
    assert 'prefetch \\"family\\"' in text
    of_somebody_else = ARTHRITIS | {"subject": {"reference": "Patient/p2"}}
    refused = call.post(HOOK, json=hook(prefetch=sent | {"conditions": bundle(of_somebody_else)}))
    assert (refused.status_code, refused.json()["kind"]) == (412, "prefetch_other")


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
REMARK = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
SCAN = observation(HIP_T, -3.0)


@pytest.mark.parametrize(
    "body, kind",
    [
        (hook(prefetch=None), "prefetch_missing"),
        (hook(prefetch={}), "prefetch_missing"),
        (hook(prefetch={"patient": None}), "prefetch_missing"),
        (hook(prefetch={"patient": person()}), "prefetch_missing"),
        (hook(patient=FAILED), "prefetch_failed"),
        (hook(dxa=FAILED), "prefetch_failed"),
        (hook(dxa=bundle(SCAN, FAILED)), "prefetch_failed"),
        (hook(dxa=SCAN), "prefetch_kind"),
        (hook(patient=person(id="p2")), "prefetch_other"),
        (hook(dxa=bundle(SCAN | {"subject": {"reference": "Patient/p2"}})), "prefetch_other"),
        (hook(dxa=bundle(SCAN, link=[{"relation": "self", "url": "x"}, {"relation": "next", "url": "y"}])), "prefetch_paged"),
        (hook(patient=person(birthDate="1954")), "birth_date"),
        (hook(patient=person(gender="unknown")), "gender"),
        (hook(dxa=bundle(observation(HIP_T, -30))), "prefetch_value"),
    ],
)
def test_missing_data_are_a_failed_precondition(call: Caller, body: dict[str, Any], kind: str) -> None:
    answer = call.post(HOOK, json=body)
    assert (answer.status_code, answer.json()["kind"]) == (412, kind)


def test_nothing_found_is_no_failure(call: Caller) -> None:
    body = hook()
    body["prefetch"]["dxa"] = None
    assert call.post(HOOK, json=body).json() == {"cards": []}
    assert len(call.post(HOOK, json=hook(dxa=bundle(SCAN, REMARK))).json()["cards"]) == 1


@pytest.mark.parametrize(
    "body", [{}, hook(hook="order-sign"), hook(hookInstance="1"), hook(context={}), hook(context={"userId": "u", "patientId": "../x"})]
)
def test_what_is_no_hook_is_refused(call: Caller, body: dict[str, Any]) -> None:
    assert call.post(HOOK, json=body).status_code == 400


@pytest.mark.parametrize("content", [b"[]", b"{", b"[" * 200_000, b'{"a": NaN}', b"\xff"])
def test_what_is_no_json_object_is_refused(call: Caller, content: bytes) -> None:
    assert call.post(HOOK, content=content, headers={"Content-Type": "application/json"}).status_code == 400


def test_feedback_is_counted(call: Caller) -> None:
    card = "d1577c69-dfbe-44ad-ba6d-3e05e953b2eb"
    good = {"feedback": [{"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-05-01T00:00:00Z"}]}
    answer = call.post(f"{HOOK}/feedback", json=good)
    assert (answer.status_code, answer.json()) == (200, {})
    assert 'osteo_cds_feedback_total{outcome="overridden"} 1.0' in call.get("/metrics").text
    for wrong in ({}, {"feedback": []}, {"feedback": [{"card": card}]}, {"feedback": [{"card": "1", "outcome": "accepted"}]}):
        assert call.post(f"{HOOK}/feedback", json=wrong).status_code == 400


def test_a_browser_may_call_from_listed_origins_only(call: Caller) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    listed = call("OPTIONS", HOOK, headers=asks | {"Origin": "https://ehr.example"})
    assert (listed.status_code, listed.headers["access-control-allow-origin"]) == (200, "https://ehr.example")
    other = call("OPTIONS", HOOK, headers=asks | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    elsewhere = call("OPTIONS", "/api/v1/assess", headers=asks | {"Origin": "https://ehr.example"})
    assert "access-control-allow-origin" not in elsewhere.headers
    refused = call.post(HOOK, json={}, headers={"Origin": "https://ehr.example"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (400, "https://ehr.example")


def _today() -> Any:
    from datetime import date

    return date(2026, 11, 26)
