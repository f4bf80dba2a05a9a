"""Table 3's order of influence beside the network's."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import ArtifactError
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.paper.rank_slope import describe_rank_slope, rank_slope_chart, rank_slope_table
from osteo_core.paper.contradictions import IN_TABLE
from osteo_core.paper.ranks import ranks, spearman
from osteo_core.stored import explanations as stored_explanations
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.shared import parts, text
from pages._widgets.shared.language import Translator

_OUTCOMES = ("osteoporosis", "fracture")


def show(tr: Translator) -> None:
    """Two slope charts, each with its rank correlation."""
    st.header(tr("paper_tables.three.title"))
    st.markdown(tr("paper_tables.three.what"))
    try:
        influence = _influence()
    except ArtifactError as error:
        st.warning(tr("paper_tables.not_made", reason=text.reason(error)))
    else:
        for outcome, column in zip(_OUTCOMES, st.columns(2, gap="medium"), strict=True):
            with column:
                _one(influence, outcome, tr)
    paper_contradictions.touching(IN_TABLE["table3_shap"].values(), tr)


@st.cache_data(show_spinner=False, max_entries=1)
def _influence() -> pd.DataFrame:
    return stored_explanations.influence()


def _one(influence: pd.DataFrame, outcome: str, tr: Translator) -> None:
    told = tr(f"paper_tables.three.outcome.{outcome}")
    st.subheader(tr("paper_tables.three.chart", outcome=told))
    table = ranks(influence, outcome)
    people = int(influence.loc[influence["outcome"] == outcome, "n"].iloc[0])
    value = with_interval(spearman(table["paper_rank"], table["our_rank"]), 2)
    st.markdown(tr("paper_tables.three.spearman", outcome=told, value=value, n=f"{people:,}"))
    kinds = {field: CATALOGUE[field].modality for field in table["field"]}
    sides = (tr("paper_tables.three.left"), tr("paper_tables.three.right"))

    def draw(lang: str, dark: bool) -> parts.Chart:
        names = {field: _name(field, lang, tr) for field in table["field"]}
        return rank_slope_chart(table, names, kinds, sides, dark=dark), describe_rank_slope(table, names, lang), rank_slope_table(table)

    parts.chart(f"paper.ranks-{outcome}", (), draw, tr("paper_tables.three.read"), tr)


def _name(field: str, lang: str, tr: Translator) -> str:
    points = IN_TABLE["table3_shap"].get(field, ())
    return " ".join([CATALOGUE[field].label_in(lang), *(f"‡{n}" for n in points)])
