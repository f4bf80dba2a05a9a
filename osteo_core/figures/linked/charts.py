"""The linked charts as one Vega-Lite document: people by age and T-score, the spread of risk, calibration, and by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from osteo_core.evaluation.linked.cells import Cells
from osteo_core.evaluation.linked.selected import Region
from osteo_core.figures.base.colours import GREY, ink
from osteo_core.figures.linked.brushes import MISSING, Brushes, brushes
from osteo_core.figures.linked.views import age_and_t, by_group, calibration, counts, one_axis, risk_bars

CELLS, PEOPLE = "cells", "people"
"""Names of the two tables in the document."""
_TWO_COLUMNS_FROM = 740
_LEFT_OF_AXIS, _RIGHT = 76, 20


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words that depend on the people: outcome ("osteoporosis"), group ("Sex"), and each place of a group's label -> its name."""

    outcome: str
    group: str
    labels: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class LinkedCharts:
    """`spec`: the document without data; `tables`: what it draws, by name."""

    spec: dict[str, Any]
    tables: dict[str, pd.DataFrame] = field(repr=False)


def linked_charts(
    cells: Cells, people: pd.DataFrame, words: Words, language: str, *, width: int = 900, dark: bool = False, start: Region | None = None
) -> LinkedCharts:
    """Charts of which each filters the others, counts being of all people.

    Args:
        cells, people: as `count_cells` and `drawn_people` give them; width: of the place, in pixels: two columns where there is room;
        start: limits of age and T-score (those of both, or none) and a group that are chosen already.
    """
    with debug_mode(False), alt.theme.enable("none"):
        return _made(cells, people, words, language, width, dark, start or Region())


def _made(cells: Cells, people: pd.DataFrame, words: Words, language: str, width: int, dark: bool, start: Region) -> LinkedCharts:
    axes = tuple(name for name in ("age", "t") if cells.table[name].notna().any())
    has_risk = bool(cells.table["risk"].notna().any())
    links = brushes(axes, has_risk, start)
    wide = width >= _TWO_COLUMNS_FROM
    room = (width // 2 if wide else width) - _LEFT_OF_AXIS - _RIGHT
    views = _views(cells, words, language, links, dark, room)
    spec = _together({name: view.to_dict(validate=False) for name, view in views.items()}, wide, dark)
    known = cells.table.fillna({"age": MISSING, "t": MISSING, "risk": MISSING})
    tables = {CELLS: known.assign(label=known["group"].map(words.labels).astype(str))}
    if len(axes) == 2:
        tables[PEOPLE] = people.fillna({"risk": MISSING})
    return LinkedCharts(spec=spec, tables=tables)


def _views(cells: Cells, words: Words, language: str, links: Brushes, dark: bool, room: int) -> dict[str, Any]:
    views: dict[str, Any] = {"counts": counts(cells, links, words.outcome, language, dark, width=room)}
    if len(links.axes) == 2:
        views["people"] = age_and_t(links, words.outcome, language, dark, width=room)
    elif links.axes:
        views["people"] = one_axis(links, links.axes[0], language, dark, width=room)
    if links.risks is not None:
        views["risk"] = risk_bars(cells, links, language, dark, width=room)
    if (cells.table["risk_weight"] > 0).any():
        views["calibration"] = calibration(links, words.outcome, language, dark, width=room)
    places = [place for place in words.labels if (cells.table["group"] == place).any()]
    views["group"] = by_group(words, places, links, language, dark, width=room)
    return views


def _together(views: dict[str, dict[str, Any]], wide: bool, dark: bool) -> dict[str, Any]:
    """One document of the views. Altair would copy all of them at every step of putting them together, which takes seconds."""
    params = [param for view in views.values() for param in view.pop("params", [])]
    schema = [view.pop("$schema") for view in views.values()].pop()
    for view in views.values():
        view.pop("config", None)
    return {
        "$schema": schema, "config": _config(dark), "usermeta": {"embedOptions": {"renderer": "canvas"}}, "params": params,
        "vconcat": _laid_out(views, wide),
    }  # fmt: skip


def _laid_out(views: dict[str, Any], wide: bool) -> list[dict[str, Any]]:
    rest = [name for name in ("people", "risk", "calibration", "group") if name in views]
    left, right = ([name for name in names if name in rest] for names in (("people", "group"), ("risk", "calibration")))
    if not wide or not right:
        return [views["counts"], *(views[name] for name in rest)]
    return [views["counts"], {"hconcat": [{"vconcat": [views[name] for name in names]} for names in (left, right)]}]


def _config(dark: bool) -> dict[str, Any]:
    words = {"labelColor": ink(dark), "titleColor": ink(dark), "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12}
    return {
        "axis": words | {"grid": False, "labelLimit": 130},
        "title": {
            "color": ink(dark),
            "anchor": "start",
            "fontSize": 13,
            "fontWeight": 600,
            "subtitleColor": ink(dark),
            "subtitleFontSize": 12,
        },
        "view": {"stroke": GREY, "strokeOpacity": 0.4},
        "concat": {"spacing": 14},
        "mark": {"aria": False},
    }
