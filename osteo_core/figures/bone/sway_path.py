"""Paths of the centre of pressure with their 95 % ellipses, side by side on one scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from osteo_core.cohorts.balance import mean_frequency, mean_velocity, prediction_ellipse
from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ink, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.translations import translate

Array = NDArray[np.float64]


def sway_path_chart(paths: Mapping[str, Array], language: str = "en", *, height: int = 340, dark: bool = False) -> go.Figure:
    """One panel a recording, words -> (n, 2) in cm, each about its own mean; the solid line is the ellipse."""
    figure = make_subplots(rows=1, cols=len(paths), subplot_titles=list(paths), horizontal_spacing=0.04)
    ellipses = {label: prediction_ellipse(path) for label, path in paths.items()}
    reach = 1.05 * max(
        float(np.abs(np.concatenate([path - path.mean(0), ellipses[label].outline() - path.mean(0)])).max())
        for label, path in paths.items()
    )
    for place, (label, path) in enumerate(paths.items(), start=1):
        x, y = (path - path.mean(0)).T
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": MODALITY_COLOURS["sensory"], "width": 1},
            hoverinfo="skip",
            showlegend=False,
            row=1,
            col=place,
        )
        outline = ellipses[label].outline() - path.mean(0)
        figure.add_scatter(
            x=outline[:, 0], y=outline[:, 1], mode="lines", line={"color": ours(dark), "width": 2.5}, hoverinfo="skip", showlegend=False,
            row=1, col=place,
        )  # fmt: skip
        name = "" if place == 1 else str(place)
        figure.update_xaxes({"range": [-reach, reach], "constrain": "domain"}, row=1, col=place)
        figure.update_yaxes({"range": [-reach, reach], "scaleanchor": f"x{name}", "constrain": "domain"}, row=1, col=place)
    figure.update_xaxes(fixedrange=True, nticks=5, title={"text": translate("figures_bone.path.x", language), "font": {"color": ink(dark)}})
    figure.update_yaxes(fixedrange=True, nticks=5, showticklabels=False)
    figure.update_yaxes(showticklabels=True, title={"text": translate("figures_bone.path.y", language)}, col=1)
    figure.update_annotations(font={"size": 15, "color": ink(dark)})
    figure.update_layout(quiet_layout(height, margin={"l": 8, "r": 8, "t": 34, "b": 8}))
    finish(figure, dark)
    figure.update_xaxes(tickfont={"color": ink(dark)})
    return figure


def describe_sway_path(paths: Mapping[str, Array], hertz: float, language: str = "en") -> str:
    """One sentence: area and velocity of each recording."""
    parts = (
        translate(
            "figures_bone.path.part", language, label=label, area=number(prediction_ellipse(path).area, 1),
            velocity=number(mean_velocity(path, hertz), 2),
        )
        for label, path in paths.items()
    )  # fmt: skip
    return translate("figures_bone.path.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def sway_path_table(paths: Mapping[str, Array], hertz: float) -> pd.DataFrame:
    """One row a recording: label, area (cm²), velocity (cm/s), frequency (Hz)."""
    return pd.DataFrame(
        {
            "recording": label, "area_cm2": prediction_ellipse(path).area, "velocity_cm_s": mean_velocity(path, hertz),
            "frequency_hz": mean_frequency(path, hertz),
        }
        for label, path in paths.items()
    )  # fmt: skip
