"""The scores that answer the same question for one patient, a row each: point, interval where there is one, what kind of number it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import bare_interval, percent
from osteo_core.translations import translate

ROW_HEIGHT = 86
# Where the axis may end, in percent, with the distance of its ticks; it ends at the first with room beyond the largest number drawn.
_ENDS = {1: 0.25, 2: 0.5, 5: 1, 10: 2.5, 20: 5, 30: 10, 40: 10, 50: 10, 75: 25, 100: 25}
_WORD = {"showarrow": False, "yanchor": "top"}
_DOTTED = {"color": GREY, "width": 2, "dash": "dot"}
# Characters in a line of small print on a phone; a Chinese one counts twice.
_LINE = 38


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """One score's row, numbers in percent.

    Attributes:
        value: None where the score has none; `kind` then says why.
        kind: what kind of number it is, in words.
        interval: what the interval is, in words.
        threshold: of the chosen rule set, where it was made for this score.
        ours: drawn in the project's own colour; all others are grey.
    """

    name: str
    label: str
    kind: str
    value: float | None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    threshold: float | None = None
    ours: bool = False
    symbol: str = "circle"

    @property
    def text(self) -> str:
        """The number as printed: "23 % (16–32)", "23 %", or "–"."""
        return "–" if self.value is None else range_text(self.value, self.low, self.high)


def range_text(value: float, low: float | None, high: float | None) -> str:
    """A percentage with its range where it has one: "23 % (16–32)"."""
    if low is None or high is None:
        return percent(value / 100)
    return f"{percent(value / 100)} ({bare_interval(low / 100, high / 100)})"


def score_comparison(rows: Sequence[ScoreRow], language: str = "en", *, dark: bool = False) -> Drawing:
    """One row a score, in the order given, on one axis from 0 to what the largest number needs."""
    end = axis_end(rows)
    drawn = [(place, row) for place, row in enumerate(rows) if row.value is not None]
    ticks = [(place, row.threshold) for place, row in drawn if row.threshold is not None]
    tracks = [_line(0, end, place, place, 1) | {"opacity": 0.35, "layer": "below"} for place, _ in drawn]
    layout = quiet_layout(34 + ROW_HEIGHT * len(rows)) | {
        "margin": {"l": 14, "r": 28, "t": 2, "b": 28},
        "xaxis": {
            "range": [0, end], "tick0": 0, "dtick": _ENDS[end], "ticksuffix": " %", "showgrid": False, "zeroline": False,
            "fixedrange": True, "automargin": False, "ticklabeloverflow": "allow", "visible": bool(drawn),
        },
        "yaxis": {"range": [len(rows) - 0.66, -0.72], "visible": False, "fixedrange": True},
        # A tick stands on its own row alone: the threshold was made for that score and says nothing about the others.
        "shapes": [*tracks, *(_line(x, x, place - 0.1, place + 0.13, 2) | {"line": _DOTTED} for place, x in ticks)],
        "annotations": [word for place, row in enumerate(rows) for word in _words(row, place)]
        + [_WORD | {"x": x, "y": place + 0.1, "text": f"{round(x, 1):g}", "font": {"size": 13}} for place, x in ticks],
    }  # fmt: skip
    points = [_point(row, place, _sentence(row, language), ours(dark) if row.ours else GREY) for place, row in drawn]
    return finish(Drawing(points, layout), dark)


def _line(x0: float, x1: float, y0: float, y1: float, width: int) -> dict[str, Any]:
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"color": GREY, "width": width}}


def _point(row: ScoreRow, place: int, hover: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter", "x": [row.value], "y": [place], "mode": "markers", "error_x": _error(row, colour), "cliponaxis": False,
        "marker": {"symbol": row.symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
        "showlegend": False, "hovertemplate": f"{hover}<extra></extra>",
    }  # fmt: skip


def axis_end(rows: Sequence[ScoreRow]) -> int:
    """Where the axis ends, in percent: the first round number beyond everything drawn."""
    reached = max((x for row in rows for x in (row.value, row.high, row.threshold) if x is not None), default=0.0)
    return next((end for end in _ENDS if reached <= 0.94 * end), 100)


def _error(row: ScoreRow, colour: str) -> dict[str, Any] | None:
    if row.value is None or row.low is None or row.high is None:
        return None
    return {
        "type": "data", "symmetric": False, "thickness": 2, "width": 6, "color": colour,
        "array": [row.high - row.value], "arrayminus": [row.value - row.low],
    }  # fmt: skip


def _words(row: ScoreRow, place: int) -> list[dict[str, Any]]:
    """Name and number over the row's line, what kind of number under the name: a phone has no room beside it."""
    number, _, interval = row.text.partition(" (")
    shown = f"<b>{number}</b> ({interval}" if interval else f"<b>{number}</b>"
    left = _WORD | {"xref": "paper", "y": place, "x": 0, "xanchor": "left", "align": "left"}
    return [
        left | {"yshift": 59, "text": f"<b>{row.label}</b>", "font": {"size": 13}},
        left | {"yshift": 59, "text": shown, "font": {"size": 13}, "x": 1, "xanchor": "right"},
        left | {"yshift": 42, "text": "<br>".join(lines(row.kind)), "font": {"size": 13}},
    ]


def lines(text: str) -> list[str]:
    """Small print cut into lines; Chinese, which has no spaces, may break anywhere."""
    found, width = [""], 0
    for piece in re.findall(r"[\u3000-\uffef]\s*|[^\s\u3000-\uffef]+\s*", text):
        size = len(piece) + (piece > "\u3000")
        if width and width + size > _LINE:
            found, width = [*found, ""], 0
        found[-1] += piece
        width += size
    return found


def _sentence(row: ScoreRow, language: str) -> str:
    """A row in words: name, number, kind, what the interval is, the threshold."""
    if row.value is None:
        return translate("figures.compare.no_value", language, label=row.label, why=row.kind)
    parts = [translate("figures.compare.value", language, label=row.label, value=row.text, kind=row.kind)]
    if row.low is not None and row.interval:
        parts.append(row.interval)
    if row.threshold is not None:
        parts.append(translate("figures.compare.threshold", language, value=percent(row.threshold / 100)))
    return translate("figures.list_separator", language).join(parts)


def describe_score_comparison(rows: Sequence[ScoreRow], title: str, language: str = "en") -> str:
    """One sentence: the outcome, then each score with its number and what kind of number it is."""
    parts = translate("figures.compare.row_separator", language).join(_sentence(row, language) for row in rows)
    return translate("figures.compare.alt", language, title=title, parts=parts)


def score_comparison_table(rows: Sequence[ScoreRow]) -> pd.DataFrame:
    """One row a score: name, label, kind, value, low, high, what the interval is, threshold (percent)."""
    columns = ["name", "label", "kind", "value", "low", "high", "interval", "threshold"]
    table = pd.DataFrame([[getattr(row, column) for column in columns] for row in rows], columns=columns)
    return table.astype({name: float for name in ("value", "low", "high", "threshold")})
