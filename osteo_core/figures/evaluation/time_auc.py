"""AUC of a prediction at each time of a follow-up, with its interval, for one or more models."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import GREY
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import finish_curves, line, marker
from osteo_core.figures.evaluation.survival_curves import time_words
from osteo_core.translations import translate


def time_auc_chart(curves: Mapping[str, pd.DataFrame], language: str = "en", *, unit: str = "", dark: bool = False) -> go.Figure:
    """One line a model with a bar for each interval; times without a figure leave a gap.

    Args:
        curves: model in words -> time, auc, low, high, as `survival.time_dependent_auc`, ours first; unit: of time.
    """
    figure = go.Figure()
    for place, (label, table) in enumerate(curves.items()):
        look = marker(place, dark)
        figure.add_scatter(
            x=table["time"], y=table["auc"], mode="lines+markers", name=label, line=line(place, dark), marker=look | {"size": 8},
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": table["high"] - table["auc"], "arrayminus": table["auc"] - table["low"],
            },
            hovertemplate="%{fullData.name}<br>%{x}: %{y:.3f}<extra></extra>", connectgaps=False,
        )  # fmt: skip
    figure.add_hline(y=0.5, line={"color": GREY, "width": 1, "dash": "dot"}, layer="below")
    lowest = float(np.nanmin([np.nanmin(np.append(table["low"], 0.5)) for table in curves.values()]))
    return finish_curves(
        figure,
        dark,
        xaxis={
            "title": {"text": time_words(language, unit), "standoff": 8}, "fixedrange": True, "zeroline": False, "rangemode": "tozero",
        },
        yaxis={
            "title": {"text": translate("figures.time_auc.axis", language), "standoff": 8}, "range": [min(0.48, lowest - 0.02), 1.005],
            "fixedrange": True, "zeroline": False, "automargin": True, "nticks": 7,
        },
    )  # fmt: skip


def describe_time_auc(curves: Mapping[str, pd.DataFrame], language: str = "en", unit: str = "") -> str:
    """One sentence: each model's first and last AUC with their intervals."""
    parts = []
    for label, table in curves.items():
        known = table[table["auc"].notna()]
        if len(known):
            ends = known.iloc[[0, -1]] if len(known) > 1 else known
            told = (f"{_when(row, unit)}: {with_interval(Estimate(row['auc'], row['low'], row['high']))}" for _, row in ends.iterrows())
            parts.append(translate("figures.time_auc.alt_part", language, model=label, values=", ".join(told)))
        else:
            parts.append(translate("figures.time_auc.alt_none", language, model=label))
    return translate("figures.time_auc.alt", language, parts=translate("figures.list_separator", language).join(parts))


def _when(row: pd.Series, unit: str) -> str:
    return f"{unit} {row['time']:g}".strip()


def time_auc_table(curves: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """model, time, auc, low, high, cases, controls."""
    columns = ["time", "auc", "low", "high", "cases", "controls"]
    return pd.concat([table[columns].assign(model=label) for label, table in curves.items()], ignore_index=True)[["model", *columns]]
