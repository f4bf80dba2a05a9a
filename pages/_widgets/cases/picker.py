"""Show me someone who…: one of the explained virtual people at a time, found by description, looked at like a case."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.patients.cases import Asked
from osteo_core.stored import find_cases
from osteo_core.stored.find_cases import Kind, Outcome
from pages._widgets.cases import answer as cases_answer
from pages._widgets.cases import data as cases_data
from pages._widgets.cases import record as cases_record
from pages._widgets.cases import steps as cases_steps
from pages._widgets.shared import choice, question, text
from pages._widgets.shared.language import Translator

_SEXES = ("all", "female", "male")
_ASKS: dict[Outcome, Asked] = {"osteoporosis": "status", "fracture": "broke"}
_PLACE = "cases.show.place"
STEPS = tuple(f"show_{outcome}{end}" for outcome in find_cases.OUTCOMES for end in ("", "_wrong"))


def show(tr: Translator) -> None:
    """The description, who answers to it, then one person with the question before the answer."""
    try:
        _pick(tr)
    except ArtifactError as error:
        st.error(tr("pages.patient.no_model", reason=text.reason(error)))


def _pick(tr: Translator) -> None:
    outcome, kind, found = _found(tr)
    if not found:
        st.info(tr("cases.show.nobody"))
        return
    place = _place(len(found), tr)
    _person(cases_data.of_id(found[place]), outcome, kind, tr)


def _found(tr: Translator) -> tuple[Outcome, Kind, tuple[str, ...]]:
    """The controls in one row, and the people in order."""
    first, second, third, fourth = st.columns([5, 7, 4, 5], vertical_alignment="bottom")
    with first:
        outcome: Outcome = choice.selectbox(
            tr("cases.show.outcome"), find_cases.OUTCOMES, format_func=lambda o: tr(f"figures.outcome.{o}"), key="cases.show.outcome",
            persist_state="session", on_change=_first,
        )  # fmt: skip
    with second:
        kind: Kind = choice.selectbox(
            tr("cases.show.kind"), find_cases.kinds(outcome), format_func=lambda k: tr(f"cases.show.kind_of.{k}"),
            key=f"cases.show.kind.{outcome}", persist_state="session", on_change=_first,
        )  # fmt: skip
    with third:
        sex = choice.selectbox(
            tr("cases.show.sex"), _SEXES, format_func=lambda s: tr(f"cases.show.sex_of.{s}"), key="cases.show.sex",
            persist_state="session", on_change=_first,
        )  # fmt: skip
    threshold = 50
    if kind in find_cases.OF_THRESHOLD:
        with fourth:
            threshold = st.slider(
                tr("cases.show.threshold"), 5, 95, 50, 5, format="%d %%", key="cases.show.threshold", persist_state="session",
                on_change=_first,
            )  # fmt: skip
    return (
        outcome,
        kind,
        find_cases.find_cases(cases_data.people(), kind, outcome, threshold=threshold / 100, sex=None if sex == "all" else sex),
    )


def _place(n: int, tr: Translator) -> int:
    """How many, which one, and the way to the others."""
    place = min(int(st.session_state.get(_PLACE, 0)), n - 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(tr("cases.show.previous"), key="cases.show.previous", on_click=_go, args=(place - 1,), disabled=place == 0)
        st.button(tr("cases.show.next"), key="cases.show.next", on_click=_go, args=(place + 1,), disabled=place == n - 1)
        st.markdown(tr("cases.show.found", place=place + 1, n=n), width="content")
    return place


def _first() -> None:
    _go(0)


def _go(place: int) -> None:
    """Another person: the answer closes, and nothing has been said yet."""
    st.session_state[_PLACE] = place
    for step in STEPS:
        st.session_state[f"cases.answer.{step}"] = False
        st.session_state[f"cases.say.{step}"] = None


def _step(outcome: Outcome, kind: Kind) -> str:
    """The step for this kind of person: one found because the network is wrong gets its own question, since the error is given away."""
    return f"show_{outcome}_wrong" if kind in find_cases.OF_THRESHOLD else f"show_{outcome}"


def _person(person: cases_data.ShippedPerson, outcome: Outcome, kind: Kind, tr: Translator) -> None:
    """The question is that of the outcome; the answer is the truth, with what this kind of person teaches."""
    asks, step = _ASKS[outcome], _step(outcome, kind)

    def draw(told: bool) -> None:
        if told:
            cases_answer.show(person, outcome, tr)
            cases_steps.adopt(person, tr)
        else:
            cases_record.show(person.patient, tr)

    def answer() -> str:
        lines = [cases_steps.said(step, asks, tr), cases_answer.truth(person, tr), tr(f"cases.show.teach.{kind}")]
        return "\n\n".join(line for line in lines if line)

    question.ask("cases", step, "virtual", draw, answer, tr, choose=lambda: cases_steps.choose(step, asks, tr))
