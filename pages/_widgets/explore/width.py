"""How wide the charts may be. A brush tells the server nothing; the width of the window is the one thing that it hears of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

PLACE = "explore-charts"
"""Key of the container of the charts."""
_KEY, _NARROW, _WIDE, _STEP = "explore.width", 280, 1400, 20
_FIRST = 900
"""Until the browser has told it."""


@cache
def _component() -> ComponentRenderer:
    code = Path(__file__).with_name("width.js").read_text(encoding="utf-8")
    return st.components.v2.component("osteo.width", js=code)


def measured() -> int:
    """Pixels, in steps of 20."""
    told = st.session_state.get("explore.told_width")
    with st.container(key="keeping-explore-width"):
        result = _component()(
            key=_KEY, data={"place": f".st-key-{PLACE}", "step": _STEP, "told": told}, default={"width": told}, height=1,
            on_width_change=_heard,
        )  # fmt: skip
    width = result.get("width") or told
    st.session_state["explore.told_width"] = width
    return min(max(int(width), _NARROW), _WIDE) if width else _FIRST


def _heard() -> None:
    """The page is drawn anew with what the browser told."""
