"""Mean velocity worked out here against the published one: their difference against their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.translations import translate

Array = NDArray[np.float64]


def limits_of_agreement(published: Array, here: Array) -> tuple[float, float, float]:
    """Lower limit, mean difference, upper limit: mean ± 1.96 standard deviations (Bland & Altman, Lancet 1986;327:307)."""
    difference = here - published
    middle, spread = float(difference.mean()), 1.96 * float(difference.std(ddof=1))
    return middle - spread, middle, middle + spread


def sway_agreement_chart(published: Array, here: Array, firm: NDArray[np.bool_], language: str = "en", *, dark: bool = False) -> go.Figure:
    """A dot a recording (n,), in cm/s; `firm` (n,) says on which floor. Dashed: a share of the mean that is the same for all."""
    mean, difference = (published + here) / 2, here - published
    figure = go.Figure()
    looks = (
        ("firm", firm, {"symbol": "circle", "color": ours(dark), "size": 6}),
        ("foam", ~firm, {"symbol": "diamond-open", "color": MODALITY_COLOURS["sensory"], "size": 7}),
    )
    for name, chosen, look in looks:
        figure.add_scatter(
            x=mean[chosen], y=difference[chosen], mode="markers", marker=look | {"opacity": 0.75},
            name=translate(f"figures_bone.agreement.{name}", language), hovertemplate="%{x:.2f}: %{y:+.3f} cm/s<extra></extra>",
        )  # fmt: skip
    for value, dash in zip(limits_of_agreement(published, here), ("dot", "solid", "dot"), strict=True):
        figure.add_hline(y=value, line={"color": ours(dark), "width": 1.75, "dash": dash})
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    figure.update_layout(
        quiet_layout(340, margin={"l": 8, "r": 12, "t": 8, "b": 8}),
        xaxis={
            "title": {"text": translate("figures_bone.agreement.mean", language)},
            "rangemode": "tozero",
            "fixedrange": True,
            "automargin": True,
        },
        yaxis={"title": {"text": translate("figures_bone.agreement.difference", language)}, "fixedrange": True, "automargin": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )
    return finish(figure, dark)


def describe_sway_agreement(published: Array, here: Array, language: str = "en") -> str:
    """One sentence: how many recordings, the mean difference and the limits of agreement."""
    low, middle, high = (number(value, 3) for value in limits_of_agreement(published, here))
    return translate("figures_bone.agreement.alt", language, n=len(here), low=low, middle=middle, high=high)


def sway_agreement_table(published: Array, here: Array) -> pd.DataFrame:
    """One row a recording, cm/s: published, here, mean, difference."""
    return pd.DataFrame({"published": published, "here": here, "mean": (published + here) / 2, "difference": here - published})
