"""Presenter's mode: large type, strong contrast, one thing at a time, from the keyboard or a clicker, and no patient's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import streamlit as st

from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

_KEY = "presenter"

# Everything on a page is sized in rem, so that the root's size is all that has to change: presenter.js makes it as large as the step
# leaves room for on a screen. A projector washes greys out: words become black (on dark, white). The notice and the page's title make room
# for what is shown. The buttons' keys, told in the switch's help, would leave no room for their words.
_STYLE = """<style>
html { font-size: var(--presented, 20px) !important; }
@media (max-width: 768px) { html { font-size: 17px !important; } }
[data-testid="stMain"] :is(p, li, label, span, td, th, small) { line-height: 1.3; }
[data-testid="stMainBlockContainer"] { padding: 0.4rem 1.2rem 0 1.2rem; }
@media (max-width: 768px) { [data-testid="stMainBlockContainer"] { padding-top: 4rem; } }
[data-testid="stSidebar"] [data-testid="stMarkdownContainer"] small { font-size: 1rem; }
.st-key-notice { min-height: 0; gap: 0.6rem; }
.st-key-notice :is(small, p, a) { font-size: max(0.65rem, 12px) !important; }
.st-key-notice :is(button, a) { min-height: 0; padding-top: 0; padding-bottom: 0; }
[data-testid="stMain"] h1 { font-size: 0.9rem; padding: 0; }
.st-key-presenter-aside-inside { margin: -1.8rem 0 0 auto; width: fit-content; }
.st-key-presenter-aside-inside button { min-height: 0; padding: 0.1rem 0.5rem; }
[data-testid="stMain"] h2 { padding: 0; font-size: 1.4rem; line-height: 1.15; }
[data-testid="stHeading"]:has(h1, h2) [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.3rem; }
[data-testid="stMain"] [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stMain"] button kbd { display: none; }
[data-testid="stTable"] :is(th, td) { padding: 0.2rem 0.4rem !important; }
</style>"""
_CONTRAST = """<style>[data-testid="stMain"] :is(p, li, h1, h2, h3, label, td, th):not(button *) { color: %s; }</style>"""


@dataclass(frozen=True, kw_only=True)
class PresenterStep:
    """One thing to show: `key` names it in the session, `title` is its heading, `show` draws it.

    `headed`: whether the title stands over it also where all parts stand below each other.
    """

    key: str
    title: str
    show: Callable[[], None]
    headed: bool = True


def on() -> bool:
    """Whether this session is being presented."""
    return bool(st.session_state.get(_KEY))


def toggle(tr: Translator) -> None:
    """The switch, for the sidebar."""
    choice.toggle(tr("presenter.toggle"), key=_KEY, help=tr("presenter.help"))


def end(tr: Translator) -> None:
    """The way back to the desk, for the sidebar with the switch is folded away while presenting."""
    if on():
        st.button(tr("presenting.end"), key="presenter.end", on_click=_off, type="tertiary")


def _off() -> None:
    st.session_state[_KEY] = False


def aside(title: str, key: str) -> AbstractContextManager[object]:
    """What would not fit on a wall beside the rest: in place at a desk, behind a button while presenting; no menu may be in it."""
    return st.popover(title, key=f"presenter.aside.{key}") if on() else nullcontext()


def style(*, dark: bool) -> None:
    """Large type, strong contrast and a clicker's keys while presenting."""
    if on():
        st.html(_STYLE + _CONTRAST % ("#FFFFFF" if dark else "#000000"))
        st.html(_keys(), unsafe_allow_javascript=True, width="content")


@cache
def _keys() -> str:
    code = Path(__file__).with_name("presenter.js").read_text(encoding="utf-8")
    return f'<span class="presenting"></span><script>{code}</script>'


def steps(page: str, parts: Sequence[PresenterStep], tr: Translator, *, always: bool = True) -> None:
    """One part at a time with "previous" and "next"; the keys PageUp and PageDown, which a clicker sends, do the same.

    `always=False`: one at a time while presenting only, otherwise all of them in order.
    """
    if not always and not on():
        for part in parts:
            if part.headed:
                st.header(part.title)
            part.show()
        return
    keys = [part.key for part in parts]
    if st.session_state.get(f"step.{page}") not in keys:
        st.session_state[f"step.{page}"] = keys[0]
    place = keys.index(st.session_state[f"step.{page}"])
    _row(page, parts, place, tr)
    if not on():
        st.header(parts[place].title)
    parts[place].show()


def guide(page: str, shown: Mapping[str, Callable[..., None]], tr: Translator, *given: object) -> None:
    """`steps` whose titles are "<page>.title_of.<key>": key -> what draws it, which is handed `given` and the translator."""
    steps(
        page,
        [PresenterStep(key=key, title=tr(f"{page}.title_of.{key}"), show=partial(show, *given, tr)) for key, show in shown.items()],
        tr,
    )


def _row(page: str, parts: Sequence[PresenterStep], place: int, tr: Translator) -> None:
    """Back, where one is, and on. While presenting, the step's title takes the place of the list of steps: a class sees one thing."""
    key, keys, titles = f"step.{page}", [part.key for part in parts], {part.key: part.title for part in parts}

    def go_to(target: int) -> None:
        st.session_state[key] = keys[target]

    told = tr("presenter.step", place=place + 1, of=len(parts))
    before, middle, after = st.columns([1, 8, 1] if on() else [1, 3, 1], vertical_alignment="center" if on() else "bottom")
    with before:
        st.button(
            tr("presenter.previous"), key=f"{key}.previous", on_click=go_to, args=(max(place - 1, 0),), disabled=place == 0,
            shortcut="PageUp", width="stretch",
        )  # fmt: skip
    with middle:
        if on():
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
                st.header(parts[place].title, width="content")
                st.markdown(f":small[{told}]", width="content")
        else:
            choice.selectbox(told, keys, format_func=titles.__getitem__, key=key, persist_state="session")
    with after:
        st.button(
            tr("presenter.next"), key=f"{key}.next", on_click=go_to, args=(min(place + 1, len(parts) - 1),), type="primary",
            disabled=place == len(parts) - 1, shortcut="PageDown", width="stretch",
        )  # fmt: skip
