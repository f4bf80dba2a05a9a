"""One threshold for every chart and figure of a page: a slider, and a field to type it into."""

from __future__ import annotations

import streamlit as st

from pages._widgets.language import Translator

LEAST, MOST = 1, 99


def choose(page: str, start: int, tr: Translator) -> float:
    """The threshold in 0.01..0.99. The slider's is in the page's address, which holds nothing about anybody."""
    slider, typed = f"{page}_threshold", f"{page}.threshold.typed"
    if slider not in st.session_state:
        st.session_state[slider] = start

    def take() -> None:
        st.session_state[slider] = st.session_state[typed]

    percent = st.slider(
        tr("performance.control.threshold"), LEAST, MOST, key=slider, format="%d %%", bind="query-params", width=126,
        help=tr("performance.control.threshold_help"),
    )  # fmt: skip
    st.session_state[typed] = percent
    st.number_input(
        tr("performance.control.threshold_typed"), LEAST, MOST, step=1, key=typed, on_change=take, width=84, label_visibility="collapsed"
    )
    return percent / 100
