"""Charts of the reviewer's pages: they carry the numbers given, speak both languages, and a threshold is marked on a copy, not on them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from osteo_core.evaluation.calibration.curve import calibration_curve
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.precision_recall import PrecisionRecallCurve, precision_recall
from osteo_core.evaluation.discrimination.roc import roc_curve
from osteo_core.evaluation.reports.compare_models import ModelComparison, compare_models, pairwise
from osteo_core.evaluation.reports.study import Study
from osteo_core.figures.base.colours import GREY
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import LIMIT
from osteo_core.figures.evaluation.calibration_plot import calibration_chart
from osteo_core.figures.evaluation.confusion_matrix import confusion_chart, confusion_table, describe_confusion
from osteo_core.figures.evaluation.decision_curve import decision_curve_chart
from osteo_core.figures.evaluation.pairwise_forest import describe_pairwise_forest, pairwise_forest, pairwise_forest_table
from osteo_core.figures.evaluation.precision_recall import describe_precision_recall, precision_recall_chart, precision_recall_table
from osteo_core.figures.evaluation.risk_distribution import describe_risk_distribution, risk_distribution_chart, risk_distribution_table
from osteo_core.figures.evaluation.roc import roc_chart
from osteo_core.figures.evaluation.threshold_marker import Kind, at_threshold, describe_threshold
from osteo_core.translations import LANGUAGES

RNG = np.random.default_rng(23)
TRUTH = 1 / (1 + np.exp(-RNG.normal(-1.5, 1.2, 1500)))
OUTCOME = (RNG.random(1500) < TRUTH).astype(float)
NOISY = 1 / (1 + np.exp(-(np.log(TRUTH / (1 - TRUTH)) + RNG.normal(0, 1, 1500))))
STUDY = Study(OUTCOME, {"ours": TRUTH, "other": NOISY})
WORDS = {"ours": "Ours", "other": "Other"}
FOUND: ModelComparison = compare_models(STUDY)
PRECISION = {WORDS[name]: curve for name, curve in FOUND.precision_recall.items()}
DISTRIBUTION = FOUND.distribution[FOUND.distribution["model"] == "ours"]
# 2 of 3 and 5 of 6 people of each class correctly classified; nobody of the third.
THREE = pd.DataFrame(
    [[2, 1, 0], [1, 5, 0], [0, 0, 0]], index=["normal", "osteopenia", "osteoporosis"], columns=["normal", "osteopenia", "osteoporosis"]
)
TWO = pd.DataFrame([[90, 10], [5, 15]], index=["Without", "With"], columns=["Not flagged", "Flagged"])
PAIRS = pairwise(STUDY).replace({"first": WORDS, "second": WORDS})


def _named(figure: go.Figure, name: str) -> go.Scatter:
    return next(trace for trace in figure.data if (trace.name or "").startswith(name))


def _area_in_steps(trace: go.Scatter) -> float:
    """Area under a line that goes up or down first, then along."""
    assert trace.line.shape == "vh"
    return float(np.sum(np.diff(trace.x) * np.array(trace.y)[1:])) / 1e4


def test_the_area_drawn_is_the_average_precision() -> None:
    figure = precision_recall_chart(PRECISION)
    for label, curve in PRECISION.items():
        assert _area_in_steps(_named(figure, label)) == pytest.approx(curve.average_precision.estimate, abs=0.005)
        assert with_interval(curve.average_precision) in _named(figure, label).name
    flat = figure.data[0]
    assert list(flat.y) == pytest.approx([100 * OUTCOME.mean()] * 2)
    assert len(precision_recall_table(PRECISION)) == sum(len(curve.threshold) for curve in PRECISION.values())


def test_a_hundred_thousand_people_are_thinned_without_another_area() -> None:
    truth = RNG.beta(1, 4, 100_000)
    outcome = (RNG.random(100_000) < truth).astype(float)
    curve: PrecisionRecallCurve = precision_recall(outcome, truth)
    assert len(curve.recall) > 50_000
    trace = _named(precision_recall_chart({"Ours": curve}), "Ours")
    assert len(trace.x) <= 601
    assert _area_in_steps(trace) == pytest.approx(curve.average_precision.estimate, abs=0.005)


def test_the_distribution_shows_each_group_whole_up_and_down() -> None:
    figure = risk_distribution_chart(DISTRIBUTION, "Ours")
    upward, downward = figure.data
    assert sum(upward.y) == pytest.approx(100)
    assert sum(downward.y) == pytest.approx(-100)
    events = np.array(upward.customdata)
    assert events[:, 2].sum() == OUTCOME.sum()
    # Counted anew from the predictions.
    in_bar = (TRUTH >= 0.2) & (TRUTH < 0.22) & (OUTCOME == 1)
    at = int(np.flatnonzero(np.isclose(upward.x, 21))[0])
    assert events[at, 2] == in_bar.sum()
    assert upward.y[at] == pytest.approx(100 * in_bar.sum() / OUTCOME.sum())
    assert not any("-" in tick or "−" in tick for tick in figure.layout.yaxis.ticktext)
    assert risk_distribution_table(DISTRIBUTION)["count"].sum() == len(OUTCOME)


def test_the_distribution_says_where_the_middle_person_lies() -> None:
    told = describe_risk_distribution(DISTRIBUTION, "Ours")
    for outcome in (0, 1):
        risks = np.sort(TRUTH[outcome == OUTCOME])
        low = 2 * int(100 * risks[(len(risks) - 1) // 2] / 2)
        assert f"between {low} and {low + 2} %" in told
        assert f"{len(risks):,} people" in told


@pytest.mark.parametrize("top", [0.9, 0.31, 0.1, 0.042])
def test_shares_are_marked_at_round_numbers_on_both_sides(top: float) -> None:
    bars = pd.DataFrame({"outcome": [0, 1], "low": 0.0, "high": 0.02, "count": 5, "share": [top, top / 2]})
    ticks = np.array(risk_distribution_chart(bars, "Ours").layout.yaxis.tickvals)
    assert list(ticks) == pytest.approx(list(-ticks[::-1]))
    assert 3 <= len(ticks) <= 9
    assert ticks.max() <= 100 * top + 1e-9


def test_a_confusion_matrix_has_counts_and_row_percent() -> None:
    figure = confusion_chart(TWO)
    square = figure.data[0]
    assert square.text[0][0] == "<b>90</b><br>90\xa0%"
    assert square.text[1][1] == "<b>15</b><br>75\xa0%"
    assert list(figure.layout.xaxis.ticktext) == ["<b>Not flagged</b>", "<b>Flagged</b>"]
    assert "n 20" in figure.layout.yaxis.ticktext[1]
    assert confusion_table(TWO)["share"].tolist() == pytest.approx([0.9, 0.1, 0.25, 0.75])


def test_a_class_that_nobody_has_gets_no_percent() -> None:
    figure = confusion_chart(THREE)
    assert [cell.split("<br>")[1] for cell in figure.data[0].text[2]] == ["–"] * 3
    assert figure.data[0].text[0][2] == "<b>0</b><br>0\xa0%"
    assert len(figure.layout.shapes) == 3
    told = describe_confusion(THREE)
    assert "2 correctly classified (67\xa0%), 1 classified as Osteopenia" in told
    assert "nan" not in told.lower()


def test_pairs_have_their_intervals_and_the_zero_line() -> None:
    figure = pairwise_forest(PAIRS)
    trace, row = figure.data[0], PAIRS.iloc[0]
    assert trace.x[0] == row["difference"]
    assert trace.error_x.array[0] == pytest.approx(row["high"] - row["difference"])
    assert trace.error_x.arrayminus[0] == pytest.approx(row["difference"] - row["low"])
    assert figure.layout.shapes[0].x0 == 0
    assert with_interval(Estimate(row["difference"], row["low"], row["high"])) in describe_pairwise_forest(PAIRS)
    assert pairwise_forest_table(PAIRS).equals(PAIRS)


def test_a_pair_that_cannot_be_tested_keeps_its_row() -> None:
    lacking = PAIRS.assign(difference=np.nan, low=np.nan, high=np.nan)
    both = pd.concat([PAIRS, lacking], ignore_index=True)
    figure = pairwise_forest(both)
    assert len(figure.layout.yaxis.ticktext) == 2
    assert list(figure.data[0].y) == [0]
    assert "cannot be tested" in describe_pairwise_forest(both)


def _chart(kind: Kind) -> go.Figure:
    if kind == "roc":
        return roc_chart({WORDS[name]: curve for name, curve in FOUND.roc.items()})
    if kind == "calibration":
        return calibration_chart({"Ours": FOUND.calibration["ours"]})
    if kind == "net_benefit":
        return decision_curve_chart(FOUND.net_benefit, WORDS)
    return risk_distribution_chart(DISTRIBUTION, "Ours")


KINDS: tuple[Kind, ...] = ("roc", "calibration", "net_benefit", "distribution")


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_is_made_on_a_copy_that_plotly_accepts(kind: Kind) -> None:
    figure = _chart(kind)
    before = copy.deepcopy(figure.to_dict())
    marked = at_threshold(figure, kind, 0.2, FOUND.at(0.2))
    again = at_threshold(marked, kind, 0.3, FOUND.at(0.3))
    assert figure.to_dict() == before
    assert len(go.Figure(marked).data) == len(figure.data) + (kind == "roc")
    # A mark on a marked chart adds to it, and leaves it unchanged too.
    assert len(again["data"]) + len(again["layout"].get("shapes", ())) == len(marked["data"]) + len(marked["layout"].get("shapes", ())) + 1


def test_each_cross_lies_on_its_models_curve() -> None:
    figure = _chart("roc")
    crosses = at_threshold(figure, "roc", 0.2, FOUND.at(0.2), words=WORDS)["data"][-1]
    for place, p in enumerate((TRUTH, NOISY)):
        assert crosses["y"][place] == pytest.approx(100 * (p >= 0.2)[OUTCOME == 1].mean())
        assert crosses["x"][place] == pytest.approx(100 * (p >= 0.2)[OUTCOME == 0].mean())
        curve = _named(figure, ("Ours", "Other")[place])
        assert np.hypot(np.array(curve.x) - crosses["x"][place], np.array(curve.y) - crosses["y"][place]).min() < 0.5
    assert crosses["hovertext"][1].startswith("Other, ")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_the_line_stands_at_the_threshold_with_its_number(kind: Kind) -> None:
    layout = at_threshold(_chart(kind), kind, 0.2, FOUND.at(0.2))["layout"]
    assert layout["shapes"][-1]["x0"] == layout["shapes"][-1]["x1"] == pytest.approx(20)
    assert layout["annotations"][-1]["text"] == "20\xa0%"


def test_a_threshold_beyond_the_axis_is_pointed_at() -> None:
    few = RNG.random(400) * 0.3
    figure = calibration_chart({"Ours": calibration_curve((RNG.random(400) < few).astype(float), few)})
    end = figure.layout.xaxis.range[1]
    assert end < 90
    told = at_threshold(figure, "calibration", 0.9, FOUND.at(0.9))["layout"]["annotations"][-1]
    assert told["text"] == "90\xa0% →"
    assert told["x"] == end


def test_scores_without_a_threshold_have_no_cross() -> None:
    assert at_threshold(_chart("roc"), "roc", 0.2, FOUND.at(0.2).iloc[:0])["data"][-1]["x"] == []
    assert describe_threshold(FOUND.at(0.2).iloc[:0]) == ""


def test_a_small_chart_leaves_its_legend_to_the_page() -> None:
    curves = {"Ours": roc_curve(OUTCOME, TRUTH)}
    full, small = roc_chart(curves), roc_chart(curves, height=140, legend=False)
    assert small.layout.height < 210 < full.layout.height
    assert small.layout.showlegend is False
    assert full.layout.showlegend is None


def test_the_best_possible_has_a_look_of_its_own_among_seven() -> None:
    curves = {f"m{i}": roc_curve(OUTCOME, TRUTH) for i in range(6)} | {"Limit": roc_curve(OUTCOME, TRUTH)}
    assert _named(roc_chart(curves), "Limit").line.dash == "solid"
    early = {"Ours": roc_curve(OUTCOME, TRUTH), "Limit": roc_curve(OUTCOME, TRUTH), "Other": roc_curve(OUTCOME, NOISY)}
    figure = roc_chart(early, places={"Ours": 0, "Limit": LIMIT, "Other": 2})
    looks = {name: (_named(figure, name).line.dash, _named(figure, name).line.width) for name in early}
    assert looks["Limit"] == ("solid", 1.25)
    assert len(set(looks.values())) == 3
    assert _named(figure, "Limit").line.color == GREY


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_can_be_drawn_and_said(language: str, dark: bool) -> None:
    drawn: list[Any] = [
        precision_recall_chart(PRECISION, language, dark=dark),
        risk_distribution_chart(DISTRIBUTION, "Ours", language, dark=dark),
        confusion_chart(THREE, language, dark=dark),
        confusion_chart(TWO, language, dark=dark),
        pairwise_forest(PAIRS, language, dark=dark),
    ]
    for figure in drawn:
        assert figure.layout.font.color == ("#E8EDF0" if dark else "#1B2329")
        # Words in a pale square stay dark on a dark page.
        assert all(trace.textfont.color == "#1B2329" for trace in figure.data if trace.type == "heatmap")
    said = [
        describe_precision_recall(PRECISION, language),
        describe_risk_distribution(DISTRIBUTION, "Ours", language),
        describe_confusion(THREE, language),
        describe_pairwise_forest(PAIRS, language),
        describe_threshold(FOUND.at(0.2), language, WORDS),
    ]
    assert with_interval(PRECISION["Other"].average_precision) in said[0]
    assert all(sentence.endswith(("。", ".")) and "{" not in sentence for sentence in said)
