"""Net reclassification and integrated discrimination against R's Hmisc, and the laws they obey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.reclassification import reclassification

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "evaluate"
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
