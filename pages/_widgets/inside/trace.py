"""The choice of patient and network for the page, and the traces kept in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.patients import Patient
from osteo_core.patients.examples import load_example
from pages._widgets.shared import choice, model, presenter, record, text
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace

MINE, VIRTUAL = "mine", "virtual"
_EXAMPLE = "virtual-complete-osteoporosis"
_KEPT = "person.trace"
_WHO, _NETWORK, _DRAW = "inside.who", "inside.network", "inside.draw"


def whose() -> str:
    """The patient on screen: "mine", the session's patient, or "virtual", the complete example."""
    return str(st.session_state.get(_WHO, MINE))


def chosen(tr: Translator) -> Trace | None:
    """The controls in one row, and the trace that they choose; None, and why, where the patient or the network cannot be read."""
    patient = record.current().patient
    if patient is None:
        st.info(tr("inside.nobody"))
        st.page_link("pages/patient.py", label=tr("pages.nav.patient"))
    choices = [MINE, VIRTUAL] if patient is not None else [VIRTUAL]
    if st.session_state.get(_WHO) not in choices:
        st.session_state[_WHO] = choices[0]
    with presenter.aside(tr("inside.who"), "inside"):
        left, middle, right = st.columns([5, 4, 4], vertical_alignment="bottom")
    with left:
        choice.selectbox(tr("inside.who"), choices, format_func=lambda k: tr(f"inside.who_{k}"), key=_WHO, persist_state="session")
    person = patient if patient is not None and whose() == MINE else _complete()
    try:
        with middle:
            network = _number(tr("inside.network"), _NETWORK, len(model.load().artifact.ensemble.networks))
        draws = _kept(person, network, 0).ensemble.draws
        if draws == 1:
            return _kept(person, network, 0)
        with right:
            return _kept(person, network, _number(tr("inside.draw"), _DRAW, draws))
    except ArtifactError as error:
        st.error(tr("pages.patient.no_model", reason=text.reason(error)))
    except InvalidInput as refused:
        st.warning(text.reason(refused))
    return None


def _number(label: str, key: str, of: int) -> int:
    """A choice of 1 to `of`, counted from 0."""
    if st.session_state.get(key) not in range(of):
        st.session_state[key] = 0
    choice.segmented_control(label, list(range(of)), format_func=lambda k: str(k + 1), key=key, required=True, persist_state="session")
    return int(st.session_state[key])


def _kept(person: Patient, network: int, draw: int) -> Trace:
    """The trace of this session's person, made once for each network and imputation."""
    from osteo_core.explanation.trace import trace

    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not person:
        kept = st.session_state[_KEPT] = (person, {})
    traces: dict[tuple[int, int], Trace] = kept[1]
    if (network, draw) not in traces:
        traces[network, draw] = trace(model.load(), person, network, draw)
    return traces[network, draw]


@st.cache_resource(show_spinner=False, max_entries=1)
def _complete() -> Patient:
    """The shipped virtual person with every kind of data."""
    return load_example(_EXAMPLE)
