"""One patient: the answer on one card, the fields, both risks, why, what if, and what it rests on."""

from functools import partial

import streamlit as st

from pages._widgets.patient import form, next_test, parts, picker, what_if
from pages._widgets.shared import language, left_out, notice, presenter, record, redraw

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
            parts.card()


def answer() -> None:
    """The risks, and the menu of their report, which a class has no use for."""
    parts.answer()
    if not presenter.on():
        parts.report()


def below() -> list[presenter.PresenterStep]:
    """What stands below the fields, in order; before a class the first card too, and one thing after the other."""
    shown = {
        "answer": presenter.PresenterStep(key="answer", title=tr("presenter.answered"), show=answer, headed=False),
        "why": presenter.PresenterStep(key="why", title=tr("pages.why.title"), show=parts.why),
        "what_if": presenter.PresenterStep(key="what_if", title=tr("pages.what_if.title"), show=what_if.show),
        "notes": presenter.PresenterStep(key="notes", title=tr("pages.notes.title"), show=parts.rest),
    }
    if not presenter.on():
        return list(shown.values())
    shown["notes"] = presenter.PresenterStep(key="notes", title=tr("pages.notes.title"), show=parts.notes)
    first = presenter.PresenterStep(key="card", title=tr("presenting.first"), show=parts.card)
    further = presenter.PresenterStep(key="further", title=tr("pages.notes.missing_tests"), show=parts.further_tests)
    next_one = presenter.PresenterStep(key="next_test", title=tr("next_test.title"), show=partial(next_test.show, tr))
    return [first, *shown.values(), *([further] if parts.lacks_tests() else []), next_one]


fields = [presenter.PresenterStep(key="enter", title=tr("presenter.enter"), show=enter, headed=False)]
if presenter.on():
    st.title(tr("pages.patient.title"))
else:
    enter()
left_out.show(tr)  # on every step, since the answer of each leaves it out
current = record.current()
if current.patient is None and not current.anything:
    st.info(tr("pages.patient.nothing"))
there = current.patient is not None and parts.answered(current.patient) is not None
answers = below() if there else []
presenter.steps("patient", fields + answers if presenter.on() else answers, tr, always=False)
redraw.complete()
