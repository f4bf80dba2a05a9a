"""The charts of the critical reading hold the numbers they were given and say them in both languages."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.parts_and_whole import describe_parts_and_whole, parts_and_whole_chart, parts_and_whole_table
from osteo_core.figures.paper.curves_and_points import Axis, curves_and_points_chart, curves_and_points_table, describe_curves_and_points
from osteo_core.figures.paper.normal_groups import describe_normal_groups, normal_groups_chart, normal_groups_table
from osteo_core.figures.paper.truth_and_measurement import (
    describe_truth_and_measurement,
    truth_and_measurement_chart,
    truth_and_measurement_table,
)
from osteo_core.paper.checks import NormalGroup
from osteo_core.paper.circularity import people
from osteo_core.translations import LANGUAGES

X = np.array([10.0, 100.0, 1000.0])
CURVES = {"width": (X, np.array([0.2, 0.06, 0.02]))}
POINTS = {"printed": (380.0, 0.013)}
AXES = Axis("people", 0, log=True), Axis("half-width", 3)
PARTS = {"men": Estimate(0.942, 0.93, 0.95), "women": Estimate(0.918, float("nan"), float("nan"))}
WHOLES = {"all": 0.936}
GROUPS = {"a": NormalGroup(0.94, 0.11, 2635), "b": NormalGroup(0.79, 0.08, 3987), "c": NormalGroup(0.65, 0.09, 6234)}
TRUTH, MEASURED = people(0.7, 300, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alt_sentences_hold_the_numbers(language: str) -> None:
    said = describe_curves_and_points(CURVES, POINTS, *AXES, language)
    assert "380" in said
    assert "0.013" in said
    said = describe_parts_and_whole(PARTS, WHOLES, "AUC", 3, language)
    assert all(number in said for number in ("0.942 (0.930–0.950)", "0.918", "0.936"))
    assert "nan" not in said
    assert "0.94 ± 0.11" in describe_normal_groups(GROUPS, "BMD", language)
    assert "300" in describe_truth_and_measurement(TRUTH, MEASURED, 0.0, "truth", language)


def test_tables_hold_every_place_and_point() -> None:
    table = curves_and_points_table(CURVES, POINTS)
    assert len(table) == 4
    assert table.iloc[-1].to_dict() == {"kind": "point", "name": "printed", "x": 380.0, "y": 0.013}
    whole = parts_and_whole_table(PARTS, WHOLES, [3053, 9803])
    assert whole["estimate"].tolist() == [0.942, 0.918, 0.936]
    assert whole["n"].tolist()[:2] == [3053, 9803]


def test_a_part_without_an_interval_has_no_bar_and_a_larger_group_a_larger_dot() -> None:
    figure = parts_and_whole_chart(PARTS, WHOLES, "AUC", 3, sizes=[3053, 9803])
    men, women, line = figure.data
    assert men.error_x.array[0] == pytest.approx(0.008)
    assert np.isnan(women.error_x.array[0])
    assert women.marker.size > men.marker.size
    assert list(line.x) == [0.936, 0.936]
    low, high = figure.layout.xaxis.range
    assert low < 0.918 < 0.95 < high


def test_the_curves_of_the_groups_share_out_one_area_by_size() -> None:
    table = normal_groups_table(GROUPS)
    areas = table.groupby("group").apply(lambda t: integrate.trapezoid(t["density"], t["x"]), include_groups=False)
    sizes = np.array([g.n for g in GROUPS.values()])
    assert areas.to_numpy() == pytest.approx(sizes / sizes.sum(), abs=2e-3)
    assert [trace.name for trace in normal_groups_chart(GROUPS, "BMD").data] == list(GROUPS)


@pytest.mark.parametrize("definition, basis", [("truth", TRUTH), ("measured", MEASURED)])
def test_whoever_defines_the_outcome_has_the_line(definition: str, basis: np.ndarray) -> None:
    figure = truth_and_measurement_chart(TRUTH, MEASURED, -0.2, definition)  # type: ignore[arg-type]
    having, lacking = figure.data
    assert len(having.x) == (basis < -0.2).sum()
    assert len(having.x) + len(lacking.x) == 300
    shape = figure.layout.shapes[0]
    assert (shape.x0 == shape.x1 == -0.2) == (definition == "truth")
    table = truth_and_measurement_table(TRUTH, MEASURED, -0.2, definition)  # type: ignore[arg-type]
    assert table["outcome"].sum() == (basis < -0.2).sum()


def test_a_curve_keeps_its_numbers_and_points_stand_beside_it() -> None:
    figure = curves_and_points_chart(CURVES, POINTS, *AXES)
    assert list(figure.data[0].y) == [0.2, 0.06, 0.02]
    assert figure.data[1].mode == "markers"
    assert figure.layout.xaxis.type == "log"
