import numpy as np
import pandas as pd
import pytest

from osteo_core.preprocessing.mice import pool
from tests import folders

GOLDEN = folders.GOLDEN / "mice"
TERMS = ["(Intercept)", "age", "bmi", "fracture"]


@pytest.fixture(scope="module")
def estimates() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "estimates.csv", skipinitialspace=True)


@pytest.fixture(scope="module")
def pooled() -> pd.DataFrame:
    table = pd.read_csv(GOLDEN / "pooled.csv", skipinitialspace=True)
    return table.assign(df_complete=table["df_complete"].astype(float))


@pytest.mark.parametrize("m, df_complete", [(5, 396.0), (5, np.inf), (100, 396.0)])
def test_pool_gives_the_numbers_of_r_from_the_same_estimates(estimates, pooled, m, df_complete):
    wide = estimates[estimates["draw"] <= m].pivot(index="draw", columns="term", values=["estimate", "std_error"])
    ours = pool(wide["estimate"][TERMS].to_numpy(), wide["std_error"][TERMS].to_numpy() ** 2, df_complete=df_complete)
    theirs = pooled[(pooled["draws"] == m) & (pooled["df_complete"] == df_complete)].set_index("term").loc[TERMS]
    assert len(theirs) == 4
    for name in ("estimate", "within", "between", "total", "df", "fmi", "low", "high"):
        np.testing.assert_allclose(getattr(ours, name), theirs[name], rtol=1e-8, err_msg=name)
    np.testing.assert_allclose(ours.se, np.sqrt(theirs["total"]), rtol=1e-8)


def test_equal_estimates_leave_the_variance_within_and_no_missing_information():
    ours = pool(np.full(5, 2.0), np.full(5, 0.25))
    assert ours.estimate == 2.0
    assert ours.se == 0.5
    assert ours.fmi < 1e-6
    assert np.isclose(ours.high, 2.0 + 1.959964 * 0.5, atol=1e-5)


@pytest.mark.parametrize(
    "estimates, variances, reason",
    [([1.0], [1.0], "at least two"), ([1.0, 2.0], [1.0], "one shape"), ([1.0, 2.0], [1.0, 0.0], "positive")],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances, reason):
    with pytest.raises(ValueError, match=reason):
        pool(np.array(estimates), np.array(variances))
