"""Charts of the paper page hold the numbers they are given and say what they show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.figures.paper.difference import describe_paper_difference, paper_difference_chart, signed
from osteo_core.figures.paper.ladder import describe_ladder, ladder_chart
from osteo_core.figures.paper.rank_slope import describe_rank_slope, rank_slope_chart
from osteo_core.translations import LANGUAGES

ROWS = {"a": "A", "b": "A + B"}
LADDER = pd.DataFrame(
    [
        (row, source, 0.8 + 0.05 * i + 0.01 * k, 0.7, 0.95)
        for i, row in enumerate(ROWS)
        for k, source in enumerate(("fusion", "paper", "oracle"))
    ],
    columns=["row", "source", "estimate", "low", "high"],
)
WORDS = {"fusion": "Ours", "paper": "Paper", "oracle": "Limit"}
DIFFERENCES = pd.DataFrame(
    [("a", 0.9, 0.91, 0.88, 0.94, 0.01, "apart"), ("b", 0.9, np.nan, np.nan, np.nan, np.nan, "")],
    columns=["row", "printed", "ours", "low", "high", "difference", "size"],
)
RANKS = pd.DataFrame({"field": ["age", "bmi", "ctx"], "paper_rank": [1, 2, 3], "our_rank": [2, 1, 3]})
NAMES, KINDS = {"age": "Age", "bmi": "BMI", "ctx": "CTX"}, {"age": "clinical", "bmi": "clinical", "ctx": "btm"}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ladder_draws_each_source_once_a_row_with_its_interval(language: str, dark: bool) -> None:
    figure = ladder_chart(LADDER, WORDS, ROWS, "AUC", language, dark=dark)
    assert [trace.name for trace in figure.data] == list(WORDS.values())
    for trace, source in zip(figure.data, WORDS, strict=True):
        part = LADDER[LADDER["source"] == source]
        np.testing.assert_allclose(trace.x, part["estimate"])
        np.testing.assert_allclose(np.asarray(trace.x) - trace.error_x.arrayminus, part["low"])
        assert np.all(np.round(trace.y) == [0, 1])
    said = describe_ladder(LADDER, WORDS, ROWS, "AUC", language)
    assert all(word in said for word in ("A + B", "0.800", "0.860", "Ours", "Paper"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_without_a_figure_keeps_its_place_and_is_said(language: str) -> None:
    figure = paper_difference_chart(DIFFERENCES, ROWS, "difference", language)
    assert list(figure.layout.yaxis.ticktext) == ["A", "A + B"]
    (trace,) = figure.data
    assert list(trace.x) == [0.01]
    assert list(trace.y) == [0]
    assert trace.x[0] + trace.error_x.array[0] == pytest.approx(0.94 - 0.9)
    assert "+0.010" in describe_paper_difference(DIFFERENCES, ROWS, "difference", language)


def test_differences_carry_a_true_sign() -> None:
    assert [signed(v) for v in (0.0123, -0.0123, 0.0001, -0.0001)] == ["+0.012", "−0.012", "0.000", "0.000"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_feature_is_a_line_from_rank_to_rank(language: str) -> None:
    figure = rank_slope_chart(RANKS, NAMES, KINDS, ("Paper", "Ours"))
    ends = [tuple(trace.y) for trace in figure.data if len(trace.y) == 2]
    assert ends == [(1, 2), (2, 1), (3, 3)]
    assert figure.data[0].line.color == figure.data[1].line.color != figure.data[2].line.color
    assert list(figure.layout.yaxis.ticktext) == ["Age 1", "BMI 2", "CTX 3"]
    assert all(name in describe_rank_slope(RANKS, NAMES, language) for name in NAMES.values())
