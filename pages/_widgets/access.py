"""Who may see the pages where `osteo serve` runs them behind a login, what is written down of it, and a session that was ended.

Under `make run` there is no service: everybody on this machine sees everything, and nothing is written down.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from osteo_core.service.access import NOBODY, Caller, permitted
from osteo_core.service.running import current
from osteo_core.service.settings import Login

IDLE_HEADER = "x-osteo-idle"
"""Comes with a connection whose session was ended; set by the server alone (pages/_server/sessions.py)."""

WITH_PATIENTS = ("patient", "compare", "contributions", "build", "inside", "bone")
"""Pages that ask for a patient or speak of the one on the screen."""

Translator = Callable[..., str]

_AGAIN, _NOTED = "access.again", "access.noted"
_FORGET = "<script>window.sessionStorage.removeItem('osteo.kept');</script>"


def admit(tr: Translator) -> None:
    """Go on for somebody who may see the pages; everybody else is told why not, and the script ends here."""
    service = current()
    if service is None:
        return
    login = service.settings.login
    _after_idle_time(tr, service.settings.idle_minutes, login)
    if login is None:
        return
    if not st.user.is_logged_in:
        st.title(tr("service.login.title"))
        st.markdown(tr("service.login.needed"))
        st.button(tr("service.login.button"), on_click=st.login, type="primary")
        st.stop()
    if st.session_state.get(_NOTED) is None:
        st.session_state[_NOTED] = True
        note("login")
    if _person(login).role is None:
        st.warning(tr("service.login.no_role"))
        st.button(tr("service.login.again"), on_click=st.logout)
        st.stop()
    with st.sidebar:
        st.button(tr("service.login.again"), on_click=st.logout)


def opens(page: str, tr: Translator) -> bool:
    """True where the person's role opens this page; otherwise that is said."""
    service = current()
    if service is None or service.settings.login is None or page not in WITH_PATIENTS:
        return True
    if permitted(_person(service.settings.login).role, "patients"):
        return True
    st.info(tr("service.login.no_patients"))
    return False


def note(action: str, *, model: str | None = None, layer: str | None = None, record_id: object = None) -> None:
    """A line of the audit trail, where there is one: who did what with which model, under which calibration layers."""
    service = current()
    if service is not None:
        login = service.settings.login
        service.note(NOBODY if login is None else _person(login), action, model=model, layer=layer, record_id=record_id)


def _person(login: Login) -> Caller:
    claims = st.user.to_dict()
    return Caller(str(claims.get(login.who_claim, "?")), login.role(claims))


def _after_idle_time(tr: Translator, minutes: float, login: Login | None) -> None:
    """Say that the session was ended, and have the browser forget what it kept for a reload; whoever comes next starts anew."""
    if IDLE_HEADER not in st.context.headers or st.session_state.get(_AGAIN):
        return
    st.html(_FORGET, unsafe_allow_javascript=True)
    st.info(tr("service.login.idle", minutes=f"{minutes:g}"))
    st.button(tr("service.login.start"), on_click=_start_anew if login is None else st.logout)
    st.stop()


def _start_anew() -> None:
    st.session_state[_AGAIN] = True
