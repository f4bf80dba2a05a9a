import json

import numpy as np
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.preprocessing.zscores import SKEWED, Standardiser

NAMES = ("age", "ctx", "single_leg_stance", "female")


@pytest.fixture(name="X")
def training_people() -> np.ndarray:
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(65, 9, 500), rng.lognormal(-1, 0.6, 500), rng.exponential(10, 500), 1.0 * (rng.random(500) < 0.7)])
    X[::7, 1] = np.nan
    X[0, 2] = 0.0
    return X


def test_training_people_have_mean_0_and_sd_1_after_the_logarithm(X):
    Z = Standardiser.fit(X, NAMES, keep=("female",)).transform(X)
    np.testing.assert_allclose(np.nanmean(Z[:, :3], 0), 0, atol=1e-12)
    np.testing.assert_allclose(np.nanstd(Z[:, :3], 0), 1, atol=1e-12)
    np.testing.assert_array_equal(np.isnan(Z), np.isnan(X))
    np.testing.assert_array_equal(Z[:, 3], X[:, 3])


def test_one_log_unit_is_the_same_distance_everywhere(X):
    one = Standardiser.fit(X, NAMES)
    row = np.tile(X[1], (3, 1))
    row[:, 1] = [0.2, 0.4, 0.8]
    steps = np.diff(one.transform(row)[:, 1])
    assert np.isclose(steps[0], steps[1])


def test_the_inverse_returns_the_values_and_the_state_survives_json(X):
    one = Standardiser.fit(X, NAMES)
    again = Standardiser.from_state(one.state(), json.loads(json.dumps(one.meta())))
    np.testing.assert_allclose(again.inverse(again.transform(X)), X, rtol=1e-9, atol=1e-9)


def test_a_constant_column_becomes_zero():
    one = Standardiser.fit(np.full((10, 1), 0.1), ("age",))
    assert np.abs(one.transform(np.full((3, 1), 0.1))).max() < 1e-9


def test_skewed_names_are_catalogue_fields():
    assert set(SKEWED) <= {feature.name for feature in CATALOGUE.features}


def test_empty_columns_and_wrong_widths_are_refused(X):
    with pytest.raises(ValueError, match="observed values: ctx"):
        Standardiser.fit(np.where(np.arange(4) == 1, np.nan, X), NAMES)
    with pytest.raises(ValueError, match="names were given"):
        Standardiser.fit(X, NAMES[:2])
