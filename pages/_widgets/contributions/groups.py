"""Guided step: what weighs in one group of people and in another."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.global_sample import By
from osteo_core.explanation.sample_people import COLUMNS, FEW
from osteo_core.figures.base.estimates import number
from osteo_core.figures.explanation.importance_groups import describe_importance_groups, importance_groups_chart, importance_groups_table
from osteo_core.stored import studies as shipped
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions import view as contributions_view
from pages._widgets.contributions.data import COMPLETE, EVERYBODY
from pages._widgets.contributions.view import View
from pages._widgets.shared import cells, choice, language, parts, question
from pages._widgets.shared.language import Translator

TOP = 8
_BY: tuple[By, ...] = ("modality", "feature")


def show(tr: Translator) -> None:
    """Groups side by side, by kind of data or by field."""
    view = contributions_view.choose(tr)

    def draw(_told: bool) -> None:
        left, right = st.columns(2, gap="small")
        with left:
            column = choice.selectbox(
                tr("contributions.divide"), COLUMNS, format_func=lambda c: tr(f"performance.column_of.{c}"), key="contributions.column",
                persist_state="session",
            )  # fmt: skip
        with right:
            by = choice.radio(
                tr("contributions.by"), _BY, format_func=lambda b: tr(f"contributions.by_of.{b}"), horizontal=True,
                key="contributions.by", persist_state="session",
            )  # fmt: skip
        if view.who == COMPLETE and column == "completeness":
            st.markdown(tr("contributions.one_group"))
        _chart(view, column, by, tr)

    question.ask("contributions", "groups", "virtual", draw, lambda: tr("contributions.answer_of.groups", **_by_status()), tr)


def _chart(view: View, column: str, by: By, tr: Translator) -> None:
    table = contributions_data.by_group(*view.key[:2], column, by, view.who)
    if by == "feature":
        table = _largest(table, contributions_data.fields(view.of, view.outcome, view.who, TOP))
    labels = {group: _label(column, group, tr) for group in shipped.GROUPS[column]}

    def chart(lang: str, dark: bool) -> parts.Chart:
        figure = importance_groups_chart(table, labels, lang, dark=dark)
        return figure, describe_importance_groups(table, labels, lang), importance_groups_table(table)

    parts.chart("contributions.groups", (*view.key, column, by), chart, tr("contributions.read.groups", few=FEW), tr)


def _label(column: str, group: str, tr: Translator) -> str:
    return CATALOGUE[column].category_in(group, language.current()) if column == "ethnicity" else tr(f"performance.label.{group}")


def _largest(table: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame:
    """The rows of some fields, in their order within each group."""
    kept = table[table["field"].isin(fields)]
    return kept.assign(place=kept["field"].map(fields.index)).sort_values("place", kind="stable").drop(columns="place")


def _by_status() -> dict[str, str]:
    """How far DXA moves the osteoporosis estimate by bone status and by sex, and microarchitecture by completeness."""
    of = contributions_data.written()
    asked = {"status": "dxa", "sex": "dxa", "completeness": "micro"}
    words: dict[str, str] = {}
    for column, kind in asked.items():
        table = contributions_data.by_group(of, "osteoporosis", column, "modality", EVERYBODY)
        words |= {cells.text(row, "group"): number(cells.number(row, "value"), 2) for row in cells.rows(table[table["modality"] == kind])}
    return words
