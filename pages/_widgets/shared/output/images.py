"""Every chart as an SVG or PNG file, made in the reader's own browser: no program on the server draws it, nothing is sent or fetched."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from osteo_core.figures.base.colours import ink, ours
from pages._widgets.shared.language import Translator

# A file is for white paper: the colours that a chart has on a dark page only, and what they are on a light one. The last pair is
# Streamlit's own for the grid.
_ON_PAPER = {colour(True).lower(): colour(False).lower() for colour in (ours, ink)} | {"#31333f": "#e6eaf1"}

# In a menu of Streamlit's one below the other, as the button beneath them, which Streamlit draws; in a chart's own side by side.
_STYLE = """<style>
.chart-save { font-size: 0.875rem; width: fit-content; }
.chart-save > summary { cursor: pointer; padding: 0.2rem 0; }
.chart-save > .chart-images { flex-flow: row wrap; column-gap: 1.2rem; }
.chart-save > summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.chart-images { display: flex; flex-direction: column; align-items: flex-start; }
.chart-images button { font: inherit; color: inherit; background: none; border: 0; border-radius: 4px; min-height: 2.2rem;
  padding: 0.2rem 0; cursor: pointer; }
.chart-images button:hover { text-decoration: underline; }
.chart-images button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
</style>"""


def listen() -> None:
    """What answers the buttons of all charts: once a page."""
    st.html(_script(), unsafe_allow_javascript=True, width="content")


@cache
def _script() -> str:
    code = Path(__file__).with_name("images.js").read_text(encoding="utf-8")
    return f"{_STYLE}<script>{code}</script>"


def menu(key: str, tr: Translator, *, dark: bool, pressed: str | None = None) -> None:
    """The pictures of the chart that is shown under `key`, "chart.<name>", in a menu that opens in the browser, without the server.

    `pressed`: the key of a button drawn beside it that saves the chart's numbers; the menu shows it among the pictures and presses it.
    """
    told, hidden = _buttons(key, tr, dark=dark), ""
    if pressed is not None:
        place = _class(pressed)
        told.append(f'<button type="button" data-press="{place}">{escape(tr("pages.numbers"))}</button>')
        hidden = f"<style>.{place} {{ display: none; }}</style>"
    st.html(
        f'<details class="chart-save {_class(key.replace("chart.", "save.", 1))}"><summary>{escape(tr("saving.menu"))}</summary>'
        f'<span class="chart-images">{"".join(told)}</span></details>{hidden}'
    )


def buttons(key: str, tr: Translator, *, dark: bool) -> None:
    """SVG and PNG of the chart that is shown under `key`, for a menu of the page's own."""
    st.html(f'<span class="chart-images">{"".join(_buttons(key, tr, dark=dark))}</span>', width="content")


def _buttons(key: str, tr: Translator, *, dark: bool) -> list[str]:
    file = key.removeprefix("chart.").replace(".", "-")
    recolour = f" data-recolour='{json.dumps(_ON_PAPER)}'" if dark else ""
    drawn = []
    for kind in ("svg", "png"):
        told = escape(tr(f"pages.image_{kind}", file=f"{file}.{kind}"))
        drawn.append(
            f'<button type="button" data-image="{kind}" data-chart="{_class(key)}" data-file="{file}"{recolour} title="{told}">'
            f"{escape(tr(f'saving.{kind}'))}</button>"
        )
    return drawn


def _class(key: str) -> str:
    """The class that Streamlit gives to what is drawn under a key."""
    return f"st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}"
