"""The flexible calibration curve against R's rms, and the laws it obeys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.calibration.curve import calibration_curve
from tests import folders

GOLDEN = folders.GOLDEN / "rms"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "table.csv")


@pytest.mark.parametrize("knots", [3, 4, 5])
def test_curve_and_band_are_those_of_rms(table: pd.DataFrame, knots: int) -> None:
    golden = pd.read_csv(GOLDEN / "curves.csv").query("knots == @knots")
    found = calibration_curve(table["outcome"], table["prediction"], at=golden["predicted"], knots=knots)
    for column in ("observed", "low", "high"):
        assert np.abs(getattr(found, column) - golden[column].to_numpy()).max() < 1e-7, column


def test_weights_of_one_change_the_band_only(table: pd.DataFrame) -> None:
    plain = calibration_curve(table["outcome"], table["prediction"])
    weighted = calibration_curve(table["outcome"], table["prediction"], np.ones(len(table)))
    assert weighted.observed == pytest.approx(plain.observed, abs=1e-9)
    ratio = (weighted.high - weighted.low) / (plain.high - plain.low)
    assert 0.7 < ratio.min() < ratio.max() < 1.4


def test_a_right_prediction_lies_on_the_diagonal() -> None:
    rng = np.random.default_rng(3)
    p = 1 / (1 + np.exp(-rng.normal(-1, 1.2, 60_000)))
    found = calibration_curve(rng.random(60_000) < p, p)
    assert np.abs(found.observed - found.predicted).max() < 0.02
    assert ((found.low <= found.predicted) & (found.predicted <= found.high)).mean() > 0.8


def test_few_distinct_predictions_give_a_line() -> None:
    p = np.repeat([0.2, 0.6], 50)
    y = np.concatenate((np.arange(50) < 15, np.arange(50) < 25)).astype(float)
    found = calibration_curve(y, p, at=[0.2, 0.6])
    assert found.observed == pytest.approx([0.3, 0.5], abs=1e-9)


@pytest.mark.parametrize(
    "outcome, probability, say",
    [
        ([0, 1, 0], [0.0, 0.5, 0.6], "strictly"),
        ([0, 1, 0], [np.nan, 0.5, 0.6], "strictly"),
        ([0, 0, 0], [0.1, 0.5, 0.6], "with and people without"),
        ([0, 1, 2], [0.1, 0.5, 0.6], "0 or 1"),
        ([0, 1, 0], [0.4, 0.4, 0.4], "that differ"),
        ([0, 1], [0.4, 0.4, 0.4], "one a person"),
    ],
)
def test_what_is_refused(outcome: list[float], probability: list[float], say: str) -> None:
    with pytest.raises(ValueError, match=say):
        calibration_curve(outcome, probability)
