"""Differences in AUC between pairs of models, with their intervals and the line of no difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import with_interval
from osteo_core.translations import translate

_ROW = 44


def pairwise_forest(table: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One row a pair, in the order given; a pair without difference (NaN) keeps its row.

    Args:
        table: of `osteo_core.evaluation.reports.compare_models.pairwise`, the models in words: first, second, difference, low, high, …
    """
    rows = np.arange(len(table))
    known = table["difference"].notna().to_numpy()
    part, colour = table[known], ours(dark)
    figure = go.Figure()
    figure.add_vline(x=0, line={"color": GREY, "width": 1.5, "dash": "dot"}, layer="below")
    figure.add_scatter(
        x=part["difference"], y=rows[known], mode="markers", showlegend=False, hoverinfo="text",
        marker={"color": colour, "size": 9, "line": {"color": colour, "width": 1.5}},
        hovertext=[f"{_pair(row, language)}: {_told(row)}" for row in part.to_dict("records")],
        error_x={
            "type": "data", "symmetric": False, "thickness": 1.5, "width": 0, "color": colour,
            "array": part["high"] - part["difference"], "arrayminus": part["difference"] - part["low"],
        },
    )  # fmt: skip
    words = [_pair(row, language).replace(" − ", "<br>− ") for row in table.to_dict("records")]
    figure.update_layout(
        quiet_layout(_ROW * len(table) + 66, margin={"l": 8, "r": 20, "t": 8, "b": 52}),
        xaxis={
            "title": {"text": translate("figures.pairwise_forest.axis", language), "standoff": 8}, "fixedrange": True, "zeroline": False,
            "nticks": 5, "tickangle": 0,
        },
        yaxis={
            "tickvals": rows.tolist(), "ticktext": words, "range": [len(table) - 0.45, -0.55], "fixedrange": True, "automargin": True,
            "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _pair(row: dict[Any, Any], language: str) -> str:
    return translate("figures.pairwise_forest.pair", language, first=row["first"], second=row["second"])


def _told(row: dict[Any, Any]) -> str:
    return with_interval(Estimate(row["difference"], row["low"], row["high"]))


def describe_pairwise_forest(table: pd.DataFrame, language: str = "en") -> str:
    """One sentence: every pair's difference with its interval."""
    parts = []
    for row in table.to_dict("records"):
        key, value = ("alt_none", "") if np.isnan(row["difference"]) else ("alt_part", _told(row))
        parts.append(translate(f"figures.pairwise_forest.{key}", language, pair=_pair(row, language), value=value))
    return translate("figures.pairwise_forest.alt", language, parts=translate("figures.list_separator", language).join(parts))


def pairwise_forest_table(table: pd.DataFrame) -> pd.DataFrame:
    """The forest's numbers as given."""
    return table.copy()
