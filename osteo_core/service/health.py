"""Is it alive, may it be sent calls, what has it counted."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from osteo_core import manifest
from osteo_core.constants import DEFAULT_MODEL, MODEL_OF_WORLD
from osteo_core.errors import ArtifactError
from osteo_core.service.metrics import CONTENT_TYPE
from osteo_core.service.refusals import Refused, language_of
from osteo_core.service.state import Service

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes(service: Service) -> list[Route]:
    """/healthz, /readyz, /metrics."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})

    async def readyz(request: Request) -> Response:
        damaged = await service.workers.run(_damaged)
        document = {"ready": not damaged, "problems": [error.text(language_of(request)) for error in damaged]}
        return JSONResponse(document, 503 if damaged else 200, {"Cache-Control": "no-store"})

    async def metrics(request: Request) -> Response:
        if not _from(request, service.settings.metrics_from):
            raise Refused(403, "metrics")
        return Response(service.metrics.text(), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    answers = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    return [Route(path, get_only(answer), methods=METHODS) for path, answer in answers.items()]


def get_only(answer: Any) -> Any:
    """GET and HEAD; another method is refused here, since beside the dashboard it would go on to Streamlit's files."""

    async def endpoint(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        answered: Response = await answer(request)
        return answered

    return endpoint


def _damaged() -> list[ArtifactError]:
    """What keeps this process from answering: a file that is not the one that ships, or weights that cannot be loaded."""
    wrong = list(_whole())
    if not wrong:
        try:
            _warm()
        except ArtifactError as error:
            wrong.append(error)
    return wrong


@lru_cache(maxsize=1)
def _warm() -> None:
    """The networks that are asked first, loaded and asked once, and a report: whoever comes first does not wait. Raises ArtifactError."""
    from osteo_core.model import load_model
    from osteo_core.patients.examples import list_examples, load_example
    from osteo_core.reports.make import warm_up

    patient = load_example(list_examples()[0].id)
    for name in dict.fromkeys((DEFAULT_MODEL, *MODEL_OF_WORLD.values())):
        model = load_model(name)
        model.assess(patient)
        model.explain_all(patient)
    warm_up()


@lru_cache(maxsize=1)
def _whole() -> tuple[ArtifactError, ...]:
    """All data files once a process; what is loaded later is compared again when it is."""
    return tuple(manifest.problems())


def _from(request: Request, allowed: tuple[str, ...]) -> bool:
    try:
        caller = ip_address(request.client.host) if request.client else None
    except ValueError:  # a name in place of an address
        return False
    return caller is not None and any(caller in ip_network(network, strict=False) for network in allowed)
