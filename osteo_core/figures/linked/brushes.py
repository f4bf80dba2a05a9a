"""What a reader can choose in the linked charts, and how the charts hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from osteo_core.evaluation.linked.selected import Region

# An empty brush lets everybody through; a drawn one nobody who lacks what it is drawn on: to Vega, what is missing would be 0.
_KNOWN = {"age": "!isArray(region.age) || isValid(datum.age)", "t": "!isArray(region.t) || isValid(datum.t)"}
_RISK_KNOWN = "!isArray(risks.risk) || isValid(datum.risk)"


@dataclass(frozen=True)
class Brushes:
    """`region` on age and T-score (`axes`: those of them that are known), `risks` on the bars of risk, `groups` by clicks on groups."""

    region: alt.Parameter | None
    risks: alt.Parameter | None
    groups: alt.Parameter
    axes: tuple[str, ...]

    def heard(self, chart: alt.Chart, *but: str) -> alt.Chart:
        """The chart of those whom all brushes let through, `but` some."""
        for told in self._tests(but):
            chart = chart.transform_filter(told)
        return chart

    def all_of(self) -> dict[str, Any]:
        """That all brushes let a person through, as the test of a condition."""
        return {"and": self._tests(())}

    def _tests(self, but: tuple[str, ...]) -> list[Any]:
        told: list[Any] = []
        if self.region is not None and "region" not in but:
            told += [{"param": "region"}, *(_KNOWN[name] for name in self.axes)]
        if self.risks is not None and "risks" not in but:
            told += [{"param": "risks"}, _RISK_KNOWN]
        if "groups" not in but:
            told.append({"param": "groups"})
        return told


def brushes(axes: tuple[str, ...], has_risk: bool, start: Region) -> Brushes:
    """The brushes of these people. `axes`: of "age" (across) and "t" (up, or across where it is alone); `start`: what is chosen already."""
    channels = ("x", "y")[: len(axes)]
    limits = {channel: list(getattr(start, name)) for channel, name in zip(channels, axes, strict=True) if getattr(start, name) is not None}
    region = risks = None
    if axes:
        drawn = {"value": limits} if len(limits) == len(axes) else {}
        region = alt.selection_interval(name="region", encodings=list(channels), **drawn)
    if has_risk:
        risks = alt.selection_interval(name="risks", encodings=["x"])
    chosen = {"value": [{"group": start.group}]} if start.group is not None else {}
    return Brushes(region, risks, alt.selection_point(name="groups", fields=["group"], toggle="true", **chosen), axes)
