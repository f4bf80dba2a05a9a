"""Outcomes with censoring, by hand; and that the weights do what they are for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.survival.censoring import censoring_survival, censoring_weights
from osteo_core.training.targets import fracture_weights, training_targets

TIME = np.array([2.0, 3.0, 3.0, 5.0, 12.0, 12.0])
EVENT = np.array([1, 0, 2, 0, 0, 1])  # fracture, censored, died, censored, followed beyond 10 years, fracture after 10 years


def test_kaplan_meier_of_staying_in_the_study_by_hand() -> None:
    times, survival = censoring_survival(TIME, EVENT)
    assert times.tolist() == [3.0, 5.0, 12.0]
    # At 3 years 5 are at risk and 1 is lost; at 5 years 3 and 1; at 12 years 2 and 1.
    assert survival.tolist() == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 / 2])


def test_weights_by_hand() -> None:
    g10 = 4 / 5 * 2 / 3
    assert censoring_weights(TIME, EVENT).tolist() == pytest.approx([1.0, 0.0, 1.0, 0.0, 1 / g10, 1 / g10])


def test_nobody_censored_means_no_weights() -> None:
    assert censoring_weights(np.array([1.0, 4.0, 11.0]), np.array([1, 2, 0])).tolist() == [1.0, 1.0, 1.0]


def test_weighted_share_is_the_share_without_censoring() -> None:
    rng = np.random.default_rng(0)
    fracture, lost = rng.exponential(25, 60_000), rng.exponential(15, 60_000)
    time, event = np.minimum(fracture, lost), (fracture <= lost).astype(int)
    weight = censoring_weights(time, event)
    estimate = np.mean(weight * ((event == 1) & (time <= 10)))
    assert estimate == pytest.approx(1 - np.exp(-10 / 25), abs=0.006)
    assert weight.mean() == pytest.approx(1.0, abs=0.01)


def test_targets_of_a_table() -> None:
    table = pd.DataFrame(
        {"status": ["normal", "osteoporosis", "osteopenia"], "fracture_time": [4.0, 11.0, 2.0], "fracture_event": [1, 1, 2]}
    )
    targets = training_targets(table)
    assert targets.status.tolist() == [0, 2, 1]
    assert targets.fracture.tolist() == [1.0, 0.0, 0.0]  # within 10 years, after, died first
    assert targets.weight.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    "column, value, say",
    [
        ("status", "healthy", "row 2, column status: allowed"),
        ("fracture_time", -1.0, "row 2: fracture_time must"),
        ("fracture_event", 3, "row 2: fracture_time must"),
    ],
)
def test_what_is_refused(column: str, value: object, say: str) -> None:
    table = pd.DataFrame({"status": ["normal"] * 3, "fracture_time": [4.0] * 3, "fracture_event": [1] * 3})
    table[column] = table[column].astype(object)
    table.loc[1, column] = value
    with pytest.raises(ValueError, match=say):
        training_targets(table)


def with_probabilities(**changed: float) -> pd.DataFrame:
    known = {"normal": 0.2, "osteopenia": 0.3, "osteoporosis": 0.5, "fracture": 0.3, "hip_fracture": 0.1} | changed
    happened = {"status": ["normal"] * 2, "fracture_time": [4.0, 2.0], "fracture_event": [1, 0]}
    return pd.DataFrame(happened | {f"true_p_{name}": [p] * 2 for name, p in known.items()})


def test_probabilities_stand_in_for_what_happened() -> None:
    targets = training_targets(with_probabilities())
    assert targets.status.tolist() == [pytest.approx([0.2, 0.3, 0.5])] * 2
    assert targets.fracture.tolist() == pytest.approx([0.3, 0.3])
    assert targets.weight.tolist() == [1.0, 1.0]  # known of the person who was lost, too
    assert targets.hip is not None
    assert targets.hip.tolist() == pytest.approx([0.1, 0.1])
    # The one who was lost after two years has no ten-year outcome; who broke a bone later stands for both.
    assert fracture_weights(with_probabilities()).tolist() == pytest.approx(censoring_weights(np.array([4.0, 2.0]), np.array([1, 0])))


@pytest.mark.parametrize("changed", [{"normal": 0.9}, {"fracture": 1.5}, {"hip_fracture": 0.4}, {"fracture": float("nan")}])
def test_impossible_probabilities_are_refused(changed: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="row 1: probabilities"):
        training_targets(with_probabilities(**changed))
