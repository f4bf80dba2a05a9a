"""st.App with the service's routes, behind its protection, with sessions that end."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import pkgutil
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from osteo_core import __version__
from osteo_core.errors import OsteoError
from osteo_core.locations import APP
from osteo_core.service.application import exception_handlers, routes
from osteo_core.service.binding import Binding, bind, run
from osteo_core.service.protection import Protection
from osteo_core.service.running import announce
from osteo_core.service.settings import Settings, read_settings
from osteo_core.service.state import Service, open_service
from osteo_core.translations import translate
from pages import _widgets
from pages._server.logged_in import by_cookie
from pages._server.policy import page_policy
from pages._server.sessions import IdleSessions, sweep

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Of Streamlit's own addresses, those that say or do more than pages need."""

LONGEST_APART_SECONDS = 120
"""A browser that lost its connection finds its session again for so long."""


def main(arguments: list[str]) -> int:
    """Serve until stopped; 2 where the settings do not allow it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("language")
    parser.add_argument("--insecure", action="store_true")
    given = parser.parse_args(arguments)
    try:
        settings = read_settings()
        binding = bind(settings, given.host, given.port, service_only=False, insecure=given.insecure)
        app = create(settings, binding)
        sys.stdout.write(translate("service.started", given.language, version=__version__, address=binding.address) + "\n")
        sys.stdout.flush()
        run(app, binding)
    except OsteoError as refused:
        say = getattr(refused, "text", None)
        sys.stderr.write((say(given.language) if say else str(refused)) + "\n")
        return 2
    return 0


def create(settings: Settings, binding: Binding) -> st.App:
    """The application for that binding. Raises InvalidInput where the audit trail cannot be written."""
    service = open_service(settings, binding, by_cookie(settings))
    announce(service)
    app = st.App(
        APP,
        secrets=_secrets(settings),
        lifespan=_lifespan(service),
        routes=routes(service),
        middleware=[
            Middleware(
                Protection,
                hosts=settings.hosts if binding.everywhere else (*settings.hosts, binding.host),
                any_address=binding.everywhere,
                metrics=service.metrics,
                page_policy=page_policy(settings.frame_ancestors),
                framed=bool(settings.frame_ancestors),
                closed_paths=CLOSED,
                messages_per_minute=settings.messages_per_minute,
            ),
            Middleware(IdleSessions, minutes=settings.idle_minutes, metrics=service.metrics),
        ],
        exception_handlers=exception_handlers(service, pages=True),
    )
    for name, value in _streamlit_settings(settings, binding).items():
        config.set_option(name, value)
    return app


def _import_first_page() -> None:
    """What the page that opens first is made of: its first reader does not wait for that."""
    for room in ("shared", "guidance", "answers", "patient"):
        for module in pkgutil.walk_packages([str(Path(_widgets.__path__[0]) / room)], f"{_widgets.__name__}.{room}."):
            importlib.import_module(module.name)


def _streamlit_settings(settings: Settings, binding: Binding) -> dict[str, Any]:
    """What Streamlit is told, said although some of it is its default."""
    chosen: dict[str, Any] = {
        "server.address": binding.host,
        "server.port": binding.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.maxUploadSize": 200,
        "server.disconnectedSessionTTL": LONGEST_APART_SECONDS,
        "server.trustedUserHeaders": {},
        "client.showErrorDetails": "none",
        "browser.gatherUsageStats": False,
    }
    if settings.public_url is not None:
        chosen["server.corsAllowedOrigins"] = [settings.public_url]
    if not binding.everywhere or settings.allowed_hosts:
        chosen["server.allowedHosts"] = [*dict.fromkeys([*settings.hosts, binding.host])]
    if settings.login is not None:
        chosen["server.cookieSecret"] = settings.login.cookie_secret
    return chosen


def _secrets(settings: Settings) -> dict[str, Any] | None:
    """What `st.login` reads."""
    if settings.login is None:
        return None
    login = settings.login
    return {
        "auth": {
            "redirect_uri": login.redirect_uri or f"{settings.public_url}/oauth2callback",
            "cookie_secret": login.cookie_secret,
            "client_id": login.client_id,
            "client_secret": login.client_secret,
            "server_metadata_url": login.server_metadata_url,
        }
    }


def _lifespan(service: Service) -> Any:
    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(sweep())
        threading.Thread(target=_import_first_page, name="first-page", daemon=True).start()
        service.workers.open()
        try:
            yield
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            service.workers.close()

    return lifespan
