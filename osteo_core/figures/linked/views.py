"""Each of the linked charts. Light bars are everybody, dark ones the people chosen in the other charts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt

from osteo_core.evaluation.linked.cells import Cells
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, ink
from osteo_core.figures.linked.brushes import IS_KNOWN, Brushes
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.figures.linked.charts import Words

_EVERYBODY: dict[str, Any] = {"color": GREY, "opacity": 0.3}
_COUNT, _SHARE = ",d", ".1%"
_FEW = 10
"""Dots of fewer people are hollow."""
_ROW = 24
_BESIDE = 160
"""Pixels for the names and the numbers of groups."""


def chosen(dark: bool) -> str:
    """The colour of the people chosen, and of those without the outcome."""
    return MODALITY_COLOURS["gene" if dark else "dxa"]


def with_outcome() -> str:
    """The colour of those with the outcome."""
    return MODALITY_COLOURS["sensory"]


def counts(cells: Cells, links: Brushes, outcome: str, language: str, dark: bool, *, width: int) -> Any:
    """How many are chosen of everybody, whose outcome is known and what it was: a line of words, in numbers that follow every move."""
    numbers = {"n": "format(datum.n, ',')", "of": f"format({cells.n}, ',')", "known": "format(datum.known, ',')"}
    numbers |= {"events": "format(datum.events, ',')", "share": "format(datum.share, '.1%')"}
    numbers |= {"t": "format(datum.lacks_t, ',')", "risk": "format(datum.lacks_risk, ',')"}
    lines = (_expression(name, numbers, language, outcome) for name in ("chosen", "events", "lacking"))
    chart = links.heard(alt.Chart(alt.NamedData("cells")))
    chart = chart.transform_calculate(no_t=f"{IS_KNOWN['t']} ? 0 : datum.n", no_risk=f"{IS_KNOWN['risk']} ? 0 : datum.n")
    chart = chart.transform_aggregate(
        n="sum(n)", known="sum(known)", events="sum(events)", weight="sum(weight)", weighted="sum(weighted_events)",
        lacks_t="sum(no_t)", lacks_risk="sum(no_risk)",
    )  # fmt: skip
    chart = chart.transform_calculate(share="datum.weight > 0 ? datum.weighted / datum.weight : 0")
    chart = chart.transform_calculate(words=" + '\\n' + ".join(lines))
    mark = chart.mark_text(align="left", baseline="top", lineBreak="\n", fontSize=14, lineHeight=19, color=ink(dark))
    return mark.encode(x=alt.value(0), y=alt.value(2), text="words:N").properties(width=width, height=60, view={"stroke": None})


def age_and_t(links: Brushes, outcome: str, language: str, dark: bool, *, width: int) -> Any:
    """People, by age and T-score: faint all of them, and over them the chosen.

    What is faint stays as it is while a brush moves, so that a browser draws anew only what lies under the brush.
    """
    colours = {1: with_outcome(), 0: chosen(dark), -1: GREY}
    base = alt.Chart(alt.NamedData("people")).encode(
        x=alt.X("age:Q", title=translate("linked.axis.age", language), scale=alt.Scale(zero=False, nice=True)),
        y=alt.Y("t:Q", title=translate("linked.axis.t", language), scale=alt.Scale(zero=False, nice=True)),
        color=alt.Color("outcome:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
    )
    whole = base.mark_square(size=10, opacity=0.12).add_params(links.region)
    part = links.heard(base).mark_square(size=10, opacity=0.7)
    title = alt.TitleParams(
        translate("linked.title.people", language), subtitle=translate("linked.title.colours", language, outcome=outcome)
    )  # fmt: skip
    return alt.layer(whole, part).properties(width=width, height=300, title=title)


def one_axis(links: Brushes, name: str, language: str, dark: bool, *, width: int) -> Any:
    """Everybody and the chosen by the one quantity that is known, of age and T-score."""
    step = {"age": 5, "t": 0.5}[name]
    across = alt.X(f"{name}:Q", bin=alt.Bin(step=step), title=translate(f"linked.axis.{name}", language))
    drawn = alt.X(f"{name}:Q", title=translate(f"linked.axis.{name}", language), scale=alt.Scale(zero=False))
    base = alt.Chart(alt.NamedData("cells")).transform_filter(IS_KNOWN[name])
    up = alt.Y("sum(n):Q", title=translate("linked.axis.people", language))
    whole = base.mark_bar(**_EVERYBODY).encode(x=across, y=up)
    part = links.heard(base, "region").mark_bar(color=chosen(dark)).encode(x=across, y=up)
    # The brush is drawn on the quantity itself: on its bars it would know their edges only.
    brush = base.mark_tick(opacity=0).encode(x=drawn).add_params(links.region)
    return alt.layer(whole, part, brush).properties(width=width, height=200, title=translate(f"linked.title.{name}", language))


def risk_bars(cells: Cells, links: Brushes, language: str, dark: bool, *, width: int) -> Any:
    """Everybody and the chosen by predicted risk."""
    base = alt.Chart(alt.NamedData("cells")).transform_filter(IS_KNOWN["risk"])
    scale = alt.Scale(domain=[0, cells.bar * cells.bars], nice=False)
    axis = alt.Axis(format="%" if cells.bar >= 0.01 else ".1%", tickCount=6)
    across = alt.X("risk:Q", title=translate("linked.axis.risk", language), scale=scale, axis=axis)
    up = alt.Y("sum(n):Q", title=translate("linked.axis.people", language))
    size = max(2.0, width / cells.bars - 1.5)
    whole = base.mark_bar(size=size, **_EVERYBODY).encode(x=across, y=up).add_params(links.risks)
    told = [_told("risk:Q", "risk", language, _SHARE), _told("sum(n):Q", "people", language, _COUNT)]
    part = links.heard(base, "risks").mark_bar(size=size, color=chosen(dark)).encode(x=across, y=up, tooltip=told)
    return alt.layer(whole, part).properties(width=width, height=130, title=translate("linked.title.risk", language))


def calibration(links: Brushes, outcome: str, language: str, dark: bool, *, width: int) -> Any:
    """Tenths of everybody by risk: what was predicted of the chosen in each, and what became of them.

    The scales are square roots, since most risks are small, and stand still whoever is chosen.
    """
    shares: dict[str, Any] = {
        "scale": alt.Scale(type="sqrt", domain=[0, 1]),
        "axis": alt.Axis(format="%", values=[0, 0.01, 0.05, 0.1, 0.25, 0.5, 1]),
    }
    ends = alt.SequenceGenerator(sequence={"start": 0, "stop": 2, "step": 1, "as": "share"})
    line = alt.Chart(ends).mark_line(color=GREY, strokeDash=[4, 4], strokeWidth=1)
    line = line.encode(x=alt.X("share:Q", **shares), y=alt.Y("share:Q", **shares))
    chart = links.heard(alt.Chart(alt.NamedData("cells"))).transform_filter("datum.tenth > 0 && datum.weight > 0")
    chart = chart.transform_aggregate(
        people="sum(known)", weight="sum(weight)", events="sum(weighted_events)", risk="sum(weighted_risk)", groupby=["tenth"]
    )
    chart = chart.transform_calculate(predicted="datum.risk / datum.weight", observed="datum.events / datum.weight")
    dots = chart.mark_point(size=70, filled=False, strokeWidth=2, opacity=1).encode(
        x=alt.X("predicted:Q", title=translate("linked.axis.predicted", language), **shares),
        y=alt.Y("observed:Q", title=translate("linked.axis.observed", language, outcome=outcome), **shares),
        fill=alt.condition(f"datum.people < {_FEW}", alt.value("transparent"), alt.value(chosen(dark))),
        stroke=alt.value(chosen(dark)),
        tooltip=[
            _told("predicted:Q", "predicted", language, _SHARE),
            alt.Tooltip("observed:Q", format=_SHARE, title=translate("linked.axis.observed", language, outcome=outcome)),
            _told("people:Q", "people", language, _COUNT),
        ],
    )
    return alt.layer(line, dots).properties(width=width, height=210, title=translate("linked.title.calibration", language))


def by_group(words: Words, places: list[int], links: Brushes, language: str, dark: bool, *, width: int) -> Any:
    """Everybody and the chosen of each group, with their number and the share who have the outcome."""
    names, room = [words.labels[place] for place in places], max(120, width - _BESIDE)
    down = alt.Y("label:N", sort=names, title=None, scale=alt.Scale(domain=names))
    across = alt.X("sum(n):Q", title=translate("linked.axis.people", language))
    base = alt.Chart(alt.NamedData("cells"))
    clicked = alt.condition({"param": "groups"}, alt.value(1.0), alt.value(0.35))
    # The field that a click chooses must be one of the bar's own.
    whole = base.mark_bar(color=GREY, fillOpacity=0.3).encode(x=across, y=down, detail="group:Q").add_params(links.groups)
    heard = links.heard(base, "groups")
    part = heard.mark_bar(color=chosen(dark)).encode(x=across, y=down, detail="group:Q", opacity=clicked)
    summed = heard.transform_aggregate(
        n="sum(n)", weight="sum(weight)", events="sum(weighted_events)", groupby=["label", "group"]
    ).transform_calculate(words="format(datum.n, ',') + (datum.weight > 0 ? ' · ' + format(datum.events / datum.weight, '.1%') : '')")
    text = summed.mark_text(align="left", color=ink(dark), fontSize=12).encode(x=alt.value(room + 6), y=down, text="words:N")
    title = translate("linked.title.group", language, group=words.group, outcome=words.outcome)
    return alt.layer(whole, part, text).properties(width=room, height=_ROW * max(1, len(names)), title=title)


def _expression(name: str, numbers: dict[str, str], language: str, outcome: str) -> str:
    """A sentence as an expression of Vega: its words as texts, whatever they hold, and between them the numbers."""
    marked = translate(f"linked.{name}", language, outcome="\0outcome\0", **{key: f"\0{key}\0" for key in numbers})
    pieces = marked.split("\0")
    told = [numbers.get(piece) or json.dumps(outcome if piece == "outcome" else piece) for piece in pieces[1::2]]
    texts = [json.dumps(piece) for piece in pieces[::2]]
    return " + ".join(part for pair in zip(texts, [*told, '""'], strict=True) for part in pair)


def _told(field: str, name: str, language: str, shape: str) -> alt.Tooltip:
    return alt.Tooltip(field, format=shape, title=translate(f"linked.axis.{name}", language))
