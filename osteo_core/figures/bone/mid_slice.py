"""A typical slice of bone volumes, voxel by voxel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from osteo_core.figures.base.colours import finish, ink, quiet_layout
from osteo_core.network.phantom import VOXEL_MM, VOXELS
from osteo_core.translations import translate

Volume = NDArray[np.float32]


def typical_slice(volume: Volume) -> Volume:
    """The slice (depth, across) of the middle third whose share of bone is nearest the whole cube's.

    The very middle might lie in a gap, or along a plate.
    """
    third = volume[:, VOXELS // 3 : 2 * VOXELS // 3, :]
    nearest = int(np.argmin(np.abs(third.mean((0, 2)) - volume.mean())))
    return np.asarray(third[:, nearest, :])


def mid_slice_chart(volumes: Mapping[str, Volume], language: str = "en", *, height: int = 300, dark: bool = False) -> go.Figure:
    """Depth under the shell downwards, one image a volume: bone is light, marrow dark, as on a scan."""
    figure = make_subplots(cols=len(volumes), rows=1, subplot_titles=list(volumes), horizontal_spacing=0.06)
    millimetres = (np.arange(VOXELS) + 0.5) * VOXEL_MM
    hover = translate("figures_bone.slice.hover", language)
    for place, volume in enumerate(volumes.values(), start=1):
        figure.add_heatmap(
            x=millimetres, y=millimetres, z=typical_slice(volume), zmin=0, zmax=1, colorscale="gray", showscale=False,
            hovertemplate=hover + "<extra></extra>", row=1, col=place,
        )  # fmt: skip
        axis = "" if place == 1 else str(place)
        figure.update_xaxes({"visible": False, "fixedrange": True, "constrain": "domain"}, row=1, col=place)
        figure.update_yaxes(
            {"visible": False, "fixedrange": True, "autorange": "reversed", "scaleanchor": f"x{axis}", "constrain": "domain"},
            row=1,
            col=place,
        )
    figure.update_annotations(font={"size": 15, "color": ink(dark)})
    figure.update_layout(quiet_layout(height, margin={"l": 4, "r": 4, "t": 30, "b": 4}))
    return finish(figure, dark)


def describe_mid_slice(volumes: Mapping[str, Volume], language: str = "en") -> str:
    """One sentence: the share of each slice that is bone."""
    parts = (
        translate("figures_bone.slice.part", language, label=label, share=f"{100 * float(typical_slice(volume).mean()):.0f}")
        for label, volume in volumes.items()
    )
    return translate("figures_bone.slice.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def mid_slice_table(volumes: Mapping[str, Volume]) -> pd.DataFrame:
    """One row a voxel of the slice: volume, depth_mm, across_mm, bone (0..1)."""
    millimetres = (np.arange(VOXELS) + 0.5) * VOXEL_MM
    depth, across = np.meshgrid(millimetres, millimetres, indexing="ij")
    parts = (
        pd.DataFrame({"volume": label, "depth_mm": depth.ravel(), "across_mm": across.ravel(), "bone": typical_slice(volume).ravel()})
        for label, volume in volumes.items()
    )
    return pd.concat(parts, ignore_index=True)
