"""Net benefit against the threshold at which one would act."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.decision.net_benefit import ALL, NONE
from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.model_marks import add_band, finish_curves, looks, percent_axis
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate


def decision_curve_chart(
    curves: pd.DataFrame,
    labels: dict[str, str],
    language: str = "en",
    *,
    places: Mapping[str, int] | None = None,
    height: int | None = None,
    legend: bool = True,
    dark: bool = False,
) -> go.Figure:
    """Curves of `osteo_core.evaluation.decision.net_benefit.decision_curve`; `labels` maps the models to words.

    The first of them is ours and has its band. `places`: as `looks`; `height`, `legend`: as `finish_curves`.
    """
    figure = go.Figure()
    by_model = {name: rows for name, rows in curves.groupby("model")}
    for name, look in ((NONE, {"color": ours(dark), "width": 1}), (ALL, {"color": GREY, "width": 1.75})):
        rows = by_model[name]
        figure.add_scatter(
            x=100 * rows["threshold"], y=100 * rows["net_benefit"], mode="lines", line=look,
            name=translate(f"figures.decision_curve.{name}", language), hoverinfo="skip", legendrank=1001,
        )  # fmt: skip
    first = by_model[next(iter(labels))]
    band = {column: 100 * first[column].to_numpy(float) for column in ("threshold", "low", "high")}
    add_band(figure, band["threshold"], band["low"], band["high"], dark)
    named = {label: by_model[name] for name, label in labels.items()}
    for label, look in looks(named, places, dark):
        figure.add_scatter(
            x=100 * named[label]["threshold"], y=100 * named[label]["net_benefit"],
            hovertemplate="%{fullData.name}<br>%{x:.0f} %: %{y:.2f}<extra></extra>", **look,
        )  # fmt: skip
    top = 100 * float(curves["high"].max())
    return finish_curves(
        figure,
        dark,
        height=height,
        legend=legend,
        xaxis=percent_axis(translate("figures.decision_curve.threshold", language), 100 * curves["threshold"].max()),
        # What acting on all costs at high thresholds would flatten everything above zero.
        yaxis=percent_axis(translate("figures.decision_curve.net_benefit", language), 1.05 * top, -0.2 * top) | {"ticksuffix": ""},
    )


def describe_decision_curve(curves: pd.DataFrame, labels: dict[str, str], language: str = "en") -> str:
    """One sentence: over which thresholds each model is worth more than acting on all and on none."""
    wide = curves.pivot(index="threshold", columns="model", values="net_benefit")
    floor = wide[[ALL, NONE]].max(axis=1)
    parts = []
    for name, label in labels.items():
        better = wide.index[wide[name] > floor + 1e-12].to_numpy()
        key = "alt_part" if len(better) else "alt_never"
        since, upto = (percent(float(f(better))) for f in (np.min, np.max)) if len(better) else ("", "")
        parts.append(translate(f"figures.decision_curve.{key}", language, model=label, since=since, upto=upto))
    return translate("figures.decision_curve.alt", language, parts=translate("figures.list_separator", language).join(parts))


def decision_curve_table(curves: pd.DataFrame, labels: dict[str, str], language: str = "en") -> pd.DataFrame:
    """The curves' numbers (net benefit a person) with the models in words."""
    words = labels | {name: translate(f"figures.decision_curve.{name}", language) for name in (ALL, NONE)}
    return curves.assign(model=curves["model"].map(words))
