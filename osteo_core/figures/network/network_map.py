"""The whole network as boxes with the shapes of their tensors: the stage on screen stands out, branches without data are pale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from osteo_core.explanation.trace_stages import Stage, shape_text
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, TOKEN_MODALITIES, finish, ink, quiet_layout
from osteo_core.figures.explanation.attention import token_label
from osteo_core.network.batch import TOKENS
from osteo_core.translations import translate

_ROWS = {"attention": 3, "fused": 4, "residual": 5, "pairs": 5, "outputs": 6, "ensemble": 7, "interval": 8}
"""Row of each stage behind the tokens, from the top."""
_HALF = 0.41
_ACROSS = {"residual": (0.55, 2.9), "pairs": (3.1, 4.95)}
_WHOLE = (0.05, 4.95)
_PALE = 0.35


@dataclass(frozen=True, kw_only=True)
class _Box:
    """A box from x0 to x1 on a row: its words, its hue, and whether it is there."""

    key: str
    x0: float
    x1: float
    row: int
    words: str
    colour: str = GREY
    here: bool = True


def network_map(stages: Sequence[Stage], language: str = "en", *, highlight: str | None = None, dark: bool = False) -> go.Figure:
    """Five branches side by side, then one way down; `highlight` is a stage's key."""
    by_key = {stage.key: stage for stage in stages}
    boxes = [box for place, token in enumerate(TOKENS) for box in _branch(place, by_key[token], language)]
    boxes += [_single(by_key[key], row, language) for key, row in _ROWS.items()]
    figure = go.Figure()
    figure.update_layout(
        quiet_layout(490, margin={"l": 2, "r": 2, "t": 2, "b": 2}),
        shapes=[*_lines(boxes), *(_outline(box, highlight, dark) for box in boxes)],
        annotations=[_words(box, highlight, dark) for box in boxes],
        xaxis={"visible": False, "range": [0, 5], "fixedrange": True},
        yaxis={"visible": False, "range": [8.42, -0.84], "fixedrange": True},
    )
    return finish(figure, dark)


def _branch(place: int, stage: Stage, language: str) -> list[_Box]:
    token = stage.key
    colour = MODALITY_COLOURS[TOKEN_MODALITIES.get(token, (token,))[0]]
    first = shape_text(stage.shapes[0]) if stage.run else translate("figures_inside.map.absent", language)
    last = shape_text(stage.shapes[-1]) if stage.run else "0"
    lines = (
        f"<b>{translate(f'figures_inside.map.{token}', language)}</b><br>{first}",
        translate(f"figures_inside.map.encoder.{token}", language),
        f"{translate('figures_inside.map.token', language)}<br>{last}",
    )
    return [
        _Box(key=token, x0=place + 0.05, x1=place + 0.95, row=row, words=words, colour=colour, here=stage.run)
        for row, words in enumerate(lines)
    ]


def _single(stage: Stage, row: int, language: str) -> _Box:
    name = translate(f"figures_inside.map.{stage.key}", language)
    start, end = _ACROSS.get(stage.key, _WHOLE)
    # Where the box is as wide as the map, one line: two would touch its edges where words are large.
    parted = "<br>" if stage.key in _ACROSS else " \N{MIDDLE DOT} "
    shapes = f"{shape_text(stage.shapes[0])} → {shape_text(stage.shapes[-1])}"
    return _Box(key=stage.key, x0=start, x1=end, row=row, words=f"<b>{name}</b>{parted}{shapes}")


def _stands_out(box: _Box, highlight: str | None) -> bool:
    return box.key == highlight or (highlight == "tokens" and box.key in TOKENS and box.row == 2) or (
        highlight == "inputs" and box.key in TOKENS and box.row == 0
    )  # fmt: skip


def _top(box: _Box) -> float:
    """Upper edge; the first row is taller, for a name of two lines."""
    return box.row - (2 * _HALF if box.row == 0 else _HALF)


def _outline(box: _Box, highlight: str | None, dark: bool) -> dict[str, Any]:
    strong = _stands_out(box, highlight)
    fill = ("rgba(86,180,233,0.30)" if dark else "rgba(0,114,178,0.14)") if strong else "rgba(0,0,0,0)"
    line = {"color": ink(dark) if strong else box.colour, "width": 3 if strong else 1.5, "dash": "solid" if box.here else "dot"}
    return {
        "type": "rect", "x0": box.x0, "x1": box.x1, "y0": _top(box), "y1": box.row + _HALF, "fillcolor": fill, "line": line,
        "opacity": 1 if box.here else _PALE,
    }  # fmt: skip


def _words(box: _Box, highlight: str | None, dark: bool) -> dict[str, Any]:
    return {
        "x": (box.x0 + box.x1) / 2, "y": (_top(box) + box.row + _HALF) / 2, "text": box.words, "showarrow": False,
        "font": {"size": 13, "color": ink(dark)}, "opacity": 1 if box.here or _stands_out(box, highlight) else 0.75,
    }  # fmt: skip


def _lines(boxes: Sequence[_Box]) -> list[dict[str, Any]]:
    """From each box to the next one down; the tokens go to the pairs too."""
    found = []
    for box in boxes:
        middle = (box.x0 + box.x1) / 2
        if box.row < 3:
            found.append((middle, box.row + _HALF, box.row + 1 - _HALF, box.here))
    for row in (3, 4, 6, 7):
        found.append((1.7 if row == 4 else 2.5, row + _HALF, row + 1 - _HALF, True))
    found += [(1.7, 5 + _HALF, 6 - _HALF, True), (4.0, 5 + _HALF, 6 - _HALF, True)]
    straight = [
        {"type": "line", "x0": x, "x1": x, "y0": y0, "y1": y1, "line": {"color": GREY, "width": 1.5}, "opacity": 1 if here else _PALE}
        for x, y0, y1, here in found
    ]
    # Beside attention and fusion: the pairs are made of the tokens themselves.
    return [*straight, {"type": "path", "path": f"M 4.985 {2 + _HALF} L 4.985 {5}  L 4.95 {5}", "line": {"color": GREY, "width": 1.5}}]


def describe_network_map(stages: Sequence[Stage], language: str = "en") -> str:
    """One sentence: which branches have data, which are empty."""
    branches = [stage for stage in stages if stage.key in TOKENS]
    join = translate("figures.list_separator", language).join
    here = join(token_label(stage.key, language) for stage in branches if stage.run)
    absent = join(token_label(stage.key, language) for stage in branches if not stage.run)
    if absent:
        return translate("figures_inside.map.alt", language, here=here, absent=absent)
    return translate("figures_inside.map.alt_all", language, here=here)


def network_map_table(stages: Sequence[Stage]) -> pd.DataFrame:
    """One row a stage: what enters, what is between, what leaves (shapes), and whether it was run."""
    return pd.DataFrame(
        [
            {
                "stage": stage.key,
                "enters": shape_text(stage.shapes[0]) if stage.run else "",
                "between": " → ".join(map(shape_text, stage.shapes[1:-1])),
                "leaves": shape_text(stage.shapes[-1]) if stage.run else "",
                "run": stage.run,
            }
            for stage in stages
        ]
    )
