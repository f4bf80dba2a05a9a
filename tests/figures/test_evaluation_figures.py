"""Charts of several models: they carry the numbers given, thin points without changing the picture, and speak both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from osteo_core.evaluation.calibration.curve import CalibrationCurve, calibration_curve
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.roc import RocCurve, operating_point, roc_curve
from osteo_core.evaluation.discrimination.thinning import thin_curve
from osteo_core.figures.base.colours import GREY
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import LIMIT, line, marker
from osteo_core.figures.base.thinning import thin_cloud
from osteo_core.figures.evaluation.bland_altman import bland_altman_chart, bland_altman_table, describe_bland_altman
from osteo_core.figures.evaluation.calibration_plot import calibration_chart, calibration_table, describe_calibration
from osteo_core.figures.evaluation.decision_curve import decision_curve_chart, decision_curve_table, describe_decision_curve
from osteo_core.figures.evaluation.roc import describe_roc, roc_chart, roc_table
from osteo_core.figures.evaluation.subgroup_forest import describe_subgroup_forest, subgroup_forest, subgroup_forest_table
from osteo_core.translations import LANGUAGES

RNG = np.random.default_rng(11)
TRUTH = 1 / (1 + np.exp(-RNG.normal(-1.5, 1.2, 1500)))
OUTCOME = (RNG.random(1500) < TRUTH).astype(float)
NOISY = 1 / (1 + np.exp(-(np.log(TRUTH / (1 - TRUTH)) + RNG.normal(0, 1, 1500))))
ROC = {"Ours": roc_curve(OUTCOME, TRUTH), "Other": roc_curve(OUTCOME, NOISY)}
CALIBRATION = {"Ours": calibration_curve(OUTCOME, TRUTH), "Other": calibration_curve(OUTCOME, NOISY)}
CURVES = decision_curve(OUTCOME, {"ours": TRUTH, "other": NOISY}, np.arange(0.05, 0.51, 0.05))
LABELS = {"ours": "Ours", "other": "Other"}
FOREST = pd.DataFrame(
    [
        ("all", "Everybody", "Ours", 0.8, 0.75, 0.85, 1500, 300, False),
        ("all", "Everybody", "Other", 0.7, 0.65, 0.75, 1500, 300, False),
        ("sex", "Women", "Ours", 0.82, 0.6, 0.95, 90, 12, True),
        ("sex", "Women", "Other", 0.72, 0.5, 0.9, 90, 12, True),
        ("sex", "Men", "Ours", np.nan, np.nan, np.nan, 20, 2, True),
        ("sex", "Men", "Other", np.nan, np.nan, np.nan, 20, 2, True),
    ],
    columns=["group", "subgroup", "model", "estimate", "low", "high", "n", "events", "small"],
)
PUBLISHED, FORMULA = np.array([1.0, 10.0, 25.0]), np.array([1.1, 9.5, 27.0])
LIMITS = (-1.5, 0.5, 2.5)


def _named(figure: go.Figure, name: str) -> go.Scatter:
    return next(trace for trace in figure.data if (trace.name or "").startswith(name))


def test_the_roc_chart_draws_the_curve_and_the_rule() -> None:
    point = operating_point(OUTCOME, TRUTH >= 0.3)
    figure = roc_chart(ROC, points={"Rule": point})
    ours = _named(figure, "Ours")
    assert np.trapezoid(ours.y, ours.x) / 1e4 == pytest.approx(ROC["Ours"].auc.estimate, abs=0.001)
    assert with_interval(ROC["Ours"].auc) in ours.name
    assert _named(figure, "Rule").y[0] == pytest.approx(100 * point.sensitivity.estimate)
    assert len(roc_table(ROC)) == sum(len(curve.threshold) for curve in ROC.values())


def test_a_hundred_thousand_points_are_thinned_and_look_the_same() -> None:
    x = np.sort(RNG.random(100_000))
    y = np.sqrt(x)
    kept = thin_curve(x, y)
    assert len(kept) <= 600
    assert {0, len(x) - 1} <= set(kept.tolist())
    assert np.abs(np.interp(x, x[kept], y[kept]) - y).max() < 0.002
    few = np.linspace(0, 1, 50)
    assert len(thin_curve(few, few)) == 50


def test_a_thinned_cloud_keeps_its_outliers_and_its_outline() -> None:
    x, y = RNG.normal(size=100_000), RNG.normal(size=100_000)
    x[7], y[7] = 30.0, -30.0
    kept = thin_cloud(x, y)
    assert 7 in kept
    assert len(kept) < 12_000
    for values in (x, y):
        span = values.max() - values.min()
        assert abs(values[kept].max() - values.max()) < span / 100
        assert abs(values[kept].min() - values.min()) < span / 100


def test_the_calibration_chart_has_a_diagonal_and_ours_a_band() -> None:
    figure = calibration_chart(CALIBRATION)
    diagonal = figure.data[0]
    assert list(diagonal.x) == list(diagonal.y)
    assert list(_named(figure, "Other").y) == pytest.approx(100 * CALIBRATION["Other"].observed)
    band = next(trace for trace in figure.data if trace.fill == "toself")
    assert max(band.y) == pytest.approx(100 * CALIBRATION["Ours"].high.max())
    assert len(calibration_table(CALIBRATION)) == 400


def test_the_calibration_sentence_names_the_worst_place() -> None:
    at = np.array([0.1, 0.2, 0.4])
    curve = CalibrationCurve(predicted=at, observed=np.array([0.11, 0.35, 0.41]), low=at - 0.05, high=at + 0.2)
    told = describe_calibration({"Ours": curve})
    assert "20\xa0%" in told
    assert "35\xa0%" in told


def test_the_decision_curve_keeps_zero_and_acting_on_all() -> None:
    figure = decision_curve_chart(CURVES, LABELS)
    assert not any(_named(figure, "Act on nobody").y)
    everybody = CURVES.query("model == 'all'")
    assert list(_named(figure, "Act on everybody").y) == pytest.approx((100 * everybody["net_benefit"]).tolist())
    low, high = figure.layout.yaxis.range
    assert low < 0 < 100 * CURVES["high"].max() <= high
    assert set(decision_curve_table(CURVES, LABELS)["model"]) == {"Ours", "Other", "Act on everybody", "Act on nobody"}


def test_the_decision_sentence_says_where_a_model_is_worth_it() -> None:
    rows = [("m", 0.1, 0.02), ("m", 0.2, 0.05), ("m", 0.3, -0.01), ("bad", 0.1, 0.01), ("bad", 0.2, -0.1), ("bad", 0.3, -0.2)]
    rows += [("all", t, v) for t, v in ((0.1, 0.03), (0.2, 0.01), (0.3, -0.1))] + [("none", t, 0.0) for t in (0.1, 0.2, 0.3)]
    curves = pd.DataFrame(rows, columns=["model", "threshold", "net_benefit"]).assign(low=0.0, high=0.0)
    told = describe_decision_curve(curves, {"m": "Good", "bad": "Bad"})
    assert "Good from 20\xa0% to 20\xa0%" in told
    assert "Bad at no threshold" in told


def test_the_forest_marks_few_events_and_keeps_the_row_of_those_too_few() -> None:
    figure = subgroup_forest(FOREST, "AUC")
    ours = _named(figure, "Ours")
    assert list(ours.x) == [0.8, 0.82]
    assert list(ours.marker.symbol) == ["circle", "circle-open"]
    assert list(ours.error_x.arrayminus) == pytest.approx([0.05, 0.22])
    words = figure.layout.yaxis.ticktext
    assert len(words) == 3
    assert "1,500" in words[0]
    assert "few" in words[1]
    assert "too few" in describe_subgroup_forest(FOREST, "AUC")
    assert subgroup_forest_table(FOREST).equals(FOREST)


def test_the_forest_in_percent() -> None:
    one = FOREST[FOREST["model"] == "Ours"]
    figure = subgroup_forest(one, "Share", scale=100, suffix=" %")
    assert list(figure.data[0].x) == [80, 82]
    assert figure.data[0].showlegend is False
    assert "80.0 (75.0–85.0) %" in describe_subgroup_forest(one, "Share", scale=100, suffix=" %")


def test_bland_altman_draws_differences_and_the_limits_given() -> None:
    figure = bland_altman_chart(PUBLISHED, FORMULA, LIMITS, "mean")
    assert list(figure.data[0].y) == pytest.approx([0.1, -0.5, 2.0])
    assert [shape.y0 for shape in figure.layout.shapes] == list(LIMITS)
    assert bland_altman_table(PUBLISHED, FORMULA)["mean"].tolist() == pytest.approx([1.05, 9.75, 26.0])
    told = describe_bland_altman(PUBLISHED, FORMULA, LIMITS, "Formula minus published")
    assert "−1.50" in told
    assert "2.00" in told


def test_models_are_told_apart_without_colour() -> None:
    assert len({line(place)["dash"] for place in range(6)}) == 6
    assert len({marker(place)["symbol"] for place in range(6)}) == 6
    assert line(0)["color"] == "#000000"
    assert line(0, dark=True)["color"] == "#FFFFFF"
    assert line(LIMIT) == {"color": GREY, "width": 1.25, "dash": "solid"}
    with pytest.raises(ValueError, match="told apart"):
        line(7)


@pytest.mark.parametrize(
    "estimate, text",
    [
        (Estimate(0.823, 0.8, 0.8456), "0.823 (0.800–0.846)"),
        (Estimate(-0.004, -0.012, 0.003), "−0.004 (−0.012 – 0.003)"),
        (Estimate(-0.0002, -0.012, -0.0001), "0.000 (−0.012 – 0.000)"),
        (Estimate(0.485, np.nan, np.nan), "0.485"),
    ],
)
def test_estimates_as_the_charts_write_them(estimate: Estimate, text: str) -> None:
    assert with_interval(estimate) == text


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_can_be_drawn_and_said(language: str, dark: bool) -> None:
    drawn = [
        roc_chart(ROC, language, dark=dark),
        calibration_chart(CALIBRATION, language, dark=dark),
        decision_curve_chart(CURVES, LABELS, language, dark=dark),
        subgroup_forest(FOREST, "AUC", language, reference=0.8, dark=dark),
        bland_altman_chart(PUBLISHED, FORMULA, LIMITS, "mean", language, dark=dark),
    ]
    for figure in drawn:
        assert figure.to_dict()["data"]
        assert figure.layout.font.color == ("#E8EDF0" if dark else "#1B2329")
    said = [
        describe_roc(ROC, language),
        describe_calibration(CALIBRATION, language),
        describe_decision_curve(CURVES, LABELS, language),
        describe_subgroup_forest(FOREST, "AUC", language),
        describe_bland_altman(PUBLISHED, FORMULA, LIMITS, "x", language),
    ]
    assert with_interval(ROC["Other"].auc) in said[0]
    assert all(sentence.endswith(("。", ".")) and "{" not in sentence for sentence in said)


def test_roc_of_one_model_needs_no_second() -> None:
    one: dict[str, RocCurve] = {"Only": ROC["Ours"]}
    assert len(roc_chart(one).data) == 2
