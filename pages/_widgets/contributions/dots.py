"""Guided steps on single people as dots: in which direction each field pushes, and how the push depends on the value."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.interactions import slopes
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.explanation.beeswarm import beeswarm_table, describe_beeswarm
from osteo_core.figures.explanation.dependence import dependence_table, describe_dependence, with_person_at
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions import person as contributions_person
from pages._widgets.contributions import view as contributions_view
from pages._widgets.contributions.view import View
from pages._widgets.shared import charts, choice, language, parts, question
from pages._widgets.shared.language import Translator

TOP, CHOICES = 12, 20
_AUTOMATIC, _NONE = "automatic", "none"
_MARKER, _DRUG = "osteocalcin", "glucocorticoid_use"
_MARK = "contributions.mark"
_STEADY = 0.3


def swarm(tr: Translator) -> None:
    """Everybody's dots by field."""
    view, lang = contributions_view.choose(tr), language.current()

    def draw(_told: bool) -> None:
        shown = contributions_data.fields(view.of, view.outcome, view.who, TOP)
        rows = contributions_data.dots(view.of, view.outcome, shown, view.who)
        figure = contributions_data.swarm_figure(view.of, view.outcome, view.who, TOP, False, lang, charts.dark())
        made = figure, describe_beeswarm(rows, shown, lang), beeswarm_table(rows, shown)
        parts.drawn("contributions.swarm", made, tr("contributions.read.swarm"), tr)

    question.ask("contributions", "swarm", "virtual", draw, lambda: tr("contributions.answer_of.swarm", **_directions(view, tr)), tr)


def _directions(view: View, tr: Translator) -> dict[str, str]:
    """Which of the fields shown raise and lower the risk, and what glucocorticoids do to those who take them and to the others."""
    shown = contributions_data.fields(view.of, view.outcome, view.who, TOP)
    table = beeswarm_table(contributions_data.dots(view.of, view.outcome, shown, view.who), shown).set_index("field")["rank_correlation"]
    rows = contributions_data.dots(view.of, view.outcome, (_DRUG,), view.who)
    median = rows.groupby("value")["contribution"].median()
    return {
        "raise": _listed(list(table[table > _STEADY].index[:3]), tr), "lower": _listed(list(table[table < -_STEADY].index[:3]), tr),
        "yes": signed(median[1.0]), "no": signed(median[0.0]), "takers": f"{(rows['value'] == 1).sum()}",
    }  # fmt: skip


def _listed(fields: list[str], tr: Translator) -> str:
    lang = language.current()
    return tr("figures.list_separator").join(CATALOGUE[field].label_in(lang) for field in fields) or parts.NONE


def dependence(tr: Translator) -> None:
    """One field's contribution against its value."""
    view, lang = contributions_view.choose(tr), language.current()

    def draw(_told: bool) -> None:
        field, other = _fields(view, tr)
        shown = contributions_data.dots(view.of, view.outcome, (field,) if other is None else (field, other), view.who)
        figure = contributions_data.dependence_figure(view.of, view.outcome, field, other, view.who, lang, charts.dark())
        alt, numbers = describe_dependence(shown, field, other, lang), dependence_table(shown, field, other)
        made = _marked(figure, shown, field, view, tr), alt, numbers
        parts.drawn("contributions.dependence", made, tr("contributions.read.dependence"), tr)
        choice.toggle(tr("contributions.mark"), key=_MARK)  # under the chart, which is to stand high on the page

    question.ask("contributions", "dependence", "virtual", draw, lambda: tr("contributions.answer_of.dependence", **_interaction()), tr)


def _marked(figure: dict[str, Any], shown: pd.DataFrame, field: str, view: View, tr: Translator) -> dict[str, Any]:
    """The current patient's dot on a copy of the chart, where asked for and where the patient has the field."""
    if not st.session_state.get(_MARK):
        return figure
    person = contributions_person.patient(view, tr)
    if person is None:
        return figure
    if field not in person.explanation.contributions or field not in person.values:
        st.markdown(tr("contributions.mark_none", field=CATALOGUE[field].label_in(language.current())))
        return figure
    value, push = person.values[field], person.explanation.contributions[field]
    at = value if isinstance(value, str) else float(value), push
    return with_person_at(figure, shown, field, at, person.name, language.current(), dark=charts.dark())


def _fields(view: View, tr: Translator) -> tuple[str, str | None]:
    """The field across and the field of the colour, chosen automatically unless by hand."""
    lang = language.current()
    offered = contributions_data.fields(view.of, view.outcome, view.who, CHOICES)
    if st.session_state.get("contributions.field") not in offered:
        st.session_state["contributions.field"] = _MARKER if _MARKER in offered else offered[0]
    left, right = st.columns(2, gap="small")
    with left:
        field = choice.selectbox(
            tr("contributions.field"), offered, format_func=lambda f: CATALOGUE[f].label_in(lang), key="contributions.field",
            persist_state="session",
        )  # fmt: skip
    found = contributions_data.others(view.of, view.outcome, field, view.who)["field"].tolist()
    best = CATALOGUE[found[0]].label_in(lang)
    named = {_AUTOMATIC: tr("contributions.automatic", field=best), _NONE: tr("contributions.no_colour")}
    choices = [_AUTOMATIC, _NONE, *found]
    if st.session_state.get("contributions.other") not in choices:
        st.session_state["contributions.other"] = _AUTOMATIC
    with right:
        other = choice.selectbox(
            tr("contributions.other"), choices, format_func=lambda f: named.get(f) or CATALOGUE[f].label_in(lang),
            key="contributions.other", persist_state="session",
        )  # fmt: skip
    if other == _NONE:
        return field, None
    return field, found[0] if other == _AUTOMATIC else other


def _interaction() -> dict[str, str]:
    """What ten units more of osteocalcin contribute with and without glucocorticoids."""
    found = slopes(contributions_data.sample(contributions_data.written()), "osteoporosis", _MARKER, _DRUG)
    return {"with_drug": signed(10 * found[True]), "without": signed(10 * found[False])}
