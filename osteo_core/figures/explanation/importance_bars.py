"""Mean size of the contributions by field or by kind of data, largest first, with intervals and ranks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from osteo_core.catalogue import CATALOGUE
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import with_interval
from osteo_core.translations import translate

COLUMNS = ("modality", "n", "value", "low", "high", "rank", "paper_rank")
_ROW, _UNDER = 24, 46


def importance_bars(table: pd.DataFrame, language: str = "en", *, row: int = _ROW, dark: bool = False) -> go.Figure:
    """One bar a row in the hue of its modality, with its 95 % interval.

    Args:
        table: as `global_sample.importance`, in the order drawn; with a column `field` the ranks stand at the right: ours, then that of
            the paper's Table 3 (a dash where it does not list the field). row: pixels of a row.
    """
    figure, by_field = go.Figure(), "field" in table
    rows = list(range(len(table)))
    figure.add_bar(
        x=table["value"], y=rows, orientation="h", showlegend=False, hoverinfo="text", hovertext=_hover(table, language),
        marker={"color": [MODALITY_COLOURS[m] for m in table["modality"]], "line": {"color": ours(dark), "width": 0.5}},
        error_x={
            "type": "data", "symmetric": False, "array": table["high"] - table["value"], "arrayminus": table["value"] - table["low"],
            "color": ours(dark), "thickness": 1.4, "width": 3,
        },
    )  # fmt: skip
    above = 30 if by_field else 8
    axis = {
        "tickvals": rows, "range": [len(table) - 0.4, -0.6], "fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False,
    }  # fmt: skip
    figure.update_layout(
        quiet_layout(row * len(table) + above + _UNDER, margin={"l": 8, "r": 8, "t": above, "b": _UNDER}),
        bargap=0.25,
        xaxis={
            "title": {"text": translate("figures_contributions.importance.axis", language), "standoff": 6}, "rangemode": "tozero",
            "fixedrange": True, "nticks": 6, "tickangle": 0, "zeroline": False,
        },
        yaxis=axis | {"ticktext": names(table, language)},
    )  # fmt: skip
    if by_field:
        _ranks(figure, table, axis, language, dark)
    return finish(figure, dark)


def names(table: pd.DataFrame, language: str = "en") -> list[str]:
    """Each row's name: the field's label, or that of the kind of data."""
    if "field" in table:
        return [CATALOGUE[field].label_in(language) for field in table["field"]]
    return [CATALOGUE.modality_label(modality, language) for modality in table["modality"]]


def _ranks(figure: go.Figure, table: pd.DataFrame, axis: dict[str, object], language: str, dark: bool) -> None:
    """Both ranks as the labels of a second axis at the right, under a heading."""
    told = [f"{own} · {'–' if paper is None else paper}" for own, paper in zip(table["rank"], table["paper_rank"], strict=True)]
    figure.update_layout(yaxis2=axis | {"overlaying": "y", "side": "right", "ticktext": told, "tickfont": {"color": ink(dark)}})
    figure.add_scatter(x=[0], y=[0], yaxis="y2", mode="markers", marker={"opacity": 0}, showlegend=False, hoverinfo="skip")  # shows y2
    figure.add_annotation(
        text=translate("figures_contributions.importance.ranks", language), x=1, xref="paper", xanchor="right", xshift=46, y=1,
        yref="paper", yanchor="bottom", showarrow=False,
    )  # fmt: skip


def _hover(table: pd.DataFrame, language: str) -> list[str]:
    return [
        translate("figures_contributions.importance.hover", language, name=name, n=f"{row.n:,}", value=interval(row))
        for name, row in zip(names(table, language), table.itertuples(), strict=True)
    ]


def interval(row: Any) -> str:
    """A row's mean with its interval, in words."""
    return with_interval(Estimate(row.value, row.low, row.high), 2)


def describe_importance(table: pd.DataFrame, language: str = "en") -> str:
    """One sentence: the five largest with their intervals."""
    parts = [
        translate("figures_contributions.importance.alt_part", language, name=name, value=interval(row))
        for name, row in zip(names(table, language)[:5], table.head(5).itertuples(), strict=True)
    ]
    joined = translate("figures_contributions.separator", language).join(parts)
    return translate("figures_contributions.importance.alt", language, shown=len(table), parts=joined)


def importance_table(table: pd.DataFrame) -> pd.DataFrame:
    """The bars' numbers as given."""
    return table
