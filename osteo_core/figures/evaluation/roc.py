"""ROC curves of several models on the same people, with the points of fixed rules."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.roc import OperatingPoint, RocCurve
from osteo_core.evaluation.discrimination.thinning import thin_curve
from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import REFERENCE, finish_curves, looks, percent_axis
from osteo_core.translations import translate

_HOVER = "%{fullData.name}<br>(%{x:.0f} %, %{y:.0f} %)<extra></extra>"


def roc_chart(
    curves: Mapping[str, RocCurve],
    language: str = "en",
    *,
    points: Mapping[str, OperatingPoint] | None = None,
    places: Mapping[str, int] | None = None,
    height: int | None = None,
    legend: bool = True,
    dark: bool = False,
) -> go.Figure:
    """One curve a model, words -> curve, ours first; `points` are fixed rules, words -> what the rule does.

    `places`: as `looks`; `height`, `legend`: as `finish_curves`.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line=REFERENCE,
        hoverinfo="skip",
        name=translate("figures.roc.chance", language),
    )
    for label, look in looks(curves, places, dark):
        curve = curves[label]
        kept = thin_curve(1 - curve.specificity, curve.sensitivity)
        named = look | {"name": f"{label} {with_interval(curve.auc)}"}
        figure.add_scatter(x=100 * (1 - curve.specificity[kept]), y=100 * curve.sensitivity[kept], hovertemplate=_HOVER, **named)
    for label, point in (points or {}).items():
        figure.add_scatter(
            x=[100 * (1 - point.specificity.estimate)], y=[100 * point.sensitivity.estimate], mode="markers", name=label,
            marker={"symbol": "x", "size": 13, "color": GREY, "line": {"color": ours(dark), "width": 1}}, hovertemplate=_HOVER,
        )  # fmt: skip
    return finish_curves(
        figure,
        dark,
        height=height,
        legend=legend,
        xaxis=percent_axis(translate("figures.roc.false_positives", language)),
        yaxis=percent_axis(translate("figures.roc.sensitivity", language), upto=101),
    )


def describe_roc(curves: Mapping[str, RocCurve], language: str = "en") -> str:
    """One sentence: every model's AUC with its interval."""
    parts = (translate("figures.roc.alt_part", language, model=label, auc=with_interval(curve.auc)) for label, curve in curves.items())
    return translate("figures.roc.alt", language, parts=translate("figures.list_separator", language).join(parts))


def roc_table(curves: Mapping[str, RocCurve]) -> pd.DataFrame:
    """Every point of every curve, none thinned out: model, threshold, sensitivity, specificity (0..1)."""
    parts = (
        pd.DataFrame({"model": label, "threshold": c.threshold, "sensitivity": c.sensitivity, "specificity": c.specificity})
        for label, c in curves.items()
    )
    return pd.concat(parts, ignore_index=True)
