"""Attention at each of the three temperatures: from sharp, where one kind of data takes all, to even."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import finish, ours, quiet_layout, token_marker
from osteo_core.figures.explanation.attention import token_label, weight_axis, weight_text
from osteo_core.network.batch import TOKENS
from osteo_core.translations import translate

Array = NDArray[np.float64]


def attention_scales_chart(weights: Array, temperatures: Sequence[float], language: str = "en", *, dark: bool = False) -> go.Figure:
    """Three bars a token, sharp above even; weights (scales, 5) sum to 1 over the tokens of a scale, absent ones are 0."""
    _check(weights, temperatures)
    figure = go.Figure()
    markers = [token_marker(token) for token in TOKENS]
    names = [token_label(token, language).replace(" + ", " +<br>") for token in TOKENS]
    for scale, temperature in enumerate(temperatures):
        figure.add_bar(
            x=100 * weights[scale], y=names, orientation="h", showlegend=False, textposition="outside", cliponaxis=False,
            marker={
                "color": [marker["color"] for marker in markers], "line": {"color": ours(dark), "width": 0.5},
                "pattern": {
                    "shape": [marker.get("pattern", {}).get("shape", "") for marker in markers],
                    "fgcolor": [marker.get("pattern", {}).get("fgcolor", "#000000") for marker in markers],
                    "fillmode": "overlay", "size": 8,
                },
            },
            text=[_words(weights, scale, place, temperature, language) for place in range(len(TOKENS))],
            hovertemplate="%{y}: %{text}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(330, margin={"l": 8, "r": 8, "t": 4, "b": 8}),
        barmode="group",
        bargap=0.25,
        xaxis=weight_axis(135, language),
        yaxis={"automargin": True, "fixedrange": True, "showgrid": False, "autorange": "reversed"},
    )
    return finish(figure, dark)


def describe_attention_scales(weights: Array, temperatures: Sequence[float], language: str = "en") -> str:
    """One sentence: at each temperature what has the most weight."""
    _check(weights, temperatures)
    parts = (
        translate(
            "figures_inside.attention.part", language, temperature=f"{temperature:g}", weight=weight_text(float(row.max())),
            token=token_label(TOKENS[int(row.argmax())], language),
        )
        for temperature, row in zip(temperatures, weights, strict=True)
    )  # fmt: skip
    return translate("figures_inside.attention.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def attention_scales_table(weights: Array, temperatures: Sequence[float]) -> pd.DataFrame:
    """One row a token: its weight (0..1) at each temperature, and their mean."""
    _check(weights, temperatures)
    table = pd.DataFrame({"token": TOKENS} | {f"temperature_{t:g}": row for t, row in zip(temperatures, weights, strict=True)})
    return table.assign(mean=weights.mean(0))


def _words(weights: Array, scale: int, place: int, temperature: float, language: str) -> str:
    """Beside each bar its weight; a token that is not there says so once."""
    if not weights[:, place].any():
        return translate("figures_inside.attention.absent", language) if scale == len(weights) // 2 else ""
    return translate(
        "figures_inside.attention.bar", language, temperature=f"{temperature:g}", weight=weight_text(float(weights[scale, place]))
    )


def _check(weights: Array, temperatures: Sequence[float]) -> None:
    if weights.shape != (len(temperatures), len(TOKENS)):
        raise ValueError(f"weights must have shape ({len(temperatures)}, {len(TOKENS)}), not {weights.shape}")
