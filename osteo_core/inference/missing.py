"""How far a missing test could move the result.

For virtual people with everything measured, the network's log-odds with and without each modality are compared. Among those whose log-odds
before the test were like the patient's, the central 90 % of the answers after it is the range shown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.inference.assessment import OUTCOME_COLUMN, MissingTest, Outcome

Array = NDArray[np.float64]

_TABULATED: tuple[Outcome, ...] = ("osteoporosis", "fracture", "hip_fracture")
OUTCOMES: tuple[tuple[Outcome, int], ...] = tuple((name, OUTCOME_COLUMN[name]) for name in _TABULATED)
"""Outcomes that are tabulated where a model answers them, with their column in the outcome log-odds."""

BINS = 8
QUANTILES = (0.05, 0.95)

SUREST = 22.0
"""Largest log-odds that become a probability: 3 in 10^10 from 0 or 1, nearer than any page prints."""


def subset_key(modalities: tuple[str, ...] | list[str]) -> str:
    """Name of a set of modalities, in network order."""
    return "+".join(modalities)


def tabulate(before: Array, after: Array) -> dict[str, list[float]]:
    """Range of the answers after a test, by log-odds before it.

    Args:
        before, after: (n,) log-odds of the same people without and with the modality.

    Returns:
        `center` (bins,) median before, `low` and `high` (bins,) quantiles of the change.
    """
    edges = np.quantile(before, np.linspace(0, 1, BINS + 1))
    where = np.clip(np.searchsorted(edges, before, side="right") - 1, 0, BINS - 1)
    change = after - before
    table: dict[str, list[float]] = {"center": [], "low": [], "high": []}
    for index in range(BINS):
        inside = where == index
        table["center"].append(round(float(np.median(before[inside])), 4))
        for name, q in zip(("low", "high"), QUANTILES, strict=True):
            table[name].append(round(float(np.quantile(change[inside], q)), 4))
    return table


def missing_tests(tables: dict[str, Any], present: tuple[str, ...], log_odds: dict[Outcome, float]) -> tuple[MissingTest, ...]:
    """Ranges for one patient, one for each absent modality and outcome that the model has a table for.

    The range of the hip fracture ends where that of the major one does, if it would go beyond: no test makes a part exceed the whole.
    """
    tests: list[MissingTest] = []
    for modality, outcomes in tables.get(subset_key(present), {}).items():
        ends = {outcome: _ends(outcomes[outcome], value) for outcome, value in log_odds.items()}
        if "hip_fracture" in ends:
            ends["hip_fracture"] = tuple(min(pair) for pair in zip(ends["hip_fracture"], ends["fracture"], strict=True))
        tests += [
            MissingTest(modality=modality, outcome=outcome, low=probability_of(low), high=probability_of(high))
            for outcome, (low, high) in ends.items()
        ]
    return tuple(tests)


def _ends(table: dict[str, list[float]], log_odds: float) -> tuple[float, ...]:
    """The two ends of the log-odds after a test, by those before it."""
    return tuple(log_odds + float(np.interp(log_odds, table["center"], table[side])) for side in ("low", "high"))


def probabilities_of(log_odds: Array) -> Array:
    """The probabilities at these log-odds, strictly between 0 and 1: a whole scan can make a status so sure that it would round to 1, which
    has no odds.
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -SUREST, SUREST))))


def probability_of(log_odds: float) -> float:
    """As `probabilities_of`, of one number."""
    return float(probabilities_of(np.asarray(log_odds)))
