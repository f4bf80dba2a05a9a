"""The language of the session: the browser's at first, then the sidebar's switch."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from osteo_core.translations import LANGUAGES, translate

Translator = Callable[..., str]
NAMES = {"en": "English", "zh": "中文"}
_TAGS = {"en": "en", "zh": "zh-CN"}
_KEY = "language"


def current() -> str:
    """The session's language, "en" or "zh"."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    return str(st.session_state[_KEY])


def start() -> Translator:
    """Draw the switch at the top of the sidebar and return the translator of the language chosen."""
    language = current()
    with st.sidebar:
        # Both names are shown in their own language: who cannot read the page can still find the way out.
        st.radio("Language / 语言", LANGUAGES, format_func=NAMES.__getitem__, key=_KEY, horizontal=True, persist_state="session")
    # A screen reader takes its voice from the page's attribute, which Streamlit leaves at English.
    with st.container(key="language-tag"):  # out of the page's flow, see keeping.py
        st.html(f"<script>document.documentElement.lang = '{_TAGS[language]}';</script>", unsafe_allow_javascript=True, width="content")
    return translator(language)


def translator(language: str | None = None) -> Translator:
    """`tr(key, **params)` in the session's language."""
    chosen = language or current()

    def tr(key: str, **params: object) -> str:
        return translate(key, chosen, **params)

    return tr
