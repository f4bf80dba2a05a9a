"""One way to show a chart: with its alt sentence, and its picture and numbers to download."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from osteo_core.csv_text import defused
from osteo_core.figures.base.drawing import Drawing
from pages._widgets.shared import language, presenter
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import images, saving

_DESK, _PRESENTED = 14, 16
"""Pixels of a chart's words at a desk and while presenting; the theme's are 12."""

_TALLEST, _TALLEST_OF_ROWS, _MANY_ROWS = 380, 470, 5
"""Pixels of a chart's height while presenting: with what is asked and chosen over it, it stands on a screen of 1280x720. Many rows, and a
drawing without axes, get more, and leave less for words."""

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
    """The figure at the width of its place, without Plotly's toolbar; under it the menu of what it can be saved as.

    `key` is "chart.<name>", unique on the page; `numbers` are a table and its file's name. Without `row`, `downloads` shows that elsewhere.
    Larger while presenting.
    """
    plain = figure if isinstance(figure, dict) else figure.to_dict()
    shown = _AsItIs(_enlarged(plain) if presenter.on() else _legible(plain))
    st.plotly_chart(shown, width="stretch", theme="streamlit", alt=alt, key=key, config={"displayModeBar": False, "scrollZoom": False})
    if row:
        downloads(key, language.translator(), numbers)


def _legible(plain: dict[str, Any]) -> dict[str, Any]:
    """The chart with words of its axes and legend as large as the page's; what has a size of its own keeps it."""
    return plain | {"layout": _worded(plain["layout"], _DESK, 1.0)}


def _enlarged(plain: dict[str, Any]) -> dict[str, Any]:
    """The chart with larger words, and room for them; the one that was given stays as it is."""
    layout = _worded(plain["layout"], _PRESENTED, 1.25)
    layout["annotations"] = [_further(note) for note in layout["annotations"]]
    around = layout.get("margin", {})
    layout["margin"] = {side: round(1.3 * size) for side, size in around.items()}
    if "height" in layout:  # what its margins grow by more is no loss to the plot
        layout["height"] = min(round(1.12 * layout["height"] + 0.18 * (around.get("t", 0) + around.get("b", 0))), _most(layout))
    return plain | {"layout": layout}


def _most(layout: dict[str, Any]) -> int:
    axis = layout.get("yaxis", {})
    ticks = axis.get("tickvals")
    drawing = axis.get("visible") is False
    return _TALLEST_OF_ROWS if drawing or (ticks is not None and len(ticks) > _MANY_ROWS) else _TALLEST


def _worded(layout: dict[str, Any], size: int, by: float) -> dict[str, Any]:
    """The layout with words of `size` pixels; what has a size of its own is drawn `by` as large."""
    layout = dict(layout)
    layout["legend"] = _sized(layout.get("legend", {}), "font", size, by)
    for name in [name for name in layout if name.startswith(("xaxis", "yaxis"))]:
        axis = _sized(layout[name], "tickfont", size, by)
        title = axis.get("title")
        layout[name] = axis | {"title": _sized({"text": title} if isinstance(title, str) else title or {}, "font", size, by)}
    layout["annotations"] = [_sized(note, "font", size, by) for note in layout.get("annotations", ())]
    return _sized(layout, "font", size, by)


def _sized(part: dict[str, Any], name: str, size: int, by: float) -> dict[str, Any]:
    """`part` with its font `name` of that size: what has one of its own keeps its proportion to the rest."""
    font = part.get(name, {})
    return part | {name: font | {"size": round(by * font["size"]) if "size" in font else size}}


def _further(note: dict[str, Any]) -> dict[str, Any]:
    """An annotation as far from its point as its larger words need."""
    return note | {shift: round(1.25 * note[shift]) for shift in ("xshift", "yshift") if shift in note}


def downloads(key: str, tr: Translator, table: tuple[pd.DataFrame, str] | None = None) -> None:
    """One small menu: the chart's picture, and its numbers where a table and a file name are given; not while presenting."""
    if presenter.on():
        return
    with st.popover(tr("saving.menu"), type="tertiary", key=f"save.{key.removeprefix('chart.')}"):
        items(key, tr, table)


def items(key: str, tr: Translator, table: tuple[pd.DataFrame, str] | None = None) -> None:
    """What stands in that menu, for a page that has one of its own."""
    with st.container(gap=None):
        images.buttons(key, tr, dark=dark())
        if table:
            _csv(*table, tr("pages.numbers"), f"numbers.{key.removeprefix('chart.')}")


def numbers(table: pd.DataFrame, file_name: str, tr: Translator, key: str) -> None:
    """The numbers of a table that is shown, to save; not while presenting."""
    if not presenter.on():
        _csv(table, file_name, tr("saving.table"), key)


def _csv(table: pd.DataFrame, file_name: str, label: str, key: str) -> None:
    """A CSV that a spreadsheet opens with Chinese intact (UTF-8 with a byte-order mark), written when asked for."""
    saving.button(label, lambda: f"\ufeff{table.map(defused).to_csv(index=False)}", file_name, key=key)
