"""The charts of a diagnosis built up hold the numbers that they were given and say them in both languages."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from osteo_core.figures.base.colours import MODALITY_COLOURS, ours
from osteo_core.figures.explanation.gain_bars import describe_gain_bars, gain_bars, gain_bars_table
from osteo_core.figures.paper.ladder_steps import describe_ladder_steps, ladder_steps_chart, ladder_steps_table
from osteo_core.figures.patient.build_up import Rung, build_up_chart, build_up_table, describe_build_up
from osteo_core.inference.assessment import Risk
from osteo_core.translations import LANGUAGES

RUNGS = (
    Rung("Female, 73", None, {"osteoporosis": Risk(0.5, 0.3, 0.7), "fracture": Risk(0.2, 0.1, 0.4)}),
    Rung("+ DXA", "dxa", {"osteoporosis": Risk(0.87, 0.76, 0.94), "fracture": Risk(0.41, 0.16, 0.72)}),
    Rung("+ Genes", "gene", {"osteoporosis": Risk(0.02, 0.01, 0.05), "fracture": Risk(0.38, 0.2, 0.6)}),
)
WORDS = {"dxa": "DXA", "btm": "Markers"}
WAYS = {"First": {"dxa": 1.5, "btm": -0.25}, "Second": {"dxa": 1.0, "btm": 0.25}}
MODELS = {"fusion": "Network", "oracle": "Limit"}
_ESTIMATES = ((1, "dxa", "fusion", 0.8), (1, "dxa", "oracle", 0.82), (2, "btm", "fusion", 0.9), (2, "btm", "oracle", 0.93))
LADDER = pd.DataFrame(_ESTIMATES, columns=["step", "modality", "model", "estimate"]).assign(n=100, events=40)
LADDER = LADDER.assign(low=LADDER["estimate"] - 0.02, high=LADDER["estimate"] + 0.01)
ROWS = ("DXA", "+ Markers")


def _points(figure: object) -> list[object]:
    return [trace for trace in figure.data if "markers" in (trace.mode or "")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_risks_stand_in_order_with_their_intervals(language: str, dark: bool) -> None:
    figure = build_up_chart(RUNGS, language, dark=dark)
    for trace, outcome in zip(_points(figure), ("osteoporosis", "fracture"), strict=True):
        risks = [rung.risk[outcome] for rung in RUNGS]
        assert list(trace.x) == pytest.approx([100 * risk.probability for risk in risks])
        ends = zip(trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True)
        assert [(x - below, x + above) for x, below, above in ends] == [pytest.approx((100 * r.low, 100 * r.high)) for r in risks]
        assert list(trace.marker.color) == [ours(dark), MODALITY_COLOURS["dxa"], MODALITY_COLOURS["gene"]]
    said = describe_build_up(RUNGS, language)
    for text in ("Female, 73", "+ DXA", "87\N{NO-BREAK SPACE}% (76–94)", "2.0\N{NO-BREAK SPACE}% (1.0–5.0)"):
        assert text in said


def test_the_chart_keeps_its_size_while_steps_are_added() -> None:
    heights = {build_up_chart(RUNGS[: k + 1], rows=3).layout.height for k in range(3)}
    assert len(heights) == 1
    ranges = {tuple(build_up_chart(RUNGS[: k + 1], rows=3).layout.yaxis.range) for k in range(3)}
    assert len(ranges) == 1


def test_alone_each_is_compared_with_the_first() -> None:
    figure = build_up_chart(RUNGS, joined=False)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [set(line.x) for line in lines] == [{50.0}, {20.0}]


def test_risks_as_a_table() -> None:
    table = build_up_table(RUNGS).set_index(["step", "outcome"])
    assert table.loc[(1, "fracture"), "high"] == 0.72
    assert len(table) == 6


def test_gains_have_the_modalitys_hue_and_sum_in_the_last_row() -> None:
    figure = gain_bars(WAYS, WORDS, "log-odds")
    bars = [trace for trace in figure.data if trace.showlegend is False]
    assert list(bars[0].x) == [1.5, -0.25, 1.25]
    assert list(bars[1].x) == [1.0, 0.25, 1.25]
    assert list(bars[0].text) == ["+1.50", "−0.25", "+1.25"]
    for bar in bars:
        assert list(bar.marker.color[:2]) == [MODALITY_COLOURS["dxa"], MODALITY_COLOURS["btm"]]
    assert bars[0].marker.pattern.shape != bars[1].marker.pattern.shape
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == list(WAYS)
    low, high = figure.layout.xaxis.range
    assert low < -0.25
    assert high > 1.5


def test_without_a_total_there_is_no_such_row() -> None:
    figure = gain_bars(WAYS, WORDS, "AUC", total=False)
    assert len(figure.data[0].x) == 2


def test_more_ways_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="3 ways"):
        gain_bars({str(k): WAYS["First"] for k in range(4)}, WORDS, "log-odds")


@pytest.mark.parametrize("language", LANGUAGES)
def test_gains_in_words_and_as_a_table(language: str) -> None:
    said = describe_gain_bars(WAYS, WORDS, "AUC", language, decimals=3)
    for text in ("First", "Second", "DXA +1.500", "Markers −0.250"):
        assert text in said
    table = gain_bars_table(WAYS).set_index(["way", "modality"])["gain"]
    assert table["First", "total"] == table["Second", "total"] == 1.25


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_has_the_network_and_the_limit(language: str, dark: bool) -> None:
    figure = ladder_steps_chart(LADDER, MODELS, ROWS, "AUC", (0.7, 0.95), language, reference=("All", 0.6), dark=dark)
    named = {trace.name: trace for trace in figure.data}
    assert list(named["Network"].x) == [0.8, 0.9]
    assert list(named["Limit"].x) == [0.82, 0.93]
    assert named["Network"].marker.color == ours(dark)
    assert list(named["Network"].error_x.arrayminus) == pytest.approx([0.02, 0.02])
    assert [note.text for note in figure.layout.annotations] == ["0.820", "0.930", "0.800", "0.900"]
    low, high = figure.layout.xaxis.range
    assert low < 0.6
    assert high > 0.95
    said = describe_ladder_steps(LADDER, MODELS, ROWS, "AUC", language)
    for text in ("Network 0.800 (0.780–0.810)", "Limit 0.930 (0.910–0.940)", "+ Markers"):
        assert text in said
    assert len(ladder_steps_table(LADDER)) == 4


def test_a_figure_without_intervals_is_drawn_and_said_without() -> None:
    bare = LADDER.assign(low=math.nan, high=math.nan)
    figure = ladder_steps_chart(bare, MODELS, ROWS, "Brier", (0.7, 0.95))
    assert all(trace.error_x.array is None for trace in figure.data)
    assert "Network 0.800, Limit 0.820" in describe_ladder_steps(bare, MODELS, ROWS, "Brier")
