"""What the steps of the critical reading share: the printed tables, the frame of a step, and how its charts are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from osteo_core.constants import STATUSES
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.parts_and_whole import describe_parts_and_whole, parts_and_whole_chart, parts_and_whole_table
from osteo_core.figures.paper.curves_and_points import (
    Axis,
    Curves,
    Points,
    curves_and_points_chart,
    curves_and_points_table,
    describe_curves_and_points,
)
from osteo_core.paper.contradictions import class_sizes, count, mean_and_sd
from osteo_core.paper.printed import printed_table, printed_text
from pages._widgets.critical.numbers import NotAnswered, Numbers, Printed, ask_table, reset
from pages._widgets.printed import contradictions as paper_contradictions
from pages._widgets.shared import charts, language, parts, question
from pages._widgets.shared.language import Translator

NONE = float("nan")
MOST_PEOPLE = 1_000_000.0
TALLEST, TALLEST_UNDER_TABLE = 330, 280
"""Pixels of a chart's height before a class: under a row of numbers to change, and under a table of them."""


def frame(
    step: str, points: tuple[int, ...], draw: Callable[[], None], tr: Translator, *, point: str = "point", numbers: bool = True
) -> None:
    """The question beside `draw`; the answer is what the list of contradictions says of these points.

    `point`: the sentence that it is put in, "beside" where what the paper says is there to read already. `numbers`: whether there are any
    to change.
    """

    def answer() -> str:
        return "\n\n".join(f"**{tr('contradictions.mark', n=n)}.** {_said(n, point, tr)}" for n in points)

    def show(_told: bool) -> None:
        try:
            draw()
        except NotAnswered:
            st.info(tr("fields.correct"))

    question.ask("critical", step, "printed", show, answer, tr, below=partial(reset, step, tr) if numbers else None)


def _said(n: int, point: str, tr: Translator) -> str:
    return tr(f"critical.{point}", **{part: paper_contradictions.said(n, part, tr) for part in ("what", "why", "here")})


def verdict(possible: bool, sentence: str, tr: Translator, words: tuple[str, str] = ("can", "cannot")) -> None:
    """What follows from the numbers that stand there: whether they can hold together, in a word before the sentence."""
    st.markdown(f"**{tr(f'critical.{words[0 if possible else 1]}')}** {sentence}")


def curves(step: str, drawn: Curves, points: Points, x: Axis, y: Axis, tr: Translator) -> None:
    """A chart of curves with points; kept by nobody, since the numbers may be the reader's own."""
    figure = curves_and_points_chart(drawn, points, x, y, dark=charts.dark())
    alt = describe_curves_and_points(drawn, points, x, y, language.current())
    parts.drawn(f"critical.{step}", (figure, alt, curves_and_points_table(drawn, points)), tr(f"critical.read.{step}"), tr, tallest=TALLEST)


def total_chart(
    step: str, pieces: Mapping[str, Estimate], wholes: Mapping[str, float], axis: str, decimals: int, tr: Translator,
    sizes: list[float] | None = None,
) -> None:  # fmt: skip
    """A chart of parts and what is said of the whole."""
    figure = parts_and_whole_chart(pieces, wholes, axis, decimals, sizes=sizes, dark=charts.dark())
    alt = describe_parts_and_whole(pieces, wholes, axis, decimals, language.current())
    made = figure, alt, parts_and_whole_table(pieces, wholes, sizes)
    parts.drawn(f"critical.{step}", made, tr(f"critical.read.{step}"), tr, tallest=TALLEST_UNDER_TABLE)


def without_interval(value: float) -> Estimate:
    """A number without an interval."""
    return Estimate(value, NONE, NONE)


def printed_row(table: str, key: str, name: str) -> dict[str, object]:
    """One row of a printed table as a dict."""
    found = printed_table(table)
    return {str(k): v for k, v in found[found[key] == name].iloc[0].items()}


def printed_number(section: str, name: str) -> float:
    """A number of the paper's running text."""
    return float(printed_text()[section][name])


def ask_means(
    step: str, name: str, tr: Translator, low: float, high: float, decimals: int, *, sds: bool = True, stated: Printed | None = None
) -> Numbers:
    """Mean, SD and size of each class of a row "mean±sd" of Table 1, as a table of inputs: "mean.normal", "sd.normal", "n.normal", …

    `stated`: the mean of everybody, in a row of its own.
    """
    cells = printed_row("table1_baseline", "characteristic", name)
    columns = ("mean", "sd", "n") if sds else ("mean", "n")
    rows: dict[str, dict[str, Printed]] = {}
    for label, size in zip(STATUSES, class_sizes(), strict=True):
        mean, sd = mean_and_sd(str(cells[label]))
        known = {"mean": (mean, low, high, decimals), "sd": (sd, 10.0**-decimals, high, decimals), "n": (size, 2.0, MOST_PEOPLE, 0)}
        rows[group(label, tr)] = {f"{column}.{label}": _cell(column, label, known[column], tr) for column in columns}
    if stated is not None:
        rows[stated.label] = {"stated": stated}
    return ask_table(step, [tr(f"critical.column.{column}") for column in columns], rows, tr)


def ask_counts(step: str, name: str, tr: Translator) -> Numbers:
    """How many of each class have something, and the sizes, of a row "n (%)" of Table 1: "count.normal", "n.normal", …"""
    cells = printed_row("table1_baseline", "characteristic", name)
    rows: dict[str, dict[str, Printed]] = {}
    for label, size in zip(STATUSES, class_sizes(), strict=True):
        known = {"count": (count(str(cells[label])), 0.0, MOST_PEOPLE, 0), "n": (size, 2.0, MOST_PEOPLE, 0)}
        rows[group(label, tr)] = {f"{column}.{label}": _cell(column, label, value, tr) for column, value in known.items()}
    return ask_table(step, [tr(f"critical.column.{column}") for column in ("count", "n")], rows, tr)


def _cell(column: str, label: str, known: tuple[float, float, float, int], tr: Translator) -> Printed:
    value, low, high, decimals = known
    return Printed(
        label=tr("critical.cell", group=group(label, tr), what=tr(f"critical.column.{column}")),
        value=value,
        low=low,
        high=high,
        decimals=decimals,
    )


def group(label: str, tr: Translator) -> str:
    """A class in words."""
    return tr(f"figures.status.{label}")
