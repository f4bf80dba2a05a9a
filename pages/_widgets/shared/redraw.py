"""What is drawn anew after a change: the parts of the page that show what changed, and nothing else.

A page's script is drawn as a whole when the page opens. From then on a callback may ask for some of its parts alone: the rest is neither
worked out nor sent again. What depends on more than those parts asks for nothing, and the whole is drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

import streamlit as st
from streamlit import runtime

_DRAWN, _COMPLETE, _WAITING, _PAUSE = "redraw.drawn", "redraw.complete", "redraw.waiting", "redraw.pause"
_GLANCE = 0.05
"""Seconds after which a part that waits looks whether it is still wanted."""


def begin() -> None:
    """At the start of the app's script: everything is drawn, nothing waits any more."""
    st.session_state[_DRAWN], st.session_state[_WAITING], st.session_state[_COMPLETE] = set(), [], False


def complete() -> None:
    """At the end of a page's script: its parts are all there."""
    st.session_state[_COMPLETE] = True


def part(key: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """A part of a page that can be drawn alone. It takes nothing: what it shows it reads from the session, as it is when it is drawn."""

    def decorate(draw: Callable[[], None]) -> Callable[[], None]:
        @st.fragment(key=key)
        @wraps(draw)
        def drawn() -> None:
            st.session_state[_DRAWN].add(key)
            draw()
            if key in st.session_state[_WAITING]:
                st.session_state[_WAITING].remove(key)

        return drawn

    return decorate


def only(*keys: str, pause: bool = False) -> None:
    """In a callback, last of all: draw these parts alone, and those that an earlier change is still waiting for.

    `pause`: whether the next change may come soon, so that long work should wait a moment.

    Where the page was not drawn to its end, or lacks one of them, the whole is drawn; so it is in Streamlit's AppTest, which keeps what
    the last run drew and nothing from before.
    """
    state = st.session_state
    if not (_served() and state.get(_COMPLETE) and state[_DRAWN].issuperset(keys)):
        return
    state[_WAITING] = [*dict.fromkeys((*keys, *state[_WAITING]))]
    state[_PAUSE] = pause
    st.rerun([*state[_WAITING]])


def _served() -> bool:
    """Whether a browser keeps what an earlier run drew. AppTest's runtime only looks like one."""
    return runtime.exists() and type(runtime.get_instance()) is runtime.Runtime


def give_way() -> None:
    """Go no further where something else is asked for in the meantime; long work calls this now and then."""
    st.session_state.get(_WAITING)  # Streamlit ends a run that is out of date whenever it reads the session


def after_a_pause(key: str, seconds: float) -> None:
    """Wait, inside the part `key`, where it is drawn anew after a change: who types on is not kept waiting for it."""
    state = st.session_state
    until = time.monotonic() + (seconds if key in state[_WAITING] and state[_PAUSE] else 0)
    while time.monotonic() < until:
        time.sleep(_GLANCE)
        give_way()
