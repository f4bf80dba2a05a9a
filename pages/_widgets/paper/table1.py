"""Table 1 beside the virtual cohort."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import SEED, STATUSES
from osteo_core.figures.base.estimates import number
from osteo_core.figures.paper.difference import signed
from osteo_core.paper.contradictions import IN_TABLE, p_in_words
from osteo_core.paper.printed import printed_table
from osteo_core.paper.tables import table1
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.printed import grid as paper_grid
from pages._widgets.shared import charts, language
from pages._widgets.shared.language import Translator

_PEOPLE, _SEED = 12856, SEED
_SIZES = ("", "close", "apart", "far")


@st.cache_data(show_spinner=False, max_entries=1)
def _found() -> tuple[pd.DataFrame, pd.DataFrame]:
    from osteo_core.cohorts.worlds.paper import draw

    return table1(draw(_PEOPLE, _SEED).table)


def show(tr: Translator) -> None:
    """The table, what touches it, the numbers to download."""
    st.header(tr("paper_tables.one.title"))
    st.markdown(tr("paper_tables.one.what"))
    numbers, tests = _found()
    by = {(r["row"], r["column"], r["figure"]): r for r in numbers.to_dict("records")}
    p = {r["row"]: r for r in tests.to_dict("records")}
    lines = [_line(row, by, p.get(row["characteristic"]), tr) for row in printed_table("table1_baseline").to_dict("records")]
    columns = [tr("paper_tables.column.row"), *(tr(f"figures.status.{name}") for name in STATUSES), tr("paper_tables.column.p")]
    paper_grid.show(tr("paper_tables.one.title"), columns, lines, tr)
    st.markdown(f":small[{tr('paper_tables.one.limits')}]")
    charts.numbers(numbers, "paper-table1.csv", tr, "numbers.paper.table1")
    st.markdown(tr("paper_tables.one.sex", worked_out=p_in_words(p["female"]["p_from_printed"]), printed=p["female"]["p_printed"]))
    paper_contradictions.touching(IN_TABLE["table1_baseline"].values(), tr)


def _line(row: dict[Any, Any], by: dict[Any, dict[Any, Any]], p: dict[Any, Any] | None, tr: Translator) -> paper_grid.Line:
    name = row["characteristic"]
    cells = [_cell(str(row[column]), {f: by.get((name, column, f)) for f in ("mean", "sd", "percent", "n")}, tr) for column in STATUSES]
    return paper_grid.Line(_name(name, tr), (*cells, _p(p, tr)), IN_TABLE["table1_baseline"].get(name, ()))


def _name(name: str, tr: Translator) -> str:
    if name == "n":
        return tr("paper_tables.one.count")
    feature = CATALOGUE["sex" if name == "female" else name]
    lang = language.current()
    if name == "female":
        return CATALOGUE["sex"].category_in("female", lang)
    return feature.label_with_unit_in(lang)


def _cell(printed: str, at: dict[str, dict[Any, Any] | None], tr: Translator) -> paper_grid.Cell:
    mean, sd = at["mean"], at["sd"]
    if mean and sd:
        digits = len(printed.split("±")[0].partition(".")[2])
        ours = tr("paper_tables.cell.mean_sd", mean=number(mean["ours"], digits), sd=number(sd["ours"], digits))
        told = tr(
            "paper_tables.cell.difference_mean_sd", mean=signed(mean["difference"], digits), sd=signed(sd["difference"], digits),
            mean_size=tr(f"paper_tables.size.{mean['size']}"), sd_size=tr(f"paper_tables.size.{sd['size']}"),
        )  # fmt: skip
        size = max(mean["size"], sd["size"], key=_SIZES.index)
        return paper_grid.Cell(printed.replace("±", " ± "), (tr("paper_tables.cell.ours", value=ours), told), size)
    one = at["percent"] or at["n"] or {}
    digits, unit = (1, "\N{NO-BREAK SPACE}%") if at["percent"] else (0, "")
    ours = tr("paper_tables.cell.ours", value=f"{one['ours']:,.{digits}f}{unit}")
    difference = signed(one["difference"], digits)
    told = tr("paper_tables.cell.difference", difference=difference, size=tr(f"paper_tables.size.{one['size']}"))
    return paper_grid.Cell(printed, (ours, told), one["size"])


def _p(p: dict[Any, Any] | None, tr: Translator) -> paper_grid.Cell:
    if p is None:
        return paper_grid.Cell("")
    worked_out = tr("paper_tables.cell.p_from_printed", p=p_in_words(p["p_from_printed"]).removeprefix("= "))
    ours = tr("paper_tables.cell.p_ours", p=p_in_words(p["p_ours"]).removeprefix("= "), test=tr(f"paper_tables.test.{p['test']}"))
    return paper_grid.Cell(p["p_printed"], (worked_out, ours))
