"""The control chart: exact limits, the published time to a false alarm, and an alarm where the model drifts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import binom

from osteo_core.errors import InvalidInput
from osteo_core.recalibration.control_chart import TAIL, control_chart, mean_months_to_false_alarm, poisson_binomial


@settings(max_examples=20, deadline=None, derandomize=True)
@given(n=some.integers(1, 700), p=some.floats(0.01, 0.99))
def test_equal_probabilities_are_binomial(n: int, p: float) -> None:
    assert poisson_binomial(np.full(n, p)) == pytest.approx(binom.pmf(np.arange(n + 1), n, p), abs=1e-12)


def test_different_probabilities_by_hand() -> None:
    assert poisson_binomial(np.array([0.5, 0.2, 0.1])) == pytest.approx([0.36, 0.49, 0.14, 0.01], abs=1e-15)


@pytest.mark.parametrize("limit, months", [(4.0, 168.0), (5.0, 465.0)])
def test_time_to_a_false_alarm_is_the_published_one(limit: float, months: float) -> None:
    """Montgomery, Introduction to Statistical Quality Control, table 9.3 (k = 1/2, both sides)."""
    assert mean_months_to_false_alarm(0.5, limit) == pytest.approx(months, rel=0.01)


def dated(months: int, each: int, shift_from: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    month = np.repeat(np.arange(months), each)
    p = rng.uniform(0.05, 0.6, months * each)
    odds = p / (1 - p) * np.where(month >= (months if shift_from is None else shift_from), 1.8, 1.0)
    outcome = (rng.random(len(p)) < odds / (1 + odds)).astype(float)
    dates = (np.datetime64("2024-01") + month).astype("datetime64[D]")
    return dates, outcome, p


def test_a_calibrated_model_keeps_quiet_and_a_drift_is_found() -> None:
    quiet, drifting = control_chart(*dated(24, 80, None)), control_chart(*dated(24, 80, 12))
    assert len(quiet.alarms) == 0
    assert (quiet.months["false_alarm"] <= 2 * TAIL).all()
    assert quiet.false_alarms_a_year < 12 * 2 * TAIL
    assert set(drifting.alarms["month"]) <= {f"2025-{month:02d}" for month in range(1, 13)}
    assert len(drifting.alarms) > 0
    assert "up" in set(drifting.alarms["alarm"]) | {"up" if row.events > row.upper else "" for row in drifting.alarms.itertuples()}


def test_people_without_a_date_are_counted_and_nobody_is_refused() -> None:
    dates, outcome, p = dated(3, 20, None)
    dates[:5] = np.datetime64("NaT")
    chart = control_chart(dates, outcome, p)
    assert (chart.undated, int(chart.months["n"].sum())) == (5, 55)
    with pytest.raises(InvalidInput, match="nobody has a date"):
        control_chart(np.full(5, "NaT", "datetime64[D]"), outcome[:5], p[:5])
