"""How a field's contribution depends on its value: a dot a person, its colour another field, a line through the medians.

Source: the dependence plot of Lundberg et al., Nature Machine Intelligence 2020;2:56-67.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.model_marks import HOLLOW
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.base.person_mark import over, person_mark
from osteo_core.figures.base.swarm import swarm_offsets
from osteo_core.figures.base.value_colours import (
    SYMBOLS,
    axis_title,
    colour_key,
    ends_of_range,
    is_category,
    is_discrete,
    levels,
    scale,
    share_of_range,
    value_words,
)
from osteo_core.translations import translate

Array = NDArray[np.float64]
Value = float | str

COLUMNS = ("id", "field", "value", "category", "contribution")
_HEIGHT, _ABOVE, _UNDER = 380, 44, 50
_BINS = 10


def dependence_chart(
    dots: pd.DataFrame, field: str, other: str | None = None, language: str = "en", *, height: int = _HEIGHT, dark: bool = False
) -> go.Figure:
    """Value across, contribution up, colour the other field; who lacks the other field is drawn hollow and grey.

    Args:
        dots: COLUMNS, of `field` and of `other`. other: None draws all alike.
    """
    own = _own(dots, field)
    figure = go.Figure()
    figure.add_hline(y=0, line={"color": GREY, "width": 1}, layer="below")
    beside = _beside(dots, own, other)
    if other is None:
        _dots(figure, own, field, language, {"color": GREY, "size": 6}, None)
    elif is_discrete(other):
        _by_level(figure, own, beside, field, other, language, dark)
    else:
        _by_value(figure, own, beside, field, other, language, dark)
    _medians(figure, own, field, language, dark)
    _axes(figure, own, field, language, height)
    return finish(figure, dark)


def _own(dots: pd.DataFrame, field: str) -> pd.DataFrame:
    """The people who have the field, with their place on the axis: a value's own, or a level's with dots side by side."""
    own = dots[dots["field"] == field].sort_values("id").set_index("id")
    if not is_discrete(field):
        return own.assign(x=own["value"], level=own["value"])
    names = _levels(own, field)
    level = np.asarray(own["category" if is_category(field) else "value"].map({name: k for k, name in enumerate(names)}), np.intp)
    return own.assign(x=level + swarm_offsets(own["contribution"].to_numpy(float), level, half=0.36, step=0.03), level=level)


def _levels(rows: pd.DataFrame, field: str) -> tuple[Value, ...]:
    """The few values that a field has here, in order."""
    return levels(field, rows["category"]) if is_category(field) else tuple(sorted(float(v) for v in rows["value"].unique()))


def _beside(dots: pd.DataFrame, own: pd.DataFrame, other: str | None) -> pd.Series[Any]:
    """The other field's value of those people, in their order; missing where not measured."""
    rows = dots[dots["field"] == other].set_index("id")
    found: pd.Series[Any] = rows["category" if other is not None and is_category(other) else "value"].reindex(own.index)
    return found


def _dots(
    figure: go.Figure,
    part: pd.DataFrame,
    field: str,
    language: str,
    marker: dict[str, Any],
    name: str | None,
    told: list[str] | None = None,
) -> None:
    """One set of dots; `told` is what stands in the last line on hovering."""
    words = part["category" if is_category(field) else "value"]
    distinct: list[Value] = list(words.unique())
    named = {value: value_words(field, value, language) for value in distinct}
    lines = [f"{named[value]}<br>{signed(push)}" for value, push in zip(words, part["contribution"], strict=True)]
    if told is not None:
        lines = [f"{line}<br>{last}" for line, last in zip(lines, told, strict=True)]
    figure.add_scatter(
        x=part["x"], y=part["contribution"], mode="markers", marker=marker, hoverinfo="text", hovertext=lines, name=name,
        showlegend=name is not None,
    )  # fmt: skip


def _by_value(figure: go.Figure, own: pd.DataFrame, beside: pd.Series[Any], field: str, other: str, language: str, dark: bool) -> None:
    known = beside.notna()
    _unknown(figure, own[~known], field, other, language)
    if not known.any():
        return
    values = beside[known].to_numpy(float)
    label = CATALOGUE[other].label_in(language)
    told = [f"{label}: {value_words(other, value, language)}" for value in values]
    marker = {"size": 6, "color": share_of_range(values), "coloraxis": "coloraxis"}
    _dots(figure, own[known], field, language, marker, None, told)
    low, high = (value_words(other, end, language) for end in ends_of_range(values))
    title = translate("figures_contributions.dependence.colour", language, field=label)
    figure.add_annotation(colour_key((f"{title}<br>", f"≤ {low}", f"≥ {high}"), dark=dark))
    figure.update_layout(coloraxis={"colorscale": scale(dark), "cmin": 0, "cmax": 1, "showscale": False})


def _by_level(figure: go.Figure, own: pd.DataFrame, beside: pd.Series[Any], field: str, other: str, language: str, dark: bool) -> None:
    """One shape and colour a level of the other field, with a legend."""
    _unknown(figure, own[beside.isna()], field, other, language)
    rows = beside.dropna()
    names: tuple[Value, ...] = levels(other, rows) if is_category(other) else tuple(sorted(float(v) for v in rows.unique()))
    label, colours = CATALOGUE[other].label_in(language), _steps(len(names), dark)
    for place, level in enumerate(names):
        words = f"{label}: {value_words(other, level, language)}"
        part = own[(beside == level).to_numpy()]
        _dots(figure, part, field, language, {"size": 7, "color": colours[place], "symbol": SYMBOLS[place]}, words, [words] * len(part))


def _steps(count: int, dark: bool) -> list[str]:
    """Colours of a few levels from low to high; four and more share the middle and differ in shape."""
    low, middle, high = (colour for _, colour in scale(dark))
    return [low, high] if count == 2 else [low, *[middle] * (count - 2), high]


def _unknown(figure: go.Figure, part: pd.DataFrame, field: str, other: str, language: str) -> None:
    if part.empty:
        return
    name = translate("figures_contributions.dependence.not_measured", language, field=CATALOGUE[other].label_in(language))
    marker = {"size": 6, "color": GREY, "symbol": "circle" + HOLLOW, "line": {"color": GREY, "width": 1}}
    _dots(figure, part, field, language, marker, name, [name] * len(part))


def running_median(x: Array, y: Array, bins: int = _BINS) -> tuple[Array, Array]:
    """Median of x and of y in bins of equally many people, in order of x."""
    order = np.argsort(x, kind="stable")
    pieces = [piece for piece in np.array_split(order, bins) if len(piece)]
    return np.array([np.median(x[piece]) for piece in pieces]), np.array([np.median(y[piece]) for piece in pieces])


def _medians(figure: go.Figure, own: pd.DataFrame, field: str, language: str, dark: bool) -> None:
    """The line through the medians, or a short line at each level."""
    if is_discrete(field):
        found = own.groupby("level")["contribution"].median()
        x = np.column_stack((found.index - 0.4, found.index + 0.4, np.full(len(found), np.nan))).ravel()
        y = np.repeat(found.to_numpy(), 3)
    else:
        x, y = running_median(own["x"].to_numpy(float), own["contribution"].to_numpy(float))
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": ours(dark), "width": 2.5}, hoverinfo="skip",
        name=translate("figures_contributions.dependence.median", language),
    )  # fmt: skip


def _axes(figure: go.Figure, own: pd.DataFrame, field: str, language: str, height: int) -> None:
    ticks = {}
    if is_discrete(field):
        names = _levels(own, field)
        words = [value_words(field, level, language) for level in names]
        ticks = {"tickvals": list(range(len(names))), "ticktext": words, "range": [-0.6, len(names) - 0.4], "showgrid": False}
    named = sum(trace.showlegend is not False for trace in figure.data)
    under = _UNDER + 21 * named + 8
    axis = {"fixedrange": True, "zeroline": False, "tickangle": 0, "automargin": True}
    figure.update_layout(
        quiet_layout(height + _ABOVE + under, margin={"l": 8, "r": 14, "t": _ABOVE if _coloured(figure) else 10, "b": under}),
        legend={"orientation": "v", "x": 0, "y": -_UNDER / height, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        xaxis=axis | {"title": {"text": axis_title(field, language), "standoff": 6}, "nticks": 7} | ticks,
        yaxis=axis | {"title": {"text": translate("figures_contributions.axis_up", language), "standoff": 4}, "nticks": 7},
    )


def _coloured(figure: go.Figure) -> bool:
    return any(trace.marker.coloraxis for trace in figure.data)


def with_person_at(
    figure: Mapping[str, Any], dots: pd.DataFrame, field: str, person: tuple[Value, float], name: str, language: str = "en", *,
    dark: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A finished chart, as a dict, with one person on top: `person` is the value and the contribution. The figure given stays as it is.

    Somebody whose category nobody else has gets no dot.
    """
    value, push = person
    x = value
    if is_discrete(field):
        names = _levels(dots[dots["field"] == field], field)
        if value not in names:
            return dict(figure)
        x = float(names.index(value))
    told = f"{name}<br>{CATALOGUE[field].label_in(language)}: {value_words(field, value, language)}<br>{signed(push)}"
    return over(figure, person_mark([float(x)], [push], [told], name, dark=dark))


def describe_dependence(dots: pd.DataFrame, field: str, other: str | None = None, language: str = "en") -> str:
    """One sentence: the median contribution at low and at high values (or at each level), and what the colour is."""
    own = _own(dots, field)
    if is_discrete(field):
        found = own.groupby("level")["contribution"].median()
        ends = [(value_words(field, name, language), found.iloc[place]) for place, name in enumerate(_levels(own, field))]
    else:
        x, y = running_median(own["x"].to_numpy(float), own["contribution"].to_numpy(float))
        ends = [(value_words(field, float(x[place]), language), y[place]) for place in (0, -1)]
    parts = [translate("figures_contributions.dependence.alt_part", language, value=value, push=signed(push)) for value, push in ends]
    joined = translate("figures_contributions.separator", language).join(parts)
    told = translate("figures_contributions.dependence.alt", language, field=CATALOGUE[field].label_in(language), n=len(own), parts=joined)
    if other is None:
        return told
    return told + translate("figures_contributions.dependence.alt_colour", language, field=CATALOGUE[other].label_in(language))


def dependence_table(dots: pd.DataFrame, field: str, other: str | None = None) -> pd.DataFrame:
    """Every dot: id, the value, the contribution, and the other field's value (empty where not measured)."""
    own = _own(dots, field)
    table = pd.DataFrame({"id": own.index, field: own["category" if is_category(field) else "value"].to_numpy()})
    table = table.assign(contribution=own["contribution"].to_numpy())
    return table if other is None else table.assign(**{other: _beside(dots, own, other).to_numpy()})
