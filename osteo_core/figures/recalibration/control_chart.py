"""Events from month to month beside those that the model expected, with the limits of a calibrated month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY
from osteo_core.figures.base.model_marks import REFERENCE, finish_curves, line
from osteo_core.recalibration.control_chart import ControlChart
from osteo_core.translations import translate

_ALARM = "#D55E00"


def control_chart_figure(chart: ControlChart, language: str = "en", *, dark: bool = False) -> go.Figure:
    """Events a month with the model's expectation and the limits; months with an alarm are marked by shape and colour."""
    months, alarms = chart.months, chart.alarms
    figure = go.Figure()
    for name in ("lower", "upper"):
        figure.add_scatter(
            x=months["month"], y=months[name], mode="lines", line=REFERENCE | {"shape": "hvh"}, hoverinfo="skip",
            name=_say("limits", language), legendgroup="limits", showlegend=name == "lower",
        )  # fmt: skip
    figure.add_scatter(
        x=months["month"], y=months["expected"], mode="lines", line={"color": GREY, "width": 2, "dash": "dash"},
        name=_say("expected", language), hovertemplate="%{x}: %{y:.1f}<extra>%{fullData.name}</extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=months["month"], y=months["events"], mode="lines+markers", line=line(0, dark), marker={"size": 7}, name=_say("events", language),
        hovertemplate="%{x}: %{y}<extra>%{fullData.name}</extra>",
    )  # fmt: skip
    if len(alarms):
        figure.add_scatter(
            x=alarms["month"], y=alarms["events"], mode="markers", name=_say("alarm", language), hoverinfo="skip",
            marker={"size": 13, "symbol": "diamond-open", "color": _ALARM, "line": {"width": 2.5, "color": _ALARM}},
        )  # fmt: skip
    axis = {"fixedrange": True, "zeroline": False, "automargin": True}
    return finish_curves(
        figure,
        dark,
        xaxis=axis | {"title": {"text": _say("month", language), "standoff": 8}, "type": "category", "nticks": 12},
        yaxis=axis | {"title": {"text": _say("axis", language), "standoff": 8}, "rangemode": "tozero"},
    )


def describe_control_chart(chart: ControlChart, language: str = "en") -> str:
    """One sentence: how many months and people, events and expected events in all, and which months alarm."""
    months = chart.months
    params = {
        "first": months["month"].iloc[0],
        "last": months["month"].iloc[-1],
        "n": f"{int(months['n'].sum()):,}",
        "events": f"{int(months['events'].sum()):,}",
        "expected": f"{months['expected'].sum():.1f}",
    }
    told = _say("alt", language, **params)
    if not len(chart.alarms):
        return f"{told} {_say('alt_quiet', language)}"
    named = translate("figures.list_separator", language).join(chart.alarms["month"])
    return f"{told} {_say('alt_alarms', language, months=named)}"


def control_chart_table(chart: ControlChart) -> pd.DataFrame:
    """The months as they were worked out."""
    return chart.months


def _say(key: str, language: str, **params: object) -> str:
    return translate(f"figures.control_chart.{key}", language, **params)
