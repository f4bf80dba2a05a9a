"""One patient: the answer on one card, the fields, both risks, why, what if, and what it rests on."""

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from pages._widgets.answers import first_card, results, why
from pages._widgets.patient import form, next_test, notes, picker, report, what_if
from pages._widgets.shared import language, layers, left_out, model, notice, own, presenter, prevalence, record, text, world

notice.behind_router()
tr = language.translator()


def enter() -> None:
    """The row of examples and files, the first card, the fields, and what is wrong with them."""
    picker.show(tr)
    card = st.container()  # over the fields, though filled after them: what is typed there is what it speaks of
    with st.container(border=True, key="form", gap="xsmall"):
        form.show(tr)
    if not presenter.on() and record.current().patient is not None:
        with card:
            first()


def first() -> None:
    """What is said first; nothing where there is no valid record."""
    patient = record.current().patient
    if patient is not None:
        first_card.show(answered(patient, quiet=True), patient, tr)


def answered(patient: Patient, *, quiet: bool = False) -> Assessment | None:
    """The answer, or in its place why there is none, which is said once on a page: not where `quiet`."""
    try:
        with st.spinner(tr("pages.patient.loading")):
            return prevalence.restated(model.assess(patient, world.model_name()), patient)
    except ArtifactError as error:
        if not quiet:
            st.error(tr("pages.patient.no_model", reason=text.reason(error)))
    except InvalidInput as refused:
        # A record may be sound and still hold nothing that the network reads, such as a height alone.
        if not quiet:
            st.warning(text.reason(refused))
    return None


def answer(assessment: Assessment, patient: Patient) -> None:
    """Both risks, and what qualifies them; while presenting, the card before them."""
    if presenter.on():
        first()
    results.show(assessment, patient, tr)
    if not layers.says_so(assessment):
        st.markdown(f":small[{prevalence.label(patient, tr)}]")
    elif prevalence.source() != "virtual":
        st.markdown(f":small[{tr('your_hospital.not_restated')}]")
    layers.show(assessment, tr, model.load(world.model_name()))
    notes.warnings(assessment, tr)
    if own.chosen() is None:
        report.show(assessment, patient, tr)
    else:
        st.markdown(f":small[{tr('own.page.no_report')}]")


def rest(assessment: Assessment, patient: Patient) -> None:
    """What the answer rests on, and which missing test could change a decision."""
    notes.show(assessment, tr)
    next_test.show(patient, tr)


def parts(assessment: Assessment, patient: Patient) -> list[presenter.PresenterStep]:
    """What stands below the fields, in order."""
    return [
        presenter.PresenterStep(key="answer", title=tr("presenter.answered"), show=lambda: answer(assessment, patient), headed=False),
        presenter.PresenterStep(
            key="why", title=tr("pages.why.title"), show=lambda: why.show(assessment, patient, record.flat(patient), tr)
        ),
        presenter.PresenterStep(key="what_if", title=tr("pages.what_if.title"), show=lambda: what_if.show(assessment, tr)),
        presenter.PresenterStep(key="notes", title=tr("pages.notes.title"), show=lambda: rest(assessment, patient)),
    ]


fields = [presenter.PresenterStep(key="enter", title=tr("presenter.enter"), show=enter, headed=False)]
if presenter.on():
    st.title(tr("pages.patient.title"))
else:
    enter()
left_out.show(tr)  # on every step, since the answer of each leaves it out
current = record.current()
if current.patient is None and not current.anything:
    st.info(tr("pages.patient.nothing"))
found = None if current.patient is None else answered(current.patient)
below = [] if found is None or current.patient is None else parts(found, current.patient)
presenter.steps("patient", fields + below if presenter.on() else below, tr, always=False)
