"""How far the networks and the imputations disagree about one patient, and the interval that is made of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.explanation.trace_parts import OUTPUTS, EnsembleTrace
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.log_odds_axis import log_odds_ticks
from osteo_core.figures.base.numbers import log_odds_to_probability, percent
from osteo_core.translations import translate

Array = NDArray[np.float64]


def interval_pieces_chart(
    ensemble: EnsembleTrace, output: str, language: str = "en", *, interval: bool = True, dark: bool = False
) -> go.Figure:
    """A row a network, a dot an imputation, the network's mean as a tick; under them the answer, with its interval where asked for."""
    column = OUTPUTS.index(output)
    figure = go.Figure()
    names = [translate("figures_inside.interval.network", language, k=k + 1) for k in range(len(ensemble.each))]
    for name, dots in zip(names, ensemble.each[:, :, column], strict=True):
        figure.add_scatter(
            x=dots, y=[name] * len(dots), mode="markers", marker={"color": GREY, "size": 10, "symbol": "circle-open", "line": {"width": 2}},
            hovertemplate="%{y}: %{x:.2f}<extra></extra>", showlegend=False,
        )  # fmt: skip
        figure.add_scatter(
            x=[dots.mean()], y=[name], mode="markers", hoverinfo="skip", showlegend=False,
            marker={"symbol": "line-ns", "size": 18, "line": {"width": 2.5, "color": ours(dark)}},
        )  # fmt: skip
    answer = translate("figures_inside.interval.answer", language)
    middle, low, high = (float(values[column]) for values in (ensemble.log_odds, ensemble.low, ensemble.high))
    error = {"array": [high - middle], "arrayminus": [middle - low], "color": ours(dark), "thickness": 2.5, "width": 8}
    figure.add_scatter(
        x=[middle], y=[answer], mode="markers", error_x=error if interval else None, showlegend=False,
        marker={"symbol": "diamond", "size": 13, "color": ours(dark)},
        hovertemplate=f"{percent(log_odds_to_probability(middle))}<extra></extra>",
    )  # fmt: skip
    reach = [float(ensemble.each[:, :, column].min()), float(ensemble.each[:, :, column].max()), *([low, high] if interval else [middle])]
    room = max(0.08 * (max(reach) - min(reach)), 0.05)
    start, end = min(reach) - room, max(reach) + room
    figure.update_layout(
        quiet_layout(290),
        xaxis={
            "title": {"text": translate("figures_inside.interval.axis", language)}, "fixedrange": True, "zeroline": False,
            "range": [start, end], "automargin": True, **log_odds_ticks(start, end),
        },
        yaxis={"type": "category", "categoryarray": [*names, answer], "autorange": "reversed", "fixedrange": True, "automargin": True},
    )  # fmt: skip
    return finish(figure, dark)


def describe_interval_pieces(ensemble: EnsembleTrace, output: str, language: str = "en", *, interval: bool = True) -> str:
    """One sentence: from where to where the networks answer, and the answer of all."""
    column = OUTPUTS.index(output)
    means = ensemble.each[:, :, column].mean(1)
    ends = {
        name: percent(log_odds_to_probability(float(value)))
        for name, value in (
            ("lowest", means.min()), ("highest", means.max()), ("answer", ensemble.log_odds[column]), ("low", ensemble.low[column]),
            ("high", ensemble.high[column]),
        )
    }  # fmt: skip
    if not interval:
        ends = {name: ends[name] for name in ("lowest", "highest", "answer")}
    key = "figures_inside.interval.alt" if interval else "figures_inside.interval.alt_mean"
    return translate(key, language, networks=len(means), draws=ensemble.draws, **ends)


def interval_pieces_table(ensemble: EnsembleTrace, output: str) -> pd.DataFrame:
    """One row a network and imputation: its calibrated log-odds and probability."""
    column = OUTPUTS.index(output)
    networks, draws = ensemble.each.shape[:2]
    values = ensemble.each[:, :, column].ravel()
    return pd.DataFrame(
        {
            "network": np.repeat(np.arange(1, networks + 1), draws),
            "imputation": np.tile(np.arange(1, draws + 1), networks),
            "log_odds": values,
            "probability": [log_odds_to_probability(value) for value in values],
        }
    )
