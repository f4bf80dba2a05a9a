"""Mean size of the contributions in several groups of people, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import finish, quiet_layout
from osteo_core.figures.base.model_marks import HOLLOW, legend_lines, marker
from osteo_core.figures.explanation.importance_bars import interval, names
from osteo_core.translations import translate

_UNDER = 46


def importance_groups_chart(table: pd.DataFrame, labels: Mapping[str, str], language: str = "en", *, dark: bool = False) -> go.Figure:
    """One row a field or kind of data, one mark with its 95 % interval a group; hollow where the group has few people.

    Args:
        table: as `sample_people.importance_by_group`, the rows in the order drawn. labels: group -> its name, in the order drawn.
    """
    figure = go.Figure()
    name = _key(table)
    order = list(dict.fromkeys(table[name]))
    shown = [group for group in labels if (table["group"] == group).any()]
    height = max(36, 16 * len(shown) + 14)
    for place, group in enumerate(shown):
        part = table[table["group"] == group]
        shift = 0.0 if len(shown) == 1 else 0.5 * (place / (len(shown) - 1) - 0.5)
        look = marker(place, dark)
        look |= {"size": 9, "symbol": look["symbol"] + (HOLLOW if part["few"].iloc[0] else "")}
        figure.add_scatter(
            x=part["value"], y=[order.index(key) + shift for key in part[name]], mode="markers", marker=look, hoverinfo="text",
            name=_group(part, labels[group], language), hovertext=_hover(part, labels[group], language),
            error_x={
                "type": "data", "symmetric": False, "array": part["high"] - part["value"], "arrayminus": part["value"] - part["low"],
                "color": look["color"], "thickness": 1.2, "width": 0,
            },
        )  # fmt: skip
    legend, above = legend_lines(len(shown), height * len(order), above=True)
    rows = table.drop_duplicates(name).set_index(name).loc[order].reset_index()
    figure.update_layout(
        quiet_layout(height * len(order) + above + _UNDER, margin={"l": 8, "r": 14, "t": above, "b": _UNDER}),
        legend=legend,
        showlegend=True,
        xaxis={
            "title": {"text": translate("figures_contributions.importance.axis", language), "standoff": 6}, "rangemode": "tozero",
            "fixedrange": True, "nticks": 6, "tickangle": 0, "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(order))), "ticktext": names(rows, language), "range": [len(order) - 0.5, -0.5],
            "fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    return finish(figure, dark)


def _key(table: pd.DataFrame) -> str:
    return "field" if "field" in table else "modality"


def _group(part: pd.DataFrame, label: str, language: str) -> str:
    """A group's name with how many people it has, and a word where they are few."""
    key = "few" if part["few"].iloc[0] else "people"
    return translate(f"figures_contributions.groups.{key}", language, group=label, n=f"{part['people'].iloc[0]:,}")


def _hover(part: pd.DataFrame, label: str, language: str) -> list[str]:
    return [f"{label}, {name}: {interval(row)}" for name, row in zip(names(part, language), part.itertuples(), strict=True)]


def describe_importance_groups(table: pd.DataFrame, labels: Mapping[str, str], language: str = "en") -> str:
    """One sentence: in each group, what weighs most, with its interval, and how many people there are."""
    parts = []
    for group, label in labels.items():
        part = table[table["group"] == group]
        if part.empty:
            continue
        top = part.nlargest(1, "value")
        row = next(top.itertuples())
        words = {"group": _group(part, label, language), "name": names(top, language)[0], "value": interval(row)}
        parts.append(translate("figures_contributions.groups.alt_part", language, **words))
    return translate("figures_contributions.groups.alt", language, parts=translate("figures_contributions.separator", language).join(parts))


def importance_groups_table(table: pd.DataFrame) -> pd.DataFrame:
    """The marks' numbers: the group first."""
    return table[["group", *(column for column in table if column != "group")]]
