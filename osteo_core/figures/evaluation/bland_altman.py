"""Two measurements of the same quantity: their difference against their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.thinning import thin_cloud
from osteo_core.translations import translate

Array = NDArray[np.float64]


def bland_altman_chart(
    reference: Array, other: Array, limits: tuple[float, float, float], axis: str, language: str = "en", *, dark: bool = False
) -> go.Figure:
    """Points (n,) in percent, differences in percentage points; `axis` names the mean's axis.

    `limits` are drawn as given: lower limit of agreement, mean difference, upper limit.
    """
    difference, mean = other - reference, (other + reference) / 2
    kept = thin_cloud(mean, difference)
    figure = go.Figure()
    figure.add_scatter(
        x=mean[kept], y=difference[kept], mode="markers", marker={"color": GREY, "size": 5, "opacity": 0.55}, showlegend=False,
        hovertemplate="%{x:.2f} %: %{y:+.2f}<extra></extra>",
    )  # fmt: skip
    for value, dash in zip(limits, ("dot", "solid", "dot"), strict=True):
        figure.add_hline(y=value, line={"color": ours(dark), "width": 1.75, "dash": dash})
    reach = 1.05 * float(np.abs(difference).max())
    figure.update_layout(
        quiet_layout(380, margin={"l": 8, "r": 16, "t": 8, "b": 8}),
        xaxis={
            "title": {"text": axis}, "range": [0, 1.03 * float(mean.max())], "ticksuffix": "\N{NO-BREAK SPACE}%", "fixedrange": True,
            "zeroline": False, "automargin": True,
        },
        yaxis={
            "title": {"text": translate("figures.bland_altman.difference", language)}, "range": [-reach, reach], "fixedrange": True,
            "zeroline": True, "zerolinecolor": GREY, "zerolinewidth": 1, "automargin": True,
        },
    )  # fmt: skip
    return finish(figure, dark)


def describe_bland_altman(reference: Array, other: Array, limits: tuple[float, float, float], what: str, language: str = "en") -> str:
    """One sentence: how many points, the mean difference, the limits of agreement and the largest difference."""
    low, middle, high = limits
    largest = float(np.abs(other - reference).max())
    texts = {name: number(value, 2) for name, value in (("low", low), ("middle", middle), ("high", high), ("largest", largest))}
    return translate("figures.bland_altman.alt", language, what=what, n=len(reference), **texts)


def bland_altman_table(reference: Array, other: Array) -> pd.DataFrame:
    """One row a pair: reference, other, mean, difference (percent and percentage points)."""
    return pd.DataFrame({"reference": reference, "other": other, "mean": (reference + other) / 2, "difference": other - reference})
