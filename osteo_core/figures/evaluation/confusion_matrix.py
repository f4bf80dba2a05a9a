"""Observed against predicted classes, with counts and what share of each observed class they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.constants import STATUSES
from osteo_core.figures.base.colours import finish, ink, quiet_layout
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

# Pale enough for dark words in every cell, on a dark page too; the words carry the numbers, the tint only helps the eye.
_TINT = ((0.0, "#F3F6F8"), (1.0, "#8CCBF0"))
_WORDS = ink(dark=False)
_CELL, _ABOVE = 84, 40


def confusion_chart(counts: pd.DataFrame, language: str = "en", *, dark: bool = False) -> go.Figure:
    """A square a pair of classes, two by two or larger; those named rightly are framed.

    Args:
        counts: a row an observed class, a column a predicted one, in the same order; of the three bone states by key, others in words.
    """
    names, values, shares = _words(counts, language), _values(counts), _shares(counts)
    size = len(names)
    texts = [[f"<b>{values[i, j]:,}</b><br>{_percent(shares[i, j])}" for j in range(size)] for i in range(size)]
    figure = go.Figure(
        go.Heatmap(
            z=np.nan_to_num(shares), x=list(range(size)), y=list(range(size)), text=texts, texttemplate="%{text}", zmin=0, zmax=1,
            colorscale=_TINT, showscale=False, xgap=3, ygap=3, textfont={"color": _WORDS, "size": 14}, hoverinfo="skip",
        )
    )  # fmt: skip
    for k in range(size):
        figure.add_shape(type="rect", x0=k - 0.455, x1=k + 0.455, y0=k - 0.455, y1=k + 0.455, line={"color": _WORDS, "width": 2})
    # In the corner between both axes' names, which as titles would lie across them.
    corner = [translate(f"figures.confusion.{axis}", language) for axis in ("predicted", "observed")]
    figure.add_annotation(
        text=f"{corner[0]} →<br>{corner[1]} ↓", x=0, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom", align="right",
        showarrow=False, font={"size": 13},
    )  # fmt: skip
    told = [f"<b>{name}</b><br>n {n:,}" for name, n in zip(names, values.sum(axis=1), strict=True)]
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "tickvals": list(range(size))}
    figure.update_layout(
        quiet_layout(_CELL * size + _ABOVE + 8, margin={"l": 96, "r": 8, "t": _ABOVE, "b": 8}),
        xaxis=quiet | {"ticktext": [f"<b>{name}</b>" for name in names], "side": "top", "range": [-0.5, size - 0.5], "tickangle": 0},
        yaxis=quiet | {"ticktext": told, "automargin": True, "range": [size - 0.5, -0.5]},
    )  # fmt: skip
    return finish(figure, dark)


def _values(counts: pd.DataFrame) -> np.ndarray:
    return counts.to_numpy(int)


def _shares(counts: pd.DataFrame) -> np.ndarray:
    """Each count as a share of its row, NaN where nobody was observed."""
    values = counts.to_numpy(float)
    total = values.sum(axis=1, keepdims=True)
    return np.divide(values, total, out=np.full_like(values, np.nan), where=total > 0)


def _percent(share: float) -> str:
    """0 % of a counted cell is a true zero, and 100 % a true whole."""
    if np.isnan(share):
        return "–"
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%" if share in (0.0, 1.0) else percent(share)


def _words(counts: pd.DataFrame, language: str) -> list[str]:
    return [translate(f"figures.status.{name}", language) if name in STATUSES else str(name) for name in counts.columns]


def describe_confusion(counts: pd.DataFrame, language: str = "en") -> str:
    """One sentence: of how many people of each class how many were named rightly, and as what most of the others were taken."""
    names, values, shares = _words(counts, language), _values(counts), _shares(counts)
    parts = []
    for k, name in enumerate(names):
        others = np.where(np.arange(len(names)) == k, -1, values[k])
        mistaken = int(np.argmax(others))
        parts.append(
            translate(
                "figures.confusion.alt_part", language, observed=name, n=f"{values[k].sum():,}", right=f"{values[k, k]:,}",
                share=_percent(shares[k, k]), mistaken=names[mistaken], wrong=f"{values[k, mistaken]:,}",
            )
        )  # fmt: skip
    return translate("figures.confusion.alt", language, parts=translate("figures.confusion.between", language).join(parts))


def confusion_table(counts: pd.DataFrame) -> pd.DataFrame:
    """observed, predicted, count, share (of the observed class, 0..1): a row a square."""
    size = len(counts)
    return pd.DataFrame(
        {
            "observed": np.repeat(counts.index, size),
            "predicted": np.tile(counts.columns, size),
            "count": _values(counts).ravel(),
            "share": _shares(counts).ravel(),
        }
    )
