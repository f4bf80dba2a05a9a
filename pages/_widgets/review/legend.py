"""One key of lines for all charts of a page, instead of a legend under each."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import streamlit as st

from osteo_core.figures.base.model_marks import line

# Dashes in units of SVG, as Plotly draws them for a line of two pixels.
_DASHES = {"solid": "", "dash": "8 5", "dot": "2 4", "dashdot": "8 4 2 4", "longdash": "13 5", "longdashdot": "13 4 2 4"}
_ROW = "display:flex;flex-wrap:wrap;gap:0.15rem 1.1rem;font-size:0.875rem;line-height:1.4"


def show(places: Mapping[str, int], dark: bool) -> None:
    """Each name with the line of its place on the charts; a name from a file stands as plain text."""
    st.html(f'<div style="{_ROW}">{"".join(_entry(place, name, dark) for name, place in places.items())}</div>')


def _entry(place: int, name: str, dark: bool) -> str:
    look = line(place, dark)
    dashes = _DASHES[look["dash"]]
    stroke = f'stroke="{look["color"]}" stroke-width="{look["width"]}"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="34" height="8"><line x1="0" y1="4" x2="34" y2="4" {stroke}/></svg>'
    # As an image: Streamlit takes SVG itself out of a page's HTML.
    image = f'<img alt="" width="34" height="8" src="data:image/svg+xml,{quote(drawn)}">'
    return f'<span style="display:inline-flex;align-items:center;gap:0.4rem">{image}<span>{escape(name)}</span></span>'
