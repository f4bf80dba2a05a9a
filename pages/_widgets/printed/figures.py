"""Tables 2 and 4 as a grid of AUC, accuracy, sensitivity, specificity and Brier score, ours below each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from osteo_core.figures.base.estimates import number
from osteo_core.figures.paper.difference import signed
from osteo_core.paper.printed import printed_table, text_key
from pages._widgets.printed import grid as paper_grid
from pages._widgets.shared.language import Translator

_DECIMALS = {"auc": 3, "brier": 3}


def grid(title: str, first: str, table: str, numbers: pd.DataFrame, named: dict[str, tuple[str, tuple[int, ...]]], tr: Translator) -> None:
    """The grid.

    Args:
        first: heading of the rows. table: whose printed intervals stand beside the AUC. numbers: as `paper_tables`. named: printed row ->
            its name and the points that touch it.
    """
    figures = list(dict.fromkeys(numbers["figure"]))
    by = {(r["row"], r["figure"]): r for r in numbers.to_dict("records")}
    printed = printed_table(table)
    intervals = {r[printed.columns[0 if table == "table2_performance" else 1]]: r for r in printed.to_dict("records")}
    lines = [
        paper_grid.Line(name, tuple(_cell(by.get((row, figure)), intervals[row], tr) for figure in figures), marks)
        for row, (name, marks) in named.items()
    ]
    paper_grid.show(title, [first, *(tr(f"paper_tables.column.{figure}") for figure in figures)], lines, tr)


def _cell(at: dict[Any, Any] | None, printed: dict[Any, Any], tr: Translator) -> paper_grid.Cell:
    if at is None:
        return paper_grid.Cell("–")
    figure = at["figure"]
    digits = _DECIMALS.get(figure, 1)
    text = number(at["printed"], digits)
    if figure == "auc" and pd.notna(printed["auc_low"]):
        text += f" ({number(printed['auc_low'])}–{number(printed['auc_high'])})"
    if at["reason"]:
        return paper_grid.Cell(text, (tr(at["reason"]),) if figure == "auc" else ())
    if pd.isna(at["ours"]):
        return paper_grid.Cell(text)
    ours = number(at["ours"], digits)
    if pd.notna(at["low"]):
        ours += f" ({number(at['low'], digits)}–{number(at['high'], digits)})"
    told = tr("paper_tables.cell.difference", difference=signed(at["difference"], digits), size=tr(f"paper_tables.size.{at['size']}"))
    return paper_grid.Cell(text, (tr("paper_tables.cell.ours", value=ours), told), at["size"])


def printed_aucs(names: Sequence[str], tr: Translator) -> str:
    """The printed AUCs of Table 2 in words."""
    by = printed_table("table2_performance").set_index("feature_combination")["auc"]
    return tr("figures.list_separator").join(f"{tr(f'paper_tables.row.{text_key(name)}')} {by[name]:.3f}" for name in names)
