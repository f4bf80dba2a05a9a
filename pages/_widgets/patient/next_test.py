"""The next best test: which missing test could change the decision at a threshold."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.figures.patient.next_test import COLUMNS, describe_next_test, next_test_chart, next_test_table
from osteo_core.patients import Patient
from osteo_core.translations import one_after_another
from pages._widgets.shared import charts, choice, language, layers, model, presenter, record, redraw, text, world
from pages._widgets.shared.language import Translator

_OUTCOMES = ("osteoporosis", "fracture")
_OUTCOME, _THRESHOLD, _ASKED, _SHOWN = "next_test.outcome", "next_test.threshold", "next_test.asked", "next_test.shown"


PANEL = "patient.next_test"


def show(tr: Translator) -> None:
    """The question; it is answered when asked, since it takes about a second."""
    if not presenter.on():  # before a class it is the step's title
        st.subheader(tr("next_test.title"))
    st.markdown(tr("next_test.help"))
    _panel()


def part() -> tuple[str, ...]:
    """What a changed record makes anew: an answer goes, since it was given for another record."""
    return (PANEL,) if st.session_state.get(_SHOWN) else ()


@redraw.part(PANEL)
def _panel() -> None:
    tr, patient = language.translator(), record.current().patient
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    with left:
        outcome = choice.radio(
            tr("next_test.decides"), _OUTCOMES, format_func=lambda name: tr(f"figures.outcome.{name}"), key=_OUTCOME, horizontal=True,
            persist_state="session",
        )  # fmt: skip
    with middle:
        st.session_state.setdefault(_THRESHOLD, 20)
        percent = st.slider(tr("next_test.from"), 1, 99, st.session_state[_THRESHOLD], key=_THRESHOLD, format="%d %%")
    with right:
        asked = st.button(tr("next_test.ask"), key=_ASKED)
    st.session_state[_SHOWN] = asked
    if asked and patient is not None:
        _answer(patient, percent / 100, outcome, tr)


def _answer(patient: Patient, threshold: float, outcome: str, tr: Translator) -> None:
    from osteo_core.next_test.estimate import next_tests
    from osteo_core.next_test.words import risk_today

    lang = language.current()
    try:
        with st.spinner(tr("pages.patient.loading")):
            asked, of = model.load(world.model_name()), "fracture" if outcome == "fracture" else "osteoporosis"
            found = next_tests(asked, patient, threshold, of, layers=layers.in_force(asked))  # type: ignore[arg-type]
    except InvalidInput as refused:
        st.warning(text.reason(refused))
        return
    if not found:
        st.info(tr("next_test.complete"))
        return
    if not any(test.p_change > 0 for test in found):
        st.info(tr("next_test.none"))
    rows = [(test.modality, test.p_change, test.gain, test.low, test.high) for test in found]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = (next_test_table(table, lang), "next-test.csv")
    charts.chart(next_test_chart(table, lang, dark=charts.dark()), describe_next_test(table, lang), "chart.next_test", numbers=numbers)
    st.markdown(f":small[{one_after_another(risk_today(found[0], threshold, lang), tr('next_test.whose'))}]")
