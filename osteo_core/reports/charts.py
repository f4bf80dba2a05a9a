"""The reports' charts as Vega-Lite specifications, each with its sentence: risks side by side, contributions, a hundred people, change.

One specification serves print and screen: it has its size in points, plain data in it and nothing random, so that a picture of it is the
same each time. Colours are those of the project's charts (Okabe and Ito), and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from osteo_core.inference.percentages import percent, signed
from osteo_core.reports.document import Chart
from osteo_core.reports.glyphs import FONT
from osteo_core.reports.wording import listed, say

BLUE, ORANGE, GREY, INK, PALE = "#0072B2", "#D55E00", "#6B7780", "#1B2329", "#D5DCE1"
_FONTS = f"'{FONT}', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_STYLE = {
    "font": _FONTS, "background": "white", "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 10, "titleFontSize": 10, "titleFontWeight": "normal", "gridColor": PALE,
             "domainColor": GREY, "tickColor": GREY, "labelLimit": 220},
    "header": {"labelColor": INK, "labelFontSize": 11, "labelFontWeight": "bold", "labelLimit": 400},
    "text": {"color": INK, "fontSize": 10},
}  # fmt: skip

# A person from the front: head, shoulders, body; within -1..1 as Vega's own shapes.
_PERSON = "M-0.12,-1h0.24l0.18,0.18v0.24l-0.18,0.18h-0.24l-0.18,-0.18v-0.24ZM-0.5,-0.32h1v0.82h-0.2v0.5h-0.6v-0.5h-0.2Z"


@dataclass(frozen=True, kw_only=True)
class RiskMark:
    """One number on the chart of risks: percent, with the ends of its range where it has one; `ours`: of a network of this project."""

    outcome: str
    label: str
    value: float
    ends: tuple[float, float] | None
    ours: bool


@dataclass(frozen=True, kw_only=True)
class SitePoint:
    """One measured BMD of a site (g/cm²) on a day; `error` is the least significant change of the site's newest change (g/cm²)."""

    label: str
    day: str
    value: float
    error: float


def risks_side_by_side(marks: Sequence[RiskMark], language: str) -> Chart:
    """Every number for the 10-year fractures as a point with its range, one panel an outcome."""
    outcomes = {name: say(f"risks.{name}", language) for name in ("major", "hip")}
    rows = [
        {"outcome": outcomes[m.outcome], "label": m.label, "value": round(m.value, 3), "whose": "ours" if m.ours else "other",
         "low": round(m.ends[0] if m.ends else m.value, 3), "high": round(m.ends[1] if m.ends else m.value, 3)}
        for m in marks
    ]  # fmt: skip
    labels = list(dict.fromkeys(m.label for m in marks))
    whose = alt.Scale(domain=["ours", "other"], range=[BLUE, GREY])
    base = alt.Chart().encode(
        y=alt.Y("label:N", sort=labels, title=None),
        color=alt.Color("whose:N", scale=whose, legend=None),
        tooltip=[
            alt.Tooltip(f"{name}:{kind}", title=say(f"chart.{name}", language))
            for name, kind in (("label", "N"), ("value", "Q"), ("low", "Q"), ("high", "Q"))
        ],
    )
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title=say("chart.percent", language), scale=alt.Scale(domainMin=0, nice=True)), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        x="value:Q", shape=alt.Shape("whose:N", scale=alt.Scale(domain=["ours", "other"], range=["circle", "diamond"]), legend=None)
    )
    chart = (
        alt.layer(lines, points, data=alt.Data(values=rows))
        .properties(width=196, height=alt.Step(19))
        .facet(column=alt.Column("outcome:N", sort=list(outcomes.values()), title=None), spacing=26)
        .resolve_scale(x="independent")
    )
    parts = [
        say("chart.risk_part", language, label=m.label, outcome=outcomes[m.outcome], value=percent(min(max(m.value / 100, 0), 1)))
        for m in marks
    ]
    return Chart(name="risks", share=0.74, spec=_spec(chart), alt=say("chart.risks_alt", language, parts=listed(parts, language)))


def contributions(bars: Sequence[tuple[str, float]], outcome: str, language: str) -> Chart:
    """The largest contributions to a risk, log-odds, as bars to the right (raising) and left (lowering)."""
    rows = [{"label": label, "push": round(push, 3), "way": "up" if push > 0 else "down", "shown": signed(push)} for label, push in bars]
    reach = max((abs(push) for _, push in bars), default=1.0) * 1.35
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=[label for label, _ in bars], title=None),
        x=alt.X("push:Q", title=say("chart.push", language), scale=alt.Scale(domain=[-reach, reach])),
        tooltip=[
            alt.Tooltip("label:N", title=say("chart.label", language)),
            alt.Tooltip("shown:N", title=say("chart.push_short", language)),
        ],
    )
    drawn = base.mark_bar(height=11).encode(
        color=alt.Color("way:N", scale=alt.Scale(domain=["up", "down"], range=[ORANGE, BLUE]), legend=None)
    )
    right = base.transform_filter("datum.push > 0").mark_text(align="left", dx=3).encode(text="shown:N")
    left = base.transform_filter("datum.push <= 0").mark_text(align="right", dx=-3).encode(text="shown:N")
    chart = (drawn + right + left).properties(
        width=200, height=alt.Step(19), title=alt.Title(outcome, fontSize=11, color=INK, anchor="start")
    )
    parts = [say("chart.push_part", language, label=label, push=signed(push)) for label, push in bars]
    return Chart(
        name="contributions",
        spec=_spec(chart),
        alt=say("chart.contributions_alt", language, outcome=outcome, parts=listed(parts, language)),
    )


def hundred_people(name: str, affected: int, alt_text: str, said: tuple[str, str]) -> Chart:
    """A hundred people in rows of ten, the first `affected` of them filled; `said` names who is filled and who is not."""
    rows = [{"row": i // 10, "column": i % 10, "who": said[0] if i < affected else said[1]} for i in range(100)]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, shape=_PERSON, size=330, opacity=1, aria=False)  # the picture has one sentence, not a hundred
        .encode(
            x=alt.X("column:O", axis=None),
            y=alt.Y("row:O", axis=None),
            color=alt.Color("who:N", scale=alt.Scale(domain=list(said), range=[ORANGE, PALE]), legend=None),
            tooltip=alt.Tooltip("who:N", title=" "),
        )
        .properties(width=200, height=220)
    )
    return Chart(name=name, share=0.84, spec=_spec(chart), alt=alt_text)


def over_time(points: Sequence[SitePoint], language: str) -> Chart:
    """BMD over the visits, one panel a site; the band is the newest value plus and minus its least significant change."""
    rows: list[dict[str, Any]] = []
    last = {point.label: point for point in points}
    for p in points:
        newest = last[p.label]
        band = {"low": round(newest.value - newest.error, 4), "high": round(newest.value + newest.error, 4)}
        rows.append({"label": p.label, "day": p.day, "value": p.value} | band)
    days = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in sorted({date.fromisoformat(p.day) for p in points})]
    axis = alt.Axis(format="%Y-%m", labelAngle=0, values=days, labelOverlap=True)
    x = alt.X("day:T", title=None, axis=axis, scale=alt.Scale(padding=12))
    base = alt.Chart().encode(x=x)
    y = alt.Scale(zero=False, padding=6)
    band = base.mark_area(opacity=0.22, color=GREY).encode(y=alt.Y("low:Q", scale=y, title=say("chart.bmd", language)), y2="high:Q")
    line = base.mark_line(color=BLUE, point={"filled": True, "size": 45, "color": BLUE}).encode(
        y=alt.Y("value:Q", scale=y),
        tooltip=[
            alt.Tooltip("day:T", title=say("chart.day", language), format="%Y-%m-%d"),
            alt.Tooltip("value:Q", title=say("chart.bmd", language)),
        ],
    )
    labels = list(last)
    chart = (
        alt.layer(band, line, data=alt.Data(values=rows))
        .properties(width=440 / len(labels) - 40, height=84)
        .facet(column=alt.Column("label:N", sort=labels, title=None), spacing=34)
        .resolve_scale(y="independent")
    )
    parts = [say("chart.bmd_part", language, label=p.label, date=p.day, value=f"{p.value:.3f}") for p in points]
    return Chart(name="trend", share=0.78, spec=_spec(chart), alt=say("chart.trend_alt", language, parts=listed(parts, language)))


def _spec(chart: Any) -> dict[str, Any]:
    """The specification, with the house's style in it."""
    spec: dict[str, Any] = chart.configure(**_STYLE).to_dict()
    return spec
