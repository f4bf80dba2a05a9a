"""What stands around the fields of one patient: each part is drawn anew by itself when a field changes."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from pages._widgets.answers import first_card, results
from pages._widgets.answers import why as why_chart
from pages._widgets.patient import next_test, notes, report
from pages._widgets.patient import what_if as what_if_panel
from pages._widgets.shared import language, layers, model, presenter, prevalence, record, redraw, text, world

CARD, ANSWER, WHY, WHAT_IF, NOTES = "patient.card", "patient.answer", "patient.why", "patient.what_if", "patient.notes"
AFTER_A_CHANGE = (CARD, ANSWER, WHAT_IF, NOTES, WHY)
"""In the order in which they are drawn anew: the risks first, their explanation, which takes longest, last."""

PAUSE_SECONDS = 0.4
"""How long the explanation waits for the next change before it is worked out."""


def answered(patient: Patient, *, quiet: bool = False) -> Assessment | None:
    """The answer, or in its place why there is none, which is said once on a page: not where `quiet`."""
    tr = language.translator()
    try:
        with st.spinner(tr("pages.patient.loading")):
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
    """Both risks, and what qualifies them; while presenting, the card before them."""
    if (found := _on_screen()) is None:
        return
    (patient, assessment), tr = found, language.translator()
    if presenter.on():
        first_card.show(assessment, patient, tr)
    results.show(assessment, patient, tr)
    if not layers.says_so(assessment):
        st.markdown(f":small[{prevalence.label(patient, tr)}]")
    elif prevalence.source() != "virtual":
        st.markdown(f":small[{tr('your_hospital.not_restated')}]")
    layers.show(assessment, tr, model.load(world.model_name()))
    notes.warnings(assessment, tr)
    report.show(assessment, patient, tr)


@redraw.part(WHY)
def why() -> None:
    """The explanation of the outcome chosen, once nothing else has been asked for during a short pause."""
    redraw.after_a_pause(WHY, PAUSE_SECONDS)
    if (found := _on_screen()) is not None:
        patient, assessment = found
        why_chart.show(assessment, patient, record.flat(patient), language.translator())


@redraw.part(WHAT_IF)
def what_if() -> None:
    """Any field moved, and both risks with it."""
    if (found := _on_screen()) is not None:
        what_if_panel.show(found[1], language.translator())


@redraw.part(NOTES)
def rest() -> None:
    """What the answer rests on, and which missing test could change a decision."""
    if (found := _on_screen()) is not None:
        patient, assessment = found
        notes.show(assessment, language.translator())
        next_test.show(patient, language.translator())
