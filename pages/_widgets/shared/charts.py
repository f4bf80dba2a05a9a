"""One way to show a chart: with its alt sentence, and its picture and numbers to download."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from osteo_core.csv_text import defused
from osteo_core.figures.base.drawing import Drawing
from pages._widgets.shared import images, language, presenter, saving
from pages._widgets.shared.language import Translator

_PRESENTED = 16
"""Pixels of a chart's words while presenting: the theme's are 12 to 14."""

Figure: TypeAlias = go.Figure | Drawing | dict[str, Any]
"""A chart, or the plain dict of one: what is a dict, or drawn as one, is sent as it is."""


class _AsItIs(go.Figure):
    """A figure's dict: from it alone Streamlit would build the figure anew and check every property, 20 ms a chart and step of a slider."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self._plain = plain  # in place of the properties that a figure has

    def to_dict(self) -> dict[str, Any]:
        return self._plain


def dark() -> bool:
    """True where the reader's theme is dark."""
    return st.context.theme.type == "dark"


def chart(figure: Figure, alt: str, key: str, *, numbers: tuple[pd.DataFrame, str] | None = None, row: bool = True) -> None:
    """The figure at the width of its place, without Plotly's toolbar; under it one row of downloads: `numbers` (table, file name), picture.

    `key` is "chart.<name>", unique on the page. Without `row`, `downloads` shows them elsewhere. Larger while presenting.
    """
    plain = figure if isinstance(figure, dict) else figure.to_dict()
    shown = _AsItIs(_enlarged(plain) if presenter.on() else plain)
    st.plotly_chart(shown, width="stretch", theme="streamlit", alt=alt, key=key, config={"displayModeBar": False, "scrollZoom": False})
    if row:
        downloads(key, language.translator(), numbers)


def _enlarged(plain: dict[str, Any]) -> dict[str, Any]:
    """The chart with larger words, and room for them; the one that was given stays as it is."""
    layout = dict(plain["layout"])
    layout["legend"] = _larger(layout.get("legend", {}), "font")
    for name in [name for name in layout if name.startswith(("xaxis", "yaxis"))]:
        axis = _larger(layout[name], "tickfont")
        title = axis.get("title")
        layout[name] = axis | {"title": _larger({"text": title} if isinstance(title, str) else title or {}, "font")}
    layout["annotations"] = [_further(_larger(note, "font")) for note in layout.get("annotations", ())]
    layout["margin"] = {side: round(1.3 * size) for side, size in layout.get("margin", {}).items()}
    layout = _larger(layout, "font")
    if "height" in layout:
        layout["height"] = round(1.12 * layout["height"])
    return plain | {"layout": layout}


def _further(note: dict[str, Any]) -> dict[str, Any]:
    """An annotation as far from its point as its larger words need."""
    return note | {shift: round(1.25 * note[shift]) for shift in ("xshift", "yshift") if shift in note}


def _larger(part: dict[str, Any], name: str) -> dict[str, Any]:
    """`part` with its font `name` larger: what has a size of its own keeps its proportion to the rest."""
    font = part.get(name, {})
    return part | {name: font | {"size": round(1.25 * font["size"]) if "size" in font else _PRESENTED}}


def downloads(key: str, tr: Translator, table: tuple[pd.DataFrame, str] | None = None) -> None:
    """One quiet row: the chart's numbers where a table and a file name are given, then its picture."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if table:
            numbers(*table, tr, f"numbers.{key.removeprefix('chart.')}")
        images.buttons(key, tr, dark=dark())


def numbers(table: pd.DataFrame, file_name: str, tr: Translator, key: str) -> None:
    """The numbers of a chart: a CSV that a spreadsheet opens with Chinese intact (UTF-8 with a byte-order mark), written when asked for."""
    saving.button(tr("pages.numbers"), lambda: f"\ufeff{table.map(defused).to_csv(index=False)}", file_name, key=key)
