"""The threshold on the charts of the square, and the square's chart of risks by outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.model_marks import percent_axis
from osteo_core.figures.numbers import percent
from osteo_core.translations import translate

Kind = Literal["roc", "calibration", "net_benefit", "distribution"]


def marked(
    figure: dict[str, Any], kind: Kind, threshold: float, points: pd.DataFrame, words: Mapping[str, str], dark: bool
) -> dict[str, Any]:
    """A copy of a finished figure with a cross on each ROC curve, or a vertical line on the other charts.

    `points`: rows of `Examination.at`, `words`: the models among them that are shown. The figure's own traces are not touched.
    """
    if kind != "roc":
        line = {"type": "line", "xref": "x", "yref": "paper", "x0": 100 * threshold, "x1": 100 * threshold, "y0": 0, "y1": 1}
        shapes = [*figure["layout"].get("shapes", ()), line | {"line": {"color": ours(dark), "width": 1.5, "dash": "dot"}}]
        return figure | {"layout": figure["layout"] | {"shapes": shapes}}
    known = points[points["sensitivity"].notna() & points["specificity"].notna()]
    cross = {
        "type": "scatter", "mode": "markers", "showlegend": False, "x": (100 * (1 - known["specificity"])).tolist(),
        "y": (100 * known["sensitivity"]).tolist(), "text": [words[name] for name in known["model"]],
        "hovertemplate": "%{text}<br>(%{x:.0f} %, %{y:.0f} %)<extra></extra>",
        "marker": {"symbol": "cross-thin", "size": 9, "color": ours(dark), "line": {"color": ours(dark), "width": 2}},
    }  # fmt: skip
    return figure | {"data": [*figure["data"], cross]}


def risks(distribution: pd.DataFrame, language: str, *, dark: bool) -> go.Figure:
    """Predicted risk of one model (rows of `Examination.distribution`): people with the outcome upward, people without it downward."""
    figure = go.Figure()
    for outcome, sign, colour in ((1, 1, ours(dark)), (0, -1, GREY)):
        rows = distribution[distribution["outcome"] == outcome]
        figure.add_bar(
            x=50 * (rows["low"] + rows["high"]), y=sign * 100 * rows["share"], width=100 * (rows["high"] - rows["low"]),
            marker={"color": colour, "line": {"width": 0}}, name=translate(f"performance.at.{'with' if outcome else 'without'}", language),
            customdata=rows["count"], hovertemplate="%{fullData.name}<br>%{x:.0f} %: %{customdata}<extra></extra>",
        )  # fmt: skip
    top = 105 * float(distribution["share"].max())
    ticks = _round_ticks(top)
    figure.update_layout(
        quiet_layout(300), barmode="overlay", bargap=0, showlegend=False,
        xaxis=percent_axis(translate("figures.calibration_plot.predicted", language)),
        yaxis={
            "range": [-top, top], "tickvals": ticks, "ticktext": [f"{abs(tick):g}\N{NO-BREAK SPACE}%" for tick in ticks],
            "fixedrange": True, "zeroline": True, "automargin": True,
            "title": {"text": translate("performance.distribution.axis", language), "standoff": 8},
        },
    )  # fmt: skip
    return finish(figure, dark)


def describe_risks(distribution: pd.DataFrame, label: str, language: str) -> str:
    """One sentence: how many people with and without the outcome there are, and the half of each below which predicted risk."""
    told = {}
    for outcome, name in ((1, "with"), (0, "without")):
        rows = distribution[distribution["outcome"] == outcome]
        half = rows["high"][rows["share"].cumsum() >= 0.5 - 1e-12]
        told[name], told[f"n_{name}"] = percent(min(float(half.iloc[0]), 1.0)), f"{int(rows['count'].sum()):,}"
    return translate("performance.distribution.alt", language, model=label, **told)


def _round_ticks(top: float) -> list[float]:
    """Zero and one round number each way."""
    step = next(step for step in (50, 25, 20, 10, 5, 2, 1, 0.5, 0.2) if step < top or step == 0.2)
    return [-step, 0, step]
