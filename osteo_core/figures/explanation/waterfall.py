"""Shapley values as a waterfall from the baseline to this patient, on the log-odds scale.

A bar's hue is its modality, its direction and its sign say which way it pushes, and axis and both ends carry the probability,
since log-odds alone are read as probabilities all too easily.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.log_odds_axis import log_odds_ticks
from osteo_core.figures.base.numbers import log_odds_to_probability, percent, signed
from osteo_core.translations import translate

REST = "rest"
_ROW, _ROW_OF_TWO_LINES = 32, 40
_NUMBER = 50
"""Pixels of a number beside the last bar."""


@dataclass(frozen=True, kw_only=True)
class WaterfallStep:
    """One bar: what it is, its modality (None for the summed rest) and its push in log-odds."""

    name: str
    label: str
    modality: str | None
    value: float


def feature_steps(
    explanation: Explanation, language: str = "en", *, values: Mapping[str, str] | None = None, top: int = 10
) -> list[WaterfallStep]:
    """The `top` largest contributions by size, the rest summed in one bar; `values` are appended to the labels."""
    ranked = sorted(explanation.contributions.items(), key=lambda item: -abs(item[1]))
    steps = []
    for name, push in ranked[:top]:
        feature = CATALOGUE[name]
        label = feature.label_in(language)
        entered = (values or {}).get(name)
        steps.append(WaterfallStep(name=name, label=f"{label} = {entered}" if entered else label, modality=feature.modality, value=push))
    rest = ranked[top:]
    if rest:
        steps.append(
            WaterfallStep(
                name=REST,
                label=translate("figures.waterfall.rest", language, n=len(rest)),
                modality=None,
                value=sum(push for _, push in rest),
            )
        )
    return steps


def modality_steps(explanation: Explanation, language: str = "en") -> list[WaterfallStep]:
    """One bar a present modality, largest first."""
    ranked = sorted(explanation.by_modality.items(), key=lambda item: -abs(item[1]))
    return [WaterfallStep(name=name, label=CATALOGUE.modality_label(name, language), modality=name, value=push) for name, push in ranked]


def waterfall(
    explanation: Explanation, steps: list[WaterfallStep], language: str = "en", *, letters: int = 24, dark: bool = False
) -> Drawing:
    """Bars from `explanation.baseline` to `explanation.value`; the steps must sum to the difference (1e-6).

    `letters`: a label of more is broken into two lines.
    """
    _check_sum(explanation, steps)
    figure = Drawing()
    at = explanation.baseline
    shown: set[str] = set()
    for row, step in enumerate(steps):
        colour = MODALITY_COLOURS.get(step.modality or "", GREY)
        group = CATALOGUE.modality_label(step.modality, language) if step.modality else translate("figures.waterfall.rest_legend", language)
        figure.add_bar(
            x=[step.value], base=[at], y=[row], orientation="h", marker={"color": colour, "line": {"color": ours(dark), "width": 0.5}},
            text=[signed(step.value)], textposition="outside", cliponaxis=False, constraintext="none",
            name=group, legendgroup=group, showlegend=group not in shown,
            hovertemplate=f"{step.label}: {signed(step.value)}<extra></extra>",
        )  # fmt: skip
        shown.add(group)
        at += step.value
    _ends(figure, explanation, len(steps), language, dark)
    labels = [_wrap(step.label, letters) for step in steps]
    _axes(figure, explanation, steps, labels, language)
    return finish(figure, dark)


def _check_sum(explanation: Explanation, steps: list[WaterfallStep]) -> None:
    reached = explanation.baseline + sum(step.value for step in steps)
    if abs(reached - explanation.value) > 1e-6:
        raise ValueError(f"the bars end at {reached:.6f}, the explanation at {explanation.value:.6f}")


def _ends(figure: Drawing, explanation: Explanation, rows: int, language: str, dark: bool) -> None:
    """Dashed lines with the probability at the start (above the bars) and the end (below them), the one to the right turned inwards."""
    first, last = ("center", "right") if explanation.value > explanation.baseline else ("right", "center")
    ends = (
        (explanation.baseline, -0.75, "figures.waterfall.start", "bottom", first),
        (explanation.value, rows - 0.25, "figures.waterfall.end", "top", last),
    )
    for x, y, key, anchor, side in ends:
        figure.add_shape(type="line", x0=x, x1=x, y0=-0.75, y1=rows - 0.25, line={"color": GREY, "width": 1, "dash": "dot"}, layer="below")
        text = translate(key, language, probability=percent(log_odds_to_probability(x)))
        figure.add_annotation(x=x, y=y, text=f"<b>{text}</b>", showarrow=False, xanchor=side, yanchor=anchor, font={"color": ours(dark)})


def _axes(figure: Drawing, explanation: Explanation, steps: list[WaterfallStep], labels: list[str], language: str) -> None:
    reach = [explanation.baseline]
    for step in steps:
        reach.append(reach[-1] + step.value)
    # Room for the numbers beside the bars, on narrow screens too: to the left inside the plot, to the right in the margin.
    wide = max(reach) - min(reach)
    start, end = min(reach) - max(0.28 * wide, 0.25), max(reach) + max(0.06 * wide, 0.1)
    rows = len(steps)
    row = _ROW_OF_TWO_LINES if any("<br>" in label for label in labels) else _ROW
    figure.update_layout(
        quiet_layout(130 + row * (rows + 1)),
        bargap=0.3,
        legend={
            "orientation": "h", "x": 0, "xref": "container", "y": 1, "yref": "container", "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        margin={"l": 8, "r": _NUMBER, "t": 36, "b": 8},
        xaxis={
            "title": {"text": translate("figures.waterfall.axis", language)}, "range": [start, end], "zeroline": False, "fixedrange": True,
            "automargin": True, "tickangle": 0, **log_odds_ticks(start, end, 6),
        },
        yaxis={
            "tickvals": list(range(rows)), "ticktext": labels, "range": [rows + 0.35, -1.35], "fixedrange": True,
            "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip


def _wrap(label: str, letters: int) -> str:
    """Break a long label once, at the space nearest its middle, so that a phone keeps room for the bars."""
    spaces = [i for i, char in enumerate(label) if char == " "]
    if len(label) <= letters or not spaces:
        return label
    cut = min(spaces, key=lambda i: abs(i - len(label) / 2))
    return f"{label[:cut]}<br>{label[cut + 1 :]}"


def describe_waterfall(explanation: Explanation, steps: list[WaterfallStep], language: str = "en") -> str:
    """One sentence: from which risk to which, and the three largest pushes with their direction."""
    named = [s for s in steps if s.name != REST][:3]
    pushes = translate("figures.list_separator", language).join(
        translate(
            "figures.waterfall.push_up" if s.value >= 0 else "figures.waterfall.push_down", language, label=s.label, value=signed(s.value)
        )
        for s in named
    )
    return translate(
        "figures.waterfall.alt", language, outcome=translate(f"figures.outcome.{explanation.outcome}", language),
        start=percent(log_odds_to_probability(explanation.baseline)), end=percent(log_odds_to_probability(explanation.value)),
        pushes=pushes,
    )  # fmt: skip


def waterfall_table(explanation: Explanation, steps: list[WaterfallStep], language: str = "en") -> pd.DataFrame:
    """Baseline, every bar and the end: name, label, modality, log_odds, and the running total as log-odds and probability."""
    rows = [
        {
            "name": "baseline",
            "label": translate("figures.waterfall.baseline_row", language),
            "modality": None,
            "log_odds": explanation.baseline,
        }
    ]
    rows += [{"name": s.name, "label": s.label, "modality": s.modality, "log_odds": s.value} for s in steps]
    table = pd.DataFrame(rows, columns=["name", "label", "modality", "log_odds"])
    table["running_log_odds"] = table["log_odds"].cumsum()
    table["running_probability"] = [log_odds_to_probability(x) for x in table["running_log_odds"]]
    return table
