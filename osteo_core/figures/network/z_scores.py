"""The z-scores of one kind of data: how far each field is from the training people's mean; solid measured, hollow filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ink, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.translations import translate

_ROW = 23
_MANY = 20
"""Fields beyond which rows are not named one by one: the panel of variants."""


@dataclass(frozen=True, kw_only=True)
class InputRow:
    """One input of the network: its name, its label, the value in words with its unit, the z-score, and whether it was measured."""

    name: str
    label: str
    value: str
    z: float
    measured: bool


def z_scores_chart(rows: Sequence[InputRow], modality: str, language: str = "en", *, dark: bool = False) -> go.Figure:
    """A dot a field on a common scale of standard deviations, its value beside it."""
    colour = MODALITY_COLOURS[modality]
    places = list(range(len(rows)))
    figure = go.Figure()
    for row, y in zip(rows, places, strict=True):
        figure.add_shape(type="line", x0=0, x1=row.z, y0=y, y1=y, line={"color": colour, "width": 1.5}, layer="below")
    figure.add_scatter(
        x=[row.z for row in rows], y=places, mode="markers", showlegend=False,
        marker={
            "color": colour, "size": 7 if len(rows) > _MANY else 11, "symbol": ["circle" if r.measured else "circle-open" for r in rows],
            "line": {"width": 2, "color": colour},
        },
        customdata=[[row.label, row.value] for row in rows],
        hovertemplate="%{customdata[0]} = %{customdata[1]}: z = %{x:.2f}<extra></extra>",
    )  # fmt: skip
    reach = max(3.0, *(abs(row.z) for row in rows)) + 0.3
    many = len(rows) > _MANY
    figure.update_layout(
        quiet_layout(70 + (6 if many else _ROW) * len(rows)),
        xaxis={
            "title": {"text": translate("figures_inside.z.axis", language)}, "range": [-reach, reach], "fixedrange": True, "nticks": 5,
            "zerolinecolor": GREY, "automargin": True,
        },
        yaxis={
            "tickvals": [] if many else places, "ticktext": [f"{_short(row.label)}: {row.value}" for row in rows],
            "range": [len(rows) - 0.5, -0.5], "fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False,
            "tickfont": {"size": 13, "color": ink(dark)},
        },
    )  # fmt: skip
    return finish(figure, dark)


def _short(label: str, most: int = 22) -> str:
    """A label that leaves a phone room for the dots: without what stands in brackets, cut where that is not enough."""
    label = label if len(label) <= most else re.split(r" \(|（", label)[0]
    return label if len(label) <= most else label[: most - 1].rstrip(" ,") + "…"


def describe_z_scores(rows: Sequence[InputRow], language: str = "en") -> str:
    """One sentence: how many fields, how many measured, which is furthest from the mean."""
    furthest = max(rows, key=lambda row: abs(row.z))
    return translate(
        "figures_inside.z.alt", language, n=len(rows), measured=sum(row.measured for row in rows), label=furthest.label,
        value=furthest.value, z=number(furthest.z, 2),
    )  # fmt: skip


def z_scores_table(rows: Sequence[InputRow]) -> pd.DataFrame:
    """One row a field: field, label, value, z-score, mask (1 measured, 0 filled in)."""
    return pd.DataFrame(
        [{"field": r.name, "label": r.label, "value": r.value, "z": r.z, "mask": int(r.measured)} for r in rows],
        columns=["field", "label", "value", "z", "mask"],
    )
