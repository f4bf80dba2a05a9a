"""Guided steps without sums: what words alone contradict, and the whole list."""

from __future__ import annotations

import streamlit as st

from pages._widgets.critical import steps
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.shared.language import Translator

POINTS = (11, 12, 13, 14, 17, 19)


def words(tr: Translator) -> None:
    """The statements alone; what stands beside each comes with the answer."""

    def draw() -> None:
        lines = (f"- **{tr('contradictions.mark', n=n)}.** {paper_contradictions.said(n, 'what', tr)}" for n in POINTS)
        st.markdown("\n".join(lines))

    steps.frame("words", POINTS, draw, tr, point="beside", numbers=False)


def everything(tr: Translator) -> None:
    """All twenty as a table, and where they stand beside the numbers they touch."""
    st.markdown(tr("critical.everything.what"))
    st.page_link("pages/paper.py", label=tr("critical.everything.link"))
    paper_contradictions.show(tr)
