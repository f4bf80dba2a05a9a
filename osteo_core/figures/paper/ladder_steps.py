"""A figure of merit along an order of modalities: the network and the limit that no model can pass, a row a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import number, with_interval
from osteo_core.figures.base.model_marks import HOLLOW, legend_lines, marker
from osteo_core.translations import translate

COLUMNS = ("step", "modality", "model", "n", "events", "estimate", "low", "high")
_ROW, _AXIS, _SHIFT, _NUMBERS = 44, 46, 0.17, 58


def ladder_steps_chart(
    table: pd.DataFrame, models: Mapping[str, str], rows: Sequence[str], axis: str, within: tuple[float, float], language: str = "en",
    *, reference: tuple[str, float] | None = None, dark: bool = False,
) -> go.Figure:  # fmt: skip
    """Points with their intervals where there are any, each model's joined from step to step, their numbers beside the plot.

    Args:
        table: COLUMNS, steps counted from 1. models: two of them, model -> its name, ours first.
        rows: the words of each step. within: the axis, the same for every order.
        reference: words and value of a line that holds for every step.
    """
    figure = go.Figure()
    room = 0.06 * (within[1] - within[0])
    span = [min(within[0], reference[1] if reference else within[0]) - room, within[1] + room]
    if reference:
        figure.add_scatter(
            x=[reference[1]] * 2, y=[-0.6, len(rows) - 0.4], mode="lines", name=f"{reference[0]} {number(reference[1])}",
            line={"color": GREY, "width": 1.5, "dash": "dot"}, hoverinfo="skip",
        )  # fmt: skip
    for place, (model, name) in reversed(list(enumerate(models.items()))):
        part = table[table["model"] == model].sort_values("step")
        points = _points(part, place, name, rows, dark)
        figure.add_scatter(**points)
        for y, value in zip(points["y"], part["estimate"], strict=True):
            figure.add_annotation(
                x=1,
                xref="paper",
                xanchor="left",
                xshift=10,
                y=y,
                text=number(value),
                showarrow=False,
                font={"size": 13, "color": ink(dark)},
            )
    height = _ROW * len(rows)
    legend, above = legend_lines(len(models) + bool(reference), height, above=True)
    legend |= {"traceorder": "reversed"}
    figure.update_layout(
        quiet_layout(height + above + _AXIS, margin={"l": 8, "r": _NUMBERS, "t": above, "b": _AXIS}), legend=legend,
        xaxis={"title": {"text": axis, "standoff": 6}, "range": span, "fixedrange": True, "zeroline": False, "nticks": 6, "tickangle": 0},
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": list(rows), "range": [len(rows) - 0.4, -0.6], "fixedrange": True,
            "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _points(part: pd.DataFrame, place: int, name: str, rows: Sequence[str], dark: bool) -> dict[str, Any]:
    """One model's points; ours stand a little higher."""
    first = place == 0
    colour = ours(dark) if first else GREY
    shape = {"symbol": "circle"} if first else {"symbol": f"diamond{HOLLOW}"}
    points: dict[str, Any] = {
        "x": part["estimate"], "y": part["step"] - 1 + (-_SHIFT if first else _SHIFT), "mode": "lines+markers", "name": name,
        "line": {"color": colour, "width": 1.5 if first else 1}, "marker": marker(place, dark) | shape, "cliponaxis": False,
        "hoverinfo": "text", "hovertext": [f"{rows[row['step'] - 1]}, {name}: {_value(row)}" for row in part.to_dict("records")],
    }  # fmt: skip
    if part["low"].notna().all():
        points["error_x"] = {
            "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": colour,
            "array": part["high"] - part["estimate"], "arrayminus": part["estimate"] - part["low"],
        }  # fmt: skip
    return points


def _value(row: Mapping[Any, Any]) -> str:
    return with_interval(Estimate(row["estimate"], row["low"], row["high"]))


def describe_ladder_steps(table: pd.DataFrame, models: Mapping[str, str], rows: Sequence[str], axis: str, language: str = "en") -> str:
    """One sentence: every step's figure of each model."""
    by = {(row["step"], row["model"]): row for row in table.to_dict("records")}
    separator = translate("figures.list_separator", language)
    steps = (
        translate(
            "figures_build.steps.step", language, label=label,
            figures=separator.join(f"{name} {_value(by[step, model])}" for model, name in models.items()),
        )
        for step, label in enumerate(rows, start=1)
    )  # fmt: skip
    return translate("figures_build.steps.alt", language, axis=axis, steps=translate("figures_build.separator", language).join(steps))


def ladder_steps_table(table: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers as given."""
    return table[list(COLUMNS)]
