"""CDS Hooks in the document: discovery, the hook, feedback."""

from __future__ import annotations

from typing import Any

from osteo_core.service.cds.models import CdsServices, Feedback, HookAnswer, HookRequest, Taken
from osteo_core.service.cds.routes import ID, PREFIX
from osteo_core.service.openapi.parts import content, json_body, ref, refusals

ANSWERS, REQUESTS = (CdsServices, HookAnswer, Taken), (HookRequest, Feedback)


def paths(*, without_token: bool) -> dict[str, Any]:
    """The three routes. A call needs a token that was signed for it alone, unless the settings let this machine call without."""
    security: list[dict[str, list[str]]] = [*([{}] if without_token else []), {"hook": []}]

    def post(name: str, summary: str, asked: dict[str, Any], answered: dict[str, Any], *which: str) -> dict[str, Any]:
        return {
            "post": {
                "operationId": name,
                "summary": summary,
                "security": security,
                "requestBody": json_body(asked),
                "responses": {"200": answered, **refusals("400", "401", *which, "413", "415", "429", "503")},
            }
        }

    discovery = {
        "operationId": "cds_services",
        "summary": "CDS Hooks 2.0: the service, and what it asks to be sent",
        "security": security,
        "responses": {"200": content("The services", ref(CdsServices)), **refusals("401", "429", "503")},
    }
    hook = post(
        "cds_osteoporosis", "CDS Hooks 2.0: a patient is opened", ref(HookRequest), content("Cards, or none", ref(HookAnswer)), "412"
    )
    feedback = post("cds_feedback", "CDS Hooks 2.0: what became of the cards", ref(Feedback), content("Counted", ref(Taken)))
    return {PREFIX: {"get": discovery}, f"{PREFIX}/{ID}": hook, f"{PREFIX}/{ID}/feedback": feedback}


SECURITY = {
    "hook": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "Signed by the record system with ES384 or RS384; iss and jku on this service's list, aud its public address or that of the "
            "route, exp at most an hour ahead, jti used once."
        ),
    }
}
