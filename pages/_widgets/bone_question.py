"""One question of a class: a chart, the question beside it, the answer when asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages._widgets.language import Translator


def ask(step: str, people: str, draw: Callable[[bool], None], answer: Callable[[], str], tr: Translator) -> None:
    """`draw` shows the chart and is told whether the answer is open; `people` is "real" or "virtual", said under the question."""
    left, right = st.columns([5, 3], gap="medium")
    with right:
        st.markdown(tr(f"bone.ask.{step}"))
        told = st.toggle(tr("bone.answer"), key=f"bone.answer.{step}", persist_state="session")
        if told:
            st.markdown(answer())
        st.markdown(f":small[{tr(f'bone.{people}')}]")
    with left:
        draw(told)
