"""Force-plate trials of quiet standing as arrays and tables.

163 people stood 60 s in each of four conditions (eyes open or closed, firm floor or foam), three times each. The table holds all of their
trials with the published measures; the recordings that ship are those of the first 17 people, 200 trials.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.released import read_parquet, reading

HERTZ = 20.0
CM_PER_STEP = 0.0005
"""Resolution of the stored recordings."""

MEASURES = ("area", "velocity", "frequency")
CONDITIONS = tuple((vision, surface) for surface in ("firm", "foam") for vision in ("open", "closed"))

_DATA = Path(__file__).parent / "data"


@cache
def load_trials() -> pd.DataFrame:
    """One row a trial, by its name: person, vision (open, closed), surface (firm, foam), age, age_group (young, old), sex, falls (of the
    last 12 months, self-reported), and the published area (cm²), velocity (cm/s), frequency (Hz).
    """
    path = _DATA / "trials.parquet"
    with reading(path):
        return read_parquet(path).set_index("trial")


@cache
def load_recordings() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Names of the trials that ship, and their centre of pressure (trials, 1200, 2) in cm at 20 Hz."""
    path = _DATA / "centre_of_pressure.npz"
    with reading(path), np.load(path) as stored:
        return tuple(stored["trial"].astype(str).tolist()), stored["steps"].astype(np.float64) * CM_PER_STEP


def person_means(trials: pd.DataFrame) -> pd.DataFrame:
    """One row a person and condition: the mean over repeats of each published measure, and who the person is."""
    who = ["person", "vision", "surface", "age", "age_group", "sex", "falls"]
    return trials.groupby(who, as_index=False, observed=True)[list(MEASURES)].mean()
