"""Parts on one scale with what is said of the whole: a mean lies between its parts, a sum has one size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number, with_interval
from osteo_core.translations import translate

_DASHES = ("solid", "dash", "dot")
_ROW = 46


def parts_and_whole_chart(
    parts: Mapping[str, Estimate],
    wholes: Mapping[str, float],
    axis: str,
    decimals: int,
    *,
    sizes: Sequence[float] | None = None,
    dark: bool = False,
) -> go.Figure:
    """One row a part with its interval where it has one (limits NaN where not); the wholes are vertical lines, named in the legend.

    `sizes`: people in each part, shown as the area of its dot.
    """
    figure = go.Figure()
    rows = list(parts)
    most = max(sizes) if sizes else 1.0
    for place, (name, value) in enumerate(parts.items()):
        size = 12.0 if sizes is None else 8 + 14 * (sizes[place] / most) ** 0.5
        figure.add_scatter(
            x=[value.estimate], y=[place], mode="markers", showlegend=False, hoverinfo="text",
            hovertext=f"{name}: {_said(value, decimals)}",
            marker={"color": GREY, "size": size, "line": {"color": ours(dark), "width": 1}},
            error_x={
                "type": "data", "symmetric": False, "array": [value.high - value.estimate], "arrayminus": [value.estimate - value.low],
                "color": GREY, "thickness": 1.5, "width": 6,
            },
        )  # fmt: skip
    for dash, (name, at) in zip(_DASHES, wholes.items(), strict=False):
        figure.add_scatter(
            x=[at, at], y=[-0.5, len(rows) - 0.5], mode="lines", name=f"{name}: {_number(at, decimals)}", hoverinfo="name",
            line={"color": ours(dark), "width": 2, "dash": dash},
        )  # fmt: skip
    above = 22 * len(wholes) + 10
    figure.update_layout(
        quiet_layout(_ROW * len(rows) + above + 56, margin={"l": 8, "r": 16, "t": above, "b": 52}),
        legend={"orientation": "v", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False, "itemwidth": 40},
        xaxis={
            "title": {"text": axis, "standoff": 8}, "range": _range(parts, wholes), "fixedrange": True, "zeroline": False, "nticks": 6,
            "automargin": True, "tickformat": f",.{decimals}~f",
        },
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": rows, "range": [len(rows) - 0.5, -0.5], "fixedrange": True, "automargin": True,
            "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _said(value: Estimate, decimals: int) -> str:
    return _number(value.estimate, 0) if decimals == 0 else with_interval(value, decimals)


def _number(value: float, decimals: int) -> str:
    return f"{value:,.0f}" if decimals == 0 else number(value, decimals)


def _range(parts: Mapping[str, Estimate], wholes: Mapping[str, float]) -> list[float]:
    """All that is drawn, with room at both ends for a dot's and a line's width."""
    ends = [v for e in parts.values() for v in (e.estimate, e.low, e.high) if not math.isnan(v)] + list(wholes.values())
    room = 0.06 * (max(ends) - min(ends)) or 1.0
    return [min(ends) - room, max(ends) + room]


def describe_parts_and_whole(
    parts: Mapping[str, Estimate], wholes: Mapping[str, float], axis: str, decimals: int, language: str = "en"
) -> str:
    """One sentence: each part, then each whole."""
    separator = translate("figures.list_separator", language)
    pieces = [translate("figures_critical.named", language, name=name, value=_said(v, decimals)) for name, v in parts.items()]
    whole = [translate("figures_critical.named", language, name=name, value=_number(v, decimals)) for name, v in wholes.items()]
    return translate("figures_critical.parts_alt", language, axis=axis, parts=separator.join(pieces), wholes=separator.join(whole))


def parts_and_whole_table(parts: Mapping[str, Estimate], wholes: Mapping[str, float], sizes: Sequence[float] | None = None) -> pd.DataFrame:
    """kind (part, whole), name, estimate, low, high, and n where sizes are known."""
    rows = [{"kind": "part", "name": name, "estimate": v.estimate, "low": v.low, "high": v.high} for name, v in parts.items()]
    table = pd.DataFrame([*rows, *({"kind": "whole", "name": name, "estimate": value} for name, value in wholes.items())])
    return table if sizes is None else table.assign(n=[*sizes, *[float("nan")] * len(wholes)])
