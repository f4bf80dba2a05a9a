"""One model's predicted risks: people with the outcome upward, those without downward."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.model_marks import finish_curves, percent_axis
from osteo_core.translations import translate

COLUMNS = ("outcome", "low", "high", "count", "share")
_GROUPS = {0: "without", 1: "with"}


def risk_distribution_chart(
    distribution: pd.DataFrame, label: str, language: str = "en", *, height: int | None = None, dark: bool = False
) -> go.Figure:
    """Bars as shares of people with the same outcome, so that a rare outcome is seen as well as a common one; counts on hover.

    Args:
        distribution: COLUMNS of one model, as `ModelComparison.distribution`. label: the model in words. height: as `finish_curves`.
    """
    figure = go.Figure()
    for outcome, sign, colour in ((1, 1, ours(dark)), (0, -1, GREY)):
        rows = distribution[distribution["outcome"] == outcome]
        low, high, share = (100 * rows[name].to_numpy(float) for name in ("low", "high", "share"))
        figure.add_bar(
            x=(low + high) / 2, y=sign * share, width=high - low, marker={"color": colour, "line": {"width": 0}}, showlegend=False,
            name=_side(outcome, language), customdata=np.column_stack((low, high, rows["count"], share)),
            hovertemplate=translate(
                "figures.risk_distribution.hover", language, low="%{customdata[0]:.0f}", high="%{customdata[1]:.0f}",
                n="%{customdata[2]:,}", share="%{customdata[3]:.1f}",
            ),
        )  # fmt: skip
    top = 100 * float(distribution["share"].max())
    # In the two corners that a model which separates the groups leaves empty.
    for outcome, x, y in ((1, 0, 1), (0, 1, 0)):
        told = translate(f"figures.risk_distribution.{_GROUPS[outcome]}_short", language, n=f"{_people(distribution, outcome):,}")
        figure.add_annotation(
            text=told, x=x, y=y, xref="paper", yref="paper", xanchor="right" if x else "left", yanchor="top" if y else "bottom",
            showarrow=False, font={"size": 13},
        )  # fmt: skip
    ticks = _ticks(top)
    return finish_curves(
        figure, dark, height=height, legend=False, barmode="overlay", bargap=0, meta={"model": label},
        xaxis=percent_axis(translate("figures.risk_distribution.predicted", language)),
        yaxis=percent_axis(translate("figures.risk_distribution.share", language), 1.25 * top, -1.25 * top)
        | {"tickvals": ticks, "ticktext": [f"{abs(tick):g}\N{NO-BREAK SPACE}%" for tick in ticks], "zeroline": True},
    )  # fmt: skip


def _side(outcome: int, language: str) -> str:
    return translate(f"figures.risk_distribution.{_GROUPS[outcome]}", language)


def _people(distribution: pd.DataFrame, outcome: int) -> int:
    return int(distribution.loc[distribution["outcome"] == outcome, "count"].sum())


def _ticks(top: float) -> list[float]:
    """The same round shares up and down, two or three on either side of zero."""
    size = 10.0 ** np.floor(np.log10(top))
    step = next(float(step * size) for step in (0.2, 0.5, 1, 2, 5) if top / (step * size) < 4)
    upward = [step * k for k in range(1, int(top / step) + 1)]
    return [*(-tick for tick in reversed(upward)), 0.0, *upward]


def describe_risk_distribution(distribution: pd.DataFrame, label: str, language: str = "en") -> str:
    """One sentence: how many people with and without the outcome, and between which risks the middle one of each lies."""
    parts = []
    for outcome in (1, 0):
        rows = distribution[distribution["outcome"] == outcome]
        middle = rows.iloc[int(np.searchsorted(rows["count"].cumsum(), rows["count"].sum() / 2))]
        parts.append(
            translate(
                "figures.risk_distribution.alt_part", language, side=_side(outcome, language), n=f"{_people(distribution, outcome):,}",
                low=f"{100 * middle['low']:.0f}", high=f"{100 * middle['high']:.0f}",
            )
        )  # fmt: skip
    joined = translate("figures.list_separator", language).join(parts)
    return translate("figures.risk_distribution.alt", language, model=label, parts=joined)


def risk_distribution_table(distribution: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers: outcome, low and high edge of each bar, people, and their share of those with the same outcome (0..1)."""
    return distribution[list(COLUMNS)].reset_index(drop=True)
