"""Precision-recall curves of several models on the same people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.precision_recall import PrecisionRecallCurve
from osteo_core.evaluation.discrimination.thinning import thin_curve
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import REFERENCE, finish_curves, looks, percent_axis
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

_HOVER = "%{fullData.name}<br>(%{x:.0f} %, %{y:.0f} %)<extra></extra>"


def precision_recall_chart(
    curves: Mapping[str, PrecisionRecallCurve],
    language: str = "en",
    *,
    places: Mapping[str, int] | None = None,
    height: int | None = None,
    legend: bool = True,
    dark: bool = False,
) -> go.Figure:
    """One curve a model, words -> curve, ours first, in the steps whose area is the average precision; flat, where a useless one would lie.

    `places`: as `looks`; `height`, `legend`: as `finish_curves`.
    """
    prevalence = next(iter(curves.values())).prevalence
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100], y=[100 * prevalence] * 2, mode="lines", line=REFERENCE, hoverinfo="skip",
        name=translate("figures.precision_recall.chance", language, prevalence=percent(prevalence)),
    )  # fmt: skip
    for label, look in looks(curves, places, dark):
        curve = curves[label]
        kept = thin_curve(curve.recall, curve.precision)
        recall, precision = curve.recall[kept], curve.precision[kept]
        # Up or down where a step is reached, then along: the precision before the first step is that of the first.
        stepped = look | {"name": f"{label} {with_interval(curve.average_precision)}", "line": look["line"] | {"shape": "vh"}}
        figure.add_scatter(
            x=100 * np.concatenate(([0.0], recall)), y=100 * np.concatenate((precision[:1], precision)), hovertemplate=_HOVER, **stepped
        )
    return finish_curves(
        figure,
        dark,
        height=height,
        legend=legend,
        xaxis=percent_axis(translate("figures.precision_recall.recall", language)),
        yaxis=percent_axis(translate("figures.precision_recall.precision", language), upto=101),
    )


def describe_precision_recall(curves: Mapping[str, PrecisionRecallCurve], language: str = "en") -> str:
    """One sentence: every model's average precision with its interval, and the prevalence it is to be read against."""
    parts = (
        translate("figures.precision_recall.alt_part", language, model=label, average=with_interval(curve.average_precision))
        for label, curve in curves.items()
    )
    joined = translate("figures.list_separator", language).join(parts)
    prevalence = percent(next(iter(curves.values())).prevalence)
    return translate("figures.precision_recall.alt", language, prevalence=prevalence, parts=joined)


def precision_recall_table(curves: Mapping[str, PrecisionRecallCurve]) -> pd.DataFrame:
    """Every point of every curve, none thinned out: model, threshold, recall, precision (0..1)."""
    parts = (
        pd.DataFrame({"model": label, "threshold": c.threshold, "recall": c.recall, "precision": c.precision})
        for label, c in curves.items()
    )
    return pd.concat(parts, ignore_index=True)
