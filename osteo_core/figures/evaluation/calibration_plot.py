"""Observed against predicted risk of several models, ours with its band."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.calibration.curve import CalibrationCurve
from osteo_core.figures.base.model_marks import REFERENCE, add_band, finish_curves, looks, percent_axis
from osteo_core.figures.base.numbers import bare_percent, percent
from osteo_core.translations import translate


def calibration_chart(
    curves: Mapping[str, CalibrationCurve],
    language: str = "en",
    *,
    places: Mapping[str, int] | None = None,
    height: int | None = None,
    legend: bool = True,
    dark: bool = False,
) -> go.Figure:
    """One curve a model, words -> curve, ours first and alone with its 95 % band; the diagonal is where predicted equals observed.

    `places`: as `looks`; `height`, `legend`: as `finish_curves`.
    """
    first = next(iter(curves.values()))
    upto = 100 * min(1.0, 1.02 * max(first.high.max(), *(max(c.predicted.max(), c.observed.max()) for c in curves.values())))
    figure = go.Figure()
    figure.add_scatter(
        x=[0, upto], y=[0, upto], mode="lines", line=REFERENCE, hoverinfo="skip",
        name=translate("figures.calibration_plot.ideal", language),
    )  # fmt: skip
    add_band(figure, 100 * first.predicted, 100 * first.low, 100 * first.high, dark)
    for label, look in looks(curves, places, dark):
        figure.add_scatter(
            x=100 * curves[label].predicted, y=100 * curves[label].observed,
            hovertemplate="%{fullData.name}<br>%{x:.1f} % → %{y:.1f} %<extra></extra>", **look,
        )  # fmt: skip
    return finish_curves(
        figure,
        dark,
        height=height,
        legend=legend,
        xaxis=percent_axis(translate("figures.calibration_plot.predicted", language), upto),
        yaxis=percent_axis(translate("figures.calibration_plot.observed", language), upto),
    )


def describe_calibration(curves: Mapping[str, CalibrationCurve], language: str = "en") -> str:
    """One sentence: where each model's curve is furthest from the diagonal, and what was observed there."""
    parts = []
    for label, curve in curves.items():
        at = int(np.argmax(np.abs(curve.observed - curve.predicted)))
        observed = f"{percent(curve.observed[at])} ({bare_percent(curve.low[at])}–{bare_percent(curve.high[at])})"
        parts.append(
            translate("figures.calibration_plot.alt_part", language, model=label, predicted=percent(curve.predicted[at]), observed=observed)
        )
    return translate("figures.calibration_plot.alt", language, parts=translate("figures.list_separator", language).join(parts))


def calibration_table(curves: Mapping[str, CalibrationCurve]) -> pd.DataFrame:
    """Model, predicted, observed, low, high (0..1), a row a point of each curve."""
    parts = (
        pd.DataFrame({"model": label, "predicted": c.predicted, "observed": c.observed, "low": c.low, "high": c.high})
        for label, c in curves.items()
    )
    return pd.concat(parts, ignore_index=True)
