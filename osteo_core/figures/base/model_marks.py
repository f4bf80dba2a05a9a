"""How several models are told apart on one chart: the first is ours, black or white and solid; the others grey with dashes and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout

Array = NDArray[np.float64]

_DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("square", "diamond", "triangle-up", "cross", "star", "pentagon")
LIMIT = len(_DASHES) + 1
"""Place of the best possible model, the limit that none can pass: thin, grey and solid. No other model has that look."""
REFERENCE = {"color": GREY, "width": 1, "dash": "2px,5px"}
"""Plotly line of what no model is, chance or perfect agreement: dots apart, unlike any model."""
HOLLOW = "-open"
"""Ending of a marker's symbol that draws it hollow."""
_PLOT_HEIGHT = 320
_AXIS = 52
"""Pixels under the plot for the axis, its numbers and its title."""
_AROUND, _AROUND_SMALL = {"l": 8, "r": 20, "t": 8, "b": _AXIS}, {"l": 4, "r": 12, "t": 6, "b": 38}
"""Pixels around a plot, and around one that is smaller than usual."""


def line(place: int, dark: bool = False) -> dict[str, Any]:
    """Plotly line of the model at `place` (0 is ours). Raises ValueError beyond the shapes that can be told apart."""
    _check(place)
    if place == 0:
        return {"color": ours(dark), "width": 2.5, "dash": "solid"}
    if place == LIMIT:
        return {"color": GREY, "width": 1.25, "dash": "solid"}
    return {"color": GREY, "width": 2, "dash": _DASHES[place - 1]}


def marker(place: int, dark: bool = False) -> dict[str, Any]:
    """Plotly marker of the model at `place`. Raises as `line`."""
    _check(place)
    colour = ours(dark) if place == 0 else GREY
    return {"color": colour, "size": 10, "symbol": "circle" if place == 0 else _SYMBOLS[place - 1], "line": {"color": colour, "width": 1.5}}


def _check(place: int) -> None:
    if not 0 <= place <= LIMIT:
        raise ValueError(f"{LIMIT + 1} models at most can be told apart on one chart")


def looks(labels: Iterable[str], places: Mapping[str, int] | None, dark: bool) -> list[tuple[str, dict[str, Any]]]:
    """Each curve's name with its line and its rank in the legend, the last first: ours is drawn over the others.

    `places`: name -> the place whose line a model has on every chart of a page, also where a chart lacks some of them; None: their order.
    """
    ranked = reversed(list(enumerate(labels)))
    return [
        (label, {"name": label, "mode": "lines", "line": line((places or {}).get(label, rank), dark), "legendrank": rank})
        for rank, label in ranked
    ]


def add_band(figure: go.Figure, x: Array, low: Array, high: Array, dark: bool) -> None:
    """The 95 % band of our own curve, under the lines."""
    shade = "rgba(255,255,255,0.16)" if dark else "rgba(0,0,0,0.12)"
    figure.add_scatter(
        x=np.concatenate((x, x[::-1])), y=np.concatenate((high, low[::-1])), fill="toself", fillcolor=shade, line={"width": 0},
        mode="lines", hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def percent_axis(title: str, upto: float = 100.0, since: float = 0.0) -> dict[str, Any]:
    """An axis of percentages that cannot be zoomed away."""
    return {
        "title": {"text": title, "standoff": 8}, "range": [since, upto], "ticksuffix": "\N{NO-BREAK SPACE}%", "fixedrange": True,
        "zeroline": False, "automargin": True, "nticks": 7,
    }  # fmt: skip


def legend_lines(names: int, plot_height: int, *, above: bool = False) -> tuple[dict[str, Any], int]:
    """A legend of one line a name, from the plot's left edge, under its axis or above it; and the pixels to leave for it there."""
    height = 21 * names + 8
    place = {"y": 1, "yanchor": "bottom"} if above else {"y": -_AXIS / plot_height, "yanchor": "top"}
    legend = {"orientation": "v", "x": 0, "xanchor": "left", "itemclick": False, "itemdoubleclick": False, "itemwidth": 40}
    return legend | place, height


def finish_curves(figure: go.Figure, dark: bool, *, height: int | None = None, legend: bool = True, **axes: Any) -> go.Figure:
    """A chart of curves with its legend under it: beside it, the words would leave a phone no room for the curves.

    `height`: of the plot in pixels. Without `legend` the page says once for several charts what the lines are.
    """
    plot = height or _PLOT_HEIGHT
    place, lines = legend_lines(sum(trace.showlegend is not False for trace in figure.data), plot) if legend else ({}, 0)
    around = _AROUND if plot >= _PLOT_HEIGHT else _AROUND_SMALL
    margin = around | {"b": around["b"] + lines}
    layout = quiet_layout(plot + margin["t"] + margin["b"], margin=margin)
    figure.update_layout(layout, legend=place, showlegend=None if legend else False, **axes)
    if plot < _PLOT_HEIGHT:  # the words shrink with the chart, or an axis's title would be longer than the axis
        small = {"tickfont": {"size": 13}, "title": {"font": {"size": 13}}}
        figure.update_layout(xaxis=small, yaxis=small)
    return finish(figure, dark)
