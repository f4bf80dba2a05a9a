"""A vector or a matrix of the network as coloured cells: blue below zero, vermilion above, the value in each cell or under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import finish, ink, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.translations import translate

Array = NDArray[np.float64]

_SCALE = ([0, "#0072B2"], [0.5, "#F7F7F7"], [1, "#C25200"])
_SCALE_DARK = ([0, "#8CCBF0"], [0.5, "#1C252C"], [1, "#FFB070"])
"""Told apart by colour-blind readers, with ends on which a number can be read; zero is the page's own shade."""
_ROW, _ROW_WRAPPED, _AXIS, _NO_AXIS = 26, 32, 36, 8
_LONG = 24
_WRITTEN = 8
"""Columns up to which each cell carries its number: beyond that it would not fit a phone."""
_NAMED_ROWS = 6
_LARGEST = 3


def tensor_heat_chart(
    values: Array, rows: Sequence[str], columns: Sequence[str] | None = None, language: str = "en", *, dark: bool = False
) -> go.Figure:
    """One row of cells a name; `columns` are numbered from 1 where they have no names."""
    values = _checked(values, rows, columns)
    widest = max(float(np.abs(values).max()), 1e-9)
    names = list(columns or map(str, range(1, values.shape[1] + 1)))
    written = values.shape[1] <= _WRITTEN
    named = written or columns is None
    below = _AXIS if named else _NO_AXIS
    text = [[number(v, 2) for v in row] for row in values]
    hover = translate("figures_inside.heat.hover", language)
    labels = [_wrapped(row) for row in rows]
    height = _ROW_WRAPPED if any("<br>" in label for label in labels) else _ROW
    figure = go.Figure()
    figure.add_heatmap(
        z=values, x=names, y=labels, zmin=-widest, zmax=widest, colorscale=_SCALE_DARK if dark else _SCALE, xgap=1, ygap=2,
        text=text, texttemplate="%{text}" if written else None, textfont={"size": 13}, hovertemplate=hover + "<extra></extra>",
        showscale=len(rows) > 1,
        colorbar={
            "thickness": 8, "outlinewidth": 0, "tickvals": [-widest, 0, widest], "ticktext": [number(-widest, 1), "0", number(widest, 1)],
            "tickfont": {"color": ink(dark), "size": 13}, "len": 1, "lenmode": "fraction", "xpad": 4,
        },
    )  # fmt: skip
    # Names are categories even where they are digits: Plotly would make an axis of numbers of them.
    figure.update_layout(
        quiet_layout(height * len(rows) + below + 4, margin={"l": 4, "r": 4, "t": 4, "b": below}),
        xaxis={
            "type": "category",
            "fixedrange": True,
            "showgrid": False,
            "nticks": None if written else 6,
            "tickangle": 0,
            "showticklabels": named,
            "ticks": "",
        },
        yaxis={"type": "category", "fixedrange": True, "showgrid": False, "automargin": True, "autorange": "reversed"},
    )
    return finish(figure, dark)


def describe_tensor_heat(values: Array, rows: Sequence[str], columns: Sequence[str] | None = None, language: str = "en") -> str:
    """One sentence: how far each row reaches, or the cells furthest from zero where there are many rows."""
    values = _checked(values, rows, columns)
    if len(rows) <= _NAMED_ROWS:
        parts = [
            translate("figures_inside.heat.reach", language, row=row, low=number(line.min(), 2), high=number(line.max(), 2))
            for row, line in zip(rows, values, strict=True)
        ]
    else:
        order = np.argsort(-np.abs(values).ravel(), kind="stable")[:_LARGEST]
        parts = [f"{rows[k // values.shape[1]]} {number(values.ravel()[k], 2)}" for k in map(int, order)]
    joined = translate("figures_bone.separator", language).join(parts)
    key = "figures_inside.heat.alt" if len(rows) <= _NAMED_ROWS else "figures_inside.heat.alt_many"
    return translate(key, language, rows=values.shape[0], columns=values.shape[1], parts=joined)


def tensor_heat_table(values: Array, rows: Sequence[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One row a cell: row, column, value."""
    values = _checked(values, rows, columns)
    names = list(columns or range(1, values.shape[1] + 1))
    return pd.DataFrame({"row": np.repeat(list(rows), len(names)), "column": names * len(rows), "value": values.ravel()})


def _wrapped(label: str) -> str:
    """A long name on two lines, so that a phone keeps room for the cells."""
    width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    return label.replace(" × ", " ×<br>") if width > _LONG else label


def _checked(values: Array, rows: Sequence[str], columns: Sequence[str] | None) -> Array:
    values = np.atleast_2d(np.asarray(values, float))
    if values.shape[0] != len(rows) or (columns is not None and values.shape[1] != len(columns)):
        raise ValueError(f"values of shape {values.shape} need as many names of rows and columns")
    return values
