"""One person marked on a finished chart of many people, which itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def person_mark(x: Sequence[float], y: Sequence[float], told: Sequence[str], name: str, *, dark: bool = False) -> dict[str, Any]:
    """A Plotly trace: large diamonds in the page's own black or white, ringed by the other; `told` is shown on hovering over each."""
    inside, ring = ("#FFFFFF", "#000000") if dark else ("#000000", "#FFFFFF")
    return {
        "type": "scatter", "mode": "markers", "x": list(x), "y": list(y), "hoverinfo": "text", "hovertext": list(told),
        "marker": {"size": 13, "color": inside, "symbol": "diamond", "line": {"color": ring, "width": 2}},
        "showlegend": False, "name": name,
    }  # fmt: skip


def over(figure: Mapping[str, Any], trace: dict[str, Any]) -> dict[str, Any]:
    """A figure's dict with one more trace on top. The dict given is not changed, so that one may be kept for everybody."""
    return dict(figure) | {"data": [*figure["data"], trace]}
