"""One case: the record and a question, what the class says, then the answer with the truth and what must not be concluded."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.figures.base.numbers import percent, percent_with_interval
from osteo_core.patients.cases import Asked, Case
from osteo_core.stored.find_cases import Outcome
from pages._widgets.cases import answer as cases_answer
from pages._widgets.cases import data as cases_data
from pages._widgets.cases import record as cases_record
from pages._widgets.cases.data import ShippedPerson
from pages._widgets.shared import choice, model, question, record, text
from pages._widgets.shared.language import Translator
from pages._widgets.shared.parts import NONE

OUTCOME_OF: dict[Asked, Outcome] = {
    "status": "osteoporosis", "spread": "osteoporosis", "band": "fracture", "broke": "fracture", "trust": "fracture", "side": "fracture",
}  # fmt: skip
CHOICES: dict[Asked, tuple[str, ...]] = {
    "status": ("normal", "osteopenia", "osteoporosis", "none"),
    "band": ("low", "middle", "high"),
    "broke": ("yes", "no"),
    "spread": ("narrow", "middle", "wide"),
    "trust": ("yes", "no"),
    "side": ("network", "frax_style", "alike"),
}
_BEYOND = ("patient", "build", "inside")
_ADOPTED = "person.of_cases"


def title(case: Case, tr: Translator) -> str:
    """The step's title: who, and what is asked; never the answer."""
    return tr(f"cases.title_of.{case.id}", who=tr(f"cases.who.{case.sex}", age=case.age))


def show(case: Case, tr: Translator) -> None:
    """The case; says why where there is no network."""
    person = cases_data.of_case(case.id)
    try:
        _ask(person, case, tr)
    except ArtifactError as error:
        st.error(tr("pages.patient.no_model", reason=text.reason(error)))


def _ask(person: ShippedPerson, case: Case, tr: Translator) -> None:
    def draw(told: bool) -> None:
        if told:
            warning = tr("cases.do_not", text=tr(f"cases.not_of.{case.id}", **words(person)))
            cases_answer.show(person, OUTCOME_OF[case.asks], tr, tests=case.asks == "spread", warning=warning)
            adopt(person, tr)
        else:
            cases_record.show(person.patient, tr)

    def answer() -> str:
        lines = [said(case.id, case.asks, tr), cases_answer.truth(person, tr), tr(f"cases.answer_of.{case.id}", **words(person))]
        return "\n\n".join(line for line in lines if line)

    people = "real" if person.real else "virtual"
    question.ask("cases", case.id, people, draw, answer, tr, choose=lambda: choose(case.id, case.asks, tr))


def words(person: ShippedPerson) -> dict[str, str]:
    """The numbers that the answers quote."""
    found, scores = person.assessment, person.answers.scores
    told = {}
    if found.osteoporosis is not None:
        told = {"op": percent_with_interval(found.osteoporosis), "op_alone": percent(found.osteoporosis.probability)}
    if found.fracture is not None:
        broke = round(100 * found.fracture.probability)
        told |= {"fx": percent_with_interval(found.fracture), "fx_n": str(broke), "fx_rest": str(100 - broke)}
    for key, score, outcome in (("frax", "frax_style", "major"), ("qf", "qfracture", "major"), ("dxa", "dxa_only", "osteoporosis")):
        value = scores[score].value(outcome)
        told[key] = NONE if value is None or value.value is None else percent(value.value / 100)
    category = person.patient.who_category()
    told["t"] = NONE if category.score is None else f"{category.score:.1f}".replace("-", "−")
    widest = max(
        (test for test in found.missing_tests if test.outcome == "osteoporosis"), key=lambda test: test.high - test.low, default=None
    )
    if widest is not None:
        told |= {"low": percent(widest.low), "high": percent(widest.high)}
    if person.source in cases_data.best_possible():
        told["best"] = percent(cases_data.best_possible()[person.source])
    told["bmi_most"] = f"{model.load().artifact.ranges['bmi'][1]:.0f}"
    return told


def choose(key: str, asks: Asked, tr: Translator) -> None:
    """What would you say? It makes room once the answer is open, which repeats what was said."""
    if st.session_state.get(f"cases.answer.{key}"):
        return
    choice.radio(
        tr("cases.say"), CHOICES[asks], format_func=lambda c: tr(f"cases.choice.{asks}.{c}"), index=None, key=f"cases.say.{key}",
        persist_state="session",
    )  # fmt: skip


def said(key: str, asks: Asked, tr: Translator) -> str:
    """What the class said, nothing where it said nothing."""
    chosen = st.session_state.get(f"cases.say.{key}")
    return "" if chosen is None else tr("cases.said", choice=tr(f"cases.choice.{asks}.{chosen}"))


def adopt(person: ShippedPerson, tr: Translator) -> None:
    """Make the person the current patient; then the way to the pages that work on it."""
    with st.container(horizontal=True, vertical_alignment="center", key="cases_adopt"):
        st.button(tr("cases.adopt"), key=f"cases.adopt.{person.key}", on_click=_adopt, args=(person,))
        if st.session_state.get(_ADOPTED) == person.key:
            for page in _BEYOND:
                st.page_link(f"pages/{page}.py", label=tr(f"pages.nav.{page}"))


def _adopt(person: ShippedPerson) -> None:
    if person.example is not None:
        record.adopt_example(person.example)
    else:
        record.adopt_case(person.patient, "real" if person.real else "virtual")
    st.session_state[_ADOPTED] = person.key
