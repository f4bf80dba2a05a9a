"""One field over the visits: its values, what measurement error alone explains, treatments and fractures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.records import Record
from osteo_core.records.change import Change, measured
from osteo_core.records.entries import Treatment
from osteo_core.translations import translate

_BAND = "rgba(0,114,178,0.18)"
_BAR = "rgba(230,159,0,0.75)"
_MARGIN_DAYS = 60
_HEIGHT, _ROW = 300, 24
"""Pixels of the chart, and of each treatment's row under it."""
_LONGEST_NAME = 18
"""Letters of a drug's name; of one with more the class is named."""


def over_time(record: Record, field: str, changes: list[Change], language: str = "en", *, dark: bool = False) -> go.Figure:
    """Values by date; a band of +/- LSC around each value up to the next comparable one, so that a point outside it is a change.

    `changes`: those of this field. Treatments are bars under the values, fractures dashed lines. Raises ValueError without a dated value.
    """
    points = _points(record, field)
    if points.empty:
        raise ValueError(f"no dated value of {field}")
    feature = CATALOGUE[field]
    hover = [f"{row.date}: {row.value:.{feature.decimals}f} {feature.unit_in(language)}" for row in points.itertuples()]
    dots = go.Scatter(
        x=points["date"], y=points["value"], mode="markers", marker={"size": 13, "color": ours(dark), "symbol": "diamond"},
        name=translate("over_time.chart.value", language), hovertext=hover, hoverinfo="text",
    )  # fmt: skip
    compared = [change for change in changes if change.lsc is not None]
    lines = [
        go.Scatter(
            x=[change.start, change.end], y=[change.before, change.after], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": MODALITY_COLOURS["dxa"], "width": 2.5},
        )
        for change in compared
    ]  # fmt: skip
    first, last = _ends(points)
    bars, names, floor = _treatments(record, first, last, language)
    layout = quiet_layout(
        _HEIGHT + _ROW * len(bars),
        margin={"l": 8, "r": 12, "t": 22, "b": 8},
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top"},
        xaxis={"fixedrange": True, "range": [first.isoformat(), last.isoformat()], "type": "date", "zeroline": False, "anchor": "free",
               "position": 0},
        yaxis={"title": {"text": feature.label_with_unit_in(language)}, "fixedrange": True, "automargin": True,
               "zeroline": False, "domain": [floor, 1]},
        shapes=[*bars, *_fracture_lines(record, first, last)],
        annotations=[*names, *_fracture_names(record, first, last, language)],
    )  # fmt: skip
    return finish(go.Figure([*_bands(compared, language), *lines, dots], layout), dark)


def describe_over_time(record: Record, field: str, changes: list[Change], language: str = "en") -> str:
    """The chart in a sentence: first and last value with their dates, and what became of each comparison."""
    points, feature = _points(record, field), CATALOGUE[field]
    said = [f"{row.date}: {row.value:.{feature.decimals}f}" for row in points.itertuples()]
    separator = translate("figures.list_separator", language)
    verdicts = [
        translate(
            "over_time.chart.verdict", language, verdict=translate(f"records.verdict.{change.verdict}", language),
            **{"from": change.start.isoformat(), "to": change.end.isoformat()},
        )
        for change in changes
    ]  # fmt: skip
    params = {"label": feature.label_in(language), "unit": feature.unit_in(language), "values": separator.join(said)}
    return translate("over_time.chart.alt", language, verdicts=separator.join(verdicts), **params)


def over_time_table(record: Record, field: str) -> pd.DataFrame:
    """The values of the chart: date, value, unit."""
    return _points(record, field).assign(field=field, unit=CATALOGUE[field].unit)[["date", "field", "value", "unit"]]


def _points(record: Record, field: str) -> pd.DataFrame:
    modality = CATALOGUE[field].modality
    rows = [(v.date.isoformat() if v.date else "", float(getattr(getattr(v.patient, modality), field))) for v in measured(record, field)]
    return pd.DataFrame(rows, columns=["date", "value"])


def _ends(points: pd.DataFrame) -> tuple[date, date]:
    days = [date.fromisoformat(day) for day in points["date"]]
    margin = max(timedelta(days=_MARGIN_DAYS), (max(days) - min(days)) / 12)
    return min(days) - margin, max(days) + margin


def _bands(changes: list[Change], language: str) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=[change.start, change.end, change.end, change.start], fill="toself", fillcolor=_BAND, line={"width": 0}, mode="lines",
            y=[change.before - (change.lsc or 0)] * 2 + [change.before + (change.lsc or 0)] * 2, hoverinfo="skip",
            name=translate("over_time.chart.band", language), showlegend=number == 0, legendgroup="band",
        )
        for number, change in enumerate(changes)
    ]  # fmt: skip


def _treatments(record: Record, first: date, last: date, language: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """A bar and a name for each treatment of these years, a row each, and the height on which the values stand above them (0..1)."""
    shown = [t for t in record.treatments if t.start is not None and t.start.first <= last and (t.stop is None or t.stop.last >= first)]
    row = _ROW / (_HEIGHT + _ROW * len(shown))
    bars, names = [], []
    for number, treatment in enumerate(shown):
        start = treatment.start.first if treatment.start is not None else first
        begin, end = max(first, start), min(last, treatment.stop.last if treatment.stop else last)
        low = row * number
        look = {"type": "rect", "xref": "x", "yref": "paper", "fillcolor": _BAR, "line": {"width": 0}, "layer": "below"}
        bars.append(look | {"x0": begin.isoformat(), "x1": end.isoformat(), "y0": low + 0.1 * row, "y1": low + 0.9 * row})
        late = begin - first > (last - first) / 2  # its name would end outside: it ends where the bar does
        text = _name(treatment, language)
        names.append(_note(end if late else begin, low + row / 2, text, anchor="right" if late else "left"))
    return bars, names, row * len(shown) + (0.02 if shown else 0)


def _name(treatment: Treatment, language: str) -> str:
    """The drug, where its name is short, else its class."""
    if treatment.drug is not None and len(treatment.drug) <= _LONGEST_NAME:
        return treatment.drug
    return translate(f"over_time.class.{treatment.drug_class}", language)


def _fracture_lines(record: Record, first: date, last: date) -> list[dict[str, Any]]:
    look = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": {"color": GREY, "width": 1.5, "dash": "dash"}}
    return [look | {"x0": day.isoformat(), "x1": day.isoformat()} for day, _ in _fractures(record, first, last)]


def _fracture_names(record: Record, first: date, last: date, language: str) -> list[dict[str, Any]]:
    sites = CATALOGUE["prior_fracture_sites"]
    return [_note(day, 1.04, f"✕ {sites.category_in(site, language)}", anchor="center") for day, site in _fractures(record, first, last)]


def _fractures(record: Record, first: date, last: date) -> list[tuple[date, str]]:
    return [(f.date.first, f.site) for f in record.fractures if f.date is not None and first <= f.date.first <= last]


def _note(day: date, height: float, text: str, *, anchor: str) -> dict[str, Any]:
    look = {"xref": "x", "yref": "paper", "showarrow": False, "yanchor": "middle", "font": {"size": 13}}
    # A drug's name is anybody's text: nothing of it is markup.
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return look | {"x": day.isoformat(), "y": height, "text": plain, "xanchor": anchor}
