"""Four charts in a square, with one threshold marked on each: ranking, calibration, net benefit, distribution of risk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from osteo_core.figures.base.numbers import percent
from osteo_core.figures.evaluation.risk_distribution import describe_risk_distribution, risk_distribution_chart, risk_distribution_table
from osteo_core.figures.evaluation.threshold_marker import Kind, at_threshold, describe_threshold
from pages._widgets.review.people import Reviewed, probable
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator
from pages._widgets.studies import curve_parts

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

_HEIGHT = 156
"""Pixels of a plot: four charts and their axes stand on one screen."""


def show(reviewed: Reviewed, found: ModelComparison, threshold: float, detail: str, tr: Translator) -> None:
    """The square. `detail` is the model whose risks are shown as a distribution."""
    points = found.at(threshold)
    top, bottom = st.columns(2, gap="small"), st.columns(2, gap="small")
    for place, kind in zip((*top, *bottom), _KINDS, strict=True):
        with place, st.container(gap=None):
            _one(kind, reviewed, found, threshold, points, detail, tr)


def _one(
    kind: Kind, reviewed: Reviewed, found: ModelComparison, threshold: float, points: pd.DataFrame, detail: str, tr: Translator
) -> None:
    lang, dark = language.current(), charts.dark()
    name = f"{reviewed.page}.{kind.replace('_', '-')}"
    draw = _DRAWN[kind](reviewed, found, detail)
    if draw is None:
        st.markdown(f"**{tr(f'performance.{kind}.title')}**")
        st.info(tr(f"performance.{kind}.none"))
        return
    chosen = (detail,) if kind == "distribution" else ()
    figure, alt, numbers = reviewed.kept(f"square.{kind}", lambda: _plain(draw(lang, dark), kind == "net_benefit"), lang, dark, *chosen)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        st.markdown(f"**{tr(f'performance.{kind}.title')}**", width="content")
        # How to read it and its files behind one word: four rows of buttons would push two of the charts off the screen.
        with st.popover(tr("performance.read"), type="tertiary", key=f"{name}.more"):
            st.markdown(tr(f"performance.{kind}.read"))
            charts.items(f"chart.{name}", tr, (numbers, f"{name.replace('.', '-')}.csv"))
    marked = at_threshold(figure, kind, threshold, points, lang, words=reviewed.words, dark=dark)
    alt = f"{alt} {_told(kind, threshold, points, reviewed, lang, tr)}"
    charts.chart(marked, alt, key=f"chart.{name}", row=False)


def _told(kind: Kind, threshold: float, points: pd.DataFrame, reviewed: Reviewed, lang: str, tr: Translator) -> str:
    """The threshold in words: on the ROC curves with what it does there."""
    if kind == "roc" and len(points):
        return describe_threshold(points, lang, reviewed.words)
    return tr("performance.threshold_marked", threshold=percent(threshold))


def _plain(made: tuple[go.Figure, str, pd.DataFrame], own_title: bool) -> parts.Chart:
    """The chart in plain dicts. `own_title`: the heading above names the axis already, whose title would be longer than the axis."""
    figure, alt, numbers = made
    if own_title:
        figure.update_layout(yaxis={"title": {"text": ""}})
    return figure.to_plotly_json(), alt, numbers


def _look(reviewed: Reviewed) -> dict[str, Any]:
    """One of four: lower, its legend told once for all, each model with the line it has on all of them."""
    return {"places": reviewed.places, "height": _HEIGHT, "legend": False}


def _roc(reviewed: Reviewed, found: ModelComparison, _: str) -> parts.Draw | None:
    curves = {reviewed.words[name]: curve for name, curve in found.roc.items()}
    return curve_parts.roc(curves, **_look(reviewed)) if curves else None


def _calibration(reviewed: Reviewed, found: ModelComparison, _: str) -> parts.Draw | None:
    curves = {reviewed.words[name]: curve for name, curve in found.calibration.items()}
    return curve_parts.calibration(curves, **_look(reviewed)) if curves else None


def _net_benefit(reviewed: Reviewed, found: ModelComparison, _: str) -> parts.Draw | None:
    words = {name: reviewed.words[name] for name in probable(found)}
    return curve_parts.net_benefit(found.net_benefit, words, **_look(reviewed)) if words else None


def _distribution(reviewed: Reviewed, found: ModelComparison, detail: str) -> parts.Draw | None:
    if detail not in probable(found):
        return None
    label, rows = reviewed.words[detail], found.distribution[found.distribution["model"] == detail]
    return lambda lang, dark: (
        risk_distribution_chart(rows, label, lang, height=_HEIGHT, dark=dark), describe_risk_distribution(rows, label, lang),
        risk_distribution_table(rows),
    )  # fmt: skip


_DRAWN: dict[Kind, Callable[[Reviewed, ModelComparison, str], parts.Draw | None]] = {
    "roc": _roc, "calibration": _calibration, "net_benefit": _net_benefit, "distribution": _distribution,
}  # fmt: skip
_KINDS: tuple[Kind, ...] = ("roc", "calibration", "net_benefit", "distribution")
