"""A session from which nothing comes is ended, and the browser that comes back with it is told so."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from osteo_core.service.metrics import Metrics
from pages._server import sessions
from pages._server.sessions import IdleSessions
from pages._widgets.access import IDLE_HEADER


class _Runtime:
    """What of Streamlit's runtime is asked."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.info = SimpleNamespace(session=SimpleNamespace(id="one"), client=SimpleNamespace(_websocket=None))
        self._session_mgr = SimpleNamespace(list_active_sessions=lambda: [self.info])

    def close_session(self, session_id: str) -> None:
        self.closed.append(session_id)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> _Runtime:
    found = _Runtime()
    monkeypatch.setattr(sessions.runtime, "get_instance", lambda: found)
    return found


def _connect(
    idle: IdleSessions, runtime: _Runtime, messages: list[Message], **headers: str
) -> tuple[list[Message], list[Message], Headers]:
    """One connection that sends `messages` and then nothing: what the page heard, what the browser was sent, what headers the page saw."""
    scope: Scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    runtime.info.client._websocket = SimpleNamespace(scope=scope)
    heard: list[Message] = []
    sent: list[Message] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    async def receive() -> Message:
        if messages:
            await asyncio.sleep(0)
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    idle.app = page
    asyncio.run(idle(scope, receive, send))
    return heard, sent, Headers(scope=scope)


def test_it_is_ended_and_the_browser_that_comes_back_is_told(runtime: _Runtime) -> None:
    metrics = Metrics()
    idle = IdleSessions(_nothing, minutes=0.001, metrics=metrics)
    heard, sent, headers = _connect(idle, runtime, [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"1"}])
    assert [message["type"] for message in heard] == ["websocket.connect", "websocket.receive", "websocket.disconnect"]
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert (runtime.closed, IDLE_HEADER in headers) == (["one"], False)
    assert b"osteo_sessions_ended_idle_total 1.0" in metrics.text()
    told = {"sec-websocket-protocol": "streamlit, token, one"}
    *_, headers = _connect(idle, runtime, [{"type": "websocket.disconnect"}], **told)
    assert headers[IDLE_HEADER] == "1"


def test_nobody_else_is_told_so_and_nobody_can_say_so(runtime: _Runtime) -> None:
    idle = IdleSessions(_nothing, minutes=1, metrics=Metrics())
    given = {"sec-websocket-protocol": "streamlit, token, two", IDLE_HEADER: "1"}
    _, sent, headers = _connect(idle, runtime, [{"type": "websocket.disconnect"}], **given)
    assert (sent, runtime.closed, IDLE_HEADER in headers) == ([], [], False)


def test_a_session_whose_browser_went_away_goes_without_the_next_one_coming(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = MemorySessionStorage(ttl_seconds=0)
    storage.save(SimpleNamespace(session=SimpleNamespace(id="gone")))  # type: ignore[arg-type]
    manager = sessions.WebsocketSessionManager.__new__(sessions.WebsocketSessionManager)
    manager._session_storage = storage
    monkeypatch.setattr(sessions.runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    assert sessions.let_go() is True
    assert sessions.let_go() is False


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError
