"""Completeness of the data: a map of fields by group, and the combinations of kinds of data that people have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

_CELL, _BAR = 20, 26
_DOTS = 0.36
"""Share of the width for the dots."""


def missing_map(table: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """Fields (rows, grouped by modality, each in its hue) by group (columns): the darker the cell, the more people have a value.

    Args:
        table: modality, field (in words), group (in words), n, known, share (0..1).
    """
    groups, fields = list(dict.fromkeys(table["group"])), table.drop_duplicates(["modality", "field"])
    figure = go.Figure()
    ticks: dict[int, str] = {}
    for modality in dict.fromkeys(fields["modality"]):
        ticks[len(ticks)] = f"<b>{CATALOGUE.modality_label(modality, language)}</b>"
        names = list(fields.loc[fields["modality"] == modality, "field"])
        rows = list(range(len(ticks), len(ticks) + len(names)))
        ticks |= dict(zip(rows, names, strict=True))
        share = table[table["modality"] == modality]["share"].to_numpy(float).reshape(len(names), len(groups))
        hue = MODALITY_COLOURS[modality]
        figure.add_heatmap(
            x=groups, y=rows, z=100 * share, zmin=0, zmax=100, showscale=False, xgap=2, ygap=1,
            colorscale=[[0, _with_alpha(hue, 0.0)], [1, _with_alpha(hue, 0.5)]], hoverinfo="skip",
            text=[[_whole(cell) for cell in row] for row in share], texttemplate="%{text}", textfont={"size": 13, "color": ink(dark)},
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(_CELL * len(ticks) + 60, margin={"l": 8, "r": 8, "t": 40, "b": 8}),
        xaxis={"side": "top", "fixedrange": True, "showgrid": False, "automargin": True},
        yaxis={
            "tickvals": list(ticks), "ticktext": list(ticks.values()), "range": [len(ticks) - 0.5, -0.5], "fixedrange": True,
            "showgrid": False, "zeroline": False, "automargin": True,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _whole(share: float) -> str:
    """A share that was counted may be 100 %, but never by rounding alone."""
    if np.isnan(share):
        return ""
    return "100\N{NO-BREAK SPACE}%" if share == 1 else percent(share)


def _with_alpha(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def describe_missing_map(table: pd.DataFrame, language: str = "en") -> str:
    """One sentence: each modality's lowest and highest share of people whose field is known."""
    join = translate("figures.list_separator", language).join
    parts = []
    for modality in dict.fromkeys(table["modality"]):
        share = table.loc[table["modality"] == modality, "share"].dropna()
        label = CATALOGUE.modality_label(modality, language)
        low, high = (_whole(float(value)) for value in (share.min(), share.max()))
        parts.append(translate("figures.missing_map.alt_part", language, modality=label, low=low, high=high))
    return translate("figures.missing_map.alt", language, parts=join(parts))


def missing_map_table(table: pd.DataFrame) -> pd.DataFrame:
    """The map's numbers as given."""
    return table[["modality", "field", "group", "n", "known", "share"]]


def pattern_chart(table: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One row a combination of kinds of data: dots for what it holds, a bar for how many people have it.

    Args:
        table: one 0/1 column a modality, people, share, the commonest first.
    """
    figure, rows = go.Figure(), np.arange(len(table))
    for place, modality in enumerate(MODALITIES):
        has = table[modality].to_numpy(bool)
        figure.add_scatter(
            x=np.full(len(rows), place), y=rows, mode="markers", hoverinfo="skip", showlegend=False,
            marker={
                "size": 13, "color": [MODALITY_COLOURS[modality] if yes else "rgba(0,0,0,0)" for yes in has],
                "line": {"width": 1, "color": [MODALITY_COLOURS[modality] if yes else GREY for yes in has]},
            },
        )  # fmt: skip
    words = [f"{n:,} ({percent(float(share))})" for n, share in zip(table["people"], table["share"], strict=True)]
    figure.add_bar(
        x=table["people"], y=rows, orientation="h", xaxis="x2", marker={"color": ours(dark), "opacity": 0.75}, width=0.6, showlegend=False,
        text=words, textposition="outside", cliponaxis=False,
        hoverinfo="skip",
    )  # fmt: skip
    figure.update_layout(quiet_layout(_BAR * len(rows) + 110, margin={"l": 8, "r": 8, "t": 96, "b": 8}))
    finish(figure, dark)
    figure.update_layout(
        xaxis=_columns(language, dark),
        xaxis2={"domain": [_DOTS + 0.02, 1], "range": [0, 1.55 * table["people"].max()], "visible": False, "fixedrange": True},
        yaxis={"range": [len(rows) - 0.4, -0.6], "visible": False, "fixedrange": True},
    )
    return figure


def _columns(language: str, dark: bool) -> dict[str, Any]:
    return {
        "domain": [0, _DOTS],
        "range": [-0.6, len(MODALITIES) - 0.4],
        "side": "top",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": list(range(len(MODALITIES))),
        "ticktext": [CATALOGUE.modality_label(modality, language) for modality in MODALITIES],
        "tickangle": -60,
        "tickfont": {"color": ink(dark), "size": 13},
    }


def describe_patterns(table: pd.DataFrame, language: str = "en", first: int = 3) -> str:
    """One sentence: the commonest combinations, and how many people have everything."""
    join = translate("figures.list_separator", language).join
    parts = []
    for _, row in table.head(first).iterrows():
        names = " + ".join(CATALOGUE.modality_label(m, language) for m in MODALITIES if row[m])
        parts.append(f"{names} {row['people']:,.0f}")
    everything = int(table.loc[table[list(MODALITIES)].all(axis=1), "people"].sum())
    return translate("figures.missing_map.alt_patterns", language, parts=join(parts), complete=f"{everything:,}")


def pattern_table(table: pd.DataFrame) -> pd.DataFrame:
    """One 0/1 column a modality, people, share."""
    return table[[*MODALITIES, "people", "share"]]
