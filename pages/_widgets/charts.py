"""One way to show a chart: with its alt sentence, and its numbers to download."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages._widgets.language import Translator


def dark() -> bool:
    """True where the reader's theme is dark."""
    return st.context.theme.type == "dark"


def chart(figure: go.Figure, alt: str, key: str) -> None:
    """The figure at the width of its place, without Plotly's toolbar."""
    st.plotly_chart(figure, width="stretch", theme="streamlit", alt=alt, key=key, config={"displayModeBar": False, "scrollZoom": False})


def numbers(table: pd.DataFrame, file_name: str, tr: Translator, key: str) -> None:
    """The numbers of a chart: a CSV that a spreadsheet opens with Chinese intact (UTF-8 with a byte-order mark), written when asked for."""
    st.download_button(
        tr("pages.numbers"), lambda: table.to_csv(index=False).encode("utf-8-sig"), file_name=file_name, mime="text/csv",
        key=key, type="tertiary", on_click="ignore",
    )  # fmt: skip
