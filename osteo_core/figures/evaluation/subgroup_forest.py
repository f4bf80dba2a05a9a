"""A statistic by subgroup, one row a subgroup with everybody first, one mark a model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY, finish, quiet_layout
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import HOLLOW, legend_lines, marker
from osteo_core.translations import translate

COLUMNS = ("group", "subgroup", "model", "estimate", "low", "high", "n", "events", "small")


def subgroup_forest(
    table: pd.DataFrame,
    axis: str,
    language: str = "en",
    *,
    scale: float = 1.0,
    suffix: str = "",
    reference: float | None = None,
    dark: bool = False,
) -> go.Figure:
    """Points with intervals.

    Args:
        table: COLUMNS, in the order drawn; `group` (may be ""), `subgroup` and `model` in words, `small` marks a figure that rests on few
            events (drawn hollow); a row without estimate (NaN) keeps its place and its counts.
        axis: the statistic's name. `scale` and `suffix`: 100 and " %" for shares. `reference`: where to draw a line, in the table's unit.
    """
    rows = table.drop_duplicates(["group", "subgroup"]).reset_index(drop=True)
    models = list(dict.fromkeys(table["model"]))
    at = {(r.group, r.subgroup): float(i) for i, r in enumerate(rows.itertuples())}
    figure = go.Figure()
    if reference is not None:
        figure.add_vline(x=scale * reference, line={"color": GREY, "width": 1, "dash": "dot"}, layer="below")
    for place, model in enumerate(models):
        part = table[(table["model"] == model) & table["estimate"].notna()]
        shift = 0.0 if len(models) == 1 else 0.7 * (place / (len(models) - 1) - 0.5)
        look = marker(place, dark)
        look["symbol"] = [look["symbol"] + (HOLLOW if small else "") for small in part["small"]]
        figure.add_scatter(
            x=scale * part["estimate"], y=[at[key] + shift for key in zip(part["group"], part["subgroup"], strict=True)], mode="markers",
            marker=look, name=model, showlegend=len(models) > 1, error_x=_interval(part, scale, look["color"]), hoverinfo="text",
            hovertext=[_hover(row, scale, suffix) for row in part.itertuples()],
        )  # fmt: skip
    height = max(44, 16 * len(models) + 14)
    _axes(figure, rows, axis, language, height=height * len(rows), models=len(models), suffix=suffix)
    return finish(figure, dark)


def _interval(part: pd.DataFrame, scale: float, colour: str) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": colour,
        "array": scale * (part["high"] - part["estimate"]), "arrayminus": scale * (part["estimate"] - part["low"]),
    }  # fmt: skip


def _hover(row: Any, scale: float, suffix: str) -> str:
    estimate = Estimate(scale * row.estimate, scale * row.low, scale * row.high)
    return f"{row.subgroup}, {row.model}: {with_interval(estimate, 1 if scale != 1 else 3)}{suffix}"


def _axes(figure: go.Figure, rows: pd.DataFrame, axis: str, language: str, *, height: int, models: int, suffix: str) -> None:
    words = []
    for row in rows.itertuples():
        small = translate("figures.subgroup_forest.small", language) if row.small else ""
        told = translate("figures.subgroup_forest.counts", language, n=f"{row.n:,}", events=f"{row.events:,}")
        words.append(f"<b>{row.subgroup}</b>{small}<br>{told}")
    legend, above = legend_lines(models, height, above=True) if models > 1 else ({}, 8)
    figure.update_layout(
        quiet_layout(height + above + 52, margin={"l": 8, "r": 20, "t": above, "b": 52}),
        legend=legend,
        xaxis={
            "title": {"text": axis, "standoff": 8}, "ticksuffix": suffix, "fixedrange": True, "zeroline": False,
            "nticks": 5, "tickangle": 0, "showgrid": True,
        },
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": words, "range": [len(rows) - 0.45, -0.55], "fixedrange": True,
            "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    breaks = np.flatnonzero(rows["group"].to_numpy()[1:] != rows["group"].to_numpy()[:-1]) + 0.5
    for y in breaks:
        figure.add_hline(y=float(y), line={"color": GREY, "width": 0.5})


def describe_subgroup_forest(table: pd.DataFrame, axis: str, language: str = "en", *, scale: float = 1.0, suffix: str = "") -> str:
    """One sentence: for the first model, the estimate of every subgroup with its interval."""
    part = table[table["model"] == table["model"].iloc[0]]
    parts = []
    for row in part.itertuples():
        estimate = Estimate(scale * row.estimate, scale * row.low, scale * row.high)
        key = "alt_none" if np.isnan(row.estimate) else "alt_part"
        value = "" if np.isnan(row.estimate) else with_interval(estimate, 1 if scale != 1 else 3) + suffix
        parts.append(translate(f"figures.subgroup_forest.{key}", language, subgroup=row.subgroup, value=value))
    joined = translate("figures.list_separator", language).join(parts)
    return translate("figures.subgroup_forest.alt", language, axis=axis, model=part["model"].iloc[0], parts=joined)


def subgroup_forest_table(table: pd.DataFrame) -> pd.DataFrame:
    """The forest's numbers as given."""
    return table[list(COLUMNS)]
