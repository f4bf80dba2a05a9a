"""Only a token that its issuer signed for us, now, and once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from osteo_core.service.application import create
from osteo_core.service.settings import Settings
from osteo_core.service.state import Service
from tests.service.calls import EC_KEY, ISSUER, JKU, OTHER_EC_KEY, PUBLIC, RSA_KEY, Caller, claims, hook, jwks, token

HOOK = "/cds-services/osteoporosis"
PUBLIC_PEM = RSA_KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def now() -> int:
    """Tokens are dated when their test runs: it may be long after this file was read."""
    return int(time.time())


def _unsigned() -> dict[str, str]:
    return {"Authorization": f"Bearer {jwt.encode(claims(), '', 'none')}"}


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Caller:
    issuer = {"iss": ISSUER, "jku": JKU, "keys": jwks(tmp_path_factory.mktemp("keys"))}
    return Caller(create(Service(Settings.model_validate({"public_url": PUBLIC, "issuers": [issuer]}), closed=True)))


GOOD: dict[str, Callable[[], dict[str, str]]] = {
    "elliptic curve": token,
    "RSA": lambda: token(algorithm="RS384", key=RSA_KEY),
    "with its key's address": lambda: token(jku=JKU),
    "a list of one audience": lambda: token(claims(aud=[f"{PUBLIC}{HOOK}"])),
    "the whole service": lambda: token(claims(aud=PUBLIC)),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_good_token_is_taken_once(call: Caller, what: str) -> None:
    headers = GOOD[what]()
    assert call.post(HOOK, json=hook(), headers=headers).json() == {"cards": []}
    again = call.post(HOOK, json=hook(), headers=headers)
    assert (again.status_code, again.json()["kind"]) == (401, "token_replayed")


def _hs256(key: bytes) -> dict[str, str]:
    """Signed with the public key as if it were a secret, which PyJWT itself would not do."""
    import base64
    import hashlib
    import hmac
    import json

    def part(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "rsa"}).encode())
    signed = f"{head}.{part(json.dumps(claims()).encode())}"
    return {"Authorization": f"Bearer {signed}.{part(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"}


REFUSED: dict[str, tuple[str, Callable[[], dict[str, str]]]] = {
    "no token": ("token_absent", lambda: {}),
    "another scheme": ("token_absent", lambda: {"Authorization": "Basic dTpw"}),
    "not a JWT": ("token_malformed", lambda: {"Authorization": "Bearer abc"}),
    "megabytes": ("token_malformed", lambda: {"Authorization": "Bearer " + "a" * 20_000}),
    "none": ("token_algorithm", _unsigned),
    "HS256": ("token_algorithm", lambda: _hs256(PUBLIC_PEM)),
    "RS256": ("token_algorithm", lambda: token(algorithm="RS256", key=RSA_KEY)),
    "unknown issuer": ("token_issuer", lambda: token(claims(iss="https://evil.example"))),
    "no issuer": ("token_issuer", lambda: token(claims(iss=None))),
    "another jku": ("token_jku", lambda: token(jku="https://evil.example/jwks.json")),
    "another key": ("token_signature", lambda: token(key=OTHER_EC_KEY)),
    "unknown kid": ("token_key", lambda: token(kid="who")),
    "key of the other kind": ("token_key", lambda: token(kid="rsa")),
    "another audience": ("token_audience", lambda: token(claims(aud="https://other.example/cds-services/osteoporosis"))),
    "our audience and another": ("token_audience", lambda: token(claims(aud=[f"{PUBLIC}{HOOK}", "https://other.example"]))),
    "audience with more": ("token_audience", lambda: token(claims(aud=f"{PUBLIC}{HOOK}/"))),
    "no audience": ("token_lacks", lambda: token(claims(aud=None))),
    "expired": ("token_expired", lambda: token(claims(exp=now() - 1, iat=now() - 300))),
    "no expiry": ("token_lacks", lambda: token(claims(exp=None))),
    "a day long": ("token_too_long", lambda: token(claims(exp=now() + 86_400))),
    "issued tomorrow": ("token_time", lambda: token(claims(iat=now() + 86_400))),
    "not before tomorrow": ("token_time", lambda: token(claims(nbf=now() + 86_400))),
    "no jti": ("token_lacks", lambda: token(claims(jti=None))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_token_is_refused(call: Caller, what: str) -> None:
    kind, headers = REFUSED[what]
    answer = call.post(HOOK, json=hook(), headers=headers())
    assert (answer.status_code, answer.json()["kind"]) == (401, kind)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_whose_content_was_changed_is_refused(call: Caller) -> None:
    head, _, signature = token()["Authorization"].removeprefix("Bearer ").split(".")
    other = token(claims(jti=str(uuid.uuid4()))).pop("Authorization").split(".")[1]
    answer = call.post(HOOK, json=hook(), headers={"Authorization": f"Bearer {head}.{other}.{signature}"})
    assert answer.json()["kind"] == "token_signature"


@pytest.mark.parametrize("path", ["/api/v1/assess", "/api/v1/compare", "/api/v1/explain"])
def test_the_interfaces_are_closed_too(call: Caller, path: str) -> None:
    patient = {"clinical": {"age": 71, "sex": "female"}}
    assert call.post(path, json=patient).status_code == 401
    assert call.post(path, json=patient, headers=token(claims(aud=f"{PUBLIC}/api/v1/other"))).status_code == 401


def test_a_record_system_may_ask_the_interfaces(call: Caller) -> None:
    answer = call.post(
        "/api/v1/assess", json={"clinical": {"age": 71, "sex": "female"}}, headers=token(claims(aud=f"{PUBLIC}/api/v1/assess"))
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/cds-services", "/cds-services/osteoporosis/feedback"])
def test_every_cds_route_wants_a_token(call: Caller, path: str) -> None:
    assert call("GET" if path.endswith("services") else "POST", path).status_code == 401


@pytest.fixture
def key_server(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """The issuer's own address, and the paths asked of it."""
    text, asked = jwks(tmp_path).read_bytes(), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/jwks.json")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_are_fetched_from_the_agreed_address_only(key_server: tuple[str, list[str]]) -> None:
    address, asked = key_server
    issuer = {"iss": ISSUER, "jku": f"{address}/jwks.json"}
    call = Caller(create(Service(Settings.model_validate({"public_url": PUBLIC, "issuers": [issuer]}), closed=True)))
    assert call.post(HOOK, json=hook(), headers=token(jku=f"{address}/evil.json")).json()["kind"] == "token_jku"
    assert asked == []
    assert call.post(HOOK, json=hook(), headers=token(jku=f"{address}/jwks.json")).status_code == 200
    # A made-up key name does not make us ask again and again.
    assert call.post(HOOK, json=hook(), headers=token(kid="who", key=EC_KEY)).json()["kind"] == "token_key"
    assert asked == ["/jwks.json"]


def test_a_redirect_is_not_followed(key_server: tuple[str, list[str]]) -> None:
    address, asked = key_server
    issuer = {"iss": ISSUER, "jku": f"{address}/moved"}
    call = Caller(create(Service(Settings.model_validate({"public_url": PUBLIC, "issuers": [issuer]}), closed=True)))
    assert call.post(HOOK, json=hook(), headers=token()).status_code == 503
    assert asked == ["/moved"]
