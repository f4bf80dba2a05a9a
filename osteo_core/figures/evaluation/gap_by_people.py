"""How far a network stays below the best possible answer, by the number of people that it learned from."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.model_marks import HOLLOW, finish_curves, line, marker
from osteo_core.translations import translate


def gap_by_people(gaps: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One line a question over the number of people, on a logarithmic axis; a hollow mark where several networks answer together.

    Args:
        gaps: people, networks, data, outcome, gap, low, high, as `stored.life_sizes.gaps`.
    """
    figure = go.Figure()
    for place, ((data, outcome), part) in enumerate(gaps.groupby(["data", "outcome"], sort=False)):
        look, name = marker(place, dark), question(str(data), str(outcome), language)
        one, together = part[part["networks"] == 1], part[part["networks"] > 1]
        figure.add_scatter(
            x=one["people"], y=one["gap"], mode="lines+markers", name=name, line=line(place, dark), marker=look | {"size": 8},
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": one["high"] - one["gap"], "arrayminus": one["gap"] - one["low"],
            },
            hovertemplate="%{fullData.name}<br>%{x:,}: %{y:.4f}<extra></extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=together["people"], y=together["gap"], mode="markers", name=name, showlegend=False,
            marker=look | {"size": 9, "symbol": look["symbol"] + HOLLOW},
            hovertemplate="%{fullData.name}<br>" + translate("life_sizes.together", language) + ": %{y:.4f}<extra></extra>",
        )  # fmt: skip
    people = sorted(gaps["people"].unique())
    return finish_curves(
        figure, dark,
        xaxis={
            "title": {"text": translate("life_sizes.people", language), "standoff": 8}, "type": "log", "tickvals": people,
            "ticktext": [f"{size / 1000:.0f}" for size in people], "fixedrange": True, "zeroline": False, "tickangle": 0,
        },
        yaxis={
            "title": {"text": translate("life_sizes.gap", language), "standoff": 8}, "rangemode": "tozero", "fixedrange": True,
            "automargin": True, "tickformat": ".3f",
        },
    )  # fmt: skip


def describe_gap_by_people(gaps: pd.DataFrame, language: str = "en") -> str:
    """One sentence: each question with the fewest and with the most people, and with several networks together."""
    parts = []
    for (data, outcome), part in gaps.groupby(["data", "outcome"], sort=False):
        one, together = part[part["networks"] == 1].sort_values("people"), part[part["networks"] > 1]
        ends = ", ".join(f"{int(row['people']):,}: {row['gap']:.4f}" for _, row in one.iloc[sorted({0, len(one) - 1})].iterrows())
        told = [ends, *(f"{translate('life_sizes.together', language)}: {gap:.4f}" for gap in together["gap"])]
        parts.append(
            translate("life_sizes.alt_part", language, question=question(str(data), str(outcome), language), values=", ".join(told))
        )
    return translate("life_sizes.alt", language, parts=translate("figures.list_separator", language).join(parts))


def question(data: str, outcome: str, language: str) -> str:
    """An outcome and the data that it is asked from, in words."""
    return translate(f"life_sizes.{outcome}_from", language, data=translate(f"life_sizes.data.{data.replace('+', '_')}", language))
