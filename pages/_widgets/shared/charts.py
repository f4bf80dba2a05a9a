"""One way to show a chart: with its alt sentence, and its picture and numbers to download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from osteo_core.csv_text import defused
from osteo_core.figures.base.drawing import Drawing
from pages._widgets.shared import chart_sizes, language, presenter
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import images, saving

Figure: TypeAlias = go.Figure | Drawing | dict[str, Any]
"""A chart, or the plain dict of one: what is a dict, or drawn as one, is sent as it is."""

Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]
"""A table to save, or what makes it once it is asked for."""


class _AsItIs(go.Figure):
    """A figure's dict: from it alone Streamlit would build the figure anew and check every property, 20 ms a chart and step of a slider."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self._plain = plain  # in place of the properties that a figure has

    def to_dict(self) -> dict[str, Any]:
        return self._plain


def dark() -> bool:
    """True where the reader's theme is dark."""
    return st.context.theme.type == "dark"


def chart(
    figure: Figure, alt: str, key: str, *, numbers: tuple[Table, str] | None = None, row: bool = True, tallest: int | None = None
) -> None:
    """The figure at the width of its place, without Plotly's toolbar; under it the menu of what it can be saved as.

    `key` is "chart.<name>", unique on the page; `numbers` are a table and its file's name. Without `row`, `downloads` shows that elsewhere.
    Larger while presenting, then no higher than `tallest` pixels where that is given.
    """
    plain = figure if isinstance(figure, dict) else figure.to_dict()
    shown = _AsItIs(chart_sizes.presented(plain, tallest) if presenter.on() else chart_sizes.at_a_desk(plain))
    st.plotly_chart(shown, width="stretch", theme="streamlit", alt=alt, key=key, config={"displayModeBar": False, "scrollZoom": False})
    if row:
        downloads(key, language.translator(), numbers)


def downloads(key: str, tr: Translator, table: tuple[Table, str] | None = None) -> None:
    """One small menu: the chart's picture, and its numbers where a table and a file name are given; not while presenting."""
    if presenter.on():
        return
    save = f"numbers.{key.removeprefix('chart.')}" if table else None
    images.menu(key, tr, dark=dark(), pressed=save)
    if table and save:
        _csv(*table, tr("pages.numbers"), save)


def items(key: str, tr: Translator, table: tuple[Table, str] | None = None) -> None:
    """The same for a menu of the page's own."""
    with st.container(gap=None):
        images.buttons(key, tr, dark=dark())
        if table:
            _csv(*table, tr("pages.numbers"), f"numbers.{key.removeprefix('chart.')}")


def numbers(table: Table, file_name: str, tr: Translator, key: str) -> None:
    """The numbers of a table that is shown, to save; not while presenting."""
    if not presenter.on():
        _csv(table, file_name, tr("saving.table"), key)


def _csv(table: Table, file_name: str, label: str, key: str) -> None:
    """A CSV that a spreadsheet opens with Chinese intact (UTF-8 with a byte-order mark), written when asked for."""

    def written() -> str:
        found = table() if callable(table) else table
        return f"\ufeff{found.map(defused).to_csv(index=False)}"

    saving.button(label, written, file_name, key=key)
