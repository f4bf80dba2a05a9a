"""One hue a modality, the same on every chart: the Okabe-Ito set, told apart by colour-blind readers too.

Source: Okabe M, Ito K. Color universal design (2008). `.streamlit/config.toml` lists the same colours in the same order.
"""

from __future__ import annotations

from typing import Any, TypeVar

import plotly.graph_objects as go

from osteo_core.figures.base.drawing import Drawing

Chart = TypeVar("Chart", go.Figure, Drawing)

MODALITY_COLOURS: dict[str, str] = {
    "dxa": "#0072B2",
    "clinical": "#E69F00",
    "btm": "#009E73",
    "micro": "#CC79A7",
    "gene": "#56B4E9",
    "sensory": "#D55E00",
}
GREY = "#7A7A7A"
# Attention sees DXA and clinical data as one token: the hue of the first, striped with the second.
TOKEN_MODALITIES: dict[str, tuple[str, ...]] = {"dxa_clinical": ("dxa", "clinical")}


def ours(dark: bool = False) -> str:
    """The colour of this project's own numbers: black on light, white on dark."""
    return "#FFFFFF" if dark else "#000000"


def ink(dark: bool = False) -> str:
    """The colour of a chart's words: the page's text colour, since the chart theme's grey is too pale to read (below 4.5:1)."""
    return "#E8EDF0" if dark else "#1B2329"


def token_marker(token: str) -> dict[str, Any]:
    """Plotly marker of a fusion token or a modality."""
    first, *others = TOKEN_MODALITIES.get(token, (token,))
    marker: dict[str, Any] = {"color": MODALITY_COLOURS[first]}
    if others:
        marker["pattern"] = {"shape": "/", "fgcolor": MODALITY_COLOURS[others[0]], "fillmode": "overlay", "size": 8}
    return marker


def finish(figure: Chart, dark: bool) -> Chart:
    """Every word of a finished chart in the page's text colour."""
    words = ink(dark)
    # Annotations and bar texts take the layout's font; the theme gives axes and legend one of their own. One call: each is validated anew.
    axis = {"tickfont": {"color": words}, "title": {"font": {"color": words}}}
    figure.update_layout(font={"color": words}, legend={"font": {"color": words}}, xaxis=axis, yaxis=axis)
    return figure


def quiet_layout(height: int, **more: Any) -> dict[str, Any]:
    """Layout every chart shares: transparent, tight, no zoom (a clinician's drag must not lose the chart)."""
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hoverlabel": {"align": "left"},
    }
    return layout | more
