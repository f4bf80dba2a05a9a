"""`osteo serve` behind a login: one server, a provider on loopback, people with different roles."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from osteo_core.translations import translate
from tests.folders import ROOT
from tests.service.browser import LONG, Browser
from tests.service.provider import CLIENT, SECRET, Provider, provider

PATIENT = {"id": "Secret-4711", "clinical": {"age": 71, "sex": "female"}}
SETTINGS = """
public_url = "{address}"
[login]
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_id = "{client}"
client_secret = "{secret}"
cookie_secret = "0123456789abcdef0123456789abcdef"
[login.roles]
doctors = "clinician"
reviewers = "reviewer"
[audit]
folder = "{folder}/audit"
key = "0123456789abcdef"
"""


@dataclass
class Served:
    address: str
    provider: Provider
    folder: Path
    process: subprocess.Popen[bytes]

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.folder / "audit" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with provider() as people:
        names = {"address": address, "provider": people.address, "client": CLIENT, "secret": SECRET, "folder": folder.as_posix()}
        (folder / "settings.toml").write_text(SETTINGS.format(**names), encoding="utf-8")
        environment = os.environ | {"OSTEO_SETTINGS": str(folder / "settings.toml"), "OMP_NUM_THREADS": "1"}
        with (folder / "log").open("w") as log:
            command = [sys.executable, "-m", "osteo_core", "serve", "--port", str(port)]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(process, f"{address}/healthz", folder / "log")
            yield Served(address, people, folder, process)
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(2 * LONG):
        if process.poll() is not None:
            break
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def _browser(served: Served) -> Iterator[Browser]:
    browser = Browser(served.address)
    try:
        yield browser
    finally:
        browser.close()


def _log_in(served: Served, browser: Browser, who: str, roles: list[str]) -> None:
    served.provider.turn = {"sub": who, "roles": roles}
    page = browser.open()
    assert translate("service.login.needed") in page.text
    assert translate("pages.patient.title") not in page.text
    page.press(translate("service.login.button"))
    assert browser.http.get(page.redirect).status_code == 200


def test_a_stranger_sees_nothing(served: Served) -> None:
    with _browser(served) as browser:
        page = browser.open()
        assert translate("service.login.needed") in page.text
        assert translate("pages.sidebar.patient") not in page.text
        assert browser.http.post("/api/v1/assess", json=PATIENT).status_code == 401
        assert browser.http.get("/healthz").text == "ok"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp"])
def test_what_pages_do_not_need_is_closed(served: Served, path: str) -> None:
    assert httpx.get(f"{served.address}{path}", timeout=LONG).status_code == 404
    assert httpx.post(f"{served.address}{path}", json={}, timeout=LONG).status_code == 404


@pytest.mark.parametrize("path", ["/", "/compare", "/_stcore/health", "/_stcore/host-config", "/healthz", "/api/v1/none", "/auth/login"])
def test_every_route_has_its_headers(served: Served, path: str) -> None:
    answer = httpx.get(f"{served.address}{path}", timeout=LONG)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers
    other = httpx.get(f"{served.address}{path}", headers={"Host": "evil.example"}, timeout=LONG)
    assert other.status_code == 421


def test_an_upload_of_more_than_200_mb_is_refused_before_it_is_read(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", httpx.URL(served.address).port or 0), timeout=LONG) as line:
        host = httpx.URL(served.address).netloc
        line.sendall(b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 300000000\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_people_see_what_their_role_allows_and_never_each_other(served: Served) -> None:
    with _browser(served) as ada, _browser(served) as ben, _browser(served) as cleo:
        _log_in(served, ada, "ada", ["doctors"])
        _log_in(served, ben, "ben", ["reviewers"])
        _log_in(served, cleo, "cleo", ["visitors"])

        tab = ada.open()
        assert translate("pages.patient.title") in tab.text
        assert translate("service.login.no_patients") in ben.open().text
        assert translate("service.login.no_role") in cleo.open().text

        tab.type(".femoral_neck_bmd.g/cm²", "0.613")
        assert "0.613" in tab.text
        served.provider.turn = {"sub": "dora", "roles": ["doctors"]}
        with _browser(served) as dora:
            _log_in(served, dora, "dora", ["doctors"])
            hers = dora.open(session_id=tab.id)  # even with the other's session
            assert hers.id != tab.id
            assert translate("pages.patient.title") in hers.text
            assert "0.613" not in hers.text

        assert ada.http.post("/api/v1/assess", json=PATIENT).status_code == 200
        assert ben.http.post("/api/v1/assess", json=PATIENT).status_code == 403
        assert cleo.http.post("/api/v1/assess", json=PATIENT).status_code == 403
        assert ada.http.post("/cds-services/osteoporosis", json={}).status_code == 401  # never by cookie

        # With sessions open: stopped, with 0, and within seconds.
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(timeout=LONG) == 0

    lines = served.lines()
    assert {line["who"] for line in lines if line["action"] == "login"} == {"ada", "ben", "cleo", "dora"}
    assert ("ada", "clinician", "assess", "life") in {(line["who"], line["role"], line["action"], line["model"]) for line in lines}
    assert not any(word in json.dumps(lines) for word in ("Secret", "0.613", "female"))
    assert "Traceback" not in (served.folder / "log").read_text(encoding="utf-8")
