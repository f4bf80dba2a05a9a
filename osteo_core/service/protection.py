"""Around every route: hosts that are ours, security headers, a limit on what is sent, counts, and refusals as problem+json."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from osteo_core.errors import OsteoError
from osteo_core.service.metrics import Metrics
from osteo_core.service.rate import Bucket
from osteo_core.service.refusals import Refused, language_of, refusal

CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For answers that are no pages."""

MOST_BYTES = 201_000_000
"""An upload of 200 MB with what a form adds; the interfaces have lower limits of their own."""

_OURS = ("/api/", "/cds-services", "/healthz", "/readyz", "/metrics")
_PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Protection:
    """The outermost layer of a service.

    Args:
        hosts: names in the Host header that are answered; `*.` before a name stands for all below it.
        page_policy: Content-Security-Policy of everything that is not an interface.
        any_address: an address in digits is answered too; nobody can point a name of theirs at us by it.
        framed: X-Frame-Options is left out, since somebody else may show the pages in a frame.
        closed_paths: beginnings of paths that do not exist here, whatever lies behind them.
        messages_per_minute: of one session; further ones wait, so that none is lost. None: as many as come.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Sequence[str],
        metrics: Metrics,
        page_policy: str = CLOSED_POLICY,
        framed: bool = False,
        any_address: bool = False,
        closed_paths: Sequence[str] = (),
        messages_per_minute: float | None = None,
    ) -> None:
        self.app, self.metrics = app, metrics
        self._hosts = tuple(host.lower().rstrip(".") for host in hosts)
        self._page_policy, self._framed, self._closed_paths = page_policy, framed, tuple(closed_paths)
        self._any_address, self._messages_per_minute = any_address, messages_per_minute

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_ours(scope) or self._is_closed(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            self.metrics.refused.labels("host").inc()
            return
        self.metrics.sessions.inc()
        try:
            await self.app(scope, self._at_its_rate(receive), send)
        finally:
            self.metrics.sessions.dec()

    def _at_its_rate(self, receive: Receive) -> Receive:
        """The same messages, no faster than a session may send them."""
        if self._messages_per_minute is None:
            return receive
        bucket = Bucket(self._messages_per_minute)

        async def held_back() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                while seconds := bucket.wait():
                    await asyncio.sleep(seconds)
            return message

        return held_back

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), 500

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            self._refuse_strangers(scope)
            await self.app(scope, receive, with_headers)
        except OsteoError as error:
            await refused(error, scope, receive, with_headers, self.metrics)
        finally:
            route = route_of(scope)
            self.metrics.requests.labels(route, scope["method"] if scope["method"] in _METHODS else "other", str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)

    def _refuse_strangers(self, scope: Scope) -> None:
        """Raises Refused for a host that is not ours, a path that is closed, and a body that is too long."""
        if not self._is_ours(scope):
            raise Refused(421, "host")
        if self._is_closed(scope):
            raise Refused(404, "path")
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and (len(announced) > 12 or int(announced) > MOST_BYTES):
            raise Refused(413, "body", limit=MOST_BYTES // 1_000_000, headers={"Connection": "close"})

    def _is_ours(self, scope: Scope) -> bool:
        given = Headers(scope=scope).getlist("host")
        if len(given) != 1:
            return False
        host = _name(given[0])
        if host is not None and self._any_address and _is_address(host):
            return True
        return host is not None and any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in self._hosts)

    def _is_closed(self, scope: Scope) -> bool:
        return str(scope["path"]).startswith(self._closed_paths) if self._closed_paths else False

    def _add_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        ours = is_interface(str(scope["path"]))
        headers["Content-Security-Policy"] = CLOSED_POLICY if ours else self._page_policy
        for name, value in _PLAIN.items():
            headers[name] = value
        if ours or not self._framed:
            headers["X-Frame-Options"] = "DENY"
        if scope.get("scheme") == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "server" in headers:
            del headers["server"]


_COUNTED = (
    "/healthz", "/readyz", "/metrics", "/cds-services", "/cds-services/osteoporosis", "/cds-services/osteoporosis/feedback",
    "/api/v1/assess", "/api/v1/explain", "/api/v1/compare", "/api/v1/record", "/api/v1/report", "/api/v1/version", "/api/v1/openapi.json",
)  # fmt: skip
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


async def refused(error: OsteoError, scope: Scope, receive: Receive, send: Send, metrics: Metrics) -> None:
    """Answer a refused call, and count it by its kind."""
    metrics.refused.labels(error.kind if isinstance(error, Refused) else "input").inc()
    await refusal(error, language_of(HTTPConnection(scope)))(scope, receive, send)


def is_interface(path: str) -> bool:
    """True for what this room answers itself, false for pages and what belongs to them."""
    return path.startswith(_OURS)


def route_of(scope: Scope) -> str:
    """The route for counting: ours by their own path, all else as one, so that no address that somebody typed becomes a label."""
    path = str(scope["path"])
    if not is_interface(path):
        return "pages"
    return path if path in _COUNTED else "other"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _name(host: str) -> str | None:
    """The name in a Host header without its port; None where it is not a name and a port."""
    if host.startswith("["):
        name, bracket, rest = host[1:].partition("]")
        port = rest.removeprefix(":") if rest.startswith(":") or not rest else None
        return name.lower() if bracket and port is not None and (not port or port.isdecimal()) else None
    name, colon, port = host.partition(":")
    if not name or (colon and not port.isdecimal()) or set(name) & set("/@?#\\ "):
        return None
    return name.lower().rstrip(".")
