"""A chart's words, height and legend: as large as the page's at a desk, larger while presenting; the chart that is given stays as it is."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

_DESK, _PRESENTED = 14, 16
"""Pixels of a chart's words at a desk and while presenting; the theme's are 12."""

_TALLEST, _TALLEST_OF_ROWS, _MANY_ROWS = 380, 470, 5
"""Pixels of a chart's height while presenting: with what is asked and chosen over it, it stands on a screen of 1280x720. Many rows, and a
drawing without axes, get more, and leave less for words."""

_LEGEND_LINE, _LEGEND_MARK, _LEGEND_WIDTH = 21, 58, 620
"""Pixels of a line of a legend, of the mark and the gap beside a name, and of all names in a row."""


def at_a_desk(plain: dict[str, Any]) -> dict[str, Any]:
    """The chart with words of its axes and legend as large as the page's; what has a size of its own keeps it."""
    return plain | {"layout": _worded(plain["layout"], _DESK, 1.0)}


def presented(plain: dict[str, Any], tallest: int | None = None) -> dict[str, Any]:
    """The chart with larger words, and room for them; `tallest`: pixels of height where more than usual stands over and under it."""
    layout = _worded(_legend_in_rows(plain), _PRESENTED, 1.25)
    layout["annotations"] = [_further(note) for note in layout["annotations"]]
    around = layout.get("margin", {})
    layout["margin"] = {side: round(1.3 * size) for side, size in around.items()}
    if "height" in layout:  # what its margins grow by more is no loss to the plot
        layout["height"] = min(round(1.12 * layout["height"] + 0.18 * (around.get("t", 0) + around.get("b", 0))), tallest or _most(layout))
        _break_title(layout)
    return plain | {"layout": layout}


def _most(layout: dict[str, Any]) -> int:
    axis = layout.get("yaxis", {})
    ticks = axis.get("tickvals")
    drawing = axis.get("visible") is False
    return _TALLEST_OF_ROWS if drawing or (ticks is not None and len(ticks) > _MANY_ROWS) else _TALLEST


def _legend_in_rows(plain: dict[str, Any]) -> dict[str, Any]:
    """The layout with a legend of one line a name turned into rows where names have room beside each other, and with
    the room that this saves.

    The legend keeps to the chart's edge: how far it stands from a plot that was made lower would no longer hold.
    """
    layout: dict[str, Any] = plain["layout"]
    legend, margin = layout.get("legend", {}), layout.get("margin", {})
    shown = {trace["name"] for trace in plain["data"] if trace.get("showlegend") is not False and trace.get("name")}
    if legend.get("orientation") != "v" or not shown or legend.get("x", 1) > 0 or layout.get("showlegend") is False:
        return layout
    side, edge = ("t", {"y": 1, "yanchor": "top"}) if legend.get("yanchor") == "bottom" else ("b", {"y": 0, "yanchor": "bottom"})
    legend = legend | edge | {"yref": "container"}
    lines = _lines_of_legend([_width(name) + _LEGEND_MARK for name in shown])
    saved = _LEGEND_LINE * (len(shown) - lines)
    if saved:
        legend |= {"orientation": "h"}
    return layout | {"legend": legend, "margin": margin | {side: margin.get(side, 0) - saved}, "height": layout["height"] - saved}


def _lines_of_legend(widths: list[float]) -> int:
    """How many lines Plotly sets names of these widths in: one where all have room, else columns as wide as the widest."""
    if sum(widths) <= _LEGEND_WIDTH:
        return 1
    return math.ceil(len(widths) / max(int(_LEGEND_WIDTH // max(widths)), 1))


def _break_title(layout: dict[str, Any]) -> None:
    """The title of the upright axis on two lines where the plot is lower than it is long."""
    axis, margin = layout.get("yaxis", {}), layout["margin"]
    text = axis.get("title", {}).get("text") or ""
    places = [place for place, letter in enumerate(text) if letter == " "]
    if places and _width(text) > layout["height"] - margin.get("t", 0) - margin.get("b", 0):
        middle = min(places, key=lambda place: abs(place - len(text) / 2))
        broken = f"{text[:middle]}<br>{text[middle + 1 :]}"
        layout["yaxis"] = axis | {"title": axis["title"] | {"text": broken}}


def _width(text: str) -> float:
    """Pixels of a text in a presented chart: letters that are half as wide as they are high, Chinese ones as wide."""
    return sum(_PRESENTED if unicodedata.east_asian_width(letter) in "WF" else 0.55 * _PRESENTED for letter in text)


def _worded(layout: dict[str, Any], size: int, by: float) -> dict[str, Any]:
    """The layout with words of `size` pixels; what has a size of its own is drawn `by` as large."""
    layout = dict(layout)
    layout["legend"] = _sized(layout.get("legend", {}), "font", size, by)
    for name in [name for name in layout if name.startswith(("xaxis", "yaxis"))]:
        axis = _sized(layout[name], "tickfont", size, by)
        title = axis.get("title")
        layout[name] = axis | {"title": _sized({"text": title} if isinstance(title, str) else title or {}, "font", size, by)}
    layout["annotations"] = [_sized(note, "font", size, by) for note in layout.get("annotations", ())]
    return _sized(layout, "font", size, by)


def _sized(part: dict[str, Any], name: str, size: int, by: float) -> dict[str, Any]:
    """`part` with its font `name` of that size: what has one of its own keeps its proportion to the rest."""
    font = part.get(name, {})
    return part | {name: font | {"size": round(by * font["size"]) if "size" in font else size}}


def _further(note: dict[str, Any]) -> dict[str, Any]:
    """An annotation as far from its point as its larger words need."""
    return note | {shift: round(1.25 * note[shift]) for shift in ("xshift", "yshift") if shift in note}
