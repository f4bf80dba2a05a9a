"""The standing notice: one line at the top of every page."""

from __future__ import annotations

import streamlit as st

from pages._widgets.language import Translator


def show(tr: Translator) -> None:
    """The notice, with the way to the page that says it at length."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="notice"):
        st.markdown(tr("pages.notice"), width="content")
        st.page_link("pages/about.py", label=tr("pages.notice_link"), width="content")
