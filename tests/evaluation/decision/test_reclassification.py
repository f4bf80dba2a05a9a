"""Net reclassification and integrated discrimination against R's Hmisc, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.decision.reclassification import idi, net_reclassification, reclassification
from tests import folders

GOLDEN = folders.GOLDEN / "evaluate"
TABLE = pd.read_csv(GOLDEN / "table.csv")
COMPARISON = pd.read_csv(GOLDEN / "comparison.csv").iloc[0]


@pytest.mark.parametrize("name", ["nri_events", "nri_nonevents", "idi"])
def test_estimate_and_width_of_the_interval_are_those_of_hmisc(name: str) -> None:
    found = getattr(reclassification(TABLE["y"], TABLE["p_new"], TABLE["p_old"], 0.2), name)
    assert found.estimate == pytest.approx(COMPARISON[name], abs=1e-12)
    # Bootstrap against asymptotic: 1000 samples give a percentile to some 5 %.
    assert (found.high - found.low) / (2 * 1.96 * COMPARISON[f"{name}_se"]) == pytest.approx(1, abs=0.12)


def test_by_hand() -> None:
    # Of 4 events 2 move up and 1 down; of 5 non-events 1 moves up and 3 down.
    outcome = [1, 1, 1, 1, 0, 0, 0, 0, 0]
    old = [0.1, 0.1, 0.3, 0.3, 0.1, 0.3, 0.3, 0.3, 0.1]
    new = [0.3, 0.3, 0.1, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1]
    found = reclassification(outcome, new, old, 0.2)
    assert found.nri_events.estimate == pytest.approx(1 / 4)
    assert found.nri_nonevents.estimate == pytest.approx(2 / 5)
    assert found.idi.estimate == pytest.approx(0.2 / 4 - (-0.4 / 5))


def test_swapping_the_models_changes_every_sign() -> None:
    there = reclassification(TABLE["y"], TABLE["p_new"], TABLE["p_old"], 0.2)
    back = reclassification(TABLE["y"], TABLE["p_old"], TABLE["p_new"], 0.2)
    for name in ("nri_events", "nri_nonevents", "idi"):
        assert getattr(there, name).estimate == pytest.approx(-getattr(back, name).estimate, abs=1e-12)
        assert getattr(there, name).low == pytest.approx(-getattr(back, name).high, abs=1e-12)


def test_the_seed_alone_decides_the_interval() -> None:
    columns = (TABLE["y"], TABLE["p_new"], TABLE["p_old"], 0.2)
    assert reclassification(*columns) == reclassification(*columns)
    assert reclassification(*columns, seed=1).idi.low != reclassification(*columns).idi.low


@pytest.mark.parametrize(
    "outcome, new, say", [([1, 1], [0.1, 0.2], "without"), ([0, 1], [0.1], "one a person"), ([0, 1], [0.1, np.nan], "missing")]
)
def test_what_is_refused(outcome: list[float], new: list[float], say: str) -> None:
    with pytest.raises(ValueError, match=say):
        reclassification(outcome, new, [0.1, 0.2], 0.2)


def test_the_parts_alone_say_the_same() -> None:
    columns = (TABLE["y"], TABLE["p_new"], TABLE["p_old"])
    whole = reclassification(*columns, 0.3)
    assert net_reclassification(*columns, 0.3) == (whole.nri_events, whole.nri_nonevents)
    assert idi(*columns) == whole.idi


def test_counts_are_drawn_as_people_would_be() -> None:
    # The percentiles of samples of people, drawn here one by one, within the error of 4000 samples.
    rng = np.random.default_rng(1)
    moved = (TABLE["p_new"] >= 0.2).astype(int) - (TABLE["p_old"] >= 0.2).astype(int)
    for found, of, sign in zip(
        net_reclassification(TABLE["y"], TABLE["p_new"], TABLE["p_old"], 0.2, resamples=4000), (1, 0), (1, -1), strict=True
    ):
        people = sign * moved[TABLE["y"] == of].to_numpy()
        samples = people[rng.integers(len(people), size=(4000, len(people)))].mean(1)
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(samples, (0.025, 0.975))), abs=0.006)


def test_as_many_up_as_down_swaps_too_and_nobody_moved_has_no_width() -> None:
    outcome, old, new = [1, 1, 1, 0, 0], [0.1, 0.3, 0.3, 0.1, 0.1], [0.3, 0.1, 0.3, 0.1, 0.1]
    there, back = net_reclassification(outcome, new, old, 0.2), net_reclassification(outcome, old, new, 0.2)
    assert (there[0].estimate, there[0].low, there[0].high) == (0, -back[0].high, -back[0].low)
    assert there[0].low < 0 < there[0].high
    assert (there[1].low, there[1].high) == (0, 0)
