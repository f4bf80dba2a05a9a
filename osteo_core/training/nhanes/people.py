"""NHANES participants as training and test people: who they are, their outcomes, and what a model may read of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.catalogue import SITES
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.inference.assessment import Outcome
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.patients.who import category_of_t
from osteo_core.preprocessing.encode import ALL_INPUTS, INPUTS, encode

Array = NDArray[np.float64]

TRAINING_CYCLES = ("D", "E", "F", "H")
TEST_CYCLE = "P"

SPINE_CYCLES = ("E", "F", "H")
"""The training cycles that measured the lumbar spine too, as the test cycle did; with fewer sites fewer people have osteoporosis."""

LATER_DEFINITION = "H"
"""The training cycle that asked the age at fracture, as the test cycle did, and so means the same by a prior fracture."""

_PLACES = {"postmenopausal": "hispanic", "calcium_intake": "weight_kg"}
NHANES_INPUTS = tuple(_PLACES.get(name, name) for name in ALL_INPUTS)
"""Two fields that no cycle has leave their places to two that it has: an indicator of Hispanic people, and body weight, which
says more about bone than BMI alone."""

WITHHELD: dict[Outcome, tuple[str, ...]] = {"osteoporosis": INPUTS["dxa"], "prevalent_fracture": ("prior_fracture",)}
"""The bone status is a DXA result, and the prevalent fracture is the answer to the question on prior fractures."""


def people() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and test participants with a T-score at any site, with `lowest_t`, `femoral_neck_t` and `status` added.

    `status` is the WHO category by the lowest T-score of the sites measured, Hologic reference, one decimal, for everybody.
    """
    table = load_nhanes()
    full = harmonise(columns_of(table)).columns
    scores = np.stack([full[f"{site}_t"] for site in SITES], 1)
    measured = np.isfinite(scores).any(1)
    lowest = np.where(np.isfinite(scores), scores, np.inf).min(1)
    table = table.assign(lowest_t=lowest, femoral_neck_t=full["femoral_neck_t"])[measured].reset_index(drop=True)
    table["status"] = [category_of_t(t) for t in table["lowest_t"]]
    later = table["cycle"] == TEST_CYCLE
    return table[~later].reset_index(drop=True), table[later].reset_index(drop=True)


def raw_inputs(table: pd.DataFrame) -> Array:
    """(n, WIDTH) raw inputs of participants, NaN where not known."""
    return encode(harmonise(columns_of(table)).columns, NHANES_INPUTS)


def hidden(raw: Array, withheld: tuple[str, ...]) -> Array:
    """Raw inputs (n, WIDTH) without those withheld."""
    return np.where(np.isin(NHANES_INPUTS, withheld), np.nan, raw)
