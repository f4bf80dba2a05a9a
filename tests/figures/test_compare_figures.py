"""The comparison of scores and the risk by age carry the numbers given, keep thresholds where they belong, and say what they show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from osteo_core.figures.scores.risk_by_age import AgeCurve, AgeThreshold, describe_risk_by_age, risk_by_age, risk_by_age_table
from osteo_core.figures.scores.score_comparison import (
    ScoreRow,
    axis_end,
    describe_score_comparison,
    lines,
    range_text,
    score_comparison,
    score_comparison_table,
)
from osteo_core.translations import LANGUAGES

NETWORK = ScoreRow(
    name="fusion", label="Network", kind="in virtual people", value=47.0, low=15.0, high=75.0, interval="95 % interval", ours=True
)
FRAX_STYLE = ScoreRow(name="frax_style", label="FRAX-style", kind="probability", value=13.2, threshold=20.0, symbol="diamond")
QFRACTURE = ScoreRow(name="qfracture", label="QFracture", kind="needs: height", value=None)
ROWS = (NETWORK, FRAX_STYLE, QFRACTURE)
AGES = np.arange(40.0, 91.0)
CURVE = AgeCurve(name="frax_style", label="FRAX-style", ages=AGES, risk=0.2 * AGES, value=13.2, made_for=(40.0, 80.0), symbol="diamond")
THRESHOLD = AgeThreshold("threshold", AGES, np.full(len(AGES), 20.0))


@pytest.mark.parametrize(
    "numbers, text",
    [((23.4, 16.2, 31.6), "23\xa0% (16–32)"), ((2.34, None, None), "2.3\xa0%"), ((0.02, 0.01, 0.3), "<0.1\xa0% (<0.1–0.3)")],
)
def test_numbers_are_printed_as_everywhere(numbers: tuple[float, float | None, float | None], text: str) -> None:
    assert range_text(*numbers) == text


def test_points_and_intervals_stand_where_the_numbers_are() -> None:
    network, frax = score_comparison(ROWS).data
    assert (network.x[0], network.y[0]) == (47.0, 0)
    assert network.x[0] + network.error_x.array[0] == pytest.approx(75)
    assert network.x[0] - network.error_x.arrayminus[0] == pytest.approx(15)
    assert (frax.x[0], frax.y[0], frax.error_x.array) == (13.2, 1, None)


def test_the_threshold_crosses_its_own_row_only() -> None:
    ticks = [shape for shape in score_comparison(ROWS).layout.shapes if shape.x0 == shape.x1]
    assert [tick.x0 for tick in ticks] == [20.0]
    assert 0.5 < ticks[0].y0 < ticks[0].y1 < 1.5


def test_ours_black_or_white_the_others_grey() -> None:
    def colours(**look: bool) -> list[str]:
        return [trace.marker.color for trace in score_comparison(ROWS, **look).data]

    assert colours() == ["#000000", "#7A7A7A"]
    assert colours(dark=True) == ["#FFFFFF", "#7A7A7A"]


@pytest.mark.parametrize("reached, end", [(0.4, 1), (9.3, 10), (9.6, 20), (47, 50), (49, 75), (100, 100)])
def test_the_axis_leaves_room_beyond_the_largest_number(reached: float, end: int) -> None:
    assert axis_end([ScoreRow(name="a", label="A", kind="", value=reached)]) == end


def test_the_axis_reaches_the_threshold_and_hides_where_nothing_is_drawn() -> None:
    assert axis_end([ScoreRow(name="a", label="A", kind="", value=4.0, threshold=20.0)]) == 30
    assert score_comparison([QFRACTURE]).layout.xaxis.visible is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_says_number_kind_interval_threshold_and_what_is_lacking(language: str) -> None:
    told = describe_score_comparison(ROWS, "Major fracture", language)
    for part in ("Major fracture", "47\xa0% (15–75)", "in virtual people", "95 % interval", "13\xa0%", "20\xa0%", "needs: height"):
        assert part in told


def test_the_table_holds_the_numbers() -> None:
    table = score_comparison_table(ROWS)
    assert table["value"].tolist()[:2] == [47.0, 13.2]
    assert np.isnan(table["value"][2])
    assert table["threshold"][1] == 20.0


def test_small_print_is_cut_into_lines_and_nothing_is_lost() -> None:
    english = "no value; not known: Body mass index or Height + Weight, Femoral neck BMD"
    chinese = "无数值；不详：体质指数或身高和体重，股骨颈骨密度，糖皮质激素，类风湿关节炎"
    for text in (english, chinese):
        assert len(lines(text)) == 2
        assert "".join(lines(text)) == text
    assert lines("short") == ["short"]


def test_the_curve_is_dashed_beyond_the_ages_it_was_made_from() -> None:
    solid, dashed, symbols, dot = risk_by_age([CURVE], 66.0).data
    assert (solid.line.dash, dashed.line.dash) == ("solid", "dash")
    ages, inside, beyond = np.asarray(solid.x), np.isfinite(solid.y), np.isfinite(dashed.y)
    assert (ages[inside].min(), ages[inside].max()) == (40, 80)
    assert (ages[beyond].min(), ages[beyond].max()) == (80, 90)
    assert list(symbols.x) == [40, 50, 60, 70, 80, 90]
    assert (dot.x[0], dot.y[0]) == (66.0, 13.2)


def test_scores_are_told_apart_by_a_symbol_along_the_curve_and_by_their_grey() -> None:
    other = replace(CURVE, name="other", label="Other", symbol="square")
    for dark in (False, True):
        symbols = [trace for trace in risk_by_age([CURVE, other], 66.0, dark=dark).data if trace.mode == "markers" and len(trace.x) > 1]
        assert len({trace.marker.symbol for trace in symbols}) == 2
        assert len({trace.marker.color for trace in symbols}) == 2


def test_the_threshold_names_the_score_it_is_for() -> None:
    figure = risk_by_age([CURVE], 66.0, threshold=THRESHOLD)
    assert figure.data[-1].name == "threshold"
    assert set(figure.data[-1].y) == {20.0}


def test_ages_without_an_answer_leave_a_gap() -> None:
    gappy = AgeCurve(name="q", label="Q", ages=AGES, risk=np.where(AGES < 50, np.nan, 5.0), value=None)
    figure = risk_by_age([gappy], None)
    assert np.isnan(figure.data[0].y[:10]).all()
    assert "at 50" in describe_risk_by_age([gappy], None, "Hip")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_by_age_says_both_ends_and_now(language: str) -> None:
    told = describe_risk_by_age([CURVE], 66.0, "Hip", language)
    for part in ("66", "13\xa0%", "8.0\xa0%", "18\xa0%", "40", "90"):
        assert part in told
    assert "66" not in describe_risk_by_age([CURVE], None, "Hip", language)


def test_the_table_by_age_marks_what_is_extrapolated() -> None:
    table = risk_by_age_table([CURVE])
    assert len(table) == 51
    assert table.loc[table["extrapolated"], "age"].tolist() == list(range(81, 91))
    assert risk_by_age_table([]).empty
