"""The balance-and-gait series that the LSTM reads: sway of the centre of pressure and walking speed over 12 s."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.network.series import CHANNELS, HERTZ, STEPS
from osteo_core.translations import translate

Series = NDArray[np.float32]
_LOOKS = (("solid", 2.5), ("dash", 2.0), ("dot", 2.0))


def series_chart(series: Mapping[str, Series], language: str = "en", *, dark: bool = False) -> go.Figure:
    """Three panels one under the other, a line a person: words -> (48, 3)."""
    titles = [translate(f"figures_bone.series.{channel}", language) for channel in CHANNELS]
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.1, subplot_titles=titles)
    seconds = (np.arange(STEPS) + 0.5) / HERTZ
    colours = (ours(dark), MODALITY_COLOURS["sensory"], GREY)
    for place, (label, values) in enumerate(series.items()):
        dash, width = _LOOKS[place % len(_LOOKS)]
        for channel in range(3):
            figure.add_scatter(
                x=seconds, y=values[:, channel], mode="lines", name=label, legendgroup=label, showlegend=channel == 0,
                line={"color": colours[place % len(colours)], "dash": dash, "width": width},
                hovertemplate=f"{label}: %{{y:.2f}}<extra></extra>", row=1 + channel, col=1,
            )  # fmt: skip
    figure.update_annotations(font={"size": 13, "color": ink(dark)}, x=0, xanchor="left")
    figure.update_layout(
        quiet_layout(340, margin={"l": 8, "r": 12, "t": 44, "b": 8}),
        legend={"orientation": "h", "y": 1.07, "yanchor": "bottom", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True, automargin=True, nticks=4)
    reach = 1.05 * max(float(np.abs(values[:, :2]).max()) for values in series.values())
    figure.update_yaxes(range=[-reach, reach], row=1)
    figure.update_yaxes(range=[-reach, reach], row=2)
    figure.update_yaxes(rangemode="tozero", row=3)
    figure.update_xaxes(title={"text": translate("figures_bone.series.seconds", language)}, row=3)
    finish(figure, dark)
    figure.update_yaxes(tickfont={"color": ink(dark)})
    figure.update_xaxes(tickfont={"color": ink(dark)}, title={"font": {"color": ink(dark)}})
    return figure


def describe_series(series: Mapping[str, Series], language: str = "en") -> str:
    """One sentence: spread of the sway and mean walking speed of each person."""
    parts = (
        translate(
            "figures_bone.series.part", language, label=label, sway=number(float(values[:, :2].std(0).mean()), 2),
            speed=number(float(values[:, 2].mean()), 2),
        )
        for label, values in series.items()
    )  # fmt: skip
    return translate("figures_bone.series.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def series_table(series: Mapping[str, Series]) -> pd.DataFrame:
    """One row a step and person: person, seconds, and the channels in cm, cm and m/s."""
    seconds = (np.arange(STEPS) + 0.5) / HERTZ
    parts = (
        pd.DataFrame({"person": label, "seconds": seconds} | {name: values[:, i] for i, name in enumerate(CHANNELS)})
        for label, values in series.items()
    )
    return pd.concat(parts, ignore_index=True)
