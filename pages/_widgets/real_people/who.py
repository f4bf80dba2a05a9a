"""Characteristics of the real people by bone status, weighted, and the prevalence of osteoporosis, beside the virtual cohort's."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.constants import STATUSES
from osteo_core.figures.evaluation.subgroup_forest import describe_subgroup_forest, subgroup_forest, subgroup_forest_table
from pages._widgets.real_people import data as real_data
from pages._widgets.shared import cells, charts, language, parts
from pages._widgets.shared.language import Translator

_SCALE, _SUFFIX = 100.0, "\N{NO-BREAK SPACE}%"


def show(sex: str, tr: Translator) -> None:
    """Table 1, then osteoporosis by sex and age."""
    st.header(tr("real_people.who.title"))
    st.markdown(tr("real_people.who.what"))
    table, counts, by_age, _ = real_data.cohort()
    told = (f"{tr(f'figures.status.{status}')} {counts[status]:,}" for status in STATUSES)
    st.markdown(f"**n = {counts.sum():,}** · " + " · ".join(told))
    with st.expander(tr("real_people.who.table"), expanded=True):
        shown = real_data.table1_in_words(language.current())
        st.table(shown.set_index(shown.columns[0]))
        charts.numbers(table, "table1.csv", tr, "numbers.real.table1")
    st.subheader(tr("real_people.who.chart"))
    rows = by_age if sex == "all" else by_age[by_age["group"] == sex]
    words = [real_data.group(cells.text(row, "group" if row["subgroup"] == "all" else "subgroup"), tr) for row in cells.rows(rows)]
    _forest(rows.assign(subgroup=words), tr("real_people.who.axis"), "osteoporosis-by-age", (sex,), tr("real_people.who.read"), tr)


def show_virtual(tr: Translator) -> None:
    """Shares of the three categories, virtual and real."""
    st.header(tr("real_people.virtual.title"))
    st.markdown(tr("real_people.virtual.what"))
    shares = real_data.cohort()[3]
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(tr("real_people.virtual.chart"))
        osteoporosis = shares[shares["status"] == "osteoporosis"]
        rows = osteoporosis.assign(group=osteoporosis["people"] == "virtual", subgroup=_people(osteoporosis, tr))
        _forest(rows, tr("real_people.virtual.axis"), "virtual-and-real", (), tr("real_people.virtual.read"), tr)
    with right:
        named = shares.rename(columns={"estimate": "share", "low": "share_low", "high": "share_high"})
        by = {(cells.text(row, "people"), cells.text(row, "status")): row for _, row in named.iterrows()}
        table = [
            {tr("real_people.virtual.people"): words}
            | {tr(f"figures.status.{status}"): parts.share(by[people, status], "share") for status in STATUSES}
            for people, words in dict(zip(shares["people"], _people(shares, tr), strict=True)).items()
        ]
        parts.table(table, shares, "real.bone-status-shares", tr)


def _people(rows: pd.DataFrame, tr: Translator) -> list[str]:
    return [tr(f"real_people.virtual.{name}") for name in rows["people"]]


def _forest(rows: pd.DataFrame, axis: str, name: str, variant: tuple[str, ...], read: str, tr: Translator) -> None:
    drawn = rows.assign(model=axis, small=False)

    def draw(lang: str, dark: bool) -> parts.Chart:
        figure = subgroup_forest(drawn, axis, lang, scale=_SCALE, suffix=_SUFFIX, dark=dark)
        return figure, describe_subgroup_forest(drawn, axis, lang, scale=_SCALE, suffix=_SUFFIX), subgroup_forest_table(drawn)

    parts.chart(f"real.{name}", variant, draw, read, tr)
