"""Normal, osteopenia, osteoporosis as one bar of three parts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from osteo_core.constants import STATUSES
from osteo_core.figures.base.colours import finish, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import percent
from osteo_core.translations import translate

# Tints of one neutral with a pattern each: the hues belong to the modalities, and colour never speaks alone.
_LOOK = {
    "normal": {"color": "#DDE3E8", "pattern": {"shape": ""}},
    "osteopenia": {"color": "#93A1AC", "pattern": {"shape": "/", "fgcolor": "#DDE3E8", "size": 7, "solidity": 0.25}},
    "osteoporosis": {"color": "#3B4954", "pattern": {"shape": ""}},
}


def status_bar(status: Mapping[str, float], language: str = "en", *, dark: bool = False) -> Drawing:
    """Stacked horizontal bar; `status` maps the three classes to probabilities that sum to 1."""
    figure = Drawing()
    for name in STATUSES:
        label = translate(f"figures.status.{name}", language)
        figure.add_bar(
            x=[100 * status[name]], y=[""], orientation="h", name=f"{label} {percent(status[name])}",
            marker=_LOOK[name] | {"line": {"color": "#5B6770", "width": 1}},
            hovertemplate=f"{label}: {percent(status[name])}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(128, margin={"l": 0, "r": 0, "t": 0, "b": 76}),
        barmode="stack",
        bargap=0.1,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.1,
            "yanchor": "top",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={"range": [0, 100], "visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True},
    )
    return finish(figure, dark)


def describe_status(status: Mapping[str, float], language: str = "en") -> str:
    """One sentence with the three probabilities."""
    return translate("figures.status.alt", language, **{name: percent(status[name]) for name in STATUSES})


def status_table(status: Mapping[str, float], language: str = "en") -> pd.DataFrame:
    """One row a class: key, label, probability (0..1)."""
    return pd.DataFrame(
        {
            "class": STATUSES,
            "label": [translate(f"figures.status.{name}", language) for name in STATUSES],
            "probability": [status[name] for name in STATUSES],
        }
    )
