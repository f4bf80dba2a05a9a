"""What each pair of kinds of data adds to an output's logit through bilinear pooling."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, TOKEN_MODALITIES, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.explanation.attention import token_label
from osteo_core.translations import translate

Pair = tuple[str, str]


def pair_label(pair: Pair, language: str = "en") -> str:
    """The two kinds of data with a times sign."""
    return " × ".join(token_label(token, language) for token in pair)


def pair_interactions_chart(added: Mapping[Pair, float], language: str = "en", *, dark: bool = False) -> go.Figure:
    """One bar a pair that is there, largest on top: the hue of the first, striped with the second."""
    ranked = sorted(added.items(), key=lambda item: abs(item[1]))
    reach = max((abs(value) for value in added.values()), default=0.0) or 1.0
    figure = go.Figure()
    for pair, value in ranked:
        first, second = (MODALITY_COLOURS[TOKEN_MODALITIES.get(token, (token,))[0]] for token in pair)
        figure.add_bar(
            x=[value], y=[pair_label(pair, language).replace(" × ", " ×<br>")], orientation="h", showlegend=False,
            marker={
                "color": first, "line": {"color": ours(dark), "width": 0.5},
                "pattern": {"shape": "/", "fgcolor": second, "fillmode": "overlay", "size": 10, "solidity": 0.45},
            },
            text=[signed(value)], textposition="outside", cliponaxis=False,
            hovertemplate=f"{pair_label(pair, language)}: {number(value, 4)}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(60 + 34 * max(len(ranked), 1)),
        bargap=0.3,
        xaxis={
            "title": {"text": translate("figures_inside.pairs.axis", language)},
            "range": [-1.45 * reach, 1.45 * reach],
            "fixedrange": True,
            "zeroline": True,
            "zerolinecolor": GREY,
            "nticks": 5,
        },
        yaxis={"automargin": True, "fixedrange": True, "showgrid": False, "tickfont": {"size": 13}},
    )
    return finish(figure, dark)


def describe_pair_interactions(added: Mapping[Pair, float], language: str = "en") -> str:
    """One sentence: the three pairs that add most, and the sum."""
    ranked = sorted(added.items(), key=lambda item: -abs(item[1]))[:3]
    parts = translate("figures.list_separator", language).join(f"{pair_label(pair, language)} {signed(value)}" for pair, value in ranked)
    return translate("figures_inside.pairs.alt", language, n=len(added), parts=parts, total=signed(float(np.sum(list(added.values())))))


def pair_interactions_table(added: Mapping[Pair, float]) -> pd.DataFrame:
    """One row a pair: first, second, what it adds to the logit."""
    rows = [{"first": first, "second": second, "adds": value} for (first, second), value in added.items()]
    return pd.DataFrame(rows, columns=["first", "second", "adds"])
