"""The first convolution: each filter, what it answers in the middle of each volume, and how much on the whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from osteo_core.figures.colours import MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.estimates import number
from osteo_core.network.first_layer import FirstLayer
from osteo_core.translations import translate

_WEIGHTS = [[0, "#0072B2"], [0.5, "#F7F7F7"], [1, "#D55E00"]]
"""Negative, none, positive: told apart by colour-blind readers."""


def first_layer_chart(layer: FirstLayer, labels: Sequence[str], language: str = "en", *, most: int = 4, dark: bool = False) -> go.Figure:
    """A column for each of the filters that answer most to the first volume: its middle slice, and the response's in every volume."""
    chosen = layer.ranked()[:most]
    titles = [translate("figures_bone.layer.filter", language, k=k + 1) for k in chosen]
    figure = make_subplots(
        rows=1 + len(labels), cols=len(chosen), subplot_titles=titles, horizontal_spacing=0.03, vertical_spacing=0.04,
        row_titles=[translate("figures_bone.layer.weights", language), *labels],
    )  # fmt: skip
    widest = float(np.abs(layer.filters).max())
    highest = max(float(layer.responses.max()), 1e-9)
    for column, k in enumerate(chosen, start=1):
        figure.add_heatmap(
            z=layer.filters[k][:, :, 2], zmin=-widest, zmax=widest, colorscale=_WEIGHTS, showscale=False,
            hovertemplate="%{z:.2f}<extra></extra>", row=1, col=column,
        )  # fmt: skip
        for row in range(len(labels)):
            figure.add_heatmap(
                z=layer.responses[row, k][:, :, 3], zmin=0, zmax=highest, colorscale="gray", showscale=False,
                hovertemplate="%{z:.2f}<extra></extra>", row=2 + row, col=column,
            )  # fmt: skip
    figure.update_xaxes(visible=False, fixedrange=True, constrain="domain")
    for place in range(1, len(chosen) * (1 + len(labels)) + 1):
        name = "" if place == 1 else str(place)
        axis = {"visible": False, "fixedrange": True, "autorange": "reversed", "scaleanchor": f"x{name}", "constrain": "domain"}
        figure.update_layout({f"yaxis{name}": axis})
    figure.update_annotations(font={"size": 14, "color": ink(dark)})
    figure.update_layout(quiet_layout(120 * (1 + len(labels)) + 20, margin={"l": 4, "r": 34, "t": 28, "b": 4}))
    return finish(figure, dark)


def response_chart(layer: FirstLayer, labels: Sequence[str], language: str = "en", *, dark: bool = False) -> go.Figure:
    """The mean response of every filter to each of two volumes, largest on top, joined by a line."""
    order = layer.ranked()[::-1]
    names = [translate("figures_bone.layer.filter", language, k=k + 1) for k in order]
    means = layer.mean_response[:, order]
    figure = go.Figure()
    for place, name in enumerate(names):
        figure.add_scatter(
            x=means[:, place],
            y=[name] * len(labels),
            mode="lines",
            line={"color": ink(dark), "width": 1.5},
            hoverinfo="skip",
            showlegend=False,
        )
    for row, label in enumerate(labels):
        hollow = {"symbol": "circle" if row == 0 else "diamond-open", "size": 12, "line": {"width": 2}}
        colour = ours(dark) if row == 0 else MODALITY_COLOURS["micro"]
        figure.add_scatter(
            x=means[row], y=names, mode="markers", name=label, marker=hollow | {"color": colour},
            hovertemplate=f"{label}, %{{y}}: %{{x:.3f}}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(340, margin={"l": 8, "r": 12, "t": 8, "b": 8}),
        xaxis={
            "title": {"text": translate("figures_bone.layer.axis", language)},
            "rangemode": "tozero",
            "fixedrange": True,
            "automargin": True,
        },
        yaxis={"fixedrange": True, "automargin": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )
    return finish(figure, dark)


def describe_first_layer(layer: FirstLayer, labels: Sequence[str], language: str = "en") -> str:
    """One sentence: the filter that answers most to the first volume, with its mean response to each."""
    best = layer.ranked()[0]
    parts = translate("figures.list_separator", language).join(
        f"{label} {number(float(layer.mean_response[row, best]), 3)}" for row, label in enumerate(labels)
    )
    return translate("figures_bone.layer.alt", language, k=best + 1, parts=parts, n=layer.filters.shape[0])


def first_layer_table(layer: FirstLayer, labels: Sequence[str]) -> pd.DataFrame:
    """One row a filter: its number, the mean response to each volume, and its 64 weights."""
    table = pd.DataFrame({"filter": np.arange(1, len(layer.filters) + 1)})
    for row, label in enumerate(labels):
        table[f"mean_response: {label}"] = layer.mean_response[row]
    weights = pd.DataFrame(layer.filters.reshape(len(layer.filters), -1)).add_prefix("w")
    return pd.concat([table, weights], axis=1)
