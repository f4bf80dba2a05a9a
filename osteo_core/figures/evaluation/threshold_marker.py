"""One threshold marked on charts that are already drawn.

A threshold moves with every key press, so nothing that is drawn already is built or checked again: the charts are taken as plain dicts and
what marks the threshold is added to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import ink, ours
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

Kind = Literal["roc", "calibration", "net_benefit", "distribution"]
Plain = dict[str, Any]


def at_threshold(
    figure: go.Figure | Plain,
    kind: Kind,
    threshold: float,
    points: pd.DataFrame,
    language: str = "en",
    *,
    words: Mapping[str, str] | None = None,
    dark: bool = False,
) -> Plain:
    """A copy of the chart, as a plain dict, with the threshold marked; the chart itself stays as it is.

    Args:
        kind: "roc" gets a cross on each model's curve, the others, whose x axis is the risk in percent, a vertical line with its number.
        threshold: 0..1. points: rows of `ModelComparison.at`, for the ROC curves only. words: names of the models, as `describe_threshold`.
    """
    plain = figure.to_dict() if isinstance(figure, go.Figure) else figure
    if kind == "roc":
        return plain | {"data": [*plain["data"], _crosses(_told(points, threshold, words), language, dark)]}
    layout = dict(plain["layout"])
    layout["shapes"] = [*layout.get("shapes", ()), _line(threshold, dark)]
    layout["annotations"] = [*layout.get("annotations", ()), _number(kind, threshold, layout["xaxis"]["range"], dark)]
    return plain | {"layout": layout}


def _told(points: pd.DataFrame, threshold: float, words: Mapping[str, str] | None) -> list[Plain]:
    """Each model that has both shares, with its name and its numbers as they are written."""
    known = points[points["sensitivity"].notna() & points["specificity"].notna()].to_dict("records")
    return [
        {
            "at": (100 * (1 - row["specificity"]), 100 * row["sensitivity"]), "model": (words or {}).get(row["model"], row["model"]),
            "threshold": percent(threshold), "sensitivity": percent(row["sensitivity"]), "specificity": percent(row["specificity"]),
        }
        for row in known
    ]  # fmt: skip


def _crosses(told: list[Plain], language: str, dark: bool) -> Plain:
    return {
        "type": "scatter", "mode": "markers", "showlegend": False, "x": [row["at"][0] for row in told], "y": [row["at"][1] for row in told],
        "hoverinfo": "text", "hovertext": [translate("figures.threshold_marker.hover", language, **row) for row in told],
        "marker": {"symbol": "x-thin", "size": 13, "line": {"color": ours(dark), "width": 2.5}}, "cliponaxis": False,
    }  # fmt: skip


def _line(threshold: float, dark: bool) -> Plain:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": 100 * threshold, "x1": 100 * threshold, "y0": 0, "y1": 1,
        "line": {"color": ours(dark), "width": 1.5, "dash": "dot"},
    }  # fmt: skip


def _number(kind: Kind, threshold: float, axis: Sequence[float], dark: bool) -> Plain:
    """The threshold in words beside the line, towards the middle; where the axis ends before it, at the end with an arrow.

    A distribution has words of its own in the corners on the upper left and the lower right, which it stays clear of.
    """
    at, beyond = 100 * threshold, 100 * threshold > axis[1]
    along = (at - axis[0]) / (axis[1] - axis[0])
    leftward, y = along > 0.5, 1
    if kind == "distribution":
        leftward, y = (along > 0.85, 1) if along > 0.45 else (along > 0.15, 0)  # the lower words begin just beyond the middle
    return {
        "text": f"{percent(threshold)} →" if beyond else percent(threshold), "x": axis[1] if beyond else at, "xref": "x",
        "xanchor": "right" if leftward else "left", "y": y, "yref": "paper", "yanchor": "top" if y else "bottom", "showarrow": False,
        "font": {"size": 13, "color": ink(dark)},
    }  # fmt: skip


def describe_threshold(points: pd.DataFrame, language: str = "en", words: Mapping[str, str] | None = None) -> str:
    """One sentence: at the threshold, each model's sensitivity and specificity; "" without models. `words`: model -> its name."""
    if points.empty:
        return ""
    threshold = float(points["threshold"].iloc[0])
    parts = (translate("figures.threshold_marker.alt_part", language, **row) for row in _told(points, threshold, words))
    joined = translate("figures.list_separator", language).join(parts)
    return translate("figures.threshold_marker.alt", language, threshold=percent(threshold), parts=joined)
