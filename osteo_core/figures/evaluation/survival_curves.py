"""Kaplan–Meier curves by group, rising from 0 (one minus survival), with bands, and the numbers at risk under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination.thinning import thin_curve
from osteo_core.evaluation.survival.kaplan_meier import SurvivalCurve
from osteo_core.figures.base.colours import GREY, finish, ink, ours, quiet_layout
from osteo_core.figures.base.model_marks import legend_lines
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

Array = NDArray[np.float64]

_DASHES = ("solid", "dash", "dashdot", "dot", "longdash", "longdashdot")
_PLOT, _ROW, _AXIS = 320, 22, 58


def survival_curves(
    curves: Mapping[str, SurvivalCurve], event: str, language: str = "en", *, until: float | None = None, unit: str = "", dark: bool = False
) -> go.Figure:
    """One step curve a group, the last drawn strongest (the highest risk); under them how many are still followed.

    Args:
        curves: group in words -> curve; at most six. event: what happens, in words; unit: of time. until: end of the axis, in that unit;
            None: the longest follow-up.

    Raises:
        ValueError: more groups than lines that can be told apart.
    """
    if len(curves) > len(_DASHES):
        raise ValueError(f"{len(_DASHES)} groups at most can be told apart on one chart")
    end = until or max(float(curve.time[-1]) for curve in curves.values())
    figure, top = go.Figure(), 0.0
    for place, (group, curve) in enumerate(curves.items()):
        strength = len(curves) - 1 - place
        time, share, low, high = _steps(curve, end)
        colour = ours(dark) if strength == 0 else GREY
        _band(figure, time, low, high, dark)
        figure.add_scatter(
            x=time, y=100 * share, mode="lines", name=group, legendrank=strength,
            line={"shape": "hv", "color": colour, "width": 2.5 if strength == 0 else 2, "dash": _DASHES[strength]},
            hovertemplate="%{fullData.name}<br>%{x:.1f}: %{y:.1f} %<extra></extra>",
        )  # fmt: skip
        top = max(top, float(np.nanmax(np.append(high, share))))
    ticks = _ticks(end)
    _numbers_at_risk(figure, curves, ticks, dark)
    _layout(figure, curves, event, language, end=end, ticks=ticks, top=min(100.0, 105 * max(top, 0.01)), unit=unit)
    finish(figure, dark)
    figure.update_layout(yaxis2={"tickfont": {"color": ink(dark)}})
    return figure


def _steps(curve: SurvivalCurve, end: float) -> tuple[Array, Array, Array, Array]:
    """time, share with the event and its band, from 0 to the end of the axis or of the follow-up, thinned."""
    within = (curve.time <= end) & (curve.events > 0)
    last = min(end, float(curve.time[-1]))
    time = np.concatenate(([0.0], curve.time[within], [last]))
    survival, low, high = (
        np.concatenate(([1.0], values[within], [values[within][-1] if within.any() else 1.0]))
        for values in (curve.survival, curve.low, curve.high)
    )
    kept = thin_curve(time / end, survival, most=300)
    share, above, below = 1 - survival[kept], 1 - low[kept], 1 - high[kept]
    # Before the first event there is no band: it starts at the curve.
    return time[kept], share, np.where(np.isnan(below), share, below), np.where(np.isnan(above), share, above)


def _band(figure: go.Figure, time: Array, low: Array, high: Array, dark: bool) -> None:
    shade = "rgba(255,255,255,0.14)" if dark else "rgba(0,0,0,0.10)"
    x, y_low, y_high = np.repeat(time, 2)[1:], np.repeat(100 * low, 2)[:-1], np.repeat(100 * high, 2)[:-1]
    figure.add_scatter(
        x=np.concatenate((x, x[::-1])), y=np.concatenate((y_high, y_low[::-1])), fill="toself", fillcolor=shade, line={"width": 0},
        mode="lines", hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _ticks(end: float) -> Array:
    """Five to seven even times from 0."""
    rough = end / 5
    size = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= 0.999 * rough)
    return np.arange(0, end + step * 1e-6, step)


def _numbers_at_risk(figure: go.Figure, curves: Mapping[str, SurvivalCurve], ticks: Array, dark: bool) -> None:
    for place, curve in enumerate(list(curves.values())[::-1]):
        at_risk = curve.at(ticks)["at_risk"]
        figure.add_scatter(
            x=ticks, y=np.full(len(ticks), place), mode="text", text=[f"{n:,}" for n in at_risk], textfont={"size": 13, "color": ink(dark)},
            yaxis="y2", showlegend=False, hoverinfo="skip", cliponaxis=False,
        )  # fmt: skip


def _layout(
    figure: go.Figure, curves: Mapping[str, SurvivalCurve], event: str, language: str, *, end: float, ticks: Array, top: float, unit: str
) -> None:
    rows = _ROW * (len(curves) + 1)
    inside = _PLOT + _AXIS + rows
    legend, above = legend_lines(len(curves), inside, above=True)
    figure.update_layout(
        quiet_layout(inside + above + 12, margin={"l": 8, "r": 26, "t": above, "b": 12}),
        legend=legend,
        xaxis={
            "title": {"text": time_words(language, unit), "standoff": 4}, "range": [0, 1.01 * end], "tickvals": list(ticks),
            "fixedrange": True, "zeroline": False, "anchor": "y",
        },
        yaxis={
            "title": {"text": event, "standoff": 8}, "range": [0, top], "ticksuffix": "\N{NO-BREAK SPACE}%", "fixedrange": True,
            "zeroline": False, "automargin": True, "nticks": 6, "domain": [(_AXIS + rows) / inside, 1],
        },
        yaxis2=_risk_axis(curves, (rows - _ROW) / inside),
    )  # fmt: skip
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", y=rows / inside, yref="paper", yanchor="top", showarrow=False, font={"size": 13},
        text=f"<b>{translate('figures.survival_curves.at_risk', language)}</b>",
    )  # fmt: skip


def time_words(language: str, unit: str) -> str:
    """The name of a time axis."""
    key = "time" if unit else "time_plain"
    return translate(f"figures.survival_curves.{key}", language, unit=unit)


def _risk_axis(curves: Mapping[str, SurvivalCurve], height: float) -> dict[str, Any]:
    return {
        "domain": [0, height], "range": [len(curves) - 0.5, -0.5], "tickvals": list(range(len(curves))), "ticktext": list(curves)[::-1],
        "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": True, "ticks": "outside", "ticklen": 24,
        "tickcolor": "rgba(0,0,0,0)",
    }  # fmt: skip


def describe_survival_curves(curves: Mapping[str, SurvivalCurve], event: str, at: float, language: str = "en", unit: str = "") -> str:
    """One sentence: the share with the event by the time `at` in each group, where it was followed so long."""
    parts = []
    for group, curve in curves.items():
        row = curve.at(at).iloc[0]
        share = translate("figures.survival_curves.alt_short", language) if np.isnan(row["survival"]) else percent(1 - row["survival"])
        parts.append(translate("figures.survival_curves.alt_part", language, group=group, share=share))
    joined = translate("figures.list_separator", language).join(parts)
    return translate("figures.survival_curves.alt", language, event=event, at=f"{at:g}", unit=unit, parts=joined)


def survival_curves_table(curves: Mapping[str, SurvivalCurve]) -> pd.DataFrame:
    """Every time of every curve: group, time, at_risk, events, censored, survival, low, high."""
    columns = ("time", "at_risk", "events", "censored", "survival", "low", "high")
    parts = (pd.DataFrame({"group": group} | {name: getattr(curve, name) for name in columns}) for group, curve in curves.items())
    return pd.concat(parts, ignore_index=True)
