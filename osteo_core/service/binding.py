"""Where a service listens, whom it then lets in, and how it is run."""

from __future__ import annotations

import signal
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.service.settings import LOOPBACK, Settings

GRACE_SECONDS = 3
"""Open calls and sessions have this long once the service is told to stop."""

_MOST_OF_A_MESSAGE = 32_000_000


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Host and port; `closed` where callers need a login or a token."""

    host: str
    port: int
    closed: bool

    @property
    def everywhere(self) -> bool:
        """Bound to all addresses of the machine."""
        return self.host in ("0.0.0.0", "::")

    @property
    def address(self) -> str:
        """For a browser on this machine."""
        name = "127.0.0.1" if self.everywhere else self.host
        return f"http://[{name}]:{self.port}" if ":" in name else f"http://{name}:{self.port}"


def bind(settings: Settings, host: str, port: int, *, service_only: bool, insecure: bool) -> Binding:
    """What may be bound with these settings.

    Raises:
        InvalidInput: others could reach the service and nothing says who may, or a setting that is for this machine only.
    """
    if is_loopback(host):
        binding = Binding(host=host, port=port, closed=settings.login is not None)
    else:
        let_in = settings.login is not None or (service_only and bool(settings.issuers))
        if not let_in and not insecure:
            raise InvalidInput(Problem("--host", "service.settings.needs_login", {"host": host}))
        if settings.cds.without_token:
            raise InvalidInput(Problem("cds.without_token", "service.settings.token_elsewhere", {"host": host}))
        binding = Binding(host=host, port=port, closed=let_in)
    if settings.public_url is None and (settings.login is not None or settings.issuers):
        raise InvalidInput(Problem("public_url", "service.settings.needs_public_url"))
    return binding


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


def run(app: Any, binding: Binding) -> None:
    """Answer until told to stop (SIGTERM, Ctrl+C); then let go of what is open and come back.

    Raises:
        InvalidInput: the port cannot be used.
    """
    import uvicorn

    listening = _listen(binding)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # an address line may hold what nobody should read later
        server_header=False,
        lifespan="on",
        ws="websockets-sansio",
        ws_max_size=_MOST_OF_A_MESSAGE,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # uvicorn raises the signal again once it has stopped: here that is the end that was asked for, not an error.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
        listening.close()


def _listen(binding: Binding) -> socket.socket:
    family = socket.AF_INET6 if ":" in binding.host else socket.AF_INET
    try:
        return socket.create_server((binding.host, binding.port), family=family, backlog=512)
    except OSError as error:
        params = {"host": binding.host, "port": binding.port, "reason": error.strerror or str(error)}
        raise InvalidInput(Problem("--port", "service.settings.port", params)) from None
