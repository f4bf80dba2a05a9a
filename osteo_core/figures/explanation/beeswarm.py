"""What each field did for each person: one row a field, a dot a person, along the axis the contribution, its colour the value.

Source: the summary plot of Lundberg et al., Nature Machine Intelligence 2020;2:56-67.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import GREY, finish, quiet_layout
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.base.person_mark import over, person_mark
from osteo_core.figures.base.swarm import swarm_offsets
from osteo_core.figures.base.value_colours import (
    SYMBOLS,
    colour_key,
    is_category,
    is_discrete,
    letter,
    levels,
    scale,
    share_of_range,
    value_words,
)
from osteo_core.translations import translate

COLUMNS = ("id", "field", "value", "category", "contribution")
_ROW = 25
_ABOVE, _UNDER = 26, 46


def beeswarm_chart(
    dots: pd.DataFrame, fields: tuple[str, ...], language: str = "en", *, narrow: bool = False, dark: bool = False
) -> go.Figure:
    """The swarm.

    Args:
        dots: COLUMNS, as `sample_people.dots`. fields: the rows, the first on top. narrow: half a page wide.

    Colour runs from low to high within each field; a category has no such order, so its dots are grey, with a shape for each level.
    """
    figure = go.Figure()
    rows = {field: place for place, field in enumerate(fields)}
    dots = dots.assign(row=dots["field"].map(rows)).sort_values(["row", "id"], kind="stable")
    at = dots["row"].to_numpy(int) + swarm_offsets(dots["contribution"].to_numpy(float), dots["row"].to_numpy(int))
    figure.add_vline(x=0, line={"color": GREY, "width": 1}, layer="below")
    for field, place in rows.items():
        inside = (dots["row"] == place).to_numpy()
        part = dots[inside]
        figure.add_scatter(
            x=part["contribution"].to_numpy(np.float32), y=at[inside].astype(np.float32), mode="markers", showlegend=False,
            marker=_look(field, part, dark), **_hover(field, part, language),
        )  # fmt: skip
    axes = {"fixedrange": True, "zeroline": False}
    figure.update_layout(
        quiet_layout(_ROW * len(fields) + _ABOVE + _UNDER, margin={"l": 8, "r": 14, "t": _ABOVE, "b": _UNDER}),
        coloraxis={"colorscale": scale(dark), "cmin": 0, "cmax": 1, "showscale": False},
        xaxis=axes | {
            "title": {"text": translate(f"figures_contributions.axis{'_narrow' if narrow else ''}", language), "standoff": 6},
            "nticks": 5 if narrow else 7, "tickangle": 0,
        },
        yaxis=axes | {
            "tickvals": list(range(len(fields))), "ticktext": [_label(field, dots, language) for field in fields],
            "range": [len(fields) - 0.45, -0.55], "automargin": True, "showgrid": False,
        },
    )  # fmt: skip
    title, low, high = (translate(f"figures_contributions.{key}", language) for key in ("beeswarm.colour", "low", "high"))
    figure.add_annotation(colour_key((title, low, high), dark=dark))
    return finish(figure, dark)


def _look(field: str, part: pd.DataFrame, dark: bool) -> dict[str, Any]:
    if is_category(field):
        symbols = dict(zip(levels(field, part["category"]), SYMBOLS, strict=False))
        return {"size": 6.5, "color": "#A9B3BA" if dark else "#69737B", "symbol": part["category"].map(symbols).tolist()}
    return {"size": 5, "color": share_of_range(part["value"].to_numpy(float)).astype(np.float32), "coloraxis": "coloraxis"}


def _hover(field: str, part: pd.DataFrame, language: str) -> dict[str, Any]:
    """Label, value and push of a dot. Continuous values travel as numbers: words for each of thousands of dots would be slow."""
    feature = CATALOGUE[field]
    end = "<br>%{x:+.2f}<extra></extra>"
    if is_discrete(field):
        values = part["category"] if is_category(field) else part["value"]
        words = {value: value_words(field, value, language) for value in values.unique()}
        return {"customdata": values.map(words).tolist(), "hovertemplate": f"{feature.label_in(language)}: %{{customdata}}{end}"}
    told = f"{feature.label_in(language)}: %{{customdata:.{feature.decimals}f}} {feature.unit_in(language)}{end}"
    return {"customdata": part["value"].to_numpy(np.float32), "hovertemplate": told}


def _label(field: str, dots: pd.DataFrame, language: str) -> str:
    """A row's name; that of a category says what its shapes mean."""
    name = CATALOGUE[field].label_in(language)
    if not is_category(field):
        return name
    shown = levels(field, dots.loc[dots["field"] == field, "category"])
    key = " ".join(f"{letter(place)} {CATALOGUE[field].category_in(level, language)}" for place, level in enumerate(shown))
    return f"{name} {key}" if len(shown) < 3 else f'{name}<br><span style="font-size:9px">{key}</span>'


def with_person(
    figure: Mapping[str, Any], contributions: Mapping[str, float], words: Mapping[str, str], fields: tuple[str, ...], name: str,
    language: str = "en", *, dark: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A finished swarm, as a dict, with one person's dots on top: large, in the page's own black or white, ringed by the other.

    The figure given is not changed, so that one may be kept for everybody.

    Args:
        figure: `beeswarm_chart(...).to_plotly_json()`. contributions: by field. words: the person's values by field, in words.
        fields: as for the chart; name: who it is.
    """
    shown = [(place, field) for place, field in enumerate(fields) if field in contributions]
    values = [f": {words[field]}" if field in words else "" for _, field in shown]
    told = [
        f"{name}<br>{CATALOGUE[field].label_in(language)}{value}<br>{signed(contributions[field])}"
        for (_, field), value in zip(shown, values, strict=True)
    ]
    at = [contributions[field] for _, field in shown], [float(place) for place, _ in shown]
    return over(figure, person_mark(*at, told, name, dark=dark))


def describe_beeswarm(dots: pd.DataFrame, fields: tuple[str, ...], language: str = "en", *, person: str | None = None) -> str:
    """One sentence: how far each of the first three fields reaches, and whether high or low values raise the risk."""
    parts = []
    for field in fields[:3]:
        part = dots[dots["field"] == field]
        low, high = part["contribution"].min(), part["contribution"].max()
        which = translate(f"figures_contributions.beeswarm.{_direction(field, part)}", language)
        words = {"field": CATALOGUE[field].label_in(language), "low": signed(low), "high": signed(high), "which": which}
        parts.append(translate("figures_contributions.beeswarm.alt_part", language, **words))
    told = "" if person is None else translate("figures_contributions.beeswarm.alt_person", language, name=person)
    joined = translate("figures_contributions.separator", language).join(parts)
    return translate("figures_contributions.beeswarm.alt", language, people=dots["id"].nunique(), fields=len(fields), parts=joined) + told


def _direction(field: str, part: pd.DataFrame) -> str:
    """Whether contributions rise or fall with the value (Spearman's rank correlation beyond ±0.3), or neither."""
    if is_category(field) or part["value"].nunique() < 2 or part["contribution"].nunique() < 2:
        return "no_order"
    r = part["value"].rank().corr(part["contribution"].rank())
    if abs(r) < 0.3:
        return "no_order"
    return "raises" if r > 0 else "lowers"


def beeswarm_table(dots: pd.DataFrame, fields: tuple[str, ...], contributions: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Each row in numbers: field, n, the contribution's smallest, quartiles and largest, rank correlation with the value; the person's."""
    rows = []
    for field in fields:
        part = dots[dots["field"] == field]
        quantiles = np.quantile(part["contribution"], (0, 0.25, 0.5, 0.75, 1)) if len(part) else np.full(5, np.nan)
        ordered = not is_category(field) and part["value"].nunique() > 1
        r = part["value"].rank().corr(part["contribution"].rank()) if ordered else np.nan
        row = {"field": field, "n": len(part)} | dict(zip(("least", "lower", "median", "upper", "most"), quantiles, strict=True))
        rows.append(row | {"rank_correlation": r} | ({} if contributions is None else {"person": contributions.get(field, np.nan)}))
    return pd.DataFrame(rows)
