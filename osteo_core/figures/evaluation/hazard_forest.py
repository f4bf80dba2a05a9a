"""Hazard ratios of a Cox model with their intervals, on a logarithmic axis."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import with_interval
from osteo_core.translations import translate

_ROW = 44
_MARKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
COLUMNS = ("covariate", "hazard_ratio", "low", "high", "p")


def hazard_forest(table: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One row a covariate (in words, with what the ratio is for), the line of no effect at 1.

    Args:
        table: COLUMNS.
    """
    figure, rows = go.Figure(), np.arange(len(table))
    figure.add_vline(x=1, line={"color": GREY, "width": 1}, layer="below")
    figure.add_scatter(
        x=table["hazard_ratio"], y=rows, mode="markers", showlegend=False, hoverinfo="skip",
        marker={"symbol": "square", "size": 9, "color": ours(dark)},
        error_x={
            "type": "data", "symmetric": False, "thickness": 1.3, "width": 0, "color": ours(dark),
            "array": table["high"] - table["hazard_ratio"], "arrayminus": table["hazard_ratio"] - table["low"],
        },
    )  # fmt: skip
    low, high = min(0.9, float(table["low"].min())), max(1.1, float(table["high"].max()))
    edge = 0.06 * np.log10(high / low) + 0.01
    figure.update_layout(
        quiet_layout(_ROW * len(table) + 62, margin={"l": 8, "r": 16, "t": 8, "b": 52}),
        xaxis={
            "type": "log", "range": [np.log10(low) - edge, np.log10(high) + edge], "fixedrange": True, "zeroline": False, "tickangle": 0,
            "title": {"text": translate("figures.hazard_forest.axis", language), "standoff": 8}, "tickvals": list(_MARKS),
            "ticktext": [f"{mark:g}" for mark in _MARKS],
        },
        yaxis={
            "tickvals": list(rows), "ticktext": [_words(row) for _, row in table.iterrows()], "range": [len(table) - 0.45, -0.55],
            "fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _words(row: pd.Series) -> str:
    return f"<b>{row['covariate']}</b><br>{_ratio(row)}"


def _ratio(row: pd.Series) -> str:
    return with_interval(Estimate(float(row["hazard_ratio"]), float(row["low"]), float(row["high"])), 2)


def describe_hazard_forest(table: pd.DataFrame, language: str = "en") -> str:
    """One sentence: every hazard ratio with its interval."""
    parts = translate("figures.list_separator", language).join(f"{row['covariate']} {_ratio(row)}" for _, row in table.iterrows())
    return translate("figures.hazard_forest.alt", language, parts=parts)


def hazard_forest_table(table: pd.DataFrame) -> pd.DataFrame:
    """The forest's numbers as given."""
    return table[list(COLUMNS)]
