"""How many people it takes to develop a model for a binary outcome.

Riley et al., BMJ 2020;368:m441, four criteria: the overall risk within 0.05; a mean absolute error of the predicted risks of 0.05 (van
Smeden et al., Stat Methods Med Res 2019;28:2455-74); an expected shrinkage of at least 0.9; an apparent Nagelkerke R² that is too high by
0.05 at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MARGIN, ERROR, SHRINKAGE, OPTIMISM = 0.05, 0.05, 0.9, 0.05
ASSUMED = 0.15
"""Share of the largest possible R² that the paper advises to assume where nothing better is known."""
_Z = 1.96
"""As the paper has it."""
_MOST = 10**9


@dataclass(frozen=True, kw_only=True)
class DevelopmentSize:
    """People needed by each criterion and in all; `events` are those with the outcome among them; `r2` is the Cox-Snell R² expected."""

    criteria: dict[str, int]
    n: int
    events: int
    parameters: int
    r2: float
    assumed: bool


def development_size(prevalence: float, parameters: int, r2: float | None = None) -> DevelopmentSize:
    """The least number of people.

    Args:
        prevalence: share with the outcome, strictly between 0 and 1; parameters: candidate predictors, each of a category counted.
        r2: Cox-Snell R² expected of the model; None, or 0 and less: ASSUMED of the largest possible.
    """
    assumed = r2 is None or r2 <= 0
    expected = ASSUMED * largest_r2(prevalence) if r2 is None or r2 <= 0 else r2
    criteria = {
        "overall_risk": overall_risk_size(prevalence),
        "mean_error": mean_error_size(prevalence, parameters),
        "shrinkage": shrinkage_size(parameters, expected),
        "optimism": optimism_size(prevalence, parameters, expected),
    }
    n = max(criteria.values())
    return DevelopmentSize(
        criteria=criteria, n=n, events=int(np.ceil(n * prevalence)), parameters=parameters, r2=float(expected), assumed=assumed
    )


def overall_risk_size(prevalence: float, margin: float = MARGIN) -> int:
    """For an interval of the overall risk of that margin."""
    return _whole((_Z / margin) ** 2 * prevalence * (1 - prevalence))


def mean_error_size(prevalence: float, parameters: int, error: float = ERROR) -> int:
    """For that mean absolute error of the predicted risks; the formula was made for up to 30 parameters."""
    risk = min(prevalence, 1 - prevalence)
    return _whole(float(np.exp((-0.508 + 0.259 * np.log(risk) + 0.504 * np.log(parameters) - np.log(error)) / 0.544)))


def shrinkage_size(parameters: int, r2: float, shrinkage: float = SHRINKAGE) -> int:
    """For that expected shrinkage of the predictors' effects."""
    if r2 >= shrinkage:
        return parameters + 1
    return _whole(parameters / ((shrinkage - 1) * float(np.log(1 - r2 / shrinkage))))


def optimism_size(prevalence: float, parameters: int, r2: float, optimism: float = OPTIMISM) -> int:
    """For an apparent Nagelkerke R² that is too high by at most `optimism`."""
    return shrinkage_size(parameters, r2, r2 / (r2 + optimism * largest_r2(prevalence)))


def largest_r2(prevalence: float) -> float:
    """The largest Cox-Snell R² that an outcome of this prevalence allows."""
    return float(1 - (prevalence**prevalence * (1 - prevalence) ** (1 - prevalence)) ** 2)


def cox_snell_r2(y: Array, p: Array, weight: Array) -> float:
    """Of predictions (n,) for people they were not made from: 1 - exp(-LR / n), weighted; below 0 where they are worse than the mean."""
    mean = float(np.average(y, weights=weight))
    q = np.clip(p, 1e-9, 1 - 1e-9)
    gain = y * np.log(q / mean) + (1 - y) * np.log((1 - q) / (1 - mean))
    return float(1 - np.exp(-2 * np.average(gain, weights=weight)))


def _whole(n: float) -> int:
    return int(min(np.ceil(n), _MOST))
