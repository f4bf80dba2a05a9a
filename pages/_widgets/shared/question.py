"""One question of a class: something to look at, the question beside it, the answer when asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator


def ask(
    page: str,
    step: str,
    people: str,
    draw: Callable[[bool], None],
    answer: Callable[[], str],
    tr: Translator,
    *,
    choose: Callable[[], None] | None = None,
    below: Callable[[], None] | None = None,
) -> None:
    """`draw` shows what is asked about and is told whether the answer is open; `choose` may let the class decide
    first; `below` is what stands under the words.

    Sentences: "<page>.ask.<step>" is the question, "<page>.<people>" says under it whether the people are real or virtual.
    """
    words, shown = st.columns([3, 5], gap="medium")  # on a phone, too, the question comes first
    with words:
        st.markdown(tr(f"{page}.ask.{step}"))
        if choose is not None:
            choose()
        told = choice.toggle(tr("presenter.answer"), key=f"{page}.answer.{step}")
        if told:
            st.markdown(answer())
        st.markdown(f":small[{tr(f'{page}.{people}')}]")
        if below is not None:
            below()
    with shown:
        draw(told)
