"""The reports' charts as Vega-Lite specifications, each with its sentence: risks side by side, contributions, a hundred people, change.

One specification serves print and screen: it has its size in points, plain data in it and nothing random, so that a picture of it is the
same each time. It is a plain dictionary: Altair would write the same one, but takes seconds to import and checks each chart again. Colours
are those of the project's charts (Okabe and Ito), and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from osteo_core.inference.percentages import percent, signed
from osteo_core.reports.document import Chart
from osteo_core.reports.glyphs import FONT
from osteo_core.reports.wording import listed, say

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
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
    both = {
        "y": _names("label", list(dict.fromkeys(m.label for m in marks))),
        "color": _told("whose", {"ours": BLUE, "other": GREY}),
        "tooltip": [
            _field(name, kind, title=say(f"chart.{name}", language))
            for name, kind in (("label", "nominal"), ("value", "quantitative"), ("low", "quantitative"), ("high", "quantitative"))
        ],
    }
    reach = _field("low", "quantitative", title=say("chart.percent", language), scale={"domainMin": 0, "nice": True})
    lines = {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": both | {"x": reach, "x2": {"field": "high"}}}
    points = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
        "encoding": both | {"x": _field("value", "quantitative"), "shape": _told("whose", {"ours": "circle", "other": "diamond"})},
    }
    panels = {"layer": [lines, points], "width": 196, "height": {"step": 19}}
    parts = [
        say("chart.risk_part", language, label=m.label, outcome=outcomes[m.outcome], value=percent(min(max(m.value / 100, 0), 1)))
        for m in marks
    ]
    spec = _panels(rows, "outcome", list(outcomes.values()), panels, apart=26, own="x")
    return Chart(name="risks", share=0.74, spec=spec, alt=say("chart.risks_alt", language, parts=listed(parts, language)))


def contributions(bars: Sequence[tuple[str, float]], outcome: str, language: str) -> Chart:
    """The largest contributions to a risk, log-odds, as bars to the right (raising) and left (lowering)."""
    rows = [{"label": label, "push": round(push, 3), "way": "up" if push > 0 else "down", "shown": signed(push)} for label, push in bars]
    reach = max((abs(push) for _, push in bars), default=1.0) * 1.35
    base = {
        "y": _names("label", [label for label, _ in bars]),
        "x": _field("push", "quantitative", title=say("chart.push", language), scale={"domain": [-reach, reach]}),
        "tooltip": [
            _field("label", "nominal", title=say("chart.label", language)),
            _field("shown", "nominal", title=say("chart.push_short", language)),
        ],
    }

    def number(side: str, shift: int, which: str) -> dict[str, Any]:
        mark = {"type": "text", "align": side, "dx": shift}
        return {"mark": mark, "encoding": base | {"text": _field("shown", "nominal")}, "transform": [{"filter": f"datum.push {which} 0"}]}

    drawn = {"mark": {"type": "bar", "height": 11}, "encoding": base | {"color": _told("way", {"up": ORANGE, "down": BLUE})}}
    spec = _spec(
        rows,
        layer=[drawn, number("left", 3, ">"), number("right", -3, "<=")],
        width=200,
        height={"step": 19},
        title={"text": outcome, "fontSize": 11, "color": INK, "anchor": "start"},
    )
    parts = [say("chart.push_part", language, label=label, push=signed(push)) for label, push in bars]
    said = say("chart.contributions_alt", language, outcome=outcome, parts=listed(parts, language))
    return Chart(name="contributions", spec=spec, alt=said)


def hundred_people(name: str, affected: int, alt_text: str, said: tuple[str, str]) -> Chart:
    """A hundred people in rows of ten, the first `affected` of them filled; `said` names who is filled and who is not."""
    rows = [{"row": i // 10, "column": i % 10, "who": said[0] if i < affected else said[1]} for i in range(100)]
    spec = _spec(
        rows,
        # The picture has one sentence, not a hundred.
        mark={"type": "point", "filled": True, "shape": _PERSON, "size": 330, "opacity": 1, "aria": False},
        encoding={
            "x": _field("column", "ordinal", axis=None),
            "y": _field("row", "ordinal", axis=None),
            "color": _told("who", dict(zip(said, (ORANGE, PALE), strict=True))),
            "tooltip": _field("who", "nominal", title=" "),
        },
        width=200,
        height=220,
    )
    return Chart(name=name, share=0.84, spec=spec, alt=alt_text)


def over_time(points: Sequence[SitePoint], language: str) -> Chart:
    """BMD over the visits, one panel a site; the band is the newest value plus and minus its least significant change."""
    rows: list[dict[str, Any]] = []
    last = {point.label: point for point in points}
    for p in points:
        newest = last[p.label]
        band = {"low": round(newest.value - newest.error, 4), "high": round(newest.value + newest.error, 4)}
        rows.append({"label": p.label, "day": p.day, "value": p.value} | band)
    days = [{"year": d.year, "month": d.month, "date": d.day} for d in sorted({date.fromisoformat(p.day) for p in points})]
    axis = {"format": "%Y-%m", "labelAngle": 0, "values": days, "labelOverlap": True}
    x = _field("day", "temporal", title=None, axis=axis, scale={"padding": 12})
    y, bmd = {"zero": False, "padding": 6}, say("chart.bmd", language)
    band_of = {
        "mark": {"type": "area", "opacity": 0.22, "color": GREY},
        "encoding": {"x": x, "y": _field("low", "quantitative", scale=y, title=bmd), "y2": {"field": "high"}},
    }
    tooltip = [
        _field("day", "temporal", title=say("chart.day", language), format="%Y-%m-%d"),
        _field("value", "quantitative", title=bmd),
    ]
    line = {
        "mark": {"type": "line", "color": BLUE, "point": {"filled": True, "size": 45, "color": BLUE}},
        "encoding": {"x": x, "y": _field("value", "quantitative", scale=y), "tooltip": tooltip},
    }
    panels = {"layer": [band_of, line], "width": 440 / len(last) - 40, "height": 84}
    parts = [say("chart.bmd_part", language, label=p.label, date=p.day, value=f"{p.value:.3f}") for p in points]
    spec = _panels(rows, "label", list(last), panels, apart=34, own="y")
    return Chart(name="trend", share=0.78, spec=spec, alt=say("chart.trend_alt", language, parts=listed(parts, language)))


def _field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """A channel that shows a field."""
    return {"field": name, "type": kind} | more


def _names(name: str, order: list[str]) -> dict[str, Any]:
    """A channel that shows names in an order of ours."""
    return _field(name, "nominal", sort=order, title=None)


def _told(name: str, looks: dict[str, str]) -> dict[str, Any]:
    """A channel that tells values apart, without a legend."""
    return _field(name, "nominal", scale={"domain": list(looks), "range": list(looks.values())}, legend=None)


def _panels(
    rows: list[dict[str, Any]], by: str, order: list[str], spec: dict[str, Any], *, apart: int, own: Literal["x", "y"]
) -> dict[str, Any]:
    """One panel a value of `by`, beside each other, each with a scale of its `own`."""
    return _spec(rows, facet={"column": _names(by, order)}, spacing=apart, spec=spec, resolve={"scale": {own: "independent"}})


def _spec(rows: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """The specification, with its numbers and the house's style in it."""
    return {"$schema": _SCHEMA, "config": _STYLE, "data": {"values": rows}} | parts
