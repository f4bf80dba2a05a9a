"""AUC over time: riskRegression's and scikit-survival's numbers, laws that must hold, and a reason where there is no figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.evaluation.survival.time_dependent_auc import time_dependent_auc
from osteo_core.translations import translate
from tests import folders

GOLDEN = folders.GOLDEN / "time_auc"
TABLE = pd.read_csv(GOLDEN / "table.csv")
EVENTS = {
    "deaths": TABLE["event"],
    "no_deaths": TABLE["event"].replace(2, 0),
    "nobody_censored": TABLE["event"].replace(0, 2),
}


def _found(what: str, times: object) -> pd.DataFrame:
    time = TABLE["years" if what.endswith("tied") else "time"]
    return time_dependent_auc(time, EVENTS[what.removesuffix("_tied")], TABLE["prediction"], times)


@pytest.mark.parametrize("what", ["deaths", "deaths_tied", "no_deaths", "no_deaths_tied", "nobody_censored"])
def test_area_and_interval_are_those_of_risk_regression(what: str) -> None:
    golden = pd.read_csv(GOLDEN / "areas.csv").query("what == @what")
    found = _found(what, golden["time"])
    for column in ("auc", "low", "high"):
        assert found[column].to_numpy() == pytest.approx(golden[column].to_numpy(), abs=1e-12), column
    assert (found["reason"] == "").all()


@pytest.mark.parametrize("what", ["no_deaths", "no_deaths_tied"])
def test_area_is_that_of_scikit_survival(what: str) -> None:
    golden = pd.read_csv(GOLDEN / "sksurv.csv").query("what == @what")
    assert _found(what, golden["time"])["auc"].to_numpy() == pytest.approx(golden["auc"].to_numpy(), abs=1e-12)


def test_without_censoring_it_is_the_plain_auc_of_the_outcome_by_then() -> None:
    found = _found("nobody_censored", [3, 6, 9])
    for row in found.itertuples():
        had = ((TABLE["time"] <= row.time) & (TABLE["event"] == 1)).to_numpy(float)
        assert row.auc == pytest.approx(auc(had, TABLE["prediction"]).estimate, abs=1e-12)
        assert (row.cases, row.controls) == (had.sum(), (1 - had).sum())


def test_only_the_order_of_predictions_counts_and_turning_them_round_mirrors_the_area() -> None:
    args = (TABLE["time"], TABLE["event"])
    plain = time_dependent_auc(*args, TABLE["prediction"], [5, 9])
    stretched = time_dependent_auc(*args, np.exp(7 * TABLE["prediction"]), [5, 9])
    turned = time_dependent_auc(*args, -TABLE["prediction"], [5, 9])
    pd.testing.assert_frame_equal(plain, stretched)
    assert turned["auc"].to_numpy() == pytest.approx(1 - plain["auc"].to_numpy(), abs=1e-12)
    assert turned["low"].to_numpy() == pytest.approx(1 - plain["high"].to_numpy(), abs=1e-12)


def test_the_order_of_people_does_not_count() -> None:
    mixed = TABLE.sample(frac=1, random_state=1)
    found = time_dependent_auc(mixed["years"], mixed["event"], mixed["prediction"], [4, 8])
    pd.testing.assert_frame_equal(found, _found("deaths_tied", [4, 8]), rtol=1e-12)


def test_people_whose_follow_up_ends_on_the_day_are_controls() -> None:
    time, event = np.array([1.0] * 6 + [10.0] * 8), np.array([1] * 6 + [0] * 8)
    found = time_dependent_auc(time, event, np.linspace(1, 0, 14), [10]).iloc[0]
    assert (found["cases"], found["controls"], found["auc"]) == (6, 8, 1.0)


def test_a_constant_prediction_ranks_nobody() -> None:
    found = time_dependent_auc(TABLE["time"], TABLE["event"], np.full(len(TABLE), 0.3), [5]).iloc[0]
    assert found["auc"] == pytest.approx(0.5, abs=1e-12)
    assert np.isnan([found["low"], found["high"]]).all()
    assert found["reason"] == "evaluate.reason.no_variance"


@pytest.mark.parametrize(
    "time, event, at, key",
    [
        ([1.0] * 4 + [9.0] * 20, [1] * 4 + [0] * 20, 5, "few_cases"),
        ([1.0] * 20 + [9.0] * 4, [1] * 20 + [0] * 4, 5, "few_controls"),
        ([1.0] * 9 + [2.0] * 9 + [9.0] * 4, [1] * 9 + [2] * 9 + [0] * 4, 12, "followed_too_short"),
    ],
)
def test_no_figure_without_people(time: list[float], event: list[int], at: float, key: str) -> None:
    found = time_dependent_auc(time, event, np.arange(len(time)), [at]).iloc[0]
    assert found[["auc", "low", "high"]].isna().all()
    assert found["reason"] == f"time_auc.reason.{key}"
    assert translate(found["reason"], "en") != translate(found["reason"], "zh")


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a missing prediction": ({"prediction": [0.1, np.nan]}, "Row 2, column prediction: the prediction is missing"),
    "an unknown event": ({"event": [0, 3]}, "Row 2, column event: the event is missing or is not 0, 1 or 2"),
    "a missing event": ({"event": [np.nan, 1]}, "Row 1, column event"),
    "a negative time": ({"time": [-1, 2]}, "Row 1, column time: the follow-up time is missing or below 0"),
    "an infinite time": ({"time": [np.inf, 2]}, "infinite"),
    "another length": ({"prediction": [0.1]}, "expected: 2"),
    "nobody": ({"time": [], "event": [], "prediction": []}, "there are no people"),
    "no times": ({"times": []}, "at least one"),
    "a time before the start": ({"times": [-2]}, "below 0"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_judged_is_refused(what: str) -> None:
    changed, words = BAD[what]
    given = {"time": [1, 2], "event": [0, 1], "prediction": [0.1, 0.2], "times": [1]} | changed
    with pytest.raises(InvalidInput) as refused:
        time_dependent_auc(**given)
    assert words in refused.value.text("en")
    assert refused.value.text("zh") != refused.value.text("en")
