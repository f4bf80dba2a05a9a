"""Table 2 beside the networks, the ladder chart with the limit and the rivals, and Figure 2."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.evaluation.discrimination.roc import RocCurve, roc_curve
from osteo_core.figures.evaluation.roc import describe_roc, roc_chart, roc_table
from osteo_core.figures.paper.ladder import describe_ladder, ladder_chart, ladder_table
from osteo_core.paper.contradictions import IN_TABLE
from osteo_core.paper.printed import printed_table, text_key
from osteo_core.paper.tables import ladder, table2
from osteo_core.stored import studies as shipped
from osteo_core.translations import one_after_another
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.printed import figures as paper_figures
from pages._widgets.shared import charts, choice, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import worlds

_SOURCES = ("fusion", "paper", "oracle", "logistic", "lightgbm", "ebm")
_CURVES = ("fusion", "simplified", "dxa_only", "logistic", "lightgbm", "ebm")
_SHARES = ("accuracy", "sensitivity", "specificity")


@st.cache_data(show_spinner=False, max_entries=2)
def _table(people: str, made: bool) -> pd.DataFrame:
    rows = shipped.rows() if made else None
    return table2(rows, people, shipped.study("external", "osteoporosis"), shipped.study("test", "fracture"))


@st.cache_data(show_spinner=False, max_entries=1)
def _curves() -> dict[str, RocCurve]:
    study = shipped.study("test", "osteoporosis")
    return {model: roc_curve(study.outcome, study.predictions[model]) for model in _CURVES}


def show(tr: Translator) -> None:
    """The table, the ladder, the rivals."""
    title = tr("paper_tables.two.title")
    st.header(title)
    st.markdown(one_after_another(tr("paper_tables.two.what"), tr("paper_tables.threshold")))
    rows = _rows(tr)
    people = "test" if rows is None else _people(tr)
    try:
        numbers = _table(people, rows is not None)
    except ArtifactError as error:
        st.warning(tr("paper_tables.not_made", reason=text.reason(error)))
        return
    marks = IN_TABLE["table2_performance"]
    named = {row: (tr(f"paper_tables.row.{text_key(row)}"), marks.get(row, ())) for row in dict.fromkeys(numbers["row"])}
    paper_figures.grid(title, tr("paper_tables.column.features"), "table2_performance", numbers, named, tr)
    st.markdown(f":small[{tr('paper_tables.two.limits')}]")
    charts.numbers(numbers, "paper-table2.csv", tr, "numbers.paper.table2")
    paper_contradictions.touching(marks.values(), tr)
    if rows is not None:
        _ladder(rows, people, tr)


def _rows(tr: Translator) -> pd.DataFrame | None:
    try:
        return shipped.rows()
    except ArtifactError as error:
        st.warning(tr("paper_tables.not_made", reason=text.reason(error)))
        return None


def _people(tr: Translator) -> str:
    chosen: str = choice.radio(
        tr("paper_tables.people"), ("fresh", "test"), format_func=lambda p: tr(f"paper_tables.people_of.{p}"), key="paper.people",
        persist_state="session",
    )  # fmt: skip
    return chosen


def _ladder(rows: pd.DataFrame, people: str, tr: Translator) -> None:
    st.subheader(tr("paper_tables.two.chart"))
    st.markdown(tr("errors.at_field", where=f"**{tr('paper_tables.people')}**", sentence=tr(f"paper_tables.people_of.{people}")))
    table = ladder(rows, people)
    there = set(table["source"])
    words = {source: tr(f"models.{source}") for source in _SOURCES if source in there}
    names = {row: tr(f"paper_tables.row.{text_key(row)}") for row in dict.fromkeys(table["row"])}
    axis = tr("paper_tables.two.axis")

    def draw(lang: str, dark: bool) -> parts.Chart:
        return (
            ladder_chart(table, words, names, axis, lang, dark=dark),
            describe_ladder(table, words, names, axis, lang),
            ladder_table(table),
        )

    parts.chart("paper.ladder", (people,), draw, tr("paper_tables.two.read"), tr)
    at = rows[rows["people"] == people]
    shown = [
        {
            tr("paper_tables.column.features"): names[r["row"]], tr("paper_tables.column.model"): tr(f"models.{r['model']}"),
            tr("paper_tables.column.auc"): parts.estimate(r, "auc", 3), tr("paper_tables.column.brier"): f"{r['brier']:.3f}",
        }
        | {tr(f"paper_tables.column.{name}"): f"{100 * r[name]:.1f}" for name in _SHARES}
        for _, r in at.iterrows()
    ]  # fmt: skip
    with st.expander(tr("paper_tables.two.rivals")):
        parts.table(shown, at, "paper.rivals", tr)
    worlds.section("paper", tr)


def figure2(tr: Translator) -> None:
    """ROC curves on the held-out people; the printed ones in words."""
    st.header(tr("paper_tables.figure2.title"))
    printed = printed_table("table2_performance")["feature_combination"][:7]
    st.markdown(tr("paper_tables.figure2.what", printed=paper_figures.printed_aucs(list(printed), tr)))
    try:
        curves = {tr(f"models.{model}"): curve for model, curve in _curves().items()}
    except ArtifactError as error:
        st.warning(tr("paper_tables.not_made", reason=text.reason(error)))
        return

    def draw(lang: str, dark: bool) -> parts.Chart:
        return roc_chart(curves, lang, dark=dark), describe_roc(curves, lang), roc_table(curves)

    parts.chart("paper.roc", (), draw, tr("paper_tables.figure2.read"), tr)
