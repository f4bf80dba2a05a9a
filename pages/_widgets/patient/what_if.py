"""What if: move any field of this patient and see both risks, old and new. The record itself stays as it is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from osteo_core import figures
from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.patients.changes import changed
from osteo_core.patients.reading.usable import usable
from pages._widgets.answers import results
from pages._widgets.patient import what_if_fields
from pages._widgets.shared import charts, choice, language, layers, left_out, model, prevalence, record, redraw, text, world
from pages._widgets.shared.language import Translator

# Shown at first, where measured: one field of bone and one other.
_FIRST = (("femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd"), ("ctx", "gait_speed", "weight_kg", "bmi", "age"))
_PICKED, _OFFERED, _WANTED, _STARTED = "what_if.picked", "what_if.offered", "what_if.wanted", "what_if.started"


PANEL, CHART = "patient.what_if", "patient.what_if.chart"


@redraw.part(PANEL, later=True)
def show() -> None:
    """The controls, which start at the patient's values, and beside them both risks, old and new."""
    tr, lang, valid = language.translator(), language.current(), _valid()
    st.markdown(tr("pages.what_if.help"))
    options = [f.name for m in MODALITIES for f in CATALOGUE.enterable(m) if f.kind != "array"]
    _offer(valid)
    picked = choice.multiselect(
        tr("pages.what_if.pick"), options, format_func=lambda n: CATALOGUE[n].label_in(lang), key=_PICKED, persist_state="session",
        placeholder=tr("pages.what_if.pick_placeholder"),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        st.session_state[_WANTED] = {name: what_if_fields.control(CATALOGUE[name], valid.get(name), tr, lang) for name in picked}
    st.session_state[_STARTED] = {name: valid.get(name) for name in picked}
    with right:
        _answered()


def part() -> str:
    """What a changed record makes anew: the risks; the controls too where they start at another value, or where others are offered."""
    valid, state = _valid(), st.session_state
    started = state.get(_STARTED)
    same = started is not None and started == {name: valid.get(name) for name in started}
    return CHART if same and (state.get(_PICKED) != state.get(_OFFERED) or not _more(valid)) else PANEL


@redraw.part(CHART, later=True)
def _answered() -> None:
    patient = record.current().patient
    if patient is not None:
        assessment = prevalence.restated(model.assess(patient, world.model_name()), patient)
        _answer(assessment, record.flat(patient), st.session_state[_WANTED], language.translator())


def _valid() -> dict[str, Any]:
    patient = record.current().patient
    return {} if patient is None else record.flat(patient)


def _offer(valid: dict[str, Any]) -> None:
    """Until somebody picks: one field of each group, as soon as one is measured."""
    state = st.session_state
    picked = state.get(_PICKED)
    if picked == state.get(_OFFERED):
        state[_OFFERED] = [*(picked or ()), *_more(valid)]
        state[_PICKED] = list(state[_OFFERED])


def _more(valid: dict[str, Any]) -> list[str]:
    """What is offered beside the fields picked."""
    picked = set(st.session_state.get(_PICKED) or ())
    found = [next((name for name in group if name in valid), None) for group in _FIRST if not picked & set(group)]
    return [name for name in found if name]


def _answer(assessment: Assessment, valid: dict[str, Any], wanted: dict[str, what_if_fields.Wanted], tr: Translator) -> None:
    """Old and new risks. What contradicts the changes is left out and named; between two changes the last one is."""
    changes = {name: asked.value for name, asked in wanted.items()}
    tried = changed(valid, changes)
    refused = {name: asked.problem for name, asked in wanted.items() if asked.problem is not None}
    old = results.risks(assessment)
    if tried == valid and not refused:
        _chart({name: (risk, risk) for name, risk in old.items()})
        return
    found = usable(tried)
    refused |= {name: problem for name, problem in found.refused.items() if name in changes}
    if refused:
        st.markdown(f"**{tr('pages.what_if.not_applied')}**\n\n{text.listed(left_out.lines(refused, tr))}")
    taken = {name for name in valid if name not in tried or name in found.refused} - changes.keys()
    if taken:
        st.markdown(f":small[{tr('pages.what_if.taken', names=left_out.names(taken, tr))}]")
    if found.patient is None:
        st.info(tr("pages.what_if.nothing"))
        return
    try:
        new = results.risks(prevalence.restated(layers.over(model.load(world.model_name())).assess(found.patient), found.patient))
    except InvalidInput as unread:  # sound, and nothing that the network reads
        st.warning(text.reason(unread))
        return
    _chart({name: (risk, new[name]) for name, risk in old.items()})


def _chart(pairs: dict[str, tuple[Risk, Risk]]) -> None:
    lang = language.current()
    figure, numbers = figures.what_if_dumbbell(pairs, lang, dark=charts.dark()), ((lambda: figures.what_if_table(pairs)), "what-if.csv")
    charts.chart(figure, figures.describe_what_if(pairs, lang), "chart.what_if", numbers=numbers)
