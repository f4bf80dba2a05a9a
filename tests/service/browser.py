"""A browser of the dashboard as far as the protocol goes: cookies, one session, what stands on the page, and a button."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LONG = 300


class Session:
    """One tab: its session, the texts and widgets of its page."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._ask = BackMsg()
        self._ask.rerun_script.SetInParent()
        self.id, self.redirect, self.text = "", "", ""
        self.widgets: dict[str, Any] = {}
        self.draw()

    def draw(self) -> None:
        """Ask for the page and wait until all of it has come."""
        self._connection.send(self._ask.SerializeToString())
        parts: list[str] = []
        message = ForwardMsg()
        while message.WhichOneof("type") != "script_finished":
            received = self._connection.recv(timeout=LONG)
            message = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
            self._hear(message, parts)
        self.text = "\n".join(parts)

    def _hear(self, message: ForwardMsg, parts: list[str]) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.id = message.new_session.initialize.session_id or self.id
        elif kind == "auth_redirect":
            self.redirect = message.auth_redirect.url
        elif kind == "navigation":
            self._ask.rerun_script.page_script_hash = message.navigation.page_script_hash
        elif kind == "delta":
            parts.append(str(message.delta.new_element))
            element = message.delta.new_element
            widget = getattr(element, element.WhichOneof("type") or "empty")
            if getattr(widget, "id", ""):
                self.widgets[widget.id] = widget

    def press(self, label: str) -> None:
        """Press the button with that label."""
        name = next(name for name, widget in self.widgets.items() if getattr(widget, "label", "") == label)
        state = self._ask.rerun_script.widget_states.widgets.add(id=name, trigger_value=True)
        self.draw()
        self._ask.rerun_script.widget_states.widgets.remove(state)

    def type(self, key: str, text: str) -> None:
        """Write into the box whose key ends in `key`."""
        name = next(name for name in self.widgets if name.endswith(key))
        self._ask.rerun_script.widget_states.widgets.add(id=name, string_value=text)
        self.draw()


class Browser:
    """Cookies and tabs of one person."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, follow_redirects=True, timeout=LONG)
        self._open = ExitStack()

    def open(self, session_id: str = "") -> Session:
        """A tab; with an id, one that was there before and comes back."""
        self.http.get("/_stcore/health")
        token = self.http.cookies.get("_streamlit_xsrf") or "none"
        protocols = [Subprotocol(each) for each in ("streamlit", token, session_id) if each]
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        connecting = connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream", subprotocols=protocols, origin=Origin(self.address),
            additional_headers={"Cookie": cookies, "Accept-Language": "en"}, max_size=None, open_timeout=LONG,
        )  # fmt: skip
        return Session(self._open.enter_context(connecting))

    def close(self) -> None:
        self._open.close()
        self.http.close()
