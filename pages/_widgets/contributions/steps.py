"""Guided steps on how much each kind of data and each field weighs, and on Table 3's order."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.estimates import number, with_interval
from osteo_core.figures.explanation.importance_bars import describe_importance, importance_bars, importance_table, names
from osteo_core.figures.paper.rank_slope import describe_rank_slope, rank_slope_chart, rank_slope_table
from osteo_core.inference.assessment import Outcome
from osteo_core.paper.ranks import ranks, spearman
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions import view as contributions_view
from pages._widgets.contributions.data import COMPLETE, EVERYBODY
from pages._widgets.contributions.view import View
from pages._widgets.shared import cells, choice, language, parts, question
from pages._widgets.shared.language import Translator

TOP = 15
_BY_KIND = 44
_PAIR = ("femoral_neck_bmd", "total_hip_bmd")


def modality(tr: Translator) -> None:
    """Kinds of data, largest first."""
    view = contributions_view.choose(tr)

    def draw(_told: bool) -> None:
        table = contributions_data.importance(*view.key[:2], "modality", view.who)

        def chart(lang: str, dark: bool) -> parts.Chart:
            return importance_bars(table, lang, row=_BY_KIND, dark=dark), describe_importance(table, lang), importance_table(table)

        parts.chart("contributions.modality", view.key, chart, tr("contributions.read.modality"), tr)

    question.ask("contributions", "modality", "virtual", draw, lambda: tr("contributions.answer_of.modality", **_kinds(tr)), tr)


def _kinds(tr: Translator) -> dict[str, str]:
    """What weighs most for either outcome, and where balance and gait stand among everybody and among complete people."""
    of, lang = contributions_data.written(), language.current()
    words: dict[str, str] = {}
    for outcome in contributions_view.OUTCOMES:
        table = contributions_data.importance(of, outcome, "modality", EVERYBODY)
        words |= {outcome: names(table, lang)[0], f"{outcome}_value": number(table["value"].iloc[0], 2)}
    for who in (EVERYBODY, COMPLETE):
        table = contributions_data.importance(of, "fracture", "modality", who).set_index("modality")
        rank, value = cells.count(table["rank"], "sensory"), cells.number(table["value"], "sensory")
        words |= {f"rank_{who}": str(rank), f"value_{who}": number(value, 2)}
    return words


def feature(tr: Translator) -> None:
    """Fields, largest first, with both ranks."""
    view = contributions_view.choose(tr)

    def draw(_told: bool) -> None:
        every = contributions_data.importance(*view.key[:2], "feature", view.who)
        all_shown = choice.toggle(tr("contributions.show_all", n=len(every)), key="contributions.every")
        table = every if all_shown else every.head(TOP)

        def chart(lang: str, dark: bool) -> parts.Chart:
            return importance_bars(table, lang, dark=dark), describe_importance(table, lang), importance_table(table)

        parts.chart("contributions.feature", (*view.key, all_shown), chart, tr("contributions.read.feature"), tr)

    question.ask("contributions", "feature", "virtual", draw, lambda: tr("contributions.answer_of.feature", **_pair(view)), tr)


def _pair(view: View) -> dict[str, str]:
    """Femoral neck and total hip: how they weigh for osteoporosis, and how their values go together."""
    table = contributions_data.importance(view.of, "osteoporosis", "feature", view.who).set_index("field")
    values = contributions_data.dots(view.of, "osteoporosis", _PAIR, view.who).pivot(index="id", columns="field", values="value")
    neck, hip = (number(cells.number(table["value"], field), 2) for field in _PAIR)
    return {"neck": neck, "hip": hip, "r": number(cells.number(values.corr()[_PAIR[0]], _PAIR[1]), 2)}


def table3(tr: Translator) -> None:
    """The paper's ranks and ours as a slope chart."""
    view = contributions_view.choose(tr)

    def draw(_told: bool) -> None:
        table = _ranks(view.of, view.outcome, view.who)
        kinds = {field: CATALOGUE[field].modality for field in table["field"]}
        sides = (tr("paper_tables.three.left"), tr("paper_tables.three.right"))
        st.markdown(tr("contributions.spearman", value=with_interval(_agreement(table), 2), n=len(table)))

        def chart(lang: str, dark: bool) -> parts.Chart:
            labels = {field: CATALOGUE[field].label_in(lang) for field in table["field"]}
            return (
                rank_slope_chart(table, labels, kinds, sides, dark=dark),
                describe_rank_slope(table, labels, lang),
                rank_slope_table(table),
            )

        parts.chart("contributions.ranks", view.key, chart, tr("paper_tables.three.read"), tr)

    def answer() -> str:
        found = {o: number(_agreement(_ranks(view.of, o, view.who)).estimate, 2) for o in contributions_view.OUTCOMES}
        return tr("contributions.answer_of.table3", **found)

    question.ask("contributions", "table3", "virtual", draw, answer, tr)


def _ranks(of: int, outcome: Outcome, who: str) -> pd.DataFrame:
    return ranks(contributions_data.importance(of, outcome, "feature", who).assign(outcome=outcome), outcome)


def _agreement(table: pd.DataFrame) -> Estimate:
    return spearman(table["paper_rank"], table["our_rank"])
