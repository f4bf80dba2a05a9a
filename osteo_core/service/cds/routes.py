"""The protocol of CDS Hooks: discovery, the hook, feedback; by token, and from a browser only for web origins on the list."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from osteo_core.errors import InvalidInput
from osteo_core.service.bodies import read_hook
from osteo_core.service.cds import beside
from osteo_core.service.cds.cards import cards
from osteo_core.service.cds.codes import LOINC, MEANINGS
from osteo_core.service.cds.fhir import DXA, PATIENT, read
from osteo_core.service.cds.models import FHIR_ID_PATTERN, MOST_FEEDBACK, UUID_PATTERN
from osteo_core.service.health import METHODS
from osteo_core.service.refusals import Refused, language_of, sentence
from osteo_core.service.state import Service

PREFIX, ID, HOOK = "/cds-services", "osteoporosis", "patient-view"
PREFETCH = {
    PATIENT: "Patient/{{context.patientId}}",
    DXA: "Observation?patient={{context.patientId}}&code=" + ",".join(f"{LOINC}|{code}" for code in MEANINGS) + "&_sort=-date&_count=200",
    **beside.PREFETCH,
}
_UUID, _FHIR_ID = re.compile(UUID_PATTERN), re.compile(FHIR_ID_PATTERN)
_OUTCOMES = ("accepted", "overridden")


def routes(service: Service) -> list[BaseRoute]:
    """GET /cds-services, POST /cds-services/osteoporosis and its feedback."""

    async def discovery(request: Request) -> Response:
        service.access.hook_caller(request)
        return JSONResponse({"services": [_described(language_of(request))]})

    async def hook(request: Request) -> Response:
        caller = service.access.hook_caller(request)
        asked = await read_hook(request)
        patient_id = _patient_of(asked)
        settings, language = service.settings, language_of(request)
        prefetch, today = asked.get("prefetch"), datetime.now(UTC).date()

        def answer() -> list[dict[str, Any]]:
            return cards(read(prefetch, patient_id, today), settings.cds.rule_set, settings.public_url, language)

        try:
            found = await service.workers.run(answer)
        except InvalidInput as refused:  # a value that nobody has: the data cannot be used
            raise Refused(412, "prefetch_value", problems=refused.text(language)) from None
        service.note(caller, HOOK, record_id=patient_id, cards=len(found))
        return JSONResponse({"cards": found}, headers={"Cache-Control": "no-store", "Content-Language": language})

    async def feedback(request: Request) -> Response:
        caller = service.access.hook_caller(request)
        outcomes = _outcomes(await read_hook(request))
        for outcome in outcomes:
            service.metrics.feedback.labels(outcome).inc()
        service.note(caller, "feedback", cards=len(outcomes))
        return JSONResponse({})

    cors = Middleware(
        CORSMiddleware,
        allow_origins=service.settings.cds.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Accept-Language"],
        max_age=600,
    )
    return [
        Route(PREFIX, _only("GET", discovery), methods=METHODS, middleware=[cors]),
        Mount(
            PREFIX,
            routes=[
                Route(f"/{ID}", _only("POST", hook), methods=METHODS),
                Route(f"/{ID}/feedback", _only("POST", feedback), methods=METHODS),
            ],
            middleware=[cors],
        ),
    ]


def _only(method: str, answer: Any) -> Any:
    """Other methods are refused; a browser's preflight (OPTIONS) has been answered by the middleware before."""

    async def endpoint(request: Request) -> Response:
        if request.method != method:
            raise HTTPException(405, headers={"Allow": method})
        answered: Response = await answer(request)
        return answered

    return endpoint


def _described(language: str) -> dict[str, Any]:
    return {
        "hook": HOOK,
        "id": ID,
        "title": sentence("cds.title", language),
        "description": sentence("cds.description", language),
        "usageRequirements": sentence("cds.usage", language),
        "prefetch": PREFETCH,
    }


def _patient_of(asked: dict[str, Any]) -> str:
    """The patient's FHIR id. Raises Refused where the request is not a `patient-view` of one patient."""
    if asked.get("hook") != HOOK:
        raise Refused(400, "hook_name", allowed=HOOK)
    instance, context = asked.get("hookInstance"), asked.get("context")
    if not isinstance(instance, str) or not _UUID.fullmatch(instance):
        raise Refused(400, "hook_part", part="hookInstance")
    for part in ("userId", "patientId"):
        value = context.get(part) if isinstance(context, dict) else None
        if not isinstance(value, str) or not value:
            raise Refused(400, "hook_part", part=f"context.{part}")
    patient_id = str(context["patientId"])  # type: ignore[index]
    if not _FHIR_ID.fullmatch(patient_id):
        raise Refused(400, "hook_part", part="context.patientId")
    return patient_id


def _outcomes(given: dict[str, Any]) -> list[str]:
    """What became of each card. Raises Refused where the body is not a feedback."""
    said = given.get("feedback")
    if not isinstance(said, list) or not 0 < len(said) <= MOST_FEEDBACK:
        raise Refused(400, "hook_part", part="feedback")
    found = []
    for one in said:
        known = isinstance(one, dict) and isinstance(one.get("card"), str) and _UUID.fullmatch(one["card"])
        if not known or one.get("outcome") not in _OUTCOMES:
            raise Refused(400, "hook_part", part="feedback")
        found.append(str(one["outcome"]))
    return found
