"""The chained equations against R's mice: two Monte-Carlo runs of 100 draws each, so agreement is within their simulation error."""

import numpy as np
import pandas as pd
import pytest

from osteo_core.preprocessing.mice import impute, pool
from tests import folders

GOLDEN = folders.GOLDEN / "mice"
TERMS = ["(Intercept)", "age", "bmi", "fracture"]
M = 100


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    return pd.read_csv(GOLDEN / "table.csv")[["age", "bmi", "fracture", "bmd"]].to_numpy(float)


@pytest.fixture(scope="module")
def completed(table) -> np.ndarray:
    return impute(table, ["continuous", "continuous", "binary", "continuous"], m=M, iterations=15, seed=11)


def least_squares(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    X = np.column_stack([np.ones(len(table)), table[:, :3]])
    inverse = np.linalg.inv(X.T @ X)
    beta = inverse @ X.T @ table[:, 3]
    residual = table[:, 3] - X @ beta
    return beta, np.diag(inverse) * (residual @ residual) / (len(table) - 4)


def test_pooled_regression_agrees_with_r_within_simulation_error(completed):
    betas, variances = (np.stack(part) for part in zip(*map(least_squares, completed), strict=True))
    ours = pool(betas, variances, df_complete=396)
    theirs = pd.read_csv(GOLDEN / "pooled.csv", skipinitialspace=True).query("draws == 100").set_index("term").loc[TERMS]
    # Each pooled estimate has simulation variance B/m; the difference of two runs twice that. Four standard deviations of it:
    # all four terms together fail by chance in about one run of 4 000, and a wrong model misses by far more.
    tolerance = 4 * np.sqrt(2 * theirs["between"].to_numpy() / M)
    assert (np.abs(ours.estimate - theirs["estimate"]) < tolerance).all()
    # A variance from 100 draws has a relative standard deviation of sqrt(2/99) = 0.14; the ratio of two, 0.20; three of them.
    ratio = ours.between / theirs["between"].to_numpy()
    assert ((ratio > 1 / 1.8) & (ratio < 1.8)).all()
    np.testing.assert_allclose(ours.within, theirs["within"], rtol=0.03)


def test_wrong_imputations_fail_that_comparison(table):
    # That the check above can fail: one mean for all, and chains that do not see the regression's outcome, miss by more.
    theirs = pd.read_csv(GOLDEN / "pooled.csv", skipinitialspace=True).query("draws == 100").set_index("term").loc[TERMS]
    tolerance = 4 * np.sqrt(2 * theirs["between"].to_numpy() / M)
    by_mean = np.where(np.isnan(table), np.nanmean(table, 0), table)
    assert (np.abs(least_squares(by_mean)[0] - theirs["estimate"]) > tolerance).any()
    blind = impute(table[:, :3], ["continuous", "continuous", "binary"], m=M, iterations=15, seed=11)
    # The few people without any of the three have nothing to be imputed from.
    seen = np.isfinite(blind[0]).all(1)
    betas = np.stack([least_squares(np.column_stack([one, table[:, 3]])[seen])[0] for one in blind])
    assert (np.abs(betas.mean(0) - theirs["estimate"]) > tolerance).any()


def test_observed_values_stay_and_binary_draws_are_zero_or_one(table, completed):
    seen = np.isfinite(table)
    assert (completed[:, seen] == table[seen]).all()
    assert np.isfinite(completed).all()
    assert set(np.unique(completed[:, :, 2])) == {0.0, 1.0}
    assert 0.1 < np.mean(completed[:, np.isnan(table[:, 2]), 2]) < 0.6
