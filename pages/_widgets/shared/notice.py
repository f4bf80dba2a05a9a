"""The standing notice: one line at the top of every page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages._widgets.shared import charts, number_field, own, presenter
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import images, on_paper

# Less white above the first line (on a phone the bar with the menu lies there; on a desk its button, where the sidebar is folded away),
# and figures of equal width, so that numbers stand still while they change. A button's shortcut is as dark as its words: Streamlit's is too
# pale to read. Chinese is never slanted: it is emphasised by weight.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 0.5rem 2rem 3rem 2rem; }
[data-testid="stMainBlockContainer"] h2 { padding-top: 0.2rem; }
@media (max-width: 768px) { [data-testid="stMainBlockContainer"] { padding: 4rem 1rem 3rem 1rem; } }
@media (min-width: 769px) {
  [data-testid="stHeader"] { background: transparent; pointer-events: none; }
  [data-testid="stHeader"] button { pointer-events: auto; }
  [data-testid="stApp"]:has([data-testid="stExpandSidebarButton"]) .st-key-notice { padding-left: 3.2rem; }
}
.st-key-notice { column-gap: 0.25rem; }
@media (min-width: 1100px) { .st-key-notice { flex-wrap: nowrap !important; } }
[data-testid="stMain"] { font-variant-numeric: tabular-nums; }
button:not(:disabled) kbd { color: inherit !important; opacity: 1 !important; }
:lang(zh) :is(em, i) { font-style: normal; font-weight: 600; }
</style>"""

# Words that Streamlit has in English alone give way to Chinese ones; in English its own stay (they name the keys of the computer at hand).
_OUR_WORDS = """<style>
:lang(zh) [role="listbox"] > [role="option"][style*="contents"] > span:only-child { font-size: 0; }
:lang(zh) [role="listbox"] > [role="option"][style*="contents"] > span:only-child::after { font-size: 0.875rem; content: "%s"; }
:lang(zh) [data-testid="InputInstructions"] span:first-child { font-size: 0; }
:lang(zh) [data-testid="InputInstructions"] span:first-child::after { font-size: 0.75rem; content: "%s"; }
:lang(zh) [data-testid="stTextArea"] [data-testid="InputInstructions"] span:first-child::after { content: "%s"; }
</style>"""
_STREAMLIT_SAYS = ("no_results", "enter", "ctrl_enter")

# On dark, the accent is pale enough to read as text, so what lies on it must be dark: Streamlit's white is at 2.3:1.
_DARK = """<style>
[data-testid="stMultiSelect"] span[title] { color: #0B1115; }
[data-testid="stBaseButton-primary"]:not(:disabled), [data-testid="stBaseButton-primary"]:not(:disabled) * { color: #0B1115 !important; }
</style>"""


_ROUTED, _WANTED = "routed", "wanted"
_REAL = ("real_people",)
_ONE_PATIENT = ("", "over_time")
"""Pages on which nothing but the answering model says a risk."""


def behind_router() -> None:
    """Send a page that was opened without the router (app.py) to it.

    Until the router has run once in a process, Streamlit takes every file of pages/ for a page of its own: no language, sidebar or
    notice.
    """
    if not st.session_state.get(_ROUTED):
        st.session_state[_WANTED] = urlsplit(st.context.url or "").path.rpartition("/")[2]
        st.switch_page("app.py")


def send_on(pages: Iterable[StreamlitPage]) -> None:
    """Go to the page that was asked for before the router had run; once, and only where there is one of that name."""
    asked = st.session_state.pop(_WANTED, "")
    for page in pages:
        if asked and page.url_path == asked:
            st.switch_page(page)


def show(tr: Translator, page: str = "") -> None:
    """The notice, with the way to the page that says it at length; real people, or an own model, are named in the same place."""
    st.session_state[_ROUTED] = True
    words = _OUR_WORDS % tuple(tr(f"pages.streamlit.{name}") for name in _STREAMLIT_SAYS)
    st.html(_STYLE + words + on_paper.STYLE + (_DARK if charts.dark() else ""))
    presenter.style(dark=charts.dark())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="notice"):
        st.markdown(f":small[{tr(_words(page))}]", width="content")
        st.page_link("pages/about.py", label=tr("pages.notice_link"), width="content")
        presenter.end(tr)
        images.listen()
        number_field.keyboard()


def _words(page: str) -> str:
    """Key of the notice: whose people the page's numbers come from."""
    if page in _REAL:
        return "pages.notice_real"
    return "pages.notice_own" if page in _ONE_PATIENT and own.chosen() is not None else "pages.notice"
