"""Charts of the cohort: they carry the numbers given, and their sentences and tables say the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.constants import MODALITIES
from osteo_core.evaluation.survival.kaplan_meier import by_group
from osteo_core.figures.cohort.love_plot import describe_love_plot, love_plot, love_plot_table
from osteo_core.figures.cohort.missing_map import describe_missing_map, describe_patterns, missing_map, pattern_chart, pattern_table
from osteo_core.figures.cohort.selection_flow import Flow, Removal, describe_selection_flow, selection_flow_chart, selection_flow_table
from osteo_core.figures.evaluation.hazard_forest import describe_hazard_forest, hazard_forest, hazard_forest_table
from osteo_core.figures.evaluation.survival_curves import describe_survival_curves, survival_curves, survival_curves_table
from osteo_core.figures.evaluation.time_auc import describe_time_auc, time_auc_chart, time_auc_table
from osteo_core.translations import LANGUAGES

FLOW = Flow(
    sources={"A": 700, "B": 350},
    removals=[Removal("Twice", 50, 1000), Removal("Too young", 200, 800)],
    analysed=801,
    parts={"Train": 641, "Test": 160},
    separate={"H": 38},
)
RNG = np.random.default_rng(4)
TIME, EVENT, GROUP = RNG.exponential(8, 900), RNG.random(900) < 0.6, np.repeat(["low", "middle", "high"], 300)
CURVES = by_group(TIME, EVENT.astype(float), pd.Categorical(GROUP, categories=["low", "middle", "high"]))
BALANCE = pd.DataFrame({"covariate": ["Age", "BMI"], "before": [-0.4, 0.2], "after": [0.03, -0.15], "matched_on": [True, False]})
RATIOS = pd.DataFrame({"covariate": ["Age", "BMD"], "hazard_ratio": [2.0, 0.4], "low": [1.5, 0.3], "high": [2.6, 0.55], "p": [0.0, 0.0]})
AUC = pd.DataFrame(
    {"time": [1.0, 2.0, 3.0], "auc": [np.nan, 0.8, 0.85], "low": [np.nan, 0.7, 0.8], "high": [np.nan, 0.9, 0.9], "cases": [2, 20, 40],
     "controls": [90, 70, 50]}
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_the_flow_writes_every_count(language: str, dark: bool) -> None:
    told = " ".join(note.text for note in selection_flow_chart(FLOW, language, dark=dark).layout.annotations)
    for count in ("700", "350", "1,050", "−50", "1,000", "−200", "800", "801", "641", "160", "38"):
        assert f"<b>{count}</b>" in told
    assert "1,050" in describe_selection_flow(FLOW, language)
    table = selection_flow_table(FLOW, language)
    assert table["removed"].sum() == 250
    assert (table["count"] > 0).all()


def test_curves_rise_to_one_minus_survival_and_the_numbers_at_risk_stand_under_them() -> None:
    figure = survival_curves(CURVES, "With it", until=10, unit="years")
    lines = {trace.name: trace for trace in figure.data if trace.mode == "lines" and trace.name}
    for group, curve in CURVES.items():
        assert lines[group].y[0] == 0
        assert lines[group].y[-1] == pytest.approx(100 * (1 - curve.at(10).iloc[0]["survival"]))
        assert (np.diff(lines[group].y) >= 0).all()
    rows = [trace for trace in figure.data if trace.mode == "text"]
    assert [next(iter(row.text)) for row in rows] == ["300", "300", "300"]
    at_five = int((TIME[GROUP == "high"] >= 4).sum())
    assert f"{at_five:,}" in rows[0].text[list(rows[0].x).index(4.0)]
    assert list(figure.layout.yaxis2.ticktext) == ["high", "middle", "low"]
    assert lines["high"].line.dash == "solid"
    assert len(survival_curves_table(CURVES)) == sum(len(curve.time) for curve in CURVES.values())


def test_a_group_followed_too_short_says_so_and_too_many_groups_are_refused() -> None:
    short = by_group([1.0, 2.0, 3.0, 9.0], [1.0, 0.0, 1.0, 0.0], ["a", "a", "b", "b"])
    told = describe_survival_curves(short, "With it", 5.0, unit="years")
    assert "a not followed for that long" in told
    assert "b 50\xa0%" in told
    many = by_group(np.arange(1.0, 8.0), np.ones(7), list("abcdefg"))
    with pytest.raises(ValueError, match="6 groups"):
        survival_curves(many, "With it")


def test_a_curve_without_events_stays_at_nought() -> None:
    figure = survival_curves(by_group([1.0, 2.0], [0.0, 0.0], ["a", "a"]), "With it")
    line = next(trace for trace in figure.data if trace.name == "a")
    assert list(line.y) == [0, 0]


def test_the_love_plot_leaves_out_the_sign_but_its_table_keeps_it() -> None:
    figure = love_plot(BALANCE)
    _, before, after = figure.data
    assert list(before.x) == [0.4, 0.2]
    assert list(after.marker.symbol) == ["circle", "circle-open"]
    assert love_plot_table(BALANCE)["before"].tolist() == [-0.4, 0.2]
    told = describe_love_plot(BALANCE)
    assert "0.40 before, 0.03 after" in told
    assert told.endswith("BMI.")


def test_the_hazard_forest_is_logarithmic_and_holds_its_intervals() -> None:
    axis = hazard_forest(RATIOS).layout.xaxis
    assert axis.type == "log"
    assert 10 ** axis.range[0] < 0.3
    assert 10 ** axis.range[1] > 2.6
    assert "BMD 0.40 (0.30–0.55)" in describe_hazard_forest(RATIOS)
    assert hazard_forest_table(RATIOS).equals(RATIOS)


def test_the_map_holds_a_row_a_field_and_counts_all_as_all() -> None:
    rows = [
        ("dxa", "BMD", "X", 10, 10, 1.0),
        ("dxa", "BMD", "Y", 10, 5, 0.5),
        ("gene", "SNP", "X", 10, 0, 0.0),
        ("gene", "SNP", "Y", 0, 0, np.nan),
    ]
    table = pd.DataFrame(rows, columns=["modality", "field", "group", "n", "known", "share"])
    figure = missing_map(table)
    assert [list(trace.text[0]) for trace in figure.data] == [["100\xa0%", "50\xa0%"], ["<0.1\xa0%", ""]]
    assert list(figure.layout.yaxis.ticktext) == ["<b>DXA</b>", "BMD", "<b>Genes</b>", "SNP"]
    assert "DXA 50\xa0% to 100\xa0%" in describe_missing_map(table)


def test_patterns_fill_a_dot_for_what_is_there() -> None:
    table = pd.DataFrame([[1, 1, 1, 1, 1, 1, 30, 0.3], [1, 0, 0, 0, 0, 0, 10, 0.1]], columns=[*MODALITIES, "people", "share"])
    figure = pattern_chart(table)
    filled = [
        [colour != "rgba(0,0,0,0)" for colour in trace.marker.color] for trace in figure.data if getattr(trace, "mode", "") == "markers"
    ]
    assert filled == [[True, True]] + [[True, False]] * 5
    told = describe_patterns(table)
    assert "30 people" in told
    assert "DXA 10" in told
    assert pattern_table(table)["people"].sum() == 40


def test_auc_over_time_leaves_a_gap_where_there_is_no_figure() -> None:
    curves = {"Ours": AUC}
    trace = time_auc_chart(curves, unit="years").data[0]
    assert np.isnan(trace.y[0])
    assert trace.connectgaps is False
    told = describe_time_auc(curves)
    assert "2: 0.800 (0.700–0.900)" in told
    assert "3: 0.850" in told
    assert "no figure" in describe_time_auc({"Ours": AUC.head(1)})
    assert time_auc_table(curves)["model"].tolist() == ["Ours"] * 3
