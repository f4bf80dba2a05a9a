"""Files over HTTP: what another system's file holds, as the command `record` prints it; a report, as the command `report` writes it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from osteo_core import load_model
from osteo_core.cli.main import main
from osteo_core.recalibration import adopted
from osteo_core.recalibration.layer_files import named
from tests.recalibration.test_layers import CLINIC, layer
from tests.reports.people import VISITS
from tests.service.calls import Caller, bundle, observation, open_to_this_machine, person

DAY = "2026-11-26"
TEXT = "Hologic  Scan date: 2024-05-01  Age: 71  Sex: F\nFemoral neck 0.612 g/cm² T -2.1\n"


@pytest.fixture(scope="module")
def call() -> Caller:
    return open_to_this_machine()


def _sent() -> dict[str, Any]:
    """A scan, and the blood of the week after."""
    return bundle(person(), observation("38264-8", -2.1), observation("41171-0", 0.5, unit="ug/L", day="2026-05-08"))


@pytest.mark.parametrize("options", [{}, {"accept": "true"}, {"accept": "true", "together": "7"}])
def test_record_answers_what_the_command_prints(
    call: Caller, capsys: pytest.CaptureFixture[str], tmp_path: Path, options: dict[str, str]
) -> None:
    (tmp_path / "record").write_text(json.dumps(_sent()), encoding="utf-8")
    arguments = [*(["--accept"] if "accept" in options else []), "--together", options.get("together", "0")]
    assert main(["record", str(tmp_path / "record"), "--format", "json", "--language", "zh", *arguments]) == 0
    answer = call.post("/api/v1/record", json=_sent(), params=options, headers={"Accept-Language": "zh"})
    assert answer.status_code == 200
    assert answer.json() == json.loads(capsys.readouterr().out)
    if "accept" in options:
        assert len(answer.json()["record"]["visits"]) == (1 if "together" in options else 2)


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "application/octet-stream", "application/json"])
def test_a_report_in_words_is_read_whatever_it_is_called(call: Caller, kind: str) -> None:
    answer = call.post("/api/v1/record", content=TEXT.encode(), headers={"Content-Type": kind})
    if kind == "application/octet-stream":
        assert (answer.status_code, answer.json()["kind"]) == (415, "file_type")
    else:
        taken = {value["field"]: value["value"] for value in answer.json()["values"] if value["status"] == "accept"}
        assert (taken["femoral_neck_bmd"], taken["femoral_neck_t"], taken["manufacturer"]) == (0.612, -2.1, "hologic")


def test_of_a_list_a_refused_one_has_its_reasons_in_its_place(call: Caller) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "no access"}]}
    first, second, third = call.post("/api/v1/record", json=[_sent(), outcome, {"clinical": {"age": 71}}]).json()
    assert {value["field"] for value in first["values"]} >= {"total_hip_t", "ctx", "age", "sex"}
    assert "no access" in second["refused"][0]["text"]
    assert [(value["field"], value["value"]) for value in third["values"]] == [("age", 71)]
    too_many = call.post("/api/v1/record", json=[{}] * 1001)
    assert (too_many.status_code, too_many.json()["kind"]) == (422, "batch")


@pytest.mark.parametrize(
    "path, kind",
    [
        ("record?accept=yes", "parameter"), ("record?together=-1", "parameter"), ("record?together=²", "parameter"),
        ("record?manufacturer=toshiba", "parameter"), ("report?for=nurse", "parameter"), ("report?format=docx", "parameter"),
        ("report?date=yesterday", "input"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_none_is_refused(call: Caller, path: str, kind: str) -> None:
    answer = call.post(f"/api/v1/{path}", json={"clinical": {"age": 71, "sex": "female"}})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json().get("kind") == kind
    assert answer.json()["detail"]


def test_a_report_is_what_the_command_writes(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(json.dumps(VISITS), encoding="utf-8")
    out = tmp_path / "r.pdf"
    assert main(["report", str(tmp_path / "record.json"), "--out", str(out), "--date", DAY, "--for", "patient", "--language", "zh"]) == 0
    answer = call.post("/api/v1/report", json=VISITS, params={"for": "patient", "date": DAY}, headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content == out.read_bytes()
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1
    assert answer.headers["content-disposition"] == 'attachment; filename="report.pdf"'
    page = call.post("/api/v1/report", json=VISITS, params={"format": "html", "date": DAY})
    assert page.text.startswith("<!DOCTYPE html>")
    # Opened in place, nothing in it may run: what stands in a record must not speak in this service's name.
    assert "default-src 'none'" in page.headers["content-security-policy"]
    exported = call.post("/api/v1/report", json=VISITS, params={"format": "fhir", "date": DAY})
    assert exported.json()["entry"][-1]["resource"]["resourceType"] == "RiskAssessment"


def test_a_report_is_of_one_patient(call: Caller) -> None:
    assert call.post("/api/v1/report", json=[VISITS]).json()["kind"] == "one_record"
    assert call.post("/api/v1/report", json={"clinical": {"height_cm": 170}}).status_code in (200, 422)
    assert call.post("/api/v1/report", json={"clinical": {"age": 900}}).json()["problems"][0]["where"] == "clinical.age"


@pytest.mark.parametrize("command", ["assess", "compare"])
def test_a_record_is_answered_for_its_newest_visit(call: Caller, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    (tmp_path / "record.json").write_text(json.dumps(VISITS), encoding="utf-8")
    assert main([command, str(tmp_path / "record.json"), "--format", "json"]) == 0
    answer = call.post(f"/api/v1/{command}", json=VISITS)
    assert answer.json() == json.loads(capsys.readouterr().out)
    assert answer.json()["visit"]["date"] == "2026-06-02"


def test_an_adopted_layer_moves_the_answer_and_stands_in_the_audit_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"id": "Secret-4711", "clinical": CLINIC}
    (tmp_path / "p.json").write_text(json.dumps(record), encoding="utf-8")
    monkeypatch.setenv(adopted.HOME, str(tmp_path / "home"))
    call = open_to_this_machine(audit={"folder": tmp_path / "audit", "key": "k" * 32})
    before = call.post("/api/v1/assess?model=nhanes", json=record).json()
    adopted.adopt(layer(), load_model("nhanes").artifact, "layer.json")
    after = call.post("/api/v1/assess?model=nhanes", json=record).json()
    assert main(["assess", str(tmp_path / "p.json"), "--model", "nhanes", "--format", "json"]) == 0
    assert after == json.loads(capsys.readouterr().out)
    assert after["osteoporosis"] != before["osteoporosis"]
    lines = [json.loads(line) for line in (tmp_path / "audit" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["layer"] for line in lines] == [None, named([layer()])]
    assert "Secret" not in json.dumps(lines)
