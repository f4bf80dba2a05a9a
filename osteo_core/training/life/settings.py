"""How the network of the world as in life is trained."""

from __future__ import annotations

from pathlib import Path

from osteo_core.constants import SEED
from osteo_core.training.cohort import LIFE
from osteo_core.training.fold import FoldSettings
from osteo_core.training.train import TrainSettings

PEOPLE = 60_000
"""Chosen from the time of a step, for at most 90 minutes on two cores.

A step on 256 people takes 0.12 s of one core (64 people 0.06 s, 1,024 people 0.37 s). Each of five networks learns from 43,200 people: 168
steps, 20 s an epoch, and 3 s for validation; 50 epochs are 19 minutes, the five of them, two at a time, 58 minutes at most. Drawing people
and their probabilities takes half a minute, imputation models two, calibration and intervals ten to fifteen.

That was a machine that took 55 ms for a million additions in Python. On one that took 100 to 126 (27 November 2026) a step took 0.38 s with
two networks at a time, so that the five of them would take two hours.
"""

TEST_SHARE = 0.1
FOLD = FoldSettings(batch_size=256, epochs=40, patience=40, lowest_rate=2e-5)
JUDGE, COMPARE = 2_400, 4_000
"""People on whom intervals are fitted, and on whom the network is held against the limit."""


def life_settings(n: int = PEOPLE, seed: int = SEED, out: Path = Path("artifacts")) -> TrainSettings:
    """The settings of `train --cohort life`."""
    return TrainSettings(
        cohort=LIFE, out=out, seed=seed, n=n, test_share=TEST_SHARE, judge=JUDGE, compare=COMPARE, fold=FOLD
    )  # fmt: skip
