"""What each modality adds, in several orders or on average, side by side: in log-odds of one person or in AUC of a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import MINUS
from osteo_core.figures.base.model_marks import legend_lines
from osteo_core.translations import translate

TOTAL = "total"
_SHAPES = ("", "/", ".")
"""Pattern of the first, second and third way of counting."""
_BAR, _GAP = 16, 8


def gain_bars(
    ways: Mapping[str, Mapping[str, float]], words: Mapping[str, str], axis: str, language: str = "en", *, decimals: int = 2,
    total: bool = True, dark: bool = False,
) -> go.Figure:  # fmt: skip
    """A group of bars a modality, a bar a way of counting, in each modality's hue; last, where `total`, what each way sums to.

    Args:
        ways: words of a way of counting -> modality -> gain; at most three, with the same modalities.
        words: modality -> its name, in the order of the rows. axis: the unit.

    Raises:
        ValueError: more ways than can be told apart.
    """
    if len(ways) > len(_SHAPES):
        raise ValueError(f"{len(_SHAPES)} ways of counting at most can be told apart")
    names = dict(words) | ({TOTAL: translate("figures_build.gain.total", language)} if total else {})
    figure = go.Figure()
    for (way, gains), shape in zip(_with_total(ways).items(), _SHAPES, strict=False):
        pattern = {"shape": shape, "fgcolor": ours(dark), "fillmode": "overlay", "size": 6}
        outline = {"color": ours(dark), "width": 0.75}
        values = [gains[key] for key in names]
        figure.add_bar(
            x=values, y=list(names.values()), orientation="h", showlegend=False, cliponaxis=False, constraintext="none",
            text=[_signed(value, decimals) for value in values], textposition="outside",
            marker={"color": [MODALITY_COLOURS.get(key, GREY) for key in names], "pattern": pattern, "line": outline},
            hoverinfo="text", hovertext=[f"{names[key]}, {way}: {_signed(gains[key], decimals)}" for key in names], offsetgroup=way,
        )  # fmt: skip
        figure.add_bar(
            x=[None],
            y=[next(iter(names.values()))],
            orientation="h",
            name=way,
            offsetgroup=way,
            marker={"color": GREY, "pattern": pattern, "line": outline},
        )
    _arrange(figure, names, _with_total(ways), axis)
    return finish(figure, dark)


def _arrange(figure: go.Figure, names: Mapping[str, str], ways: Mapping[str, Mapping[str, float]], axis: str) -> None:
    every = [0.0, *(gains[key] for gains in ways.values() for key in names)]
    room = 0.22 * (max(every) - min(every))  # for the numbers beside the bars
    height = (_BAR * len(ways) + _GAP) * len(names)
    legend, above = legend_lines(len(ways), height, above=True)
    rows: dict[str, Any] = {
        "autorange": "reversed", "fixedrange": True, "automargin": True, "showgrid": False, "type": "category",
        "tickvals": list(names.values()), "ticktext": [name.replace(" ", "<br>", 1) for name in names.values()],
    }  # fmt: skip
    figure.update_layout(
        quiet_layout(height + above + 44, margin={"l": 8, "r": 12, "t": above, "b": 44}),
        barmode="group", bargap=_GAP / (_BAR * len(ways) + _GAP),
        legend=legend,
        xaxis={
            "title": {"text": axis, "standoff": 6}, "range": [min(every) - (room if min(every) < 0 else 0), max(every) + room],
            "fixedrange": True, "zeroline": True, "zerolinecolor": GREY, "nticks": 5,
        },
        yaxis=rows,
    )  # fmt: skip


def _with_total(ways: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {way: dict(gains) | {TOTAL: sum(gains.values())} for way, gains in ways.items()}


def _signed(value: float, decimals: int) -> str:
    return f"{value:+.{decimals}f}".replace("-", MINUS)


def describe_gain_bars(
    ways: Mapping[str, Mapping[str, float]], words: Mapping[str, str], axis: str, language: str = "en", *, decimals: int = 2
) -> str:
    """One sentence: every modality's gain in every way of counting."""
    separator = translate("figures_build.separator", language)
    parts = []
    for way, gains in ways.items():
        each = translate("figures.list_separator", language).join(f"{words[key]} {_signed(gains[key], decimals)}" for key in words)
        parts.append(translate("figures_build.gain.part", language, way=way, gains=each))
    return translate("figures_build.gain.alt", language, axis=axis, parts=separator.join(parts))


def gain_bars_table(ways: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """One row a way of counting and modality: way, modality, gain; the total last."""
    lines = [{"way": way, "modality": key, "gain": value} for way, gains in _with_total(ways).items() for key, value in gains.items()]
    return pd.DataFrame(lines, columns=["way", "modality", "gain"])
