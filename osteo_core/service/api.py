"""`/api/v1`: what the command line answers, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from osteo_core import __version__, manifest_root
from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.model_names import WEIGHTS, available, folder_of, own_models
from osteo_core.inference.sums import SUMS
from osteo_core.service import files, queries
from osteo_core.service.bodies import read_json
from osteo_core.service.models import MOST_PATIENTS
from osteo_core.service.openapi.document import document
from osteo_core.service.refusals import Refused, json_answer, language_of, refused_in_its_place
from osteo_core.service.state import Service

if TYPE_CHECKING:
    from osteo_core.service.answers import Said

PREFIX = "/api/v1"

Answer = Callable[..., "Said"]


def routes(service: Service) -> list[Mount]:
    """The interfaces of one service."""

    async def assess(request: Request) -> Response:
        return await _answer(service, request, "assess", _assess, "model")

    async def explain(request: Request) -> Response:
        return await _answer(service, request, "explain", partial(_assess, explain=True), "model")

    async def compare(request: Request) -> Response:
        return await _answer(service, request, "compare", _compare)

    async def version(request: Request) -> Response:
        service.access.caller(request)
        return JSONResponse({"version": __version__, "models": await service.workers.run(_weights), "data": manifest_root.ROOT})

    async def described(request: Request) -> Response:
        return JSONResponse(document(service.settings.public_url, hooks_without_token=service.access.hooks_without_token))

    return [
        Mount(
            PREFIX,
            routes=[
                Route("/assess", assess, methods=["POST"]),
                Route("/explain", explain, methods=["POST"]),
                Route("/compare", compare, methods=["POST"]),
                *files.routes(service),
                Route("/version", version, methods=["GET"]),
                Route("/openapi.json", described, methods=["GET"]),
            ],
        )
    ]


async def _answer(service: Service, request: Request, action: str, answer: Answer, *parameters: str) -> Response:
    """One patient's document; for a list of patients a list, in which a refused one has its reasons in its place.

    What the address may say besides (`parameters`: "model" or nothing) is looked at once the caller is known: whoever is not known here
    is not told which models there are.
    """
    caller = service.access.caller(request)
    queries.only(request, *parameters)
    model = queries.model(request) if "model" in parameters else None
    if model is not None:
        answer = partial(answer, model=model)
    given = await read_json(request)
    language = language_of(request)
    if not isinstance(given, list):
        said = await service.workers.run(answer, given, language)
        service.note(caller, action, model=model, layer=said.layer, record_id=_id(given))
        return json_answer(said.document, language)
    if len(given) > MOST_PATIENTS:
        raise Refused(422, "batch", n=f"{len(given):,}", limit=f"{MOST_PATIENTS:,}")
    # One after the other, each waiting its turn, so that a long list does not keep others from being answered.
    found = [await service.workers.run(_or_refused, answer, one, language) for one in given]
    layer = next((said.layer for said in found if said.layer is not None), None)
    service.note(caller, action, model=model, layer=layer, people=len(given))
    return json_answer([said.document for said in found], language)


def _assess(given: Any, language: str, **options: Any) -> Said:
    """In a worker, so that what the networks need is imported there and the service listens at once."""
    from osteo_core.service.answers import assess

    return assess(given, language, **options)


def _compare(given: Any, language: str) -> Said:
    from osteo_core.service.answers import compare

    return compare(given, language)


def _or_refused(answer: Answer, given: Any, language: str) -> Said:
    from osteo_core.service.answers import Said

    try:
        return answer(given, language)
    except InvalidInput as refused:
        return Said(refused_in_its_place(refused, language))


def _weights() -> dict[str, str]:
    """Model -> SHA-256 of its weights, by the manifest where it ships, by its folder where it is an own one and says so."""
    from osteo_core.manifest import listed

    sums = listed()
    shipped = {name: sums[f"artifacts/{name}/{WEIGHTS}"] for name in available()}
    return shipped | {name: said for name in own_models() if (said := _said_of_weights(name)) is not None}


def _said_of_weights(name: str) -> str | None:
    from osteo_core.released import read_json

    try:
        said = read_json(folder_of(name) / SUMS)[WEIGHTS]
    except (ArtifactError, KeyError, TypeError):
        return None
    return said if isinstance(said, str) else None


def _id(given: Any) -> Any:
    found = given.get("id") if isinstance(given, dict) else None
    return found if isinstance(found, str | int) else None
