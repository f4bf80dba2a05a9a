"""The hidden state of the LSTM while it reads the series: one line a unit, the last value is what goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.network.series import HERTZ
from osteo_core.translations import translate

Array = NDArray[np.float64]
_DASHES = ("solid", "solid", "dash")
"""Number of units, those that end furthest from zero, that are drawn strongly and named."""


def state_lines_chart(states: Array, language: str = "en", *, dark: bool = False) -> go.Figure:
    """(steps, units) over the seconds of the series; a unit lies between -1 and 1."""
    seconds, strong = _seconds(states), _furthest(states)
    figure = go.Figure()
    for unit in [k for k in range(states.shape[1]) if k not in strong] + strong[::-1]:
        named = unit in strong
        look = _strong(strong.index(unit), dark) if named else {"color": GREY, "width": 1}
        figure.add_scatter(
            x=seconds, y=states[:, unit], mode="lines", showlegend=False, opacity=1 if named else 0.55,
            line=look,
            hovertemplate=translate("figures_inside.states.unit", language, k=unit + 1) + ": %{y:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=np.full(states.shape[1], seconds[-1]), y=states[-1], mode="markers", showlegend=False, hoverinfo="skip",
        marker={"color": ours(dark), "size": 6},
    )  # fmt: skip
    _name_ends(figure, states, strong, language, dark)
    figure.update_layout(
        quiet_layout(250, margin={"l": 8, "r": 64, "t": 8, "b": 8}),
        xaxis={"title": {"text": translate("figures_bone.series.seconds", language)}, "range": [0, seconds[-1] + 0.2], "fixedrange": True},
        yaxis={"title": {"text": translate("figures_inside.states.axis", language)}, "fixedrange": True, "zerolinecolor": GREY},
    )
    return finish(figure, dark)


def describe_state_lines(states: Array, language: str = "en") -> str:
    """One sentence: the units that end furthest from zero."""
    parts = translate("figures.list_separator", language).join(
        f"{translate('figures_inside.states.unit', language, k=k + 1)} {number(states[-1, k], 2)}" for k in _furthest(states)
    )
    return translate("figures_inside.states.alt", language, units=states.shape[1], steps=len(states), parts=parts)


def state_lines_table(states: Array) -> pd.DataFrame:
    """One row a step: seconds, then every unit."""
    units = pd.DataFrame(states, columns=[f"unit_{k + 1}" for k in range(states.shape[1])])
    return pd.concat([pd.DataFrame({"seconds": _seconds(states)}), units], axis=1)


def _strong(rank: int, dark: bool) -> dict[str, Any]:
    return {"color": ours(dark) if rank == 0 else MODALITY_COLOURS["sensory"], "width": 2.5, "dash": _DASHES[rank]}


def _seconds(states: Array) -> Array:
    return np.asarray((np.arange(len(states)) + 0.5) / HERTZ, float)


def _furthest(states: Array) -> list[int]:
    return [int(k) for k in np.argsort(-np.abs(states[-1]), kind="stable")[: len(_DASHES)]]


def _name_ends(figure: go.Figure, states: Array, strong: list[int], language: str, dark: bool) -> None:
    """Names beside the ends, moved apart where two would lie on each other."""
    apart, place = 0.09 * max(float(np.ptp(states)), 1e-9), -np.inf
    for unit in sorted(strong, key=lambda k: states[-1, k]):
        place = max(float(states[-1, unit]), place + apart)
        figure.add_annotation(
            x=1.01, xref="paper", y=place, xanchor="left", showarrow=False, font={"size": 13, "color": ink(dark)},
            text=translate("figures_inside.states.unit", language, k=unit + 1),
        )  # fmt: skip
