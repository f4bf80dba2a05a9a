"""How the people analysed were arrived at (the paper's Fig. 1): boxes with counts from the sources down to the split."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, finish, ink, quiet_layout
from osteo_core.translations import translate

_ROW = 64
_BOX = 0.40
"""Half the height of a box, in rows."""
_MAIN, _SIDE = (0.0, 0.47), (0.54, 1.0)
_LETTERS = 27
"""Longest line that fits half a phone's width, in letters; a Chinese character is as wide as two."""


@dataclass(frozen=True)
class Removal:
    """One box at the side: why records were removed, how many, and how many were left."""

    reason: str
    removed: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What the chart shows, in words and counts.

    `sources`: name -> records. `analysed` and `parts` (name -> people, drawn side by side) are of the cohort that the network learned from,
    which is not the one that the flow ends with. `separate`: name -> people who never were in the pool.
    """

    sources: Mapping[str, int]
    removals: Sequence[Removal]
    analysed: int
    parts: Mapping[str, int]
    separate: Mapping[str, int]

    @property
    def pooled(self) -> int:
        """Records of all sources."""
        return sum(self.sources.values())


def selection_flow_chart(flow: Flow, language: str = "en", *, dark: bool = False) -> go.Figure:
    """Boxes from top to bottom: sources, pool, what was left after each removal (its reason beside it), the cohort, its parts."""
    figure, rows = go.Figure(), len(flow.removals)
    draw = _Boxes(figure, language, dark)
    _across(draw, flow.sources, 0.0)
    draw.arrow(0.235, 0.0, 1.0)
    draw.box(_MAIN, 1.0, _text("pooled", language), flow.pooled)
    for i, removal in enumerate(flow.removals):
        last = i == rows - 1
        draw.arrow(0.235, i + 1.0, i + 2.0)
        draw.box(_MAIN, i + 2.0, _text("end" if last else "left", language), removal.after)
        draw.side(i + 1.5)
        draw.box(_SIDE, i + 1.5, removal.reason, -removal.removed, quiet=True)
    draw.box((0.0, 1.0), rows + 2.3, _text("cohort", language), flow.analysed, letters=2)
    _across(draw, {**flow.parts, **flow.separate}, rows + 3.3, alone=len(flow.separate))
    for place in range(len(flow.parts)):
        draw.arrow((place + 0.5) / (len(flow.parts) + len(flow.separate)), rows + 2.3, rows + 3.3)
    figure.update_layout(
        quiet_layout(round(_ROW * (rows + 4.3)), margin={"l": 2, "r": 2, "t": 2, "b": 2}),
        xaxis={"range": [-0.005, 1.005], "visible": False, "fixedrange": True},
        yaxis={"range": [rows + 3.85, -0.5], "visible": False, "fixedrange": True},
    )
    return finish(figure, dark)


def _across(draw: _Boxes, boxes: Mapping[str, int], row: float, alone: int = 0) -> None:
    """Boxes side by side; the last `alone` of them are drawn apart from the flow."""
    width = 1 / len(boxes)
    for place, (name, count) in enumerate(boxes.items()):
        across = (place * width + 0.012 * (place > 0), (place + 1) * width - 0.012 * (place < len(boxes) - 1))
        draw.box(across, row, name, count, letters=2 / len(boxes), quiet=place >= len(boxes) - alone)


class _Boxes:
    """Draws boxes and arrows into one figure."""

    def __init__(self, figure: go.Figure, language: str, dark: bool) -> None:
        self.figure, self.language, self.colour = figure, language, ink(dark)

    def box(self, across: tuple[float, float], row: float, name: str, count: int, *, letters: float = 1.0, quiet: bool = False) -> None:
        """A box around words and a count; `letters`: how wide it is, in halves of the chart; `quiet`: dashed."""
        lines = textwrap.wrap(name, max(6, int(_letters(name) * letters)), break_on_hyphens=False)
        number = f"{count:,}".replace("-", "−")
        self.figure.add_shape(
            type="rect", x0=across[0], x1=across[1], y0=row - _BOX, y1=row + _BOX, layer="below",
            line={"color": GREY, "width": 1, "dash": "dot" if quiet else "solid"},
        )  # fmt: skip
        self.figure.add_annotation(
            x=sum(across) / 2, y=row, text="<br>".join([*lines, f"<b>{number}</b>"]), showarrow=False, font={"size": 13}, align="center"
        )

    def arrow(self, x: float, start: float, end: float) -> None:
        """Down from one box to the next."""
        self.figure.add_annotation(
            x=x, y=end - _BOX, ax=x, ay=start + _BOX, axref="x", ayref="y", text="", showarrow=True, arrowhead=2, arrowsize=1, arrowwidth=1,
            arrowcolor=GREY,
        )  # fmt: skip

    def side(self, row: float) -> None:
        """From the line that goes down to a box beside it."""
        self.figure.add_shape(type="line", x0=0.235, x1=_SIDE[0], y0=row, y1=row, line={"color": GREY, "width": 1}, layer="below")


def _letters(text: str) -> int:
    """How many of a text's characters fit the line: half as many where most are as wide as they are high."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return _LETTERS // 2 if 2 * wide > len(text) else _LETTERS


def _text(key: str, language: str) -> str:
    return translate(f"figures.selection_flow.{key}", language)


def describe_selection_flow(flow: Flow, language: str = "en") -> str:
    """One sentence: from how many records to how many, what was removed and why, and the cohort's parts."""
    join = translate("figures.list_separator", language).join
    return translate(
        "figures.selection_flow.alt", language, pooled=f"{flow.pooled:,}", left=f"{flow.removals[-1].after:,}", cohort=f"{flow.analysed:,}",
        removed=join(f"{removal.reason} {removal.removed:,}" for removal in flow.removals),
        parts=join(f"{name} {count:,}" for name, count in {**flow.parts, **flow.separate}.items()),
    )  # fmt: skip


def selection_flow_table(flow: Flow, language: str = "en") -> pd.DataFrame:
    """One row a box: box, removed, records (or people) after it."""
    rows = [{"box": name, "removed": 0, "count": count} for name, count in flow.sources.items()]
    rows.append({"box": _text("pooled", language), "removed": 0, "count": flow.pooled})
    rows += [{"box": removal.reason, "removed": removal.removed, "count": removal.after} for removal in flow.removals]
    rows.append({"box": _text("cohort", language), "removed": 0, "count": flow.analysed})
    rows += [{"box": name, "removed": 0, "count": count} for name, count in {**flow.parts, **flow.separate}.items()]
    return pd.DataFrame(rows)
