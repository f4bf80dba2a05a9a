"""Step: one person, a virtual one of the sample or the session's patient, explained beside everybody's dots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from osteo_core import figures
from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.sample_people import entered_of, explanation_of
from osteo_core.figures.base.numbers import log_odds_to_probability, percent, signed
from osteo_core.figures.explanation.beeswarm import beeswarm_table, describe_beeswarm, with_person
from pages._widgets.answers import why
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions import view as contributions_view
from pages._widgets.contributions.view import View
from pages._widgets.shared import charts, choice, language, model, parts, presenter, prevalence, record, text
from pages._widgets.shared.language import Translator

TOP = 10
_BARS, _BARS_PRESENTED = 8, 6
_LETTERS, _LETTERS_PRESENTED = 24, 40
"""Of a bar's name on one line."""
_TALLEST = 375
"""Pixels of a chart's height before a class: the choices, the question and its answer stand over it."""
_PLACES = {"highest": 1.0, "median": 0.5, "lowest": 0.0}
_CURRENT, _ID = "current", "id"


@dataclass(frozen=True)
class ExplainedPerson:
    """The person explained: the name beside the dots, the explanation, and the values by field."""

    name: str
    explanation: Explanation
    values: Mapping[str, Any]


def show(tr: Translator) -> None:
    """Choose the person beside the question, which has its answer under it, then show the waterfall beside the dots."""
    view = contributions_view.choose(tr)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        person = _choose(view, tr)
    with right:
        st.markdown(tr("contributions.ask.person"))
        if person is not None and choice.toggle(tr("presenter.answer"), key="contributions.answer.person"):
            st.markdown(tr("contributions.answer_of.person", **_furthest(person, view, tr)))
    if person is None:
        return
    if prevalence.source() != "virtual":
        st.markdown(tr("prevalence.explained"))
    left, right = st.columns(2, gap="medium")
    with left:
        _waterfall(person, tr)
    with right:
        _dots(person, view, tr)
    st.markdown(f":small[{tr('contributions.virtual_beside' if person.name == tr('contributions.current') else 'contributions.virtual')}]")


def _choose(view: View, tr: Translator) -> ExplainedPerson | None:
    """Who: by risk, by name, or the patient on screen."""
    which = choice.selectbox(
        tr("contributions.person"), (*_PLACES, _ID, _CURRENT), format_func=lambda w: tr(f"contributions.person_of.{w}"),
        key="contributions.person", persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    if which == _CURRENT:
        return patient(view, tr)
    ids = contributions_data.ranked(*view.key)
    if which == _ID:
        if st.session_state.get("contributions.id") not in ids:
            st.session_state["contributions.id"] = ids[0]
        chosen = choice.selectbox(
            tr("contributions.id"), ids, key="contributions.id", persist_state="session", label_visibility="collapsed"
        )  # fmt: skip
    else:
        chosen = ids[round(_PLACES[which] * (len(ids) - 1))]
    sample = contributions_data.sample(view.of)
    return ExplainedPerson(
        tr("contributions.virtual_person", id=chosen), explanation_of(sample, chosen, view.outcome), entered_of(sample, chosen)
    )


def patient(view: View, tr: Translator) -> ExplainedPerson | None:
    """The session's patient, explained now; says why where that cannot be."""
    found = record.current().patient
    if found is None:
        st.info(tr("contributions.no_patient"))
        return None
    try:
        with st.spinner(tr("pages.why.working")):
            explanation = model.explain(found, view.outcome, name=model.PAPER)
    except ArtifactError as error:
        st.error(tr("contributions.not_available", reason=text.reason(error)))
        return None
    except InvalidInput as refused:
        st.warning(text.reason(refused))
        return None
    return ExplainedPerson(tr("contributions.current"), explanation, record.flat(found))


def _words(person: ExplainedPerson, tr: Translator) -> dict[str, str]:
    """The person's values in words, for the fields that have a contribution."""
    lang = language.current()
    return {name: why.value_text(name, person.values[name], tr, lang) for name in person.explanation.contributions if name in person.values}


def _waterfall(person: ExplainedPerson, tr: Translator) -> None:
    lang, explanation = language.current(), person.explanation
    top = _BARS_PRESENTED if presenter.on() else _BARS
    steps = figures.feature_steps(explanation, lang, values=_words(person, tr), top=top)
    figure = figures.waterfall(explanation, steps, lang, letters=_LETTERS_PRESENTED if presenter.on() else _LETTERS, dark=charts.dark())
    figure.update_layout(legend={"font": {"size": 11}, "itemwidth": 30})  # it stands in half the page here
    figure.update_layout(meta={"title": f"{person.name}: {tr(f'figures.outcome.{explanation.outcome}')}"})
    made = figure, figures.describe_waterfall(explanation, steps, lang), figures.waterfall_table(explanation, steps, lang)
    parts.drawn("contributions.waterfall", made, tr("contributions.read.waterfall"), tr, tallest=_TALLEST)


def _dots(person: ExplainedPerson, view: View, tr: Translator) -> None:
    """The kept swarm with this person on top; nothing of the person goes into a store that sessions share."""
    lang, dark, pushes = language.current(), charts.dark(), person.explanation.contributions
    shown = contributions_data.fields(view.of, view.outcome, view.who, TOP)
    rows = contributions_data.dots(view.of, view.outcome, shown, view.who)
    base = contributions_data.swarm_figure(view.of, view.outcome, view.who, TOP, True, lang, dark)
    figure = with_person(base, pushes, _words(person, tr), shown, person.name, lang, dark=dark)
    made = figure, describe_beeswarm(rows, shown, lang, person=person.name), beeswarm_table(rows, shown, pushes)
    parts.drawn("contributions.person-dots", made, tr("contributions.read.person"), tr, tallest=_TALLEST)


def _furthest(person: ExplainedPerson, view: View, tr: Translator) -> dict[str, str]:
    """The field whose push lies furthest out among everybody's of the same field, and how far."""
    shown = contributions_data.fields(view.of, view.outcome, view.who, TOP)
    rows = contributions_data.dots(view.of, view.outcome, shown, view.who)
    sizes = {field: rows.loc[rows["field"] == field, "contribution"].abs().to_numpy() for field in shown}
    pushes = {field: push for field, push in person.explanation.contributions.items() if field in sizes}
    beyond = {field: float(np.mean(sizes[field] < abs(push))) for field, push in pushes.items()}
    lang, explanation = language.current(), person.explanation
    start, end = (percent(log_odds_to_probability(x)) for x in (explanation.baseline, explanation.value))
    ends = {"start": start, "end": end}
    if not beyond:
        return {"field": parts.NONE, "push": parts.NONE, "share": parts.NONE} | ends
    field = max(beyond, key=lambda name: (beyond[name], abs(pushes[name])))
    return {"field": CATALOGUE[field].label_in(lang), "push": signed(pushes[field]), "share": percent(beyond[field])} | ends
