"""One browser's session over the websocket, as asyncio: what it sees of the patient's page, and when."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

PATIENCE_SECONDS = 120.0
GAUGES = ("osteoporosis", "fracture", "hip_fracture")
_GAUGE, _WHY = "chart.gauge.", "chart.waterfall"


class SessionError(Exception):
    """The page failed, or what was waited for did not come."""


@dataclass(kw_only=True)
class Drawn:
    """What one change brought: seconds to the last new gauge, to the explanation, and to the end of the drawing."""

    gauges: float | None = None
    explanation: float | None = None
    explanations: int = 0
    """How often the explanation came: once, whatever was typed on the way to it."""
    finished: float = 0.0
    alone: bool = False
    """Whether parts of the page were drawn, and not all of it."""
    shown: dict[str, float] = field(default_factory=dict)
    """Gauge -> its value in percent."""


class Session:
    """A browser that opened the page: the widgets that it knows, and what it has set of them."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._widgets: dict[str, Any] = {}
        self._ask = BackMsg()
        self._ask.rerun_script.SetInParent()

    @classmethod
    async def open(cls, address: str) -> tuple[Self, Drawn]:
        """Fetch the page (and the cookies that lead back to the same replica), connect, and wait until all of it is drawn."""
        started = time.monotonic()
        async with httpx.AsyncClient() as client:
            answer = await client.get(address, timeout=PATIENCE_SECONDS)
            answer.raise_for_status()
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        place = urlsplit(address)
        connection = await connect(
            f"ws://{place.netloc}/_stcore/stream", max_size=None, subprotocols=[Subprotocol("streamlit")], proxy=None,
            origin=Origin(address.rstrip("/")), additional_headers={"Cookie": cookies} if cookies else None,
            open_timeout=PATIENCE_SECONDS, ping_timeout=None,
        )  # fmt: skip
        session = cls(connection)
        return session, await session.draw(started)

    async def close(self) -> None:
        """Leave."""
        await self._connection.close()

    async def type(self, key: str, text: str) -> Drawn:
        """Write into the box whose key ends in `key`."""
        self._state(key)[0].string_value = text
        return await self.draw(time.monotonic())

    async def type_on(self, key: str, texts: Sequence[str]) -> Drawn:
        """Write one text after the other without waiting for an answer; what comes up to the end of the last drawing."""
        for text in texts[:-1]:
            self._state(key)[0].string_value = text
            await self._connection.send(self._ask.SerializeToString())
        return await self.type(key, texts[-1])

    async def choose(self, key: str, place: int) -> Drawn:
        """Take the option at `place` of the row of buttons whose key ends in `key`."""
        state, widget = self._state(key)
        state.string_array_value.data[:] = [widget.options[place].content]
        return await self.draw(time.monotonic())

    async def draw(self, started: float) -> Drawn:
        """Ask, and hear all that comes. Raises SessionError where the page fails or goes away."""
        states = self._ask.rerun_script.widget_states
        there = [state for state in states.widgets if state.id in self._widgets]
        del states.widgets[:]
        states.widgets.extend(there)
        try:
            await self._connection.send(self._ask.SerializeToString())
            return await asyncio.wait_for(self._hear(started), PATIENCE_SECONDS)
        except (TimeoutError, OSError, ConnectionClosed) as error:
            raise SessionError(type(error).__name__) from error

    async def _hear(self, started: float) -> Drawn:
        drawn, heard = Drawn(), dict[str, Any]()
        while True:
            received = await self._connection.recv()
            message = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
            kind, now = message.WhichOneof("type"), time.monotonic() - started
            if kind == "delta":
                self._see(message, now, drawn, heard)
            elif kind == "navigation":
                self._ask.rerun_script.page_script_hash = message.navigation.page_script_hash
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                drawn.finished = now
                drawn.alone = message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
                self._widgets = self._widgets | heard if drawn.alone else heard
                return drawn

    def _see(self, message: ForwardMsg, now: float, drawn: Drawn, heard: dict[str, Any]) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type") or "empty"
        if kind == "exception":
            raise SessionError(element.exception.message)
        name = getattr(getattr(element, kind), "id", "")
        if kind == "plotly_chart":
            key = name.rpartition("-")[2]
            if key.startswith(_GAUGE):
                drawn.gauges = now
                drawn.shown[key.removeprefix(_GAUGE)] = float(json.loads(element.plotly_chart.spec)["data"][0]["value"])
            elif key == _WHY:
                drawn.explanation = now
                drawn.explanations += 1
        elif name:
            heard[name] = getattr(element, kind)

    def _state(self, key: str) -> tuple[Any, Any]:
        name = next((name for name in self._widgets if name.endswith(key)), None)
        if name is None:
            raise SessionError(f"no widget {key}")
        states = self._ask.rerun_script.widget_states.widgets
        return next((state for state in states if state.id == name), None) or states.add(id=name), self._widgets[name]
