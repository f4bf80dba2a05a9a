"""The charts of bone and balance hold the numbers that they were given, keep them on one scale and say them in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from osteo_core.cohorts.balance import HERTZ, load_recordings, load_trials, prediction_ellipse
from osteo_core.cohorts.worlds.paper.typical import MICRO
from osteo_core.figures.bone.asked_measured import asked_measured_chart, asked_measured_table, describe_asked_measured
from osteo_core.figures.bone.mid_slice import describe_mid_slice, mid_slice_chart, mid_slice_table
from osteo_core.figures.bone.phantom_surface import SIDE_MM, describe_phantom_surface, phantom_surface_chart, phantom_surface_table
from osteo_core.figures.bone.series_chart import describe_series, series_chart, series_table
from osteo_core.figures.bone.sway_agreement import describe_sway_agreement, limits_of_agreement, sway_agreement_chart
from osteo_core.figures.bone.sway_groups import describe_sway_groups, sway_groups_chart, sway_groups_table
from osteo_core.figures.bone.sway_path import describe_sway_path, sway_path_chart, sway_path_table
from osteo_core.figures.network.first_layer import describe_first_layer, first_layer_chart, first_layer_table, response_chart
from osteo_core.network.first_layer import FirstLayer
from osteo_core.network.morphometry import Morphometry, measure
from osteo_core.network.phantom import render_phantom
from osteo_core.network.series import draw_series
from osteo_core.translations import LANGUAGES

NAMES = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")
VOLUMES = {
    label: render_phantom(torch.tensor([[MICRO[status][name] for name in NAMES]]))[0].numpy()
    for label, status in (("A", "normal"), ("B", "osteoporosis"))
}
LAYER = FirstLayer(
    np.random.default_rng(1).normal(size=(8, 4, 4, 4)).astype(np.float32),
    np.random.default_rng(2).uniform(size=(2, 8, 6, 6, 6)).astype(np.float32),
)
MEASURED = {
    "A": Morphometry(bv_tv=0.25, tb_th=0.4, tb_sp=0.8, ct_th=1.0, largest_piece=0.99),
    "B": Morphometry(bv_tv=0.19, tb_th=0.5, tb_sp=1.0, ct_th=0.9, largest_piece=0.98),
}


@pytest.mark.parametrize("turn", [-90, 0, 30, 75])
def test_bones_stand_apart_and_keep_their_size_however_they_are_turned(turn: float) -> None:
    first, second = (trace for trace in phantom_surface_chart(VOLUMES, turn=turn).data if trace.type == "mesh3d")
    assert max(first.x) < 0 < min(second.x)
    for trace in (first, second):
        assert max(trace.z) == pytest.approx(SIDE_MM / 2, abs=1e-4)
        assert min(trace.z) >= -SIDE_MM / 2
        radius = np.hypot(np.asarray(trace.x) - np.mean([min(trace.x), max(trace.x)]), trace.y)
        assert radius.max() <= SIDE_MM / np.sqrt(2) + 0.3
    # The shell, on top, is lit; nothing is beyond the scale.
    shade, height = np.asarray(first.intensity) / first.cmax, np.asarray(first.z)
    assert shade[height > SIDE_MM / 2 - 0.01].mean() > shade[height < 0.5 - SIDE_MM / 2].mean() + 0.2
    assert 0 <= shade.min() <= shade.max() <= 1


def test_the_slice_is_one_of_the_volumes_as_full_as_the_whole_with_the_shell_on_top() -> None:
    figure = mid_slice_chart(VOLUMES)
    shown = np.asarray(figure.data[1].z)
    assert any(np.array_equal(shown, VOLUMES["B"][:, k, :]) for k in range(16, 32))
    assert shown.mean() == pytest.approx(VOLUMES["B"].mean(), abs=0.1)
    assert figure.layout.yaxis.autorange == "reversed"
    table = mid_slice_table(VOLUMES)
    assert len(table) == 2 * 48 * 48
    assert table.loc[table["depth_mm"] < 0.5, "bone"].min() > 0.9


def test_each_mark_is_measured_over_asked() -> None:
    pairs = {label: (MICRO["normal"], MEASURED[label]) for label in MEASURED}
    figure = asked_measured_chart(pairs)
    assert list(figure.data[0].x) == pytest.approx(
        [100 * 0.25 / 0.247, 100 * 1.2 / 0.923, 100 / 1.02, 100 * 0.4 / 0.235, 100 * 0.8 / 0.688]
    )
    assert len(asked_measured_table(pairs)) == 10


def test_filters_are_in_order_of_response_on_one_scale() -> None:
    figure = first_layer_chart(LAYER, ["A", "B"])
    order = np.argsort(-LAYER.responses[0].mean((1, 2, 3)))[:4]
    assert [a.text for a in figure.layout.annotations[:4]] == [f"Filter {k + 1}" for k in order]
    weights, first, second = figure.data
    assert weights.zmin == -weights.zmax
    assert first.zmax == second.zmax == float(LAYER.responses.max())
    np.testing.assert_allclose(np.asarray(weights.z)[:, 5:9], LAYER.filters[order[1]][:, :, 2])
    np.testing.assert_allclose(np.asarray(second.z)[:, 14:20], LAYER.responses[1, order[2]][:, :, 3])
    assert len(second.x) == np.asarray(second.z).shape[1] + 1
    points = response_chart(LAYER, ["A", "B"]).data[-2:]
    assert list(points[0].x) == sorted(points[0].x)
    assert first_layer_table(LAYER, ["A", "B"]).shape == (8, 1 + 2 + 64)


def test_the_unsteady_one_sways_more_and_walks_slower_on_the_same_axes() -> None:
    rows = torch.tensor([[1.1, 22.0, 1.2, 0.6, 4.0, 0.0, 3.0], [1.75, 3.8, 0.73, 0.47, 6.8, 0.0, 6.0]])
    series = dict(zip("ab", draw_series(rows).numpy(), strict=True))
    figure = series_chart(series)
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert all(abs(y) <= figure.layout.yaxis.range[1] for y in figure.data[3].y)
    table = series_table(series)
    assert len(table) == 96
    spread = table.groupby("person")["cop_x"].std()
    assert spread["b"] > spread["a"]


def test_paths_share_one_scale_and_lie_about_their_mean() -> None:
    names, cop = load_recordings()
    paths = {"one": cop[0], "two": cop[names.index("BDS00037")]}
    figure = sway_path_chart(paths)
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range == figure.layout.yaxis2.range
    assert np.mean(figure.data[0].x) == pytest.approx(0, abs=1e-9)
    outline = np.stack([figure.data[1].x, figure.data[1].y], 1)
    shoelace = 0.5 * abs(float(np.sum(outline[:-1, 0] * outline[1:, 1] - outline[1:, 0] * outline[:-1, 1])))
    assert shoelace == pytest.approx(load_trials().loc[names[0], "area"], rel=0.01)
    assert sway_path_table(paths, HERTZ)["area_cm2"][0] == pytest.approx(prediction_ellipse(cop[0]).area)


def test_every_person_is_a_dot_of_their_group() -> None:
    groups = {"young": pd.Series([1.0, 2.0, 4.0]), "old": pd.Series([8.0, 16.0])}
    figure = sway_groups_chart(groups, "Area")
    assert [len(trace.x) for trace in figure.data] == [2, 3]  # the first group is drawn last, on top
    low, high = (10**end for end in figure.layout.xaxis.range)
    assert low < 1
    assert high > 16
    assert len(sway_groups_table(groups)) == 5


def test_limits_of_agreement_are_bland_and_altmans() -> None:
    published, here = np.array([1.0, 2.0, 3.0]), np.array([0.9, 1.8, 2.7])
    assert limits_of_agreement(published, here) == pytest.approx((-0.2 - 1.96 * 0.1, -0.2, -0.2 + 1.96 * 0.1))
    figure = sway_agreement_chart(published, here, np.array([True, False, True]))
    assert [len(trace.x) for trace in figure.data] == [2, 1]
    assert figure.data[1].y[0] == pytest.approx(-0.2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_say_the_numbers(language: str) -> None:
    _, cop = load_recordings()
    told = [
        (describe_phantom_surface(MEASURED, language), ("A", "25 %", "0.80", "1.00")),
        (describe_mid_slice(VOLUMES, language), ("A", "B", "%")),
        (describe_asked_measured({"A": (MICRO["normal"], MEASURED["A"])}, language), ("0.40", "0.23", "Tb.Th")),
        (describe_first_layer(LAYER, ["A", "B"], language), ("8", "A 0.")),
        (describe_series({"x": draw_series(torch.tensor([[1.1, 22.0, 1.2, 0.6, 4.0, 0.0, 3.0]]))[0].numpy()}, language), ("1.20", "12")),
        (describe_sway_path({"x": cop[0]}, HERTZ, language), ("0.9 cm²", "60")),
        (describe_sway_groups({"x": pd.Series([1.0, 2.0, 4.0])}, "area", language), ("n = 3", "2.00")),
        (describe_sway_agreement(np.array([1.0, 2.0]), np.array([0.9, 1.8]), language), ("−0.150", "2")),
    ]
    for sentence, parts in told:
        assert all(part in sentence for part in parts), sentence


def test_the_table_of_the_surface_holds_what_was_measured() -> None:
    table = phantom_surface_table({label: measure(volume) for label, volume in VOLUMES.items()})
    assert table["volume"].tolist() == ["A", "B"]
    assert table.loc[0, "bv_tv"] > table.loc[1, "bv_tv"]
