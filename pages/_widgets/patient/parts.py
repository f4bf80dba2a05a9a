"""What stands around the fields of one patient: each part is drawn anew by itself when a field changes."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from pages._widgets.answers import first_card, results
from pages._widgets.answers import why as why_chart
from pages._widgets.patient import next_test, what_if
from pages._widgets.patient import notes as notes_of
from pages._widgets.patient import report as report_menu
from pages._widgets.shared import language, layers, model, own, prevalence, record, redraw, text, world

CARD, ANSWER, WHY, ATTENTION = "patient.card", "patient.answer", "patient.why", "patient.attention"
NOTES, FURTHER = "patient.notes", "patient.further"
_ATTENDED = "patient.attended"
"""What the network attended to when that was last drawn."""


def answered(patient: Patient, *, quiet: bool = False) -> Assessment | None:
    """The answer, or in its place why there is none, which is said once on a page: not where `quiet`."""
    tr = language.translator()
    try:
        # A spinner is a clock and three messages, and a changed field has its answer before this part is drawn.
        with nullcontext() if model.is_read(patient, world.model_name()) else st.spinner(tr("pages.patient.loading")):
            return _answered(patient)
    except ArtifactError as error:
        if not quiet:
            st.error(tr("pages.patient.no_model", reason=text.reason(error)))
    except InvalidInput as refused:
        # A record may be sound and still hold nothing that the network reads, such as a height alone.
        if not quiet:
            st.warning(text.reason(refused))
    return None


def can_answer() -> bool:
    """Whether the record on screen has an answer; it is kept for the parts that show it."""
    patient = record.current().patient
    try:
        return patient is not None and bool(_answered(patient).status)
    except (ArtifactError, InvalidInput):
        return False


def _answered(patient: Patient) -> Assessment:
    return prevalence.restated(model.assess(patient, world.model_name()), patient)


def _on_screen() -> tuple[Patient, Assessment] | None:
    """The patient and the answer, for a part that is only there where both are."""
    patient = record.current().patient
    return None if patient is None else (patient, _answered(patient))


@redraw.part(CARD)
def card() -> None:
    """What is said first; nothing where there is no valid record."""
    patient = record.current().patient
    if patient is not None:
        first_card.show(answered(patient, quiet=True), patient, language.translator())


@redraw.part(ANSWER)
def answer() -> None:
    """Both risks, and what qualifies them."""
    if (found := _on_screen()) is None:
        return
    (patient, assessment), tr = found, language.translator()
    results.show(assessment, patient, tr)
    if not layers.says_so(assessment):
        st.markdown(f":small[{prevalence.label(patient, tr)}]")
    elif prevalence.source() != "virtual":
        st.markdown(f":small[{tr('your_hospital.not_restated')}]")
    layers.show(assessment, tr, model.load(world.model_name()))
    notes_of.warnings(assessment, tr)


def report() -> None:
    """The menu of the report; for a network of one's own, that there is none."""
    if (found := _on_screen()) is None:
        return
    if own.chosen() is None:
        report_menu.show(found[1], found[0], language.translator())
    else:
        st.markdown(f":small[{language.translator()('own.page.no_report')}]")


def why() -> None:
    """Controls in one row, the waterfall wide, attention beside it where there is more than one kind of data to attend to."""
    if (found := _on_screen()) is None:
        return
    why_chart.controls(found[1], language.translator(), then=lambda: redraw.only(WHY))
    if not why_chart.attends(found[1]):
        _explained()
        return
    left, right = st.columns([5, 3])
    with left:
        _explained()
    with right:
        _attention()


@redraw.part(WHY, later=True)
def _explained() -> None:
    """The explanation of the outcome chosen."""
    if (found := _on_screen()) is not None:
        patient, assessment = found
        why_chart.explained(assessment, patient, record.flat(patient), language.translator())


@redraw.part(ATTENTION, later=True)
def _attention() -> None:
    if (found := _on_screen()) is not None:
        st.session_state[_ATTENDED] = found[1].attention
        why_chart.attention(found[1], language.translator())


def rest() -> None:
    """What the answer rests on, how far further tests could move it, and which of them could change a decision."""
    notes()
    further_tests()
    next_test.show(language.translator())


@redraw.part(NOTES, later=True)
def notes() -> None:
    """What was estimated, calculated, unusual or not measured."""
    if (found := _on_screen()) is not None:
        notes_of.show(found[1], language.translator())


def lacks_tests() -> bool:
    """Whether there are tests left that could move the answer."""
    return (found := _on_screen()) is not None and bool(found[1].missing_tests)


@redraw.part(FURTHER, later=True)
def further_tests() -> None:
    """How far the tests that were not made could move the result."""
    if (found := _on_screen()) is not None:
        notes_of.missing_tests(found[1], language.translator())


def after_a_change() -> tuple[str, ...]:
    """The parts that a changed record makes anew, the risks first and their explanation, which takes longest, last."""
    found = _on_screen()
    attends = found is not None and why_chart.attends(found[1]) and found[1].attention != st.session_state.get(_ATTENDED)
    return (CARD, ANSWER, what_if.part(), NOTES, FURTHER, *next_test.part(), *((ATTENTION,) if attends else ()), WHY)
