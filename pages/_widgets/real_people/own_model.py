"""From how many people on a model of one's own is better than what there is: the study on NHANES, by size."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.evaluation.learning_curve import describe_learning_curve, learning_curve, learning_curve_table
from osteo_core.stored.own_study import REPEATS, by_size, comparisons, worth_it
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator

FIGURES = ("auc", "brier", "slope")
ASKED = (("nothing", "ost"), ("nothing", "shipped"), ("shipped_start", "shipped"))
"""Own model, and what it is held against, in the order of the sentences."""


@st.cache_data(show_spinner=False)
def _study() -> pd.DataFrame:
    return comparisons()


def show(tr: Translator) -> None:
    """The answer in sentences, the figure by size, and every size in a table."""
    st.header(tr("own_study.title"))
    table = _study()
    st.markdown(tr("own_study.intro", repeats=REPEATS, n=f"{int(table['n'].max()):,}"))
    st.markdown("\n".join(f"- {_answer(table, own, against, tr)}" for own, against in ASKED))
    st.markdown(tr("own_study.so"))
    figure = choice.radio(
        tr("own_study.figure"), FIGURES, format_func=lambda name: tr(f"own_study.figure_of.{name}"), horizontal=True,
        key="real.own-study", persist_state="session",
    )  # fmt: skip
    curves = by_size(table, figure)

    def draw(lang: str, dark: bool) -> parts.Chart:
        chart = learning_curve(curves, figure, lang, dark=dark)
        return chart, describe_learning_curve(curves, figure, lang), learning_curve_table(curves)

    parts.chart("real.own-study", (figure,), draw, tr("own_study.read"), tr)
    _table(curves, figure, tr)
    st.caption(tr("own_study.caution"))


def _answer(table: pd.DataFrame, own: str, against: str, tr: Translator) -> str:
    words = {"own": tr(f"own_study.told.{own}"), "against": tr(f"own_study.told.{against}")}
    size = worth_it(table, own, against)
    if size is None:
        return tr("own_study.never", largest=f"{int(table['size'].max()):,}", **words)
    return tr("own_study.from", size=f"{size:,}", **words)


def _table(curves: pd.DataFrame, figure: str, tr: Translator) -> None:
    """A row a model, a column a number of people."""
    digits = 2 if figure == "slope" else 3
    rows = []
    for model, part in curves.groupby("model", sort=False):
        cells = {
            f"{int(row['size']):,}": parts.unbroken_interval(Estimate(row["estimate"], row["low"], row["high"]), digits)
            for _, row in part.iterrows()
        }
        rows.append({tr("own_study.learned"): tr(f"own_study.model.{model}"), **cells})
    parts.table(rows, learning_curve_table(curves), "real.own-study-table", tr)
