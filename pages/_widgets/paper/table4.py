"""Table 4 beside the network's figures on the held-out people."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.figures.paper.difference import describe_paper_difference, paper_difference_chart, paper_difference_table
from osteo_core.paper.contradictions import IN_TABLE
from osteo_core.paper.printed import printed_table, text_key
from osteo_core.paper.tables import table4
from osteo_core.stored import studies as shipped
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.printed import figures as paper_figures
from pages._widgets.shared import charts, parts, text
from pages._widgets.shared.language import Translator


@st.cache_data(show_spinner=False, max_entries=1)
def _found() -> pd.DataFrame:
    return table4(shipped.study("test", "osteoporosis"))


def show(tr: Translator) -> None:
    """The table, the differences of AUC."""
    title = tr("paper_tables.four.title")
    st.header(title)
    st.markdown(tr("paper_tables.four.what"))
    try:
        numbers = _found()
    except ArtifactError as error:
        st.warning(tr("paper_tables.not_made", reason=text.reason(error)))
        return
    marks, category = IN_TABLE["table4_subgroups"], printed_table("table4_subgroups").set_index("subgroup")["category"]
    names = {row: tr(f"paper_tables.four.subgroup.{text_key(row)}") for row in dict.fromkeys(numbers["row"])}
    named = {row: (name, marks.get(category[row], ())) for row, name in names.items()}
    paper_figures.grid(title, tr("paper_tables.column.subgroup"), "table4_subgroups", numbers, named, tr)
    st.markdown(f":small[{tr('paper_tables.four.limits')}]")
    charts.numbers(numbers, "paper-table4.csv", tr, "numbers.paper.table4")
    paper_contradictions.touching(marks.values(), tr)
    _chart(numbers[numbers["figure"] == "auc"], names, tr)


def _chart(aucs: pd.DataFrame, names: dict[str, str], tr: Translator) -> None:
    st.subheader(tr("paper_tables.four.chart"))
    axis = tr("paper_tables.four.axis")

    def draw(lang: str, dark: bool) -> parts.Chart:
        figure = paper_difference_chart(aucs, names, axis, lang, dark=dark)
        return figure, describe_paper_difference(aucs, names, axis, lang), paper_difference_table(aucs)

    parts.chart("paper.subgroups", (), draw, tr("paper_tables.four.read"), tr)
