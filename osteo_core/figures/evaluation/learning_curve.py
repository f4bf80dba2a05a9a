"""How good models are by the number of people that they learned from, with the spread over other people drawn to learn from."""

from __future__ import annotations

from math import log10

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import REFERENCE, finish_curves, line, marker
from osteo_core.translations import translate

BESIDE = 1.03
"""Points of one size stand beside each other, each model's this many times further right, so that their bars can be told apart."""
SLOPES, SLOPE_TICKS = (0.25, 4.0), (0.25, 0.5, 1, 2, 4)
"""What is shown of calibration slopes: a model that has hardly learned can have one of a hundred."""


def learning_curve(curves: pd.DataFrame, of: str = "auc", language: str = "en", *, dark: bool = False) -> go.Figure:
    """One line a model over the number of people, on a logarithmic axis, with a bar for each spread.

    Args:
        curves: size, model (a key of own_study.model), estimate, low, high, as `stored.own_study.by_size`.
        of: the figure on the other axis, "auc", "brier" or "slope" (on a logarithmic axis, with a line at 1).
    """
    figure = go.Figure()
    groups = list(curves.groupby("model", sort=False))
    for place, (model, part) in enumerate(groups):
        look = marker(place, dark)
        beside = BESIDE ** (place - (len(groups) - 1) / 2)
        figure.add_scatter(
            x=part["size"] * beside, customdata=part["size"], y=part["estimate"], mode="lines+markers",
            name=_name(str(model), language),
            line=line(place, dark), marker=look | {"size": 8},
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": part["high"] - part["estimate"], "arrayminus": part["estimate"] - part["low"],
            },
            hovertemplate="%{fullData.name}<br>%{customdata}: %{y:.3f}<extra></extra>",
        )  # fmt: skip
    if of == "slope":
        figure.add_hline(y=1, line=REFERENCE, layer="below")
    sizes = sorted(curves["size"].unique())
    return finish_curves(
        figure, dark,
        xaxis={
            "title": {"text": translate("own_study.axis_people", language), "standoff": 8}, "type": "log", "tickvals": sizes,
            "ticktext": [str(size) for size in sizes], "fixedrange": True, "zeroline": False, "tickangle": 0,
        },
        yaxis={
            "title": {"text": translate(f"own_study.axis.{of}", language), "standoff": 8}, "fixedrange": True, "automargin": True,
            **({"type": "log", "range": [log10(end) for end in SLOPES], "tickvals": [*SLOPE_TICKS]} if of == "slope" else {}),
        },
    )  # fmt: skip


def describe_learning_curve(curves: pd.DataFrame, of: str = "auc", language: str = "en") -> str:
    """One sentence: each model at the smallest and at the largest size."""
    parts = []
    for model, part in curves.groupby("model", sort=False):
        ends = part.sort_values("size").iloc[[0, -1]] if len(part) > 1 else part
        values = [
            f"{int(row['size']):,}: {with_interval(Estimate(row['estimate'], row['low'], row['high']))}" for _, row in ends.iterrows()
        ]
        parts.append(translate("own_study.alt_part", language, model=_name(str(model), language), values=", ".join(values)))
    figure = translate(f"own_study.figure_of.{of}", language)
    return translate("own_study.alt", language, figure=figure, parts=translate("figures.list_separator", language).join(parts))


def learning_curve_table(curves: pd.DataFrame) -> pd.DataFrame:
    """size, model, repeats, estimate, low, high."""
    return curves[["size", "model", "repeats", "estimate", "low", "high"]].reset_index(drop=True)


def _name(model: str, language: str) -> str:
    return translate(f"own_study.model.{model}", language)
