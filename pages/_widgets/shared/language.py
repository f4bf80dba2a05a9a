"""The language of the session: the browser's at first, then the sidebar's switch."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from osteo_core.translations import FALLBACK, LANGUAGES, translate

Translator = Callable[..., str]
NAMES = {language: translate("language.name", language) for language in LANGUAGES}
_KEY = "language"


def current() -> str:
    """The session's language; at first the browser's, where there are sentences in it."""
    chosen = st.session_state.get(_KEY)
    if chosen is None:
        browser = (st.context.locale or "").lower()
        chosen = st.session_state[_KEY] = next((language for language in LANGUAGES if browser.startswith(language)), FALLBACK)
    return str(chosen)


def start() -> Translator:
    """Draw the switch at the top of the sidebar and return the translator of the language chosen."""
    language = current()
    with st.sidebar:
        # Both names are shown in their own language: who cannot read the page can still find the way out. The start value says what the
        # state says, see choice.py.
        st.radio(
            "Language / 语言", LANGUAGES, list(LANGUAGES).index(language), format_func=NAMES.__getitem__, key=_KEY, horizontal=True,
            persist_state="session",
        )  # fmt: skip
    # A screen reader takes its voice from the page's attribute, which Streamlit leaves at English.
    with st.container(key="language-tag"):  # out of the page's flow, see keeping.py
        st.html(
            f"<script>document.documentElement.lang = '{translate('language.tag', language)}';</script>",
            unsafe_allow_javascript=True,
            width="content",
        )
    return translator(language)


def translator(language: str | None = None) -> Translator:
    """`tr(key, **params)` in the session's language."""
    chosen = language or current()

    def tr(key: str, **params: object) -> str:
        return translate(key, chosen, **params)

    return tr
