"""`/api/v1`: what the command line answers, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from osteo_core import __version__, manifest_root
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import InvalidInput
from osteo_core.service.bodies import read_json
from osteo_core.service.models import MOST_PATIENTS
from osteo_core.service.names import models
from osteo_core.service.openapi import document
from osteo_core.service.refusals import Refused, language_of, problems_of
from osteo_core.service.state import Service

PREFIX = "/api/v1"

Answer = Callable[..., dict[str, Any]]


def routes(service: Service) -> list[Mount]:
    """The interfaces of one service."""

    async def assess(request: Request) -> Response:
        return await _answer(service, request, "assess", partial(_assess, model=_model(request)))

    async def explain(request: Request) -> Response:
        return await _answer(service, request, "explain", partial(_assess, model=_model(request), explain=True))

    async def compare(request: Request) -> Response:
        return await _answer(service, request, "compare", _compare)

    async def version(request: Request) -> Response:
        service.access.caller(request)
        return JSONResponse({"version": __version__, "models": await service.workers.run(_weights), "data": manifest_root.ROOT})

    async def described(request: Request) -> Response:
        return JSONResponse(document(service.settings.public_url))

    return [
        Mount(
            PREFIX,
            routes=[
                Route("/assess", assess, methods=["POST"]),
                Route("/explain", explain, methods=["POST"]),
                Route("/compare", compare, methods=["POST"]),
                Route("/version", version, methods=["GET"]),
                Route("/openapi.json", described, methods=["GET"]),
            ],
        )
    ]


async def _answer(service: Service, request: Request, action: str, answer: Answer) -> Response:
    """One patient's document; for a list of patients a list, in which a refused one has its reasons in its place."""
    caller = service.access.caller(request)
    given = await read_json(request)
    language = language_of(request)
    model = answer.keywords["model"] if isinstance(answer, partial) else None
    if not isinstance(given, list):
        found: Any = await service.workers.run(answer, given, language)
        service.note(caller, action, model=model, record_id=_id(given))
        return _json(found, language)
    if len(given) > MOST_PATIENTS:
        raise Refused(422, "batch", n=f"{len(given):,}", limit=f"{MOST_PATIENTS:,}")
    # One after the other, each waiting its turn, so that a long list does not keep others from being answered.
    found = [await service.workers.run(_or_refused, answer, one, language) for one in given]
    service.note(caller, action, model=model, people=len(given))
    return _json(found, language)


def _assess(given: Any, language: str, **options: Any) -> dict[str, Any]:
    """In a worker, so that what the networks need is imported there and the service listens at once."""
    from osteo_core.service.answers import assess

    return assess(given, language, **options)


def _compare(given: Any, language: str) -> dict[str, Any]:
    from osteo_core.service.answers import compare

    return compare(given, language)


def _or_refused(answer: Answer, given: Any, language: str) -> dict[str, Any]:
    try:
        return answer(given, language)
    except InvalidInput as refused:
        return {"refused": problems_of(refused, language), "count": len(refused.problems)}


def _model(request: Request) -> str:
    name = request.query_params.get("model", DEFAULT_MODEL)
    if name not in models():
        raise Refused(422, "model", name=name, allowed=", ".join(models()))
    return name


def _weights() -> dict[str, str]:
    from osteo_core.manifest import listed

    sums = listed()
    return {name: sums[f"artifacts/{name}/weights.safetensors"] for name in models()}


def _id(given: Any) -> Any:
    found = given.get("id") if isinstance(given, dict) else None
    return found if isinstance(found, str | int) else None


def _json(found: Any, language: str) -> JSONResponse:
    return JSONResponse(found, headers={"Content-Language": language, "Cache-Control": "no-store"})
