"""Charts of contributions hold the numbers they are given, hide no dot, and say what they show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from osteo_core.figures.base.swarm import BINS, swarm_offsets
from osteo_core.figures.base.value_colours import colour_key, share_of_range, value_words
from osteo_core.figures.explanation.beeswarm import beeswarm_chart, beeswarm_table, describe_beeswarm, with_person
from osteo_core.figures.explanation.dependence import (
    dependence_chart,
    dependence_table,
    describe_dependence,
    running_median,
    with_person_at,
)
from osteo_core.figures.explanation.importance_bars import describe_importance, importance_bars
from osteo_core.figures.explanation.importance_groups import describe_importance_groups, importance_groups_chart
from osteo_core.translations import LANGUAGES

PEOPLE = 40
FIELDS = ("age", "prior_fracture", "sex")


@pytest.fixture
def dots() -> pd.DataFrame:
    """Age raises, a prior fracture raises, women stand right of men; the last ten people have no prior fracture on record."""
    rng = np.random.default_rng(1)
    ids = [f"V{i:02d}" for i in range(PEOPLE)]
    age, prior = rng.uniform(45, 90, PEOPLE), rng.integers(0, 2, PEOPLE)
    sex = rng.choice(["female", "male"], PEOPLE)
    parts = [
        pd.DataFrame({"id": ids, "field": "age", "value": age, "category": None, "contribution": (age - 65) / 20}),
        pd.DataFrame({"id": ids, "field": "prior_fracture", "value": prior, "category": None, "contribution": prior - 0.3})[:-10],
        pd.DataFrame({"id": ids, "field": "sex", "value": np.nan, "category": sex, "contribution": np.where(sex == "female", 0.1, -0.4)}),
    ]
    return pd.concat([part.astype({"category": object}) for part in parts], ignore_index=True)


def test_no_dot_of_a_row_hides_another() -> None:
    rng = np.random.default_rng(0)
    x, row = np.r_[rng.normal(size=500), np.zeros(300)], np.r_[np.zeros(500, int), np.ones(300, int)]
    offsets = swarm_offsets(x, row)
    place = np.minimum((BINS * (x - x.min()) / (x.max() - x.min())).astype(int), BINS - 1)
    assert not pd.DataFrame({"row": row, "place": place, "offset": offsets}).duplicated().any()
    assert np.abs(offsets).max() <= 0.4 + 1e-12
    np.testing.assert_array_equal(offsets, swarm_offsets(x, row))
    lonely = pd.Series(place[row == 0]).duplicated(keep=False).to_numpy()
    assert (offsets[:500][~lonely] == 0).all()
    assert len(swarm_offsets(np.zeros(0), np.zeros(0, int))) == 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_person_who_has_a_field_is_a_dot_in_its_row(dots: pd.DataFrame, language: str, dark: bool) -> None:
    figure = beeswarm_chart(dots, FIELDS, language, dark=dark)
    for place, (field, trace) in enumerate(zip(FIELDS, figure.data, strict=True)):
        part = dots[dots["field"] == field]
        np.testing.assert_allclose(np.sort(trace.x), np.sort(part["contribution"]), rtol=1e-6)
        assert (np.abs(np.asarray(trace.y) - place) < 0.5).all()
    colour = pd.Series(figure.data[0].marker.color)
    assert colour[np.argsort(figure.data[0].x)].is_monotonic_increasing
    assert set(figure.data[1].marker.color) == {0.0, 1.0}
    assert isinstance(figure.data[2].marker.color, str)
    assert len(set(figure.data[2].marker.symbol)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_marked_on_a_copy(dots: pd.DataFrame, language: str) -> None:
    base = beeswarm_chart(dots, FIELDS, language).to_plotly_json()
    before = len(base["data"])
    marked = with_person(base, {"age": 0.7, "sex": -0.4, "bmi": 0.2}, {"age": "80"}, FIELDS, "N. N.", language)
    assert len(base["data"]) == before
    dot = marked["data"][-1]
    assert (dot["x"], dot["y"]) == ([0.7, -0.4], [0.0, 2.0])
    assert dot["marker"]["size"] > 2 * base["data"][0]["marker"]["size"]
    assert "80" in dot["hovertext"][0]
    assert "N. N." in describe_beeswarm(dots, FIELDS, language, person="N. N.")


def test_the_swarms_table_says_which_way_a_field_pushes(dots: pd.DataFrame) -> None:
    table = beeswarm_table(dots, FIELDS, {"age": 0.7}).set_index("field")
    assert table.loc["age", "rank_correlation"] == pytest.approx(1)
    assert table.loc["age", "n"] == PEOPLE
    assert table.loc["prior_fracture", "n"] == PEOPLE - 10
    assert np.isnan(table.loc["sex", "rank_correlation"])
    assert table.loc["age", "person"] == 0.7
    assert np.isnan(table.loc["sex", "person"])
    said = describe_beeswarm(dots, FIELDS)
    assert "Age" in said
    assert "high values raise" in said
    assert f"{PEOPLE} people" in said


def test_an_extreme_value_does_not_take_the_colours_from_all_others() -> None:
    share = share_of_range(np.r_[np.linspace(0, 1, 99), 1000.0])
    assert share[0] == 0
    assert share[-1] == 1
    assert share[50] == pytest.approx(0.5, abs=0.05)
    np.testing.assert_array_equal(share_of_range(np.array([0.0] * 98 + [1.0])), [0.0] * 98 + [1.0])
    assert (share_of_range(np.full(3, 2.0)) == 0.5).all()


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return float(np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("dark, page", [(False, "#FFFFFF"), (True, "#12181D")])
def test_both_ends_of_the_colours_stand_out_from_the_page(dark: bool, page: str) -> None:
    text = colour_key(("", "low", "high"), dark=dark)["text"]
    colours = [part[:7] for part in text.split("color:")[1:]]
    assert len(colours) == 5
    for colour in (colours[0], colours[-1]):
        light, deep = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (light + 0.05) / (deep + 0.05) >= 3


TABLE = pd.DataFrame(
    {
        "field": ["age", "total_hip_bmd"], "modality": ["clinical", "dxa"], "n": [500, 400], "value": [0.5, 0.2], "low": [0.4, 0.15],
        "high": [0.6, 0.3], "rank": [1, 2], "paper_rank": pd.Series([3, None], dtype=object),
    }
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_carry_intervals_and_both_ranks(language: str) -> None:
    figure = importance_bars(TABLE, language)
    bars = figure.data[0]
    np.testing.assert_allclose(bars.x, TABLE["value"])
    np.testing.assert_allclose(np.asarray(bars.x) + bars.error_x.array, TABLE["high"])
    np.testing.assert_allclose(np.asarray(bars.x) - bars.error_x.arrayminus, TABLE["low"])
    assert list(figure.layout.yaxis2.ticktext) == ["1 · 3", "2 · –"]
    assert bars.marker.color[0] != bars.marker.color[1]
    assert "0.50 (0.40–0.60)" in describe_importance(TABLE, language)
    by_kind = importance_bars(TABLE.drop(columns="field"), language)
    assert "yaxis2" not in by_kind.to_plotly_json()["layout"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_group_is_drawn_hollow_and_said_to_be_small(language: str) -> None:
    parts = [TABLE.assign(group=group, people=people, few=people < 50) for group, people in (("a", 300), ("b", 20))]
    table, labels = pd.concat(parts, ignore_index=True), {"a": "A", "b": "B", "c": "C"}
    figure = importance_groups_chart(table, labels, language)
    assert [trace.marker.symbol.endswith("open") for trace in figure.data] == [False, True]
    assert "20" in figure.data[1].name
    for first, second in pairwise(figure.data):
        assert list(first.y) != list(second.y)
    said = describe_importance_groups(table, labels, language)
    assert "A" in said
    assert "0.50 (0.40–0.60)" in said


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_value_across_contribution_up_and_who_was_not_measured_hollow(dots: pd.DataFrame, language: str, dark: bool) -> None:
    figure = dependence_chart(dots, "age", "prior_fracture", language, dark=dark)
    *people, line = figure.data
    assert sum(len(trace.x) for trace in people) == PEOPLE
    hollow = [trace for trace in people if str(trace.marker.symbol).endswith("open")]
    assert [len(trace.x) for trace in hollow] == [10]
    for trace in people:
        np.testing.assert_allclose(trace.y, (np.asarray(trace.x) - 65) / 20)
    np.testing.assert_allclose(line.y, (np.asarray(line.x) - 65) / 20, atol=0.15)


@pytest.mark.parametrize("field, other", [("sex", "age"), ("age", "sex"), ("prior_fracture", "sex"), ("age", None), ("sex", None)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_categories_stand_on_either_side(dots: pd.DataFrame, field: str, other: str | None, language: str) -> None:
    figure = dependence_chart(dots, field, other, language)
    has = int((dots["field"] == field).sum())
    assert sum(len(trace.x) for trace in figure.data if trace.mode == "markers") == has
    assert len(dependence_table(dots, field, other)) == has
    assert "nan" not in (describe_dependence(dots, field, other, language) + str(figure.to_plotly_json())).lower().replace("nanl", "")


def test_dots_of_a_level_stay_beside_their_level(dots: pd.DataFrame) -> None:
    figure = dependence_chart(dots, "sex")
    x, y = np.asarray(figure.data[0].x), np.asarray(figure.data[0].y)
    np.testing.assert_array_equal(np.round(x), np.where(y > 0, 0, 1))
    assert list(figure.layout.xaxis.ticktext) == ["Female", "Male"]


def test_a_persons_dot_on_the_axis_of_values_and_of_levels(dots: pd.DataFrame) -> None:
    base = dependence_chart(dots, "age", "sex").to_plotly_json()
    dot = with_person_at(base, dots, "age", (80.0, 1.5), "N. N.")["data"][-1]
    assert (dot["x"], dot["y"]) == ([80.0], [1.5])
    base = dependence_chart(dots, "sex").to_plotly_json()
    assert with_person_at(base, dots, "sex", ("male", -0.2), "N. N.")["data"][-1]["x"] == [1.0]
    assert len(with_person_at(base, dots, "sex", ("other", -0.2), "N. N.")["data"]) == len(base["data"])


def test_the_median_runs_through_bins_of_equally_many() -> None:
    x = np.arange(100.0)
    at, median = running_median(x[::-1], 2 * x[::-1], bins=10)
    np.testing.assert_allclose(at, np.arange(10) * 10 + 4.5)
    np.testing.assert_allclose(median, 2 * at)


def test_values_in_words() -> None:
    assert value_words("age", 71.0) == "71 years"
    assert value_words("sex", "female", "zh") == "女"
    assert [value_words("prior_fracture", value) for value in (0.0, 1.0)] == ["no", "yes"]
    assert value_words("rs2277438", 2.0).startswith("2 ")
