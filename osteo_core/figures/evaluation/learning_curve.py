"""How good models are by the number of people that they learned from, with the spread over other people drawn to learn from."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import finish_curves, line, marker
from osteo_core.translations import translate


def learning_curve(curves: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One line a model over the number of people, on a logarithmic axis, with a bar for each spread.

    Args:
        curves: size, model (a key of own_study.model), estimate, low, high, as `stored.own_study.by_size`.
    """
    figure = go.Figure()
    for place, (model, part) in enumerate(curves.groupby("model", sort=False)):
        look = marker(place, dark)
        figure.add_scatter(
            x=part["size"], y=part["estimate"], mode="lines+markers", name=_name(str(model), language), line=line(place, dark),
            marker=look | {"size": 8},
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": part["high"] - part["estimate"], "arrayminus": part["estimate"] - part["low"],
            },
            hovertemplate="%{fullData.name}<br>%{x}: %{y:.3f}<extra></extra>",
        )  # fmt: skip
    sizes = sorted(curves["size"].unique())
    return finish_curves(
        figure, dark,
        xaxis={
            "title": {"text": translate("own_study.axis_people", language), "standoff": 8}, "type": "log", "tickvals": sizes,
            "ticktext": [f"{size:,}" for size in sizes], "fixedrange": True, "zeroline": False,
        },
        yaxis={"title": {"text": translate("own_study.axis_auc", language), "standoff": 8}, "fixedrange": True, "automargin": True},
    )  # fmt: skip


def describe_learning_curve(curves: pd.DataFrame, language: str = "en") -> str:
    """One sentence: each model at the smallest and at the largest size."""
    parts = []
    for model, part in curves.groupby("model", sort=False):
        ends = part.sort_values("size").iloc[[0, -1]] if len(part) > 1 else part
        values = [
            f"{int(row['size']):,}: {with_interval(Estimate(row['estimate'], row['low'], row['high']))}" for _, row in ends.iterrows()
        ]
        parts.append(translate("own_study.alt_part", language, model=_name(str(model), language), values=", ".join(values)))
    return translate("own_study.alt", language, parts=translate("figures.list_separator", language).join(parts))


def learning_curve_table(curves: pd.DataFrame) -> pd.DataFrame:
    """size, model, repeats, estimate, low, high."""
    return curves[["size", "model", "repeats", "estimate", "low", "high"]].reset_index(drop=True)


def _name(model: str, language: str) -> str:
    return translate(f"own_study.model.{model}", language)
