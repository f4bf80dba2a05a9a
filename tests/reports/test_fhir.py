"""What is given to a record system is read back as it was written, says whose numbers they are, and passes nothing off as FRAX."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from osteo_core.records.sources.read import read_content
from osteo_core.records.sources.settle import accepted
from osteo_core.reports.answers import Answered
from osteo_core.reports.make import make
from osteo_core.translations import translate
from tests.reports.people import VISITS

DAY = datetime.date(2026, 11, 26)


@pytest.fixture(scope="module")
def bundle(visits: Answered) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make(visits, "clinician", "en", "fhir", DAY))
    return found


def _of(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_every_measurement_is_read_back(bundle: dict[str, Any]) -> None:
    made = accepted(read_content(json.dumps(bundle).encode(), "bundle.json", DAY), DAY)
    assert made.left_out == ()
    assert made.record is not None
    kept = ("age", "sex", "height_cm", "weight_kg")
    for visit, given in zip(made.record.visits, VISITS["visits"], strict=True):
        read = visit.patient.entered()
        assert visit.date is not None
        assert visit.date.isoformat() == given["date"]
        assert read["dxa"] == given["dxa"]
        assert read.get("btm", {}) == given.get("btm", {})
        assert {name: value for name, value in read["clinical"].items() if name != "sex"} == {
            name: value for name, value in given["clinical"].items() if name in kept and name != "sex"
        }
        assert read["clinical"]["sex"] == "female"


def test_the_risks_are_the_networks_and_their_method_is_ours(bundle: dict[str, Any], visits: Answered) -> None:
    (risk,) = _of(bundle, "RiskAssessment")
    said = {each["outcome"]["text"]: each["probabilityDecimal"] for each in risk["prediction"]}
    assert said == {translate(f"reports.outcome.{name}"): pytest.approx(100 * r.probability, rel=1e-3) for name, r in visits.risks.items()}
    assert "osteo_core" in risk["method"]["text"]
    assert "not FRAX" in risk["method"]["text"]
    assert translate("reports.notice") in [note["text"] for note in risk["note"]]
    codes = [coding["code"] for each in _of(bundle, "Observation") for coding in each["code"]["coding"]]
    assert not {"90265-0", "90266-8", "98146-4", "98139-9", "98133-2"} & set(codes)  # FRAX, OST, ORAI, OSIRIS: others' programs


def test_it_is_a_bundle_whose_references_lead_somewhere(bundle: dict[str, Any]) -> None:
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    (patient,) = [entry["fullUrl"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Patient"]
    subjects = {each["subject"]["reference"] for kind in ("Observation", "RiskAssessment") for each in _of(bundle, kind)}
    assert subjects == {patient}
    (risk,) = _of(bundle, "RiskAssessment")
    newest = {entry["fullUrl"] for entry in bundle["entry"] if entry["resource"].get("effectiveDateTime") == "2026-06-02"}
    assert {each["reference"] for each in risk["basis"]} == newest
    assert VISITS["label"] not in json.dumps(bundle, ensure_ascii=False)


def test_the_same_record_and_date_give_the_same_bytes(visits: Answered) -> None:
    assert make(visits, "patient", "zh", "fhir", DAY) == make(visits, "clinician", "zh", "fhir", DAY)
