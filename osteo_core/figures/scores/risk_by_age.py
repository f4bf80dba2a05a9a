"""Risk against age, everything else held: a curve a score, the patient's dot on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, finish, ink, ours, quiet_layout
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.scores.score_comparison import lines
from osteo_core.translations import translate

FloatArray = NDArray[np.float64]

_LAST_AGE = 90.0
_EVERY = 10.0
"""Years from one symbol on a curve to the next."""
_LINE = 0.07
"""A line of words as a share of the plot's height."""


@dataclass(frozen=True, kw_only=True)
class AgeCurve:
    """One score's risk at each age.

    Shape:
        ages (years) and risk (percent, NaN where the score has no answer): (n,).

    Attributes:
        value: the patient's own risk in percent, None where there is none.
        short: the few words that stand where the curve ends; none where empty.
        made_for: lowest and highest age that the score was made from; beyond them the curve is dashed.
    """

    name: str
    label: str
    short: str = ""
    ages: FloatArray
    risk: FloatArray
    value: float | None
    made_for: tuple[float, float] = (0.0, 120.0)
    ours: bool = False
    symbol: str = "circle"


@dataclass(frozen=True)
class AgeThreshold:
    """A rule set's threshold at each age: `percent` (n,) in percent; `label` says whose it is and for which score."""

    label: str
    ages: FloatArray
    percent: FloatArray


def risk_by_age(
    curves: Sequence[AgeCurve], age: float | None, language: str = "en", *, threshold: AgeThreshold | None = None, dark: bool = False
) -> go.Figure:
    """Curves over age with the patient's dots at `age`; extrapolated stretches are dashed."""
    colours = _colours(curves, dark)
    traces = [trace for curve, colour in zip(curves, colours, strict=True) for trace in _curve(curve, colour, age, language)]
    if threshold is not None:
        traces.append(
            {
                "x": threshold.ages, "y": threshold.percent, "mode": "lines", "name": "<br>".join(lines(threshold.label)),
                "line": {"color": GREY, "width": 1.5, "dash": "dot"}, "hovertemplate": f"{threshold.label}: %{{y:.3g}} %<extra></extra>",
            }
        )  # fmt: skip
    named = _named(curves, dark)
    layout = quiet_layout(400) | {
        "margin": {"l": 8, "r": 17 + 8 * max((_letters(note["text"]) for note in named), default=0), "t": 8, "b": 8},
        "annotations": named,
        "hovermode": "closest",
        "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        "xaxis": {
            "title": {"text": translate("figures.by_age.age", language)},
            "range": [39.5, _LAST_AGE + 0.5],
            "fixedrange": True,
            "zeroline": False,
        },
        "yaxis": {"rangemode": "tozero", "ticksuffix": " %", "fixedrange": True, "zeroline": False, "automargin": True},
    }
    return finish(go.Figure(traces, layout), dark)


def _colours(curves: Sequence[AgeCurve], dark: bool) -> list[str]:
    """Ours black or white; the others by turns in two greys, the second nearer to the page's words."""
    greys = cycle((GREY, "#B9C2C9" if dark else "#3F474D"))
    return [ours(dark) if curve.ours else next(greys) for curve in curves]


def _curve(curve: AgeCurve, colour: str, age: float | None, language: str) -> list[dict[str, Any]]:
    """The solid and the dashed stretch, a score's symbol along both, and the patient's dot, which alone stands in the legend."""
    low, high = curve.made_for
    inside = (curve.ages >= low) & (curve.ages <= high)
    beyond = ~inside
    # The dashed stretch begins at the last age of the solid one, so that no gap shows between them.
    beyond[:-1] |= inside[:-1] & ~inside[1:]
    beyond[1:] |= inside[1:] & ~inside[:-1]
    hover = {"hovertemplate": f"{curve.label}<br>{translate('figures.by_age.hover', language)}<extra></extra>"}
    stretches = [
        hover
        | {
            "x": curve.ages, "y": np.where(rows, curve.risk, np.nan), "mode": "lines", "showlegend": False,
            "line": {"color": colour, "width": 2.5 if curve.ours else 2, "dash": dash},
        }
        for rows, dash in ((inside, "solid"), (beyond, "dash"))
        if np.isfinite(curve.risk[rows]).any()
    ]  # fmt: skip
    if not curve.ours:  # the symbol tells scores apart without their greys
        decades = np.isfinite(curve.risk) & (curve.ages % _EVERY == 0)
        look = {"symbol": f"{curve.symbol}-open", "size": 9, "color": colour, "line": {"width": 1.5, "color": colour}}
        stretches.append(
            hover | {"x": curve.ages[decades], "y": curve.risk[decades], "mode": "markers", "showlegend": False, "marker": look}
        )
    dot = {
        "x": [age], "y": [curve.value], "mode": "markers", "name": "<br>".join(lines(curve.label)), "cliponaxis": False,
        "marker": {"symbol": curve.symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
    }  # fmt: skip
    return [*stretches, hover | dot]


def _named(curves: Sequence[AgeCurve], dark: bool) -> list[dict[str, Any]]:
    """Each curve's short name where it ends, to the right of the plot; names that would overlap are moved apart."""
    ends = [
        (float(curve.risk[known[-1]]), float(curve.ages[known[-1]]), curve)
        for curve in curves
        if curve.short and len(known := np.flatnonzero(np.isfinite(curve.risk)))
    ]
    highest = max((float(np.nanmax(curve.risk)) for curve in curves if np.isfinite(curve.risk).any()), default=0.0)
    notes: list[dict[str, Any]] = []
    below = -np.inf
    for end, age, curve in sorted(ends, key=lambda found: found[0]):
        place = max(end, below + _LINE * highest)
        below = place
        notes.append(
            {
                "x": min(age, _LAST_AGE), "y": place, "text": curve.short, "showarrow": False, "xanchor": "left", "xshift": 9,
                "font": {"size": 13, "color": ours(dark) if curve.ours else ink(dark)},
            }
        )  # fmt: skip
    return notes


def _letters(text: str) -> int:
    """Its width in letters: a Chinese character is as wide as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def describe_risk_by_age(curves: Sequence[AgeCurve], age: float | None, title: str, language: str = "en") -> str:
    """One sentence: the outcome, and for each score the risk now and at the ends of its curve."""
    parts = []
    for curve in curves:
        known = np.flatnonzero(np.isfinite(curve.risk))
        if not len(known):
            continue
        first, last = known[0], known[-1]
        here = translate("figures.by_age.here", language, value=percent(curve.value / 100)) if curve.value is not None else ""
        parts.append(
            translate(
                "figures.by_age.part", language, label=curve.label, here=here,
                first=percent(float(curve.risk[first]) / 100), first_age=f"{curve.ages[first]:.0f}",
                last=percent(float(curve.risk[last]) / 100), last_age=f"{curve.ages[last]:.0f}",
            )
        )  # fmt: skip
    separator = translate("figures.compare.row_separator", language)
    joined = separator.join(parts)
    if age is None:
        return translate("figures.by_age.alt_no_age", language, title=title, parts=joined)
    return translate("figures.by_age.alt", language, title=title, age=f"{age:.0f}", parts=joined)


def risk_by_age_table(curves: Sequence[AgeCurve]) -> pd.DataFrame:
    """One row a score and age: name, label, age (years), risk (percent), and whether the score was made from people of that age."""
    tables = [
        pd.DataFrame(
            {
                "name": curve.name, "label": curve.label, "age": curve.ages, "risk": curve.risk,
                "extrapolated": (curve.ages < curve.made_for[0]) | (curve.ages > curve.made_for[1]),
            }
        )
        for curve in curves
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["name", "label", "age", "risk", "extrapolated"])
