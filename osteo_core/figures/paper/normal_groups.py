"""Groups of a printed table as normal curves, each as large as its group."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from scipy import stats

from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.model_marks import finish_curves
from osteo_core.paper.checks import NormalGroup
from osteo_core.translations import translate

_SHADES = ("rgba(122,122,122,0.10)", "rgba(122,122,122,0.25)", "rgba(122,122,122,0.55)")
_DASHES = ("dot", "dash", "solid")
_PLACES = 161


def normal_groups_chart(groups: Mapping[str, NormalGroup], axis: str, language: str = "en", *, dark: bool = False) -> go.Figure:
    """One curve a group, three at most, the last solid and darkest; the area under a curve is its share of everybody."""
    x, heights = _curves(groups)
    figure = go.Figure()
    for place, (name, height) in enumerate(heights.items()):
        place += len(_DASHES) - len(heights)
        figure.add_scatter(
            x=x, y=height, mode="lines", name=name, fill="tozeroy", fillcolor=_SHADES[place], hoverinfo="name",
            line={"color": ours(dark) if place == 2 else GREY, "width": 2, "dash": _DASHES[place]},
        )  # fmt: skip
    bare = {"fixedrange": True, "zeroline": False}
    return finish_curves(
        figure, dark, height=260, xaxis=bare | {"title": {"text": axis, "standoff": 8}, "nticks": 7},
        yaxis=bare | {"title": {"text": translate("figures_critical.density", language)}, "showticklabels": False, "showgrid": False},
    )  # fmt: skip


def _curves(groups: Mapping[str, NormalGroup]) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    low, high = min(g.mean - 3.5 * g.sd for g in groups.values()), max(g.mean + 3.5 * g.sd for g in groups.values())
    x = np.linspace(low, high, _PLACES)
    everybody = sum(g.n for g in groups.values())
    return x, {name: g.n / everybody * stats.norm.pdf(x, g.mean, g.sd) for name, g in groups.items()}


def describe_normal_groups(groups: Mapping[str, NormalGroup], axis: str, language: str = "en") -> str:
    """One sentence: mean and SD of each group."""
    parts = [
        translate("figures_critical.named", language, name=name, value=f"{number(g.mean, 2)} ± {number(g.sd, 2)}")
        for name, g in groups.items()
    ]
    return translate("figures_critical.groups_alt", language, axis=axis, parts=translate("figures.list_separator", language).join(parts))


def normal_groups_table(groups: Mapping[str, NormalGroup]) -> pd.DataFrame:
    """Every place of every curve: group, x, density (of everybody: all curves together have area 1)."""
    x, heights = _curves(groups)
    return pd.concat([pd.DataFrame({"group": name, "x": x, "density": y}) for name, y in heights.items()], ignore_index=True)
