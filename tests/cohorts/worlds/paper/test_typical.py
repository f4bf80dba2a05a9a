"""The typical people are still the means of the groups that they are named for."""

from __future__ import annotations

import pandas as pd
import pytest

from osteo_core.cohorts.worlds.paper import draw
from osteo_core.cohorts.worlds.paper.typical import MICRO, SENSORY


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return draw(100_000, 7, complete=True).table


@pytest.mark.parametrize("status", MICRO)
def test_microarchitecture_by_status(people: pd.DataFrame, status: str) -> None:
    means = people.loc[people["status"] == status, list(MICRO[status])].mean()
    assert means.to_dict() == pytest.approx(MICRO[status], rel=0.006)


@pytest.mark.parametrize("group", SENSORY)
def test_balance_and_gait_by_age_and_steadiness(people: pd.DataFrame, group: str) -> None:
    old = people["age"] >= 75
    chosen = {
        "younger": people["age"] < 55,
        "older": old,
        "unsteady": old & (people["single_leg_stance"] < 5) & (people["gait_speed"] < 0.8),
    }
    means = people.loc[chosen[group], list(SENSORY[group])].astype(float).mean()
    assert means.to_dict() == pytest.approx(SENSORY[group], rel=0.02)
