"""The first convolution: each filter, what it answers in the middle of each volume, and how much on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.network.first_layer import Array, FirstLayer
from osteo_core.translations import translate

_WEIGHTS = [[0, "#0072B2"], [0.5, "#F7F7F7"], [1, "#D55E00"]]
"""Negative, none, positive: told apart by colour-blind readers."""
_PITCH = 1.14
"""From one square to the next; a square is 1 wide."""


def first_layer_chart(layer: FirstLayer, labels: Sequence[str], language: str = "en", *, most: int = 4, dark: bool = False) -> go.Figure:
    """A column for each of the filters that answer most to the first volume: its middle slice, and the response's in every volume."""
    chosen = layer.ranked()[:most]
    widest, highest = float(np.abs(layer.filters).max()), max(float(layer.responses.max()), 1e-9)
    figure = go.Figure()
    figure.add_heatmap(**_tiles(layer.filters[chosen][..., 2], 0), zmin=-widest, zmax=widest, colorscale=_WEIGHTS)
    for row in range(len(labels)):
        figure.add_heatmap(**_tiles(layer.responses[row, chosen][..., 3], 1 + row), zmin=0, zmax=highest, colorscale="gray")
    figure.update_traces(showscale=False, hovertemplate="%{z:.2f}<extra></extra>", hoverongaps=False)
    words = {"showarrow": False, "font": {"size": 14, "color": ink(dark)}}
    above = [
        {"x": _PITCH * place + 0.5, "y": -0.04, "yanchor": "bottom", "text": translate("figures_bone.layer.filter", language, k=k + 1)}
        for place, k in enumerate(chosen)
    ]
    beside = [
        {"x": -0.06, "y": _PITCH * row + 0.5, "xanchor": "right", "align": "right", "text": label.replace(" ", "<br>")}
        for row, label in enumerate([translate("figures_bone.layer.weights", language), *labels])
    ]
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_layout(
        quiet_layout(120 * (1 + len(labels)) + 20, margin={"l": 4, "r": 4, "t": 4, "b": 4}),
        annotations=[words | note for note in (*above, *beside)],
        xaxis=axis | {"range": [-0.95, _PITCH * len(chosen)]},
        yaxis=axis | {"range": [_PITCH * (1 + len(labels)), -0.25], "scaleanchor": "x"},
    )
    return finish(figure, dark)


def _tiles(squares: Array, row: int) -> dict[str, Any]:
    """One row of squares (n, side, side), each of unit width with a gap after it, as edges and values of a single heat map."""
    n, side, _ = squares.shape
    spaced = np.full((n, side, side + 1), np.nan)
    spaced[..., :side] = squares
    edges = np.linspace(0, 1, side + 1)
    x = (_PITCH * np.arange(n)[:, None] + edges).ravel()
    return {"x": x, "y": _PITCH * row + edges, "z": spaced.transpose(1, 0, 2).reshape(side, -1)[:, :-1]}


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
        hollow = {"symbol": "circle" if row == 0 else "diamond-open", "size": 13, "line": {"width": 2}}
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
