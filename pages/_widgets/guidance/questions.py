"""The help page: what is entered, what comes of it, and what may be done with it."""

from __future__ import annotations

import streamlit as st

from pages._widgets.guidance import tour
from pages._widgets.shared.language import Translator

LEADS_TO = {
    "enter": ("patient", "your_data", "predictions"),
    "get": ("patient", "compare", "over_time", "performance"),
    "do": ("real_people", "your_hospital", "about"),
}
"""Question -> the pages where it is done."""


def show(tr: Translator) -> None:
    """The tours, then the three questions with the pages that they lead to."""
    st.markdown(tr("help.tours"))
    with st.container(horizontal=True, gap="small"):
        tour.offers(tr, where="help")
    for question, pages in LEADS_TO.items():
        st.header(tr(f"help.{question}.title"), anchor=f"help-{question}")
        st.markdown(tr(f"help.{question}.text"))
        with st.container(horizontal=True, gap="small"):
            for page in pages:
                st.page_link(f"pages/{page}.py", label=tr(f"pages.nav.{page}"), width="content")
    st.header(tr("help.keys.title"))
    st.markdown(tr("help.keys.text"))
