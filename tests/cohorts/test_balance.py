"""Sway worked out from the shipped recordings against what the authors published with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.balance import (
    HERTZ,
    load_recordings,
    load_trials,
    mean_frequency,
    mean_velocity,
    person_means,
    prediction_ellipse,
    sway_measures,
)
from osteo_core.figures.bone.sway_agreement import limits_of_agreement


@pytest.fixture(scope="module")
def here() -> pd.DataFrame:
    return sway_measures(load_recordings()[1], HERTZ)


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return load_trials().loc[list(load_recordings()[0])]


def test_every_recording_has_its_published_row() -> None:
    names, paths = load_recordings()
    assert paths.shape == (200, 1200, 2)
    assert len(set(names)) == 200
    trials = load_trials()
    assert set(names) <= set(trials.index)
    assert (len(trials), trials["person"].nunique(), trials.loc[list(names), "person"].nunique()) == (1930, 163, 17)
    assert not trials.isna().any(axis=None)


def test_the_area_is_the_published_one_within_one_per_cent(here: pd.DataFrame, published: pd.DataFrame) -> None:
    np.testing.assert_allclose(here["area"], published["area"], rtol=0.01)


def test_the_velocity_is_lower_by_what_the_page_states(here: pd.DataFrame, published: pd.DataFrame) -> None:
    low, middle, high = limits_of_agreement(published["velocity"].to_numpy(), here["velocity"].to_numpy())
    assert middle == pytest.approx(-0.0626, abs=0.0005)
    assert (low, high) == pytest.approx((-0.157, 0.032), abs=0.001)
    ratio = here["velocity"].to_numpy() / published["velocity"].to_numpy()
    assert ratio.max() < 1
    assert 1 - ratio.mean() == pytest.approx(0.036, abs=0.001)
    # Quiet standing loses the larger share, as the page says.
    firm = (published["surface"] == "firm").to_numpy()
    assert ratio[firm].mean() < ratio[~firm].mean() - 0.01


def test_the_mean_frequency_is_the_published_one_within_two_per_cent(here: pd.DataFrame, published: pd.DataFrame) -> None:
    np.testing.assert_allclose(here["frequency"], published["frequency"], rtol=0.02)


def test_the_ellipse_of_a_normal_cloud_holds_95_of_100_and_has_the_area_of_theory() -> None:
    rng = np.random.default_rng(0)
    spread = np.array([[2.0, 0.6], [0.6, 0.5]])
    cloud = rng.multivariate_normal([3, -1], spread, 20_000)
    ellipse = prediction_ellipse(cloud)
    inside = (((cloud - ellipse.centre) @ ellipse.directions.T / ellipse.semi_axes) ** 2).sum(1) <= 1
    assert inside.mean() == pytest.approx(0.95, abs=0.005)
    assert ellipse.area == pytest.approx(np.pi * 5.991465 * np.sqrt(np.linalg.det(spread)), rel=0.03)  # chi-squared, 2 degrees, 95 %
    assert ellipse.semi_axes[0] > ellipse.semi_axes[1]
    outline = (ellipse.outline() - ellipse.centre) @ ellipse.directions.T / ellipse.semi_axes
    np.testing.assert_allclose((outline**2).sum(1), 1)


def test_area_and_velocity_do_not_change_when_the_plate_is_turned() -> None:
    path = load_recordings()[1][5]
    cos, sin = np.cos(0.7), np.sin(0.7)
    turned = path @ np.array([[cos, -sin], [sin, cos]]) + [4, -2]
    assert prediction_ellipse(turned).area == pytest.approx(prediction_ellipse(path).area)
    assert mean_velocity(turned, HERTZ) == pytest.approx(mean_velocity(path, HERTZ))
    assert prediction_ellipse(2 * path).area == pytest.approx(4 * prediction_ellipse(path).area)


def test_a_circle_is_walked_at_its_speed_and_frequency() -> None:
    turn = 2 * np.pi * 0.5 * np.arange(1200) / HERTZ
    circle = np.stack([np.cos(turn), np.sin(turn)], 1)
    assert mean_velocity(circle, HERTZ) == pytest.approx(np.pi, rel=0.002)
    assert mean_frequency(circle, HERTZ) == pytest.approx(0.5, rel=0.01)


def test_a_person_counts_once_in_each_condition() -> None:
    people = person_means(load_trials())
    assert not people.duplicated(["person", "vision", "surface"]).any()
    one = load_trials().query("person == 4 and vision == 'closed' and surface == 'foam'")
    found = people.query("person == 4 and vision == 'closed' and surface == 'foam'")
    assert found["area"].item() == pytest.approx(one["area"].mean())
