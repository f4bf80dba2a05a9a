"""Files to save, written when asked for and made in the reader's own browser.

Streamlit's download button puts a file into a store that the whole server shares, where it lies until the session's next runs. What is said
of a patient must not; so the text goes to the page that asked for it, over its own connection, and is gone from there with the next run.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

CSV, JSON = "text/csv", "application/json"
PDF, HTML = "application/pdf", "text/html"
# What draws nothing takes no room in its row either.
_STYLE = """<style>
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-handed-"]) { position: absolute; height: 0; overflow: hidden; }
</style>"""


@cache
def _component() -> ComponentRenderer:
    code = Path(__file__).with_name("saving.js").read_text(encoding="utf-8")
    return st.components.v2.component("osteo.saving", js=code)


def button(
    label: str,
    write: Callable[[], str | bytes],
    file_name: str,
    kind: str = CSV,
    *,
    key: str,
    disabled: bool = False,
    help: str | None = None,
    look: Literal["secondary", "tertiary"] = "tertiary",
) -> None:
    """A button that saves what `write` returns, text as UTF-8."""
    if st.button(label, key=key, type=look, disabled=disabled, help=help):
        written = write()
        content = {"text": written} if isinstance(written, str) else {"bytes": base64.b64encode(written).decode("ascii")}
        with st.container(key=f"handed-{key}"):
            st.html(_STYLE)
            _component()(key=f"{key}.handed", data={"once": secrets.token_hex(8), "name": file_name, "kind": kind, **content}, height=1)
