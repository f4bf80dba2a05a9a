"""Attention weights over the data that are present."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import TOKEN_MODALITIES, finish, ours, quiet_layout, token_marker
from osteo_core.figures.base.drawing import Drawing
from osteo_core.translations import translate


def weight_text(weight: float) -> str:
    """A weight as a share: unlike a probability it may truly be 100 %."""
    return f"{100 * weight:.0f}\N{NO-BREAK SPACE}%"


def token_label(token: str, language: str = "en") -> str:
    """The modalities a fusion token stands for, joined: "DXA + Clinical"."""
    return " + ".join(CATALOGUE.modality_label(m, language) for m in TOKEN_MODALITIES.get(token, (token,)))


def weight_axis(upto: float, language: str = "en") -> dict[str, object]:
    """The axis of weights in percent; `upto` beyond 100 leaves room for the words beside the bars."""
    return {
        "range": [0, upto], "tickvals": [0, 25, 50, 75, 100], "ticksuffix": " %",
        "title": {"text": translate("figures.attention.axis", language)}, "fixedrange": True, "zeroline": False,
    }  # fmt: skip


def attention_bars(attention: Mapping[str, float], language: str = "en", *, dark: bool = False) -> Drawing:
    """One horizontal bar a token, largest on top; weights are in 0..1 and sum to 1."""
    ranked = sorted(attention.items(), key=lambda item: item[1])
    figure = Drawing()
    for token, weight in ranked:
        figure.add_bar(
            x=[100 * weight], y=[token_label(token, language).replace(" + ", " +<br>")], orientation="h",
            marker=token_marker(token) | {"line": {"color": ours(dark), "width": 0.5}},
            text=[weight_text(weight)], textposition="outside", cliponaxis=False, showlegend=False,
            hovertemplate=f"{token_label(token, language)}: {weight_text(weight)}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(90 + 44 * len(ranked)),
        bargap=0.35,
        xaxis=weight_axis(118, language),
        yaxis={"automargin": True, "fixedrange": True, "showgrid": False},
    )
    return finish(figure, dark)


def describe_attention(attention: Mapping[str, float], language: str = "en") -> str:
    """One sentence listing the weights, largest first."""
    ranked = sorted(attention.items(), key=lambda item: -item[1])
    parts = translate("figures.list_separator", language).join(f"{token_label(t, language)} {weight_text(w)}" for t, w in ranked)
    return translate("figures.attention.alt", language, parts=parts)


def attention_table(attention: Mapping[str, float], language: str = "en") -> pd.DataFrame:
    """One row a token: key, label, weight (0..1)."""
    ranked = sorted(attention.items(), key=lambda item: -item[1])
    return pd.DataFrame(
        [{"token": t, "label": token_label(t, language), "weight": w} for t, w in ranked], columns=["token", "label", "weight"]
    )
