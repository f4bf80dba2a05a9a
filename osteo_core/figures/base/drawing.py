"""A chart as the plain dict that the browser gets.

Plotly's own figure checks every property whenever one is set, some 20 ms a chart; a patient's page has eight, drawn anew at every change.
A chart that is drawn here is checked by tests instead: what they look at is Plotly's figure made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio


class Drawing:
    """Traces and a layout, put together by the names that Plotly's figure has for it; what is None is left out.

    Args:
        traces: each a Plotly trace's dict with its "type"; numbers in lists, since arrays are not packed as Plotly's figure packs them.
    """

    def __init__(self, traces: Iterable[Mapping[str, Any]] = (), layout: Mapping[str, Any] | None = None) -> None:
        self._traces = [_told(trace) for trace in traces]
        self._layout = _told(layout or {})

    def add_bar(self, **properties: Any) -> None:
        """One more trace of bars."""
        self._traces.append(_told({"type": "bar", **properties}))

    def add_scatter(self, **properties: Any) -> None:
        """One more trace of points or lines."""
        self._traces.append(_told({"type": "scatter", **properties}))

    def add_annotation(self, **properties: Any) -> None:
        """One more text."""
        self._layout.setdefault("annotations", []).append(_told(properties))

    def add_shape(self, **properties: Any) -> None:
        """One more line or area."""
        self._layout.setdefault("shapes", []).append(_told(properties))

    def update_layout(self, *parts: Mapping[str, Any], **more: Any) -> None:
        """Set parts of the layout; what they do not name stays, at any depth. A list takes the place of the one that was there."""
        for part in (*parts, more):
            _merge(part, self._layout)

    def to_dict(self) -> dict[str, Any]:
        """The chart as it is sent, with the template in force. Not to be changed: the template is everybody's."""
        return {"data": self._traces, "layout": _template(pio.templates.default) | self._layout}

    @property
    def checked(self) -> go.Figure:
        """Plotly's figure of it. Raises ValueError for a property that Plotly does not know or allow."""
        return go.Figure(self.to_dict())

    @property
    def data(self) -> Any:
        """The traces, as Plotly's figure has them."""
        return self.checked.data

    @property
    def layout(self) -> Any:
        """The layout, as Plotly's figure has it."""
        return self.checked.layout


@cache
def _template(_name: str | None) -> dict[str, Any]:
    """The layout of a figure that nothing was said about: the template of that name alone."""
    return dict(go.Figure().to_dict()["layout"])


def _told(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties without those that are None, at any depth; a dict of its own."""
    return {name: _told(value) if isinstance(value, Mapping) else value for name, value in properties.items() if value is not None}


def _merge(part: Mapping[str, Any], into: dict[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(value, into[name])
        elif value is not None:
            into[name] = _told(value) if isinstance(value, Mapping) else value
