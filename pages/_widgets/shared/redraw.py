"""What is drawn anew after a change: the parts of the page that show what changed, and nothing else.

A page's script is drawn as a whole when the page opens. From then on a callback may ask for some of its parts alone: the rest is neither
worked out nor sent again. What depends on more than those parts asks for nothing, and the whole is drawn.

Many readers share one processor. What somebody who has just changed a field looks for is drawn at once; the parts that can come `later`
are drawn for one reader after the other, and wait while anybody still waits for the first ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

_DRAWN, _COMPLETE, _WAITING, _PAUSE = "redraw.drawn", "redraw.complete", "redraw.waiting", "redraw.pause"
PAUSE_SECONDS = 0.4
"""How long the later parts wait for the next change before they are worked out."""
_GLANCE = 0.05
"""Seconds after which a part that waits looks whether it is still wanted."""
_YIELD = 0.01
"""Seconds that long work stands still between two of its steps while others hurry."""
_PATIENCE_SECONDS = 2.0
"""So long the later parts let everybody go before; where somebody always hurries they would never be drawn otherwise."""
_LONGEST_HURRY_SECONDS = 2.0
"""After so long nobody's first parts are being drawn any more: the run was ended on the way to the later ones."""

_hurried: dict[str, float] = {}
"""Session whose first parts are being drawn -> since when."""
_turn = threading.RLock()
"""Held by the session whose later parts are being drawn."""


def begin() -> None:
    """At the start of the app's script: everything is drawn, nothing waits any more."""
    st.session_state[_DRAWN], st.session_state[_WAITING], st.session_state[_COMPLETE] = set(), [], False
    st.session_state[_PAUSE] = False


def complete() -> None:
    """At the end of a page's script: its parts are all there."""
    st.session_state[_COMPLETE] = True


def part(key: str, *, later: bool = False) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """A part of a page that can be drawn alone. It takes nothing: what it shows it reads from the session, as it is when it is drawn."""

    def decorate(draw: Callable[[], None]) -> Callable[[], None]:
        @st.fragment(key=key)
        @wraps(draw)
        def drawn() -> None:
            st.session_state[_DRAWN].add(key)
            if later:
                with _in_turn():
                    draw()
            else:
                draw()
            if key in st.session_state[_WAITING]:
                st.session_state[_WAITING].remove(key)

        return drawn

    return decorate


def hurry() -> None:
    """In a callback, first of all: somebody waits for what follows, up to the first part that can come later."""
    if (session := _session()) is not None:
        _hurried[session] = time.monotonic()


def only(*keys: str, pause: bool = False) -> None:
    """In a callback, last of all: draw these parts alone, and those that an earlier change is still waiting for.

    `pause`: whether the next change may come soon, so that the later parts should wait a moment.

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
    """Go no further where something else is asked for in the meantime, and let those who wait for their first parts go before.

    Long work calls this now and then.
    """
    _while_wanted()
    if _others_hurry():
        time.sleep(_YIELD)


def _while_wanted() -> None:
    st.session_state.get(_WAITING)  # Streamlit ends a run that is out of date whenever it reads the session


@contextmanager
def _in_turn() -> Iterator[None]:
    """Once the pause is over, nobody waits for first parts and nobody else's later ones are being drawn."""
    state = st.session_state
    started = time.monotonic()
    pause = PAUSE_SECONDS if state[_PAUSE] else 0.0
    state[_PAUSE] = False  # one for all later parts of a run
    if (session := _session()) is not None:
        _hurried.pop(session, None)
    while True:
        _while_wanted()
        waited = time.monotonic() - started
        if waited < pause or (waited < _PATIENCE_SECONDS and _others_hurry()):
            time.sleep(_GLANCE)
        elif _turn.acquire(timeout=_GLANCE):
            break
    try:
        yield
    finally:
        _turn.release()


def _others_hurry() -> bool:
    latest = time.monotonic() - _LONGEST_HURRY_SECONDS
    for session, since in list(_hurried.items()):
        if since < latest:
            _hurried.pop(session, None)
    return bool(_hurried.keys() - {_session()})


def _session() -> str | None:
    context = get_script_run_ctx()
    return None if context is None else context.session_id
