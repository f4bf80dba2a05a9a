"""A diagnosis built up: both risks with their intervals, a row a step, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.numbers import percent, percent_with_interval
from osteo_core.inference.assessment import Outcome, Risk
from osteo_core.translations import translate

_ROW, _AROUND = 38, {"l": 8, "r": 16, "t": 58, "b": 34}
_WIDE = 12
"""Characters of a title that need no second line."""
_EDGE = 0.3
"""Closer than this to either end of the axis, a number stands on the point's inner side."""


@dataclass(frozen=True)
class Rung:
    """One step: its words, the modality added (None at the start) and the risks by outcome, the same outcomes on every step."""

    label: str
    modality: str | None
    risk: Mapping[Outcome, Risk]


def build_up_chart(rungs: Sequence[Rung], language: str = "en", *, rows: int = 0, joined: bool = True, dark: bool = False) -> go.Figure:
    """One panel an outcome, side by side, 0 to 100 %.

    Args:
        rows: room for at least so many, so that the chart keeps its size while steps are added.
        joined: the rungs follow each other; otherwise each adds its modality to the first alone, whose risk is drawn through all.
    """
    outcomes = list(rungs[0].risk)
    titles = [_wrap(translate(f"figures.outcome.{outcome}", language)) for outcome in outcomes]
    figure = make_subplots(rows=1, cols=len(outcomes), shared_yaxes=True, horizontal_spacing=0.1, subplot_titles=titles)
    for column, outcome in enumerate(outcomes, start=1):
        _panel(figure, rungs, outcome, column, joined, dark)
    shown = max(rows, len(rungs))
    figure.update_layout(quiet_layout(_ROW * shown + _AROUND["t"] + _AROUND["b"], margin=_AROUND), showlegend=False)
    figure.update_annotations(font={"size": 13, "color": ink(dark)})
    figure.update_xaxes(
        range=[-2, 102], tickvals=[0, 50, 100], ticktext=["0", "50\N{NO-BREAK SPACE}%", "100"], fixedrange=True, zeroline=False, tickangle=0
    )
    figure.update_yaxes(
        tickvals=list(range(len(rungs))), ticktext=[rung.label for rung in rungs], range=[shown - 0.5, -1.0], fixedrange=True,
        automargin=True, zeroline=False, showgrid=False,
    )  # fmt: skip
    finish(figure, dark)
    figure.update_xaxes(tickfont={"color": ink(dark)})
    figure.update_yaxes(tickfont={"color": ink(dark)})
    return figure


def _panel(figure: go.Figure, rungs: Sequence[Rung], outcome: Outcome, column: int, joined: bool, dark: bool) -> None:
    risks = [rung.risk[outcome] for rung in rungs]
    y, x = list(range(len(rungs))), [100 * risk.probability for risk in risks]
    start = {"x": x, "y": y} if joined else {"x": [x[0]] * 2, "y": [0, len(rungs) - 1]}
    figure.add_scatter(**start, mode="lines", line={"color": GREY, "width": 1, "dash": "dot"}, hoverinfo="skip", row=1, col=column)
    figure.add_scatter(
        x=x, y=y, mode="markers+text", row=1, col=column, cliponaxis=False,
        text=[percent(risk.probability) for risk in risks], textposition=[_place(risk.probability) for risk in risks],
        marker={
            "size": 13, "color": [MODALITY_COLOURS.get(rung.modality or "", ours(dark)) for rung in rungs],
            "line": {"color": ours(dark), "width": 1},
        },
        error_x={
            "type": "data", "symmetric": False, "thickness": 1.5, "width": 3, "color": ours(dark),
            "array": [100 * (risk.high - risk.probability) for risk in risks],
            "arrayminus": [100 * (risk.probability - risk.low) for risk in risks],
        },
        hoverinfo="text", hovertext=[f"{rung.label}: {percent_with_interval(rung.risk[outcome])}" for rung in rungs],
    )  # fmt: skip


def _place(probability: float) -> str:
    """Where the number stands, so that it stays inside the panel."""
    return "top right" if probability < _EDGE else "top left" if probability > 1 - _EDGE else "top center"


def _wrap(title: str) -> str:
    """A long title in two lines, broken at the space nearest the middle, so that two titles stand side by side on a phone."""
    spaces = [place for place, char in enumerate(title) if char == " "]
    if len(title) <= _WIDE or not spaces:
        return title
    cut = min(spaces, key=lambda place: abs(place - len(title) / 2))
    return f"{title[:cut]}<br>{title[cut + 1 :]}"


def describe_build_up(rungs: Sequence[Rung], language: str = "en") -> str:
    """One sentence an outcome: the risk at each step with its interval."""
    separator = translate("figures_build.separator", language)
    sentences = []
    for outcome in rungs[0].risk:
        steps = separator.join(
            translate("figures_build.up.step", language, label=rung.label, risk=percent_with_interval(rung.risk[outcome])) for rung in rungs
        )
        name = translate(f"figures.outcome.{outcome}", language)
        sentences.append(translate("figures_build.up.alt", language, outcome=name, steps=steps))
    return translate("figures_build.join", language).join(sentences)


def build_up_table(rungs: Sequence[Rung]) -> pd.DataFrame:
    """One row a step and outcome: step (from 0), label, modality, outcome, probability, low, high (0..1)."""
    return pd.DataFrame(
        [
            {"step": step, "label": rung.label, "modality": rung.modality, "outcome": outcome} | vars(risk)
            for step, rung in enumerate(rungs)
            for outcome, risk in rung.risk.items()
        ]
    )
