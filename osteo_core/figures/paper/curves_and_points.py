"""Curves of an arithmetic, with what was printed and what follows as named points on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.model_marks import finish_curves, line, marker
from osteo_core.translations import translate

Array = NDArray[np.float64]
Curves = Mapping[str, tuple[Array, Array]]
Points = Mapping[str, tuple[float, float]]


class Axis(NamedTuple):
    """Title, decimals of its numbers in words, and whether it is logarithmic or of percentages; `upto`: its end where it has one."""

    title: str
    decimals: int = 2
    log: bool = False
    suffix: str = ""
    upto: float | None = None


def curves_and_points_chart(curves: Curves, points: Points, x: Axis, y: Axis, *, dark: bool = False) -> go.Figure:
    """Curves (name -> x, y) told apart by dashes, the first black and solid; points (name -> x, y): the first filled, the others hollow."""
    figure = go.Figure()
    template = f"%{{fullData.name}}<br>%{{x:.{x.decimals}f}}{x.suffix}, %{{y:.{y.decimals}f}}{y.suffix}<extra></extra>"
    for place, (name, (xs, ys)) in enumerate(curves.items()):
        figure.add_scatter(x=xs, y=ys, mode="lines", name=name, line=line(place, dark), hovertemplate=template)
    for place, (name, (at, value)) in enumerate(points.items()):
        look = marker(place + 1, dark) | ({"color": ours(dark), "size": 13} if place == 0 else {"color": GREY, "size": 13})
        figure.add_scatter(x=[at], y=[value], mode="markers", name=name, marker=look, hovertemplate=template)
    return finish_curves(figure, dark, xaxis=_drawn(x, 8), yaxis=_drawn(y, 18))


def _drawn(axis: Axis, standoff: int) -> dict[str, object]:
    shown: dict[str, object] = {
        "title": {"text": axis.title, "standoff": standoff}, "fixedrange": True, "zeroline": False, "automargin": True, "nticks": 7,
        "ticksuffix": axis.suffix, "type": "log" if axis.log else "linear", "tickformat": f",.{axis.decimals}~f",
    }  # fmt: skip
    if axis.log:
        shown |= {"dtick": 1}
    elif axis.upto is not None:
        shown |= {"range": [0, axis.upto]}
    return shown


def describe_curves_and_points(curves: Curves, points: Points, x: Axis, y: Axis, language: str = "en") -> str:
    """One sentence: the axes, the curves' names, and where each point lies."""
    separator = translate("figures.list_separator", language)
    parts = [
        translate(
            "figures_critical.point", language, name=name, x=f"{number(at, x.decimals)}{x.suffix}", y=f"{number(v, y.decimals)}{y.suffix}"
        )
        for name, (at, v) in points.items()
    ]
    return translate(
        "figures_critical.curves_alt", language, x=x.title, y=y.title, curves=separator.join(curves), points=separator.join(parts)
    )


def curves_and_points_table(curves: Curves, points: Points) -> pd.DataFrame:
    """Every place of every curve, then the points: kind, name, x, y."""
    drawn = [pd.DataFrame({"kind": "curve", "name": name, "x": xs, "y": ys}) for name, (xs, ys) in curves.items()]
    marked = pd.DataFrame([{"kind": "point", "name": name, "x": at, "y": value} for name, (at, value) in points.items()])
    return pd.concat([*drawn, marked], ignore_index=True)
