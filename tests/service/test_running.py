"""What may be bound, what is written down, and what happens when too much comes at once."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from osteo_core.cli import serve
from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.service.audit import Written, entry
from osteo_core.service.binding import bind, is_loopback
from osteo_core.service.refusals import Refused
from osteo_core.service.settings import Audit, Login, Settings, read_settings
from osteo_core.service.work import Workers
from tests.service.calls import PUBLIC, open_to_this_machine

LOGIN = {"server_metadata_url": "https://id.example", "client_id": "osteo", "client_secret": "s", "cookie_secret": "c" * 32}
ISSUERS = [{"iss": "https://ehr.example", "jku": "https://ehr.example/jwks.json"}]


@pytest.mark.parametrize(
    "settings, host, options, closed",
    [
        ({}, "127.0.0.1", {}, False),
        ({}, "::1", {}, False),
        ({"login": LOGIN, "public_url": PUBLIC}, "127.0.0.1", {}, True),
        ({"login": LOGIN, "public_url": PUBLIC}, "0.0.0.0", {}, True),
        ({"issuers": ISSUERS, "public_url": PUBLIC}, "0.0.0.0", {"service_only": True}, True),
        ({}, "0.0.0.0", {"insecure": True}, False),
        ({"login": LOGIN, "public_url": PUBLIC}, "10.0.0.5", {"insecure": True}, True),
    ],
)
def test_what_may_be_bound(settings: dict[str, Any], host: str, options: dict[str, bool], closed: bool) -> None:
    given = {"service_only": False, "insecure": False} | options
    assert bind(Settings.model_validate(settings), host, 8501, **given).closed is closed


@pytest.mark.parametrize(
    "settings, host, options, key",
    [
        ({}, "0.0.0.0", {}, "needs_login"),
        ({}, "192.168.1.4", {"service_only": True}, "needs_login"),
        ({"issuers": ISSUERS, "public_url": PUBLIC}, "0.0.0.0", {}, "needs_login"),
        ({"cds": {"without_token": True}}, "0.0.0.0", {"insecure": True}, "token_elsewhere"),
        ({"login": LOGIN}, "127.0.0.1", {}, "needs_public_url"),
    ],
)
def test_what_may_not_be_bound(settings: dict[str, Any], host: str, options: dict[str, bool], key: str) -> None:
    given = {"service_only": False, "insecure": False} | options
    with pytest.raises(InvalidInput) as refused:
        bind(Settings.model_validate(settings), host, 8501, **given)
    assert refused.value.problems[0].key == f"service.settings.{key}"


@pytest.mark.parametrize(
    "host, own", [("127.0.0.1", True), ("127.1.2.3", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("osteo", False)]
)
def test_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize("pages", [[], ["--service-only"]])
def test_others_are_not_served_without_a_login(
    pages: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve.os, "execv", lambda *_: pytest.fail("it would have started"))
    assert main(["serve", "--host", "0.0.0.0", *pages]) == 2
    assert "--insecure" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text, where",
    [
        ("public_url = 3", "public_url"), ("[login]\nclient_id = \"x\"", "login.client_secret"), ("unknown = 1", "unknown"),
        ("public_url = \"ftp://x\"", "public_url"), ("[[issuers]]\niss = \"x\"", "issuers.0"), ("a = [", "settings.toml"),
        ("[[issuers]]\niss = \"x\"\njku = \"http://elsewhere/jwks\"", "issuers.0"), ("[cds]\nrule_set = \"x\"", "cds.rule_set"),
    ],
)  # fmt: skip
def test_wrong_settings_are_named(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=where):
        read_settings({"OSTEO_SETTINGS": str(path)})


def test_a_secret_is_not_said(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[login]\ncookie_secret = "swordfish"\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_settings({"OSTEO_SETTINGS": str(path)})
    assert "swordfish" not in str(refused.value)


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('public_url = "https://old.example"\n', encoding="utf-8")
    found = read_settings(
        {"OSTEO_SETTINGS": str(path), "OSTEO_PUBLIC_URL": "https://new.example/", "OSTEO_ALLOWED_HOSTS": "a.example, b.example"}
    )
    assert found.public_url == "https://new.example"
    assert set(found.hosts) >= {"a.example", "b.example", "new.example", "localhost"}


@pytest.mark.parametrize(
    "claims, role",
    [
        ({"roles": ["reviewer", "clinician"]}, "clinician"), ({"roles": "teacher"}, "teacher"), ({"roles": ["other"]}, None), ({}, None),
        ({"roles": [3, None, {"a": 1}]}, None), ({"roles": None}, None),
    ],
)  # fmt: skip
def test_the_role_is_the_widest_that_the_claim_gives(claims: dict[str, Any], role: str | None) -> None:
    assert Login.model_validate(LOGIN).role(claims) == role


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(folder.glob("audit*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_trail_says_who_did_what_and_nothing_of_the_patient(tmp_path: Path) -> None:
    call = open_to_this_machine(audit={"folder": tmp_path / "audit", "key": "k" * 32})
    record = {"id": "Secret-4711", "label": "Frau Muster", "clinical": {"age": 87, "sex": "female"}}
    call.post("/api/v1/assess?model=life", json=record)
    call.post("/api/v1/assess", json=record)
    call.post("/api/v1/assess", json=record | {"id": "other"})
    lines = _lines(tmp_path / "audit")
    assert [(line["who"], line["action"], line["model"]) for line in lines] == [("local", "assess", "life")] * 3
    assert lines[0]["record"] == lines[1]["record"] != lines[2]["record"]
    assert not any(word in json.dumps(lines) for word in ("Secret", "-4711", "Muster", "female"))
    assert (tmp_path / "audit" / "audit.jsonl").stat().st_mode & 0o077 == 0


def test_the_trail_is_added_to_and_rotated(tmp_path: Path) -> None:
    trail = Written(Audit(folder=tmp_path, key="k" * 16, most_mb=0.001, files=3))
    for number in range(30):
        trail.write(entry(who=f"w{number}", role=None, action="x"))
    kept = [line["who"] for line in _lines(tmp_path)]
    files = list(tmp_path.iterdir())
    assert len(files) == 4
    assert all(path.stat().st_size <= 1000 for path in files)
    assert set(kept) == {f"w{number}" for number in range(30 - len(kept), 30)}


def test_an_audit_trail_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    path = tmp_path / "settings.toml"
    path.write_text(f'[audit]\nfolder = "{(tmp_path / "file" / "audit").as_posix()}"\nkey = "{"k" * 16}"\n', encoding="utf-8")
    monkeypatch.setenv("OSTEO_SETTINGS", str(path))
    assert main(["serve", "--service-only", "--port", "1"]) == 2
    assert "audit.folder" in capsys.readouterr().err


def test_too_many_calls_are_refused_at_once() -> None:
    workers, go = Workers(1, 1), threading.Event()

    async def ask() -> list[Any]:
        first, second = (asyncio.create_task(workers.run(go.wait)) for _ in range(2))
        await asyncio.sleep(0.01)
        with pytest.raises(Refused) as refused:
            await workers.run(go.wait)
        go.set()
        return [refused.value.status, await first, await second]

    assert asyncio.run(ask()) == [503, True, True]
    workers.close()
