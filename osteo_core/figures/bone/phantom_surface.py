"""Bone volumes as surfaces side by side, seen from the same side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ink, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.network.morphometry import Morphometry
from osteo_core.network.phantom import VOXEL_MM
from osteo_core.network.surface import bone_surface
from osteo_core.translations import translate

Volume = NDArray[np.float32]

SHOWN_VOXELS = 32
"""Of the 48 along each side: the structure is seen larger, and a browser draws a third of the triangles."""
SIDE_MM = SHOWN_VOXELS * VOXEL_MM
_APART_MM = 5 / 3 * SIDE_MM
"""From the middle of one cube to the next: more than the diagonal, so that they never touch however they are turned."""
_LARGE = 1.75
"""How large the scene's box around a cube stands in the picture."""
_SHADES = [[0, "#4A2A3C"], [0.5, MODALITY_COLOURS["micro"]], [1, "#F9E6F0"]]
_UNLIT = {"ambient": 1.0, "diffuse": 0.0, "specular": 0.0, "fresnel": 0.0}
"""The shade is worked out here: Plotly's own light takes triangles this small for points and leaves them dark."""
_LIGHT = np.array([0.35, -0.6, 0.72]) / np.linalg.norm([0.35, -0.6, 0.72])
"""Towards the light, over the viewer's right shoulder."""
_WHITEST = 255
_AXIS = {"visible": False, "showspikes": False}
_EDGES = [(0, 1), (1, 3), (3, 2), (2, 0), (4, 5), (5, 7), (7, 6), (6, 4), (0, 4), (1, 5), (2, 6), (3, 7)]


def phantom_surface_chart(
    volumes: Mapping[str, Volume], language: str = "en", *, turn: float = 30.0, height: int = 360, dark: bool = False
) -> go.Figure:
    """A cube of 4 mm of each volume, words -> (48, 48, 48), shell on top; `turn` is degrees about each one's upright axis.

    All stand in one scene without perspective, so that they are seen from the same side however the scene is moved.
    """
    figure, labels = go.Figure(), []
    for place, (label, volume) in enumerate(volumes.items()):
        middle = _APART_MM * (place - (len(volumes) - 1) / 2)
        vertices, faces = bone_surface(volume[:SHOWN_VOXELS, :SHOWN_VOXELS, :SHOWN_VOXELS])
        points = _stand(vertices, turn, middle)
        # Depth becomes height, a reflection: triangles that faced outwards are drawn in the other order.
        faces = faces[:, [0, 2, 1]]
        x, y, z = points.T
        shades = np.round(_WHITEST * _brightness(points, faces)).astype(np.uint8)
        if len(points) <= np.iinfo(np.uint16).max:  # half the bytes to the browser
            faces = faces.astype(np.uint16)
        figure.add_mesh3d(
            x=x, y=y, z=z, i=faces[:, 0], j=faces[:, 1], k=faces[:, 2], intensity=shades, cmin=0, cmax=_WHITEST,
            colorscale=_SHADES, showscale=False, lighting=_UNLIT, hoverinfo="skip", name=label,
        )  # fmt: skip
        figure.add_scatter3d(**_frame(turn, middle, dark), mode="lines", hoverinfo="skip", showlegend=False)
        labels.append(
            {
                "x": middle, "y": 0, "z": -SIDE_MM, "text": f"<b>{label}</b>", "showarrow": False,
                "font": {"size": 15, "color": ink(dark)},
            }
        )  # fmt: skip
    wide = _APART_MM * len(volumes)
    figure.update_layout(quiet_layout(height, margin={"l": 0, "r": 0, "t": 0, "b": 0}))
    figure.update_layout(
        scene={
            "xaxis": _AXIS | {"range": [-wide / 2, wide / 2]}, "yaxis": _AXIS | {"range": [-_APART_MM / 2, _APART_MM / 2]},
            "zaxis": _AXIS | {"range": [-0.7 * _APART_MM, _APART_MM / 2]},
            "aspectmode": "manual", "aspectratio": {"x": _LARGE * len(volumes), "y": _LARGE, "z": 1.2 * _LARGE},
            "camera": {"projection": {"type": "orthographic"}, "eye": {"x": 0.0, "y": -2.0, "z": 0.9}, "center": {"x": 0, "y": 0, "z": 0}},
            "dragmode": "turntable", "uirevision": "kept", "annotations": labels,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _stand(points: NDArray[Any], turn: float, middle: float) -> NDArray[Any]:
    """Points of a volume (n, 3) with the shell on top, turned about the upright axis and moved to the cube's place."""
    depth, across, along = (points - SIDE_MM / 2).T
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return np.stack([cos * across - sin * along + middle, sin * across + cos * along, -depth], 1).astype(np.float32)


def _brightness(points: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.float32]:
    """0 (turned away from the light) to 1 (towards it) at each vertex, from the mean normal of its triangles by area."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    normal = np.zeros(points.shape)
    for corner in range(3):
        np.add.at(normal, faces[:, corner], np.cross(b - a, c - a))
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    return np.asarray((0.5 + 0.5 * (normal @ _LIGHT) / length), np.float32)


def _frame(turn: float, middle: float, dark: bool) -> dict[str, Any]:
    """The cube's twelve edges as one line with gaps."""
    corners = _stand(np.array([[d, a, b] for d in (0, SIDE_MM) for a in (0, SIDE_MM) for b in (0, SIDE_MM)]), turn, middle)
    gap = np.full(3, np.nan, np.float32)
    path = np.array([point for first, second in _EDGES for point in (corners[first], corners[second], gap)])
    return {"x": path[:, 0], "y": path[:, 1], "z": path[:, 2], "line": {"color": ink(dark), "width": 1}, "opacity": 0.45}


def describe_phantom_surface(measured: Mapping[str, Morphometry], language: str = "en") -> str:
    """One sentence: what each cube measures."""
    parts = (
        translate(
            "figures_bone.surface.part", language, label=label, bv_tv=number(100 * m.bv_tv, 0), spacing=number(m.tb_sp, 2),
            shell=number(m.ct_th, 2),
        )
        for label, m in measured.items()
    )  # fmt: skip
    return translate("figures_bone.surface.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def phantom_surface_table(measured: Mapping[str, Morphometry]) -> pd.DataFrame:
    """One row a volume: what it measures (fractions, mm)."""
    return pd.DataFrame([{"volume": label} | vars(m) for label, m in measured.items()])
