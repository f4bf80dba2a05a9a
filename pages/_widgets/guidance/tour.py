"""A short tour for each of the three users: a few stops on the pages that they need, in a corner of the window.

The session remembers where it stands. A stop names its page and what is framed there; nothing waits for the reader, who may go elsewhere
and come back, or end it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from pages._widgets.shared import charts, presenter
from pages._widgets.shared.language import Translator

User = Literal["clinician", "reviewer", "teacher"]

_AT, _MOVED = "tour.at", "tour.moved"


@dataclass(frozen=True)
class Stop:
    """One stop: `name` is its sentence's ("tour.<user>.<name>"), `page` where it is, `frames` the CSS selector of what is meant there."""

    name: str
    page: str
    frames: str


TOURS: dict[User, tuple[Stop, ...]] = {
    "clinician": (
        Stop("enter", "patient", ".st-key-form"),
        Stop("answer", "patient", ".st-key-first_card"),
        Stop("why", "patient", ".st-key-chart-waterfall"),
        Stop("compare", "compare", ".st-key-compare_first"),
        Stop("limits", "help", "#help-do"),
    ),
    "reviewer": (
        Stop("performance", "performance", ".st-key-chart-performance-calibration"),
        Stop("people", "real_people", "[data-testid=stMain] h1"),
        Stop("paper", "paper", "[data-testid=stMain] h1"),
        Stop("own", "predictions", ".st-key-predictions-load"),
    ),
    "teacher": (
        Stop("contributions", "contributions", "[data-testid=stMain] h2"),
        Stop("build", "build", "[data-testid=stMain] h2"),
        Stop("cases", "cases", "[data-testid=stMain] h2"),
        Stop("critical", "critical", "[data-testid=stMain] h2"),
        Stop("present", "critical", ".st-key-presenter"),
    ),
}

# In a corner, over the page: what it speaks of stays where it is. On a phone along the lower edge.
_STYLE = """<style>
.st-key-tour { position: fixed; right: 1rem; bottom: 1rem; width: min(24rem, calc(100vw - 2rem)); z-index: 999990; padding: 0.8rem 1rem;
  border: 2px solid %(accent)s; border-radius: 8px; background: %(ground)s;
  box-shadow: 0 4px 18px rgba(0, 0, 0, 0.25); }
.st-key-tour h2 { font-size: 1rem; padding: 0; }
.tour-framed { outline: 3px solid %(accent)s; outline-offset: 4px; border-radius: 4px; }
@media print { .st-key-tour { display: none; } .tour-framed { outline: none; } }
</style>"""

# As .streamlit/config.toml has them.
_LIGHT, _DARK = {"accent": "#005A8C", "ground": "#FFFFFF"}, {"accent": "#56B4E9", "ground": "#12181D"}

# Frames what is meant once it is drawn, and brings it on screen once a stop; the page may draw it anew at any time.
_FRAME = """<script>
(() => {
  const [stop, meant] = ["%s", "%s"];
  const framed = () => document.querySelector(meant);
  clearInterval(window.osteoTour);
  document.querySelectorAll(".tour-framed").forEach((each) => each.classList.remove("tour-framed"));
  if (!meant) return;
  let tries = 0;
  window.osteoTour = setInterval(() => {
    const found = framed();
    if (++tries > 240 || !document.querySelector(".st-key-tour")) clearInterval(window.osteoTour);
    if (!found) return;
    found.classList.add("tour-framed");
    if (window.osteoTourStop === stop) return;
    window.osteoTourStop = stop;
    found.scrollIntoView({ block: found.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
  }, 500);
})();
</script>"""


def running() -> tuple[User, int] | None:
    """The tour that is taken and the place of its stop, counted from 0; None where none is."""
    at: tuple[User, int] | None = st.session_state.get(_AT)
    return at


def offers(tr: Translator, *, where: str) -> None:
    """A button a tour; `where` tells those of one place from those of another."""
    for user in TOURS:
        st.button(tr(f"tour.for.{user}"), key=f"tour.start.{where}.{user}", on_click=_go, args=(user, 0))


def offer(tr: Translator) -> None:
    """The menu of tours, last in the sidebar of every page."""
    if running() is None and not presenter.on():
        with st.sidebar.popover(tr("tour.open"), type="tertiary", key="tour.open", width="content"):
            offers(tr, where="menu")


def show(tr: Translator, page: str) -> None:
    """The stop, where a tour is taken; first the way to its page, where the reader has just asked for a stop on another."""
    at = running()
    if at is None or presenter.on():
        return
    user, place = at
    stop = TOURS[user][place]
    if st.session_state.pop(_MOVED, False) and page != stop.page:
        st.switch_page(f"pages/{stop.page}.py")
    with st.container(key="tour", gap="xsmall"):
        st.html(_STYLE % (_DARK if charts.dark() else _LIGHT))
        st.html(_FRAME % (f"{user}.{place}", stop.frames if page == stop.page else ""), unsafe_allow_javascript=True)
        st.markdown(f"**{tr(f'tour.{user}.title')}** :small[{tr('tour.place', place=place + 1, of=len(TOURS[user]))}]")
        st.markdown(tr(f"tour.{user}.{stop.name}"))
        with st.container(horizontal=True, gap="small"):
            last = place == len(TOURS[user]) - 1
            if page != stop.page:
                st.button(tr("tour.return"), key="tour.return", on_click=_go, args=(user, place))
            if place:
                st.button(tr("tour.back"), key="tour.back", on_click=_go, args=(user, place - 1))
            if not last:
                st.button(tr("tour.next"), key="tour.next", on_click=_go, args=(user, place + 1), type="primary")
            st.button(tr("tour.finish" if last else "tour.skip"), key="tour.end", on_click=_end, type="primary" if last else "secondary")


def _go(user: User, place: int) -> None:
    st.session_state[_AT], st.session_state[_MOVED] = (user, place), True


def _end() -> None:
    st.session_state[_AT] = None
