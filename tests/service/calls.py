"""Calls to a service in this process, tokens of a record system, and what it sends."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.types import ASGIApp

from osteo_core.service.application import create
from osteo_core.service.settings import Settings
from osteo_core.service.state import Service

PUBLIC = "https://osteo.example"
ISSUER, JKU = "https://ehr.example", "https://ehr.example/jwks.json"
EC_KEY = ec.generate_private_key(ec.SECP384R1())
OTHER_EC_KEY = ec.generate_private_key(ec.SECP384R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)


class Caller:
    """A client of an ASGI application, from this machine unless said otherwise."""

    def __init__(self, app: ASGIApp, base: str = "http://127.0.0.1", client: str = "127.0.0.1") -> None:
        self.app, self.base, self.client = app, base, client

    def __call__(self, method: str, path: str, **how: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, client=(self.client, 5000))
            async with httpx.AsyncClient(transport=transport, base_url=self.base, timeout=60) as session:
                return await session.request(method, path, **how)

        return asyncio.run(ask())

    def get(self, path: str, **how: Any) -> httpx.Response:
        return self("GET", path, **how)

    def post(self, path: str, **how: Any) -> httpx.Response:
        return self("POST", path, **how)


def open_to_this_machine(**settings: Any) -> Caller:
    """A service without a login or tokens, as on one's own machine."""
    chosen = Settings.model_validate({"public_url": PUBLIC, "cds": {"without_token": True}} | settings)
    return Caller(create(Service(chosen, closed=False)))


def jwks(folder: Path) -> Path:
    """The keys of the record system as a file."""
    keys = [
        json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())) | {"kid": "ec", "alg": "ES384"},
        json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())) | {"kid": "rsa", "alg": "RS384"},
    ]
    path = folder / "jwks.json"
    path.write_text(json.dumps({"keys": keys}), encoding="utf-8")
    return path


def claims(**changed: Any) -> dict[str, Any]:
    """Of a good token for the hook; None takes a claim away."""
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": f"{PUBLIC}/cds-services/osteoporosis", "exp": now + 300, "iat": now, "jti": str(uuid.uuid4())}
    return {name: value for name, value in (whole | changed).items() if value is not None}


def token(of: dict[str, Any] | None = None, key: Any = EC_KEY, algorithm: str = "ES384", **header: Any) -> dict[str, str]:
    """The Authorization header with a token."""
    kid = {"kid": "rsa" if algorithm == "RS384" else "ec"}
    return {"Authorization": f"Bearer {jwt.encode(claims() if of is None else of, key, algorithm, headers=kid | header)}"}


def observation(code: str, value: Any, *, site: str | None = None, day: str = "2026-05-01", unit: str = "1", **more: Any) -> dict[str, Any]:
    """One measurement as FHIR has it."""
    found: dict[str, Any] = {
        "resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "effectiveDateTime": f"{day}T08:00:00+02:00",
        "valueQuantity": {"value": value, "code": unit},
    }  # fmt: skip
    if site is not None:
        found["bodySite"] = {"coding": [{"system": "http://snomed.info/sct", "code": site}]}
    return found | more


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]} | more


def person(**changed: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "birthDate": "1954-03-02", "gender": "female"} | changed


def hook(patient: Any = None, dxa: Any = None, **changed: Any) -> dict[str, Any]:
    """A `patient-view`."""
    return {
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "p1"},
        "prefetch": {"patient": person() if patient is None else patient, "dxa": bundle() if dxa is None else dxa},
    } | changed  # fmt: skip
