"""Ours less the paper's, one row a printed number, drawn against the zero line with the interval of ours."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, finish, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.model_marks import HOLLOW, marker
from osteo_core.translations import translate

COLUMNS = ("row", "printed", "ours", "low", "high", "difference", "size")
SYMBOLS = {"close": "circle", "apart": "diamond", "far": "square"}


def paper_difference_chart(
    table: pd.DataFrame, rows: Mapping[str, str], axis: str, language: str = "en", *, dark: bool = False
) -> go.Figure:
    """Points with intervals, rows from above; the symbol says how large the difference is.

    Args:
        table: COLUMNS, one line a row of `rows` at most (a row without a figure keeps its place). rows: row -> its name. axis: what is
            subtracted.
    """
    known = table.dropna(subset="difference")
    at = {row: float(i) for i, row in enumerate(rows)}
    figure = go.Figure()
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"}, layer="below")
    for size, symbol in SYMBOLS.items():
        part = known[known["size"] == size]
        if part.empty:
            continue
        look = marker(0, dark) | {"symbol": symbol + (HOLLOW if size == "close" else "")}
        figure.add_scatter(
            x=part["difference"], y=[at[row] for row in part["row"]], mode="markers", marker=look, hoverinfo="text",
            name=translate(f"paper_tables.size.{size}", language),
            hovertext=[f"{rows[r['row']]}: {number(r['printed'])} → {number(r['ours'])}" for r in part.to_dict("records")],
            error_x={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": part["high"] - part["ours"], "arrayminus": part["ours"] - part["low"],
            },
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(34 * len(rows) + 84, margin={"l": 8, "r": 20, "t": 30, "b": 52}),
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        xaxis={
            "title": {"text": axis, "standoff": 8}, "fixedrange": True, "zeroline": False, "nticks": 5, "tickangle": 0,
            "tickformat": "+.2f",
        },
        yaxis={
            "tickvals": list(at.values()), "ticktext": list(rows.values()), "range": [len(rows) - 0.5, -0.5], "fixedrange": True,
            "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def describe_paper_difference(table: pd.DataFrame, rows: Mapping[str, str], axis: str, language: str = "en") -> str:
    """One sentence: every row's difference, and which rows have none."""
    by = table.set_index("row")["difference"]
    none = translate("paper_tables.alt.no_figure", language)
    parts = [f"{name} {none if pd.isna(by[row]) else signed(by[row])}" for row, name in rows.items()]
    return translate("paper_tables.alt.difference", language, axis=axis, parts=translate("figures.list_separator", language).join(parts))


def signed(value: float, decimals: int = 3) -> str:
    """+0.012, with a true minus; what rounds to zero has no sign."""
    text = number(value, decimals)
    return text if value < 0 or not float(text) else f"+{text}"


def paper_difference_table(table: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers as given."""
    return table[list(COLUMNS)]
