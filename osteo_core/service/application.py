"""The service put together: its routes, and the service without pages as an application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from osteo_core.errors import OsteoError
from osteo_core.service import api, health
from osteo_core.service.cds import routes as cds
from osteo_core.service.protection import Protection, is_interface
from osteo_core.service.refusals import Refused, language_of, refusal
from osteo_core.service.state import Service


def routes(service: Service) -> list[BaseRoute]:
    """Every route of the service, for any Starlette application."""
    return [*health.routes(service), *api.routes(service), *cds.routes(service)]


def exception_handlers(service: Service, *, pages: bool = False) -> dict[Any, Any]:
    """Refusals of every route as problem+json, counted; with `pages`, those of Streamlit's own addresses as they are."""

    async def refused(request: Request, error: OsteoError) -> Response:
        service.metrics.refused.labels(error.kind if isinstance(error, Refused) else "input").inc()
        return refusal(error, language_of(request))

    async def other(request: Request, error: HTTPException) -> Response:
        """Starlette's own: no such route, no such method."""
        if pages and not is_interface(request.url.path):
            return PlainTextResponse(error.detail, error.status_code, error.headers)
        kind = {404: "path", 405: "method"}.get(error.status_code, "request")
        service.metrics.refused.labels(kind).inc()
        return refusal(Refused(error.status_code, kind, headers=error.headers or {}), language_of(request))

    return {OsteoError: refused, HTTPException: other}


def create(service: Service) -> Starlette:
    """The service alone: no pages, no sessions."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        service.workers.open()
        yield
        service.workers.close()

    protection = Middleware(Protection, hosts=service.settings.hosts, metrics=service.metrics)
    return Starlette(routes=routes(service), middleware=[protection], exception_handlers=exception_handlers(service), lifespan=lifespan)
