"""What a reader can choose in the linked charts, and how the charts hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from osteo_core.evaluation.linked.selected import Region

MISSING = -1000.0
"""Stands for what is not known in the browser's table, where no brush comes near it: to Vega a missing number is 0, and within limits."""
IS_KNOWN = {name: f"datum.{name} > {MISSING:g}" for name in ("age", "t", "risk")}


@dataclass(frozen=True)
class Brushes:
    """`region` on age and T-score (`axes`: those of them that are known), `risks` on the bars of risk, `groups` by clicks on groups."""

    region: alt.Parameter | None
    risks: alt.Parameter | None
    groups: alt.Parameter
    axes: tuple[str, ...]

    def heard(self, chart: alt.Chart, but: str = "") -> alt.Chart:
        """The chart of those whom all brushes let through, `but` one. Charts that hear of the same brushes share the work."""
        together: Any = {"and": self._tests(but)}
        return chart.transform_filter(together) if together["and"] else chart

    def _tests(self, but: str) -> list[Any]:
        names = [name for name, brush in (("region", self.region), ("risks", self.risks), ("groups", self.groups)) if brush is not None]
        return [{"param": name} for name in names if name != but]


def brushes(axes: tuple[str, ...], has_risk: bool, start: Region) -> Brushes:
    """The brushes of these people. `axes`: of "age" (across) and "t" (up, or across where it is alone); `start`: what is chosen already."""
    channels: list[Any] = ["x", "y"][: len(axes)]
    limits = {channel: list(getattr(start, name)) for channel, name in zip(channels, axes, strict=True) if getattr(start, name) is not None}
    region = risks = None
    if axes:
        drawn: dict[str, Any] = {"value": limits} if len(limits) == len(axes) else {}
        region = alt.selection_interval(name="region", encodings=channels, **drawn)
    if has_risk:
        risks = alt.selection_interval(name="risks", encodings=["x"])
    chosen: dict[str, Any] = {"value": [{"group": start.group}]} if start.group is not None else {}
    return Brushes(region, risks, alt.selection_point(name="groups", fields=["group"], toggle="true", **chosen), axes)
