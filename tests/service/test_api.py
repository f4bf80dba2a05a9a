"""The interfaces answer as the command line does, refuse in the same sentences, and take no more than they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from osteo_core.cli.main import main
from osteo_core.errors import ArtifactError
from osteo_core.patients.examples import list_examples
from osteo_core.service import health
from osteo_core.service.bodies import MOST_OF_API
from tests.service.calls import PUBLIC, Caller, open_to_this_machine

EXAMPLE = next(each.path for each in list_examples() if each.id == "woman-osteoporosis-fracture")


@pytest.fixture(scope="module")
def call() -> Caller:
    return open_to_this_machine()


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "path, arguments", [("assess", ("assess",)), ("assess?model=nhanes", ("assess", "--model", "nhanes")), ("compare", ("compare",))]
)
def test_it_answers_what_the_command_prints(
    call: Caller, capsys: pytest.CaptureFixture[str], path: str, arguments: tuple[str, ...]
) -> None:
    expected = _printed(capsys, arguments[0], str(EXAMPLE), *arguments[1:], "--format", "json", "--language", "zh")
    answer = call.post(f"/api/v1/{path}", json=json.loads(EXAMPLE.read_bytes()), headers={"Accept-Language": "zh-CN, zh;q=0.9, en;q=0.5"})
    assert (answer.status_code, answer.headers["content-language"]) == (200, "zh")
    assert answer.json() == expected


def test_an_explanation_adds_up(call: Caller) -> None:
    found = call.post("/api/v1/explain", json=json.loads(EXAMPLE.read_bytes())).json()["explanations"]
    assert set(found) == {"osteoporosis", "fracture", "hip_fracture"}
    for each in found.values():
        assert each["baseline"] + sum(each["contributions"].values()) == pytest.approx(each["value"], abs=1e-6)


def test_a_refused_record_is_refused_in_the_same_sentence(call: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"clinical": {"age": 900, "sex": "f"}, "dxa": {"femoral_neck_bmd": 0.6}}
    path = tmp_path / "p.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    for language in ("en", "zh"):
        assert main(["assess", str(path), "--language", language]) == 2
        answer = call.post("/api/v1/assess", json=record, headers={"Accept-Language": language})
        found = answer.json()
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        assert found["detail"] == capsys.readouterr().err.strip()
        assert [each["where"] for each in found["problems"]] == ["clinical.age", "clinical.sex", "dxa"] or found["count"] >= 2


def test_numbers_are_read_as_they_are_written(call: Caller) -> None:
    given = {"clinical": {"age": 71, "sex": "female"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612}}
    written = {"clinical": {"age": "71", "sex": "Female"}, "dxa": {"manufacturer": "Hologic", "femoral_neck_bmd": "0,612"}}
    one, other = (call.post("/api/v1/assess", json=each).json() for each in (given, written))
    assert one["osteoporosis"] == other["osteoporosis"]


def test_of_a_list_a_refused_one_has_its_reasons_in_its_place(call: Caller) -> None:
    good = {"clinical": {"age": 71, "sex": "female"}}
    first, second, third = call.post("/api/v1/assess", json=[good, {"clinical": {"age": 3}}, good]).json()
    assert first == third == call.post("/api/v1/assess", json=good).json()
    assert second["count"] == 1
    assert second["refused"][0]["where"] == "clinical.age"


def test_a_thousand_and_one_are_refused(call: Caller) -> None:
    answer = call.post("/api/v1/assess", json=[{}] * 1001)
    assert (answer.status_code, answer.json()["kind"]) == (422, "batch")
    assert "1,001" in answer.json()["detail"]
    # A thousand are taken: each is refused for being empty, in its own place.
    taken = call.post("/api/v1/assess", json=[{}] * 1000)
    assert (taken.status_code, len(taken.json())) == (200, 1000)


def test_a_body_too_long_is_refused_before_it_is_read(call: Caller) -> None:
    async def never() -> Any:
        raise AssertionError("the body was read")
        yield b""

    headers = {"Content-Type": "application/json", "Content-Length": str(200_000_000)}
    answer = call.post("/api/v1/assess", content=never(), headers=headers)
    assert (answer.status_code, answer.json()["kind"]) == (413, "body")
    for path in ("/cds-services/osteoporosis", "/api/v1/compare"):
        assert call.post(path, content=never(), headers=headers).status_code == 413


def test_a_body_that_does_not_say_its_length_is_cut_off(call: Caller) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 1_000_000
            yield b" " * 1_000_000

    answer = call.post("/api/v1/assess", content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert sent <= MOST_OF_API + 2_000_000


@pytest.mark.parametrize(
    "content, media_type, status",
    [
        (b"{", "application/json", 422), (b"\xff\xfe", "application/json", 422), (b"[" * 100_000, "application/json", 422),
        (b"{}", "text/plain", 415), (b"", "application/json", 422), (b"3", "application/json", 422), (b"null", "application/json", 422),
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused(call: Caller, content: bytes, media_type: str, status: int) -> None:
    answer = call.post("/api/v1/assess", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_a_model_that_is_not_there_is_refused(call: Caller) -> None:
    answer = call.post("/api/v1/assess?model=../life", json={})
    assert (answer.status_code, answer.json()["kind"]) == (422, "model")


@pytest.mark.parametrize(
    "path, names",
    [
        ("assess?models=life", "models"),
        ("compare?model=life", "model"),
        ("report?model=life&lang=zh", "model, lang"),
        ("record?for=patient", "for"),
    ],
)
def test_a_parameter_that_is_not_known_is_refused_and_not_passed_over(call: Caller, path: str, names: str) -> None:
    answer = call.post(f"/api/v1/{path}", json={"clinical": {"age": 71, "sex": "female"}})
    assert (answer.status_code, answer.json()["kind"]) == (422, "unknown_parameter")
    assert f": {names};" in answer.json()["detail"]


def test_two_models_are_not_one(call: Caller) -> None:
    answer = call.post("/api/v1/assess?model=life&model=fusion", json={"clinical": {"age": 71, "sex": "female"}})
    assert (answer.status_code, answer.json()["kind"]) == (422, "parameter_twice")


ROUTES = [
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/api/v1/version"), ("GET", "/api/v1/openapi.json"),
    ("POST", "/api/v1/assess"), ("POST", "/api/v1/compare"), ("POST", "/api/v1/explain"), ("GET", "/cds-services"),
    ("POST", "/cds-services/osteoporosis"), ("POST", "/cds-services/osteoporosis/feedback"),
    ("GET", "/nothing"), ("DELETE", "/api/v1/assess"),
]  # fmt: skip


@pytest.mark.parametrize("method, path", ROUTES)
def test_every_route_has_its_headers(call: Caller, method: str, path: str) -> None:
    answer = call(method, path)
    assert answer.status_code < 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    over_tls = Caller(call.app, base=PUBLIC)(method, path)
    assert over_tls.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "osteo.example@evil.example", "", "[::1", "a b"]
)
def test_another_host_is_refused(call: Caller, host: str) -> None:
    answer = call.get("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.json()["kind"]) == (421, "host")


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501", "osteo.example", "OSTEO.example."])
def test_our_own_names_are_answered(call: Caller, host: str) -> None:
    assert call.get("/healthz", headers={"Host": host}).text == "ok"


def test_the_counts_hold_nothing_of_a_patient(call: Caller) -> None:
    call.post("/api/v1/assess?model=life", json={"id": "Secret-4711", "label": "Frau Muster", "clinical": {"age": 87, "sex": "female"}})
    call.get("/api/v1/Secret-4711")
    text = call.get("/metrics").text
    assert 'osteo_requests_total{method="POST",route="/api/v1/assess",status="200"}' in text
    assert 'osteo_refused_total{kind="path"}' in text
    # Not "4711" alone: the seconds, with all their digits, hold any four of them before long.
    assert not any(word in text for word in ("Secret", "-4711", "Muster", "female"))
    assert Caller(call.app, client="10.1.2.3").get("/metrics").status_code == 403


def test_it_is_ready_only_with_the_files_that_ship(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call.get("/readyz").json() == {"ready": True, "problems": []}
    altered = ArtifactError("integrity.altered", file="osteo_core/scores/rules/rule_sets.toml", command="make again")
    monkeypatch.setattr(health, "_whole", lambda: (altered,))
    answer = call.get("/readyz")
    assert answer.status_code == 503
    assert "rule_sets.toml" in answer.json()["problems"][0]
