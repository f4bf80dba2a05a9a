"""One measure of sway in several groups of people: every person a dot, with the median and the quartiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.translations import translate


def sway_groups_chart(groups: Mapping[str, pd.Series], axis: str, language: str = "en", *, dark: bool = False) -> go.Figure:
    """A row a group, words -> the people's values (positive); the axis is logarithmic, as sway is skewed."""
    figure = go.Figure()
    for label, values in reversed(list(groups.items())):
        figure.add_box(
            x=values, name=f"{label}<br>n = {len(values)}", orientation="h", boxpoints="all", jitter=0.5, pointpos=0, hoverinfo="x",
            marker={"color": MODALITY_COLOURS["sensory"], "size": 5, "opacity": 0.55}, line={"color": ours(dark), "width": 1.75},
            fillcolor="rgba(0,0,0,0)", whiskerwidth=0, showlegend=False,
        )  # fmt: skip
    every = pd.concat(list(groups.values()))
    low, high = float(every.min()), float(every.max())
    ticks = [t for t in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low / 1.3 <= t <= high * 1.3]
    figure.update_layout(
        quiet_layout(max(220, 78 * len(groups) + 60), margin={"l": 8, "r": 12, "t": 8, "b": 8}),
        xaxis={
            "title": {"text": axis}, "type": "log", "fixedrange": True, "automargin": True, "tickvals": ticks,
            "ticktext": [f"{t:g}" for t in ticks], "range": [float(np.log10(low / 1.15)), float(np.log10(high * 1.15))],
        },
        yaxis={"fixedrange": True, "automargin": True},
    )  # fmt: skip
    return finish(figure, dark)


def describe_sway_groups(groups: Mapping[str, pd.Series], axis: str, language: str = "en") -> str:
    """One sentence: median and quartiles of each group."""
    parts = (
        translate(
            "figures_bone.groups.part", language, label=label, n=len(values), median=number(float(values.median()), 2),
            low=number(float(values.quantile(0.25)), 2), high=number(float(values.quantile(0.75)), 2),
        )
        for label, values in groups.items()
    )  # fmt: skip
    return translate("figures_bone.groups.alt", language, what=axis, parts=translate("figures_bone.separator", language).join(parts))


def sway_groups_table(groups: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One row a person: group, value."""
    parts = (pd.DataFrame({"group": label, "value": values.to_numpy()}) for label, values in groups.items())
    return pd.concat(parts, ignore_index=True)
