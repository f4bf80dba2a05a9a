"""One way to show a chart: with its alt sentence, and its picture and numbers to download."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages._widgets import images, language
from pages._widgets.language import Translator

Figure = go.Figure | dict[str, Any]
"""A chart, or the plain dict of one that has been checked: what is added to it since is sent as it is."""


class _Checked(go.Figure):
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

    `key` is "chart.<name>", unique on the page. Without `row`, `saving` shows the downloads elsewhere.
    """
    shown = _Checked(figure) if isinstance(figure, dict) else figure
    st.plotly_chart(shown, width="stretch", theme="streamlit", alt=alt, key=key, config={"displayModeBar": False, "scrollZoom": False})
    if row:
        saving(key, language.translator(), numbers)


def saving(key: str, tr: Translator, table: tuple[pd.DataFrame, str] | None = None) -> None:
    """One quiet row: the chart's numbers where a table and a file name are given, then its picture."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if table:
            numbers(*table, tr, f"numbers.{key.removeprefix('chart.')}")
        images.buttons(key, tr, dark=dark())


def numbers(table: pd.DataFrame, file_name: str, tr: Translator, key: str) -> None:
    """The numbers of a chart: a CSV that a spreadsheet opens with Chinese intact (UTF-8 with a byte-order mark), written when asked for."""
    st.download_button(
        tr("pages.numbers"), lambda: table.to_csv(index=False).encode("utf-8-sig"), file_name=file_name, mime="text/csv",
        key=key, type="tertiary", on_click="ignore",
    )  # fmt: skip
