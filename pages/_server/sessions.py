"""Sessions end: the connected ones after idle time, those whose browser went away soon after; and what they held goes with them.

Streamlit drops a session that lost its browser only when the next one comes, and one that stays connected never. What is taken of
Streamlit's insides for that stands in this file.
"""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from osteo_core.service.metrics import Metrics
from pages._widgets.access import IDLE_HEADER

SWEEP_SECONDS = 20.0
_MOST_ENDED = 10_000


class IdleSessions:
    """Ends the session of a browser from which nothing has come for `minutes`."""

    def __init__(self, app: ASGIApp, *, minutes: float, metrics: Metrics) -> None:
        self.app, self._seconds, self._metrics = app, 60 * minutes, metrics
        self._ended: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        self._tell(scope)

        async def watched() -> Message:
            try:
                return await asyncio.wait_for(receive(), self._seconds)
            except TimeoutError:
                self._end(scope)
                await send({"type": "websocket.close", "code": 1000})
                return {"type": "websocket.disconnect", "code": 1000}

        await self.app(scope, watched, send)

    def _tell(self, scope: Scope) -> None:
        """Mark a browser that comes back with the session that was ended."""
        headers = MutableHeaders(scope=scope)
        if IDLE_HEADER in headers:  # nobody's but ours
            del headers[IDLE_HEADER]
        parts = [part.strip() for part in headers.get("sec-websocket-protocol", "").split(",")]
        if len(parts) > 2 and parts[2] in self._ended:
            headers[IDLE_HEADER] = "1"

    def _end(self, scope: Scope) -> None:
        for session_id in _sessions_of(scope):
            runtime.get_instance().close_session(session_id)
            self._ended[session_id] = None
            self._metrics.idle.inc()
        while len(self._ended) > _MOST_ENDED:
            self._ended.popitem(last=False)


async def sweep() -> None:
    """Again and again: let go of the sessions whose browser went away too long ago."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if let_go():
            gc.collect()  # a session and its script point at each other


def let_go() -> bool:
    """Drop what is past its time; true where there was something."""
    manager = runtime.get_instance()._session_mgr
    storage = manager._session_storage if isinstance(manager, WebsocketSessionManager) else None
    return bool(storage._cache.expire()) if isinstance(storage, MemorySessionStorage) else False  # type: ignore[attr-defined]


def _sessions_of(scope: Scope) -> list[str]:
    """The session that speaks through this connection."""
    infos = runtime.get_instance()._session_mgr.list_active_sessions()
    return [info.session.id for info in infos if getattr(getattr(info.client, "_websocket", None), "scope", None) is scope]
