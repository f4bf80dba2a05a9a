"""Sample sizes against pmvalsampsize and the published worked example."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from osteo_core.recalibration.sample_size import c_statistic_size, net_benefit_size, observed_expected_size, slope_size
from tests.folders import GOLDEN


def normal(mean: float, sd: float) -> np.ndarray:
    """A normal distribution's quantiles, in place of a simulation."""
    return mean + sd * norm.ppf((np.arange(200_000) + 0.5) / 200_000)


@pytest.mark.parametrize(
    "case", list(pd.read_csv(GOLDEN / "pmvalsampsize" / "sizes.csv").itertuples()), ids=lambda case: f"{case.prevalence}"
)
def test_sizes_are_those_of_pmvalsampsize(case: object) -> None:
    """It steps its standard error in ten-thousandths and simulates the slope's distribution: O/E to 0.5 %, the slope to 1 %."""
    assert observed_expected_size(case.prevalence, case.width) == pytest.approx(case.observed_expected, rel=5e-3)
    assert slope_size(normal(case.mean, case.sd)) == pytest.approx(case.slope, rel=0.01)
    assert c_statistic_size(case.prevalence, case.c_statistic) == case.c


def test_net_benefit_by_hand() -> None:
    """Prevalence one half at a threshold of one half: w = 1, so that the variance is 2 (0.16 + 0.16) + 4 · 0.04 = 0.8."""
    assert net_benefit_size(0.5, 0.8, 0.8, 0.5) == int(np.ceil(0.8 / (0.2 / (2 * 1.959963984540054)) ** 2))
