"""Balance before and after matching: how far two groups lie apart in each covariate, with the limit that counts as balanced."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.groups.standardised_difference import BALANCED
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.model_marks import HOLLOW, legend_lines
from osteo_core.translations import translate

_ROW = 30
COLUMNS = ("covariate", "before", "after", "matched_on")


def love_plot(table: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One row a covariate: a grey square before, a black circle after matching, on the absolute standardised difference.

    Args:
        table: COLUMNS; `covariate` in words, differences with their sign, `matched_on` False for what was only looked at (drawn hollow).
    """
    figure, rows = go.Figure(), np.arange(len(table))
    hollow = ["" if on else HOLLOW for on in table["matched_on"]]
    # One trace for all the lines: a shape each would cost more than the rest of the chart.
    along = np.column_stack((table["before"].abs(), table["after"].abs(), np.full(len(table), np.nan))).ravel()
    figure.add_scatter(
        x=along, y=np.repeat(rows, 3), mode="lines", line={"color": GREY, "width": 1}, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    looks = (("before", "square", GREY), ("after", "circle", ours(dark)))
    for name, symbol, colour in looks:
        figure.add_scatter(
            x=table[name].abs(), y=rows, mode="markers", name=translate(f"figures.love_plot.{name}", language), hoverinfo="text",
            marker={"symbol": [symbol + end for end in hollow], "size": 10, "color": colour, "line": {"width": 1.5, "color": colour}},
            hovertext=[f"{covariate}: {number(value, 3)}" for covariate, value in zip(table["covariate"], table[name], strict=True)],
        )  # fmt: skip
    figure.add_vline(x=BALANCED, line={"color": GREY, "width": 1, "dash": "dash"}, layer="below")
    legend, above = legend_lines(2, _ROW * len(table), above=True)
    widest = float(np.nanmax(np.where(np.isfinite(table[["before", "after"]]), table[["before", "after"]].abs(), np.nan)))
    figure.update_layout(
        quiet_layout(_ROW * len(table) + above + 60, margin={"l": 8, "r": 20, "t": above, "b": 52}),
        legend=legend,
        xaxis={
            "title": {"text": translate("figures.love_plot.axis", language), "standoff": 8}, "range": [-0.02, max(0.15, 1.08 * widest)],
            "fixedrange": True, "zeroline": False, "nticks": 6, "tickangle": 0,
        },
        yaxis={
            "tickvals": list(rows), "ticktext": list(table["covariate"]), "range": [len(table) - 0.4, -0.6], "fixedrange": True,
            "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def describe_love_plot(table: pd.DataFrame, language: str = "en") -> str:
    """One sentence: the largest difference of what was matched on before and after, and what lies beyond the limit after."""
    before, after = (number(float(table.loc[table["matched_on"], name].abs().max()), 2) for name in ("before", "after"))
    beyond = translate("figures.list_separator", language).join(table.loc[table["after"].abs() >= BALANCED, "covariate"])
    none = translate("figures.love_plot.alt_none", language)
    return translate("figures.love_plot.alt", language, before=before, after=after, limit=f"{BALANCED:g}", beyond=beyond or none)


def love_plot_table(table: pd.DataFrame) -> pd.DataFrame:
    """The plot's numbers, with their sign."""
    return table[list(COLUMNS)]
