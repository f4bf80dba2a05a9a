"""How many people an external validation needs for figures that are precise enough.

Criteria for a binary outcome: observed over expected, calibration slope, c-statistic, and standardised net benefit at a threshold. Each
asks for the least number of people with whom a 95 % interval is no wider than a target.

Sources: Archer et al., Stat Med 2021;40:133-46; Riley et al., Stat Med 2021;40:4230-51 (the formulas of `pmvalsampsize`); the standard
error of the c-statistic is Newcombe's (Stat Med 2006;25:559-73, method 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95

Array = NDArray[np.float64]

WIDTHS = {"observed_expected": 0.2, "slope": 0.2, "c_statistic": 0.1, "net_benefit": 0.2}
"""Widest 95 % interval aimed at: the defaults of pmvalsampsize."""
_MOST = 1e9


@dataclass(frozen=True, kw_only=True)
class ValidationSize:
    """People needed by each criterion, and the largest of them; `events` are the people with the outcome among that many."""

    criteria: dict[str, int]
    n: int
    events: int


def validation_size(
    prevalence: float, c_statistic: float, log_odds: Array, *, sensitivity: float | None = None, specificity: float | None = None,
    threshold: float | None = None,
) -> ValidationSize:  # fmt: skip
    """The least numbers, where the model is expected to be well calibrated.

    Args:
        prevalence: share with the outcome, 0..1; c_statistic: expected, above 0.5; log_odds: (n,) the expected distribution of the linear
            predictor. With sensitivity and specificity at `threshold` the net benefit is a criterion too.
    """
    criteria = {
        "observed_expected": observed_expected_size(prevalence),
        "slope": slope_size(log_odds),
        "c_statistic": c_statistic_size(prevalence, c_statistic),
    }
    if threshold is not None and sensitivity is not None and specificity is not None:
        criteria["net_benefit"] = net_benefit_size(prevalence, sensitivity, specificity, threshold)
    largest = max(criteria.values())
    return ValidationSize(criteria=criteria, n=largest, events=int(np.ceil(largest * prevalence)))


def observed_expected_size(prevalence: float, width: float = WIDTHS["observed_expected"]) -> int:
    """For an interval of O/E of that width around 1, on the scale of the ratio: the standard error of its logarithm decides."""
    error = float(np.arcsinh(width / 2)) / Z95
    return _whole((1 - prevalence) / (prevalence * error**2))


def slope_size(log_odds: Array, width: float = WIDTHS["slope"]) -> int:
    """For the calibration slope: from the information of a logistic regression on the linear predictor, intercept 0 and slope 1."""
    from scipy.special import expit

    p = expit(log_odds)
    spread = p * (1 - p)
    a, ab, b = (float(np.mean(spread * log_odds**power)) for power in (0, 1, 2))
    error = width / (2 * Z95)
    determinant = a * b - ab**2
    return _whole(a / (error**2 * determinant)) if determinant > 0 else int(_MOST)


def c_statistic_size(prevalence: float, c: float, width: float = WIDTHS["c_statistic"]) -> int:
    """For the c-statistic; its standard error falls with n, so that the least n is found by halving."""
    low, high = 2, int(_MOST)
    while low < high:
        middle = (low + high) // 2
        if 2 * Z95 * c_statistic_error(middle, prevalence, c) <= width:
            high = middle
        else:
            low = middle + 1
    return low


def c_statistic_error(n: int, prevalence: float, c: float) -> float:
    """Standard error of a c-statistic among n people of whom a share has the outcome."""
    more = n / 2 - 1
    return float(np.sqrt(c * (1 - c) * (1 + more * (1 - c) / (2 - c) + more * c / (1 + c)) / (n**2 * prevalence * (1 - prevalence))))


def net_benefit_size(
    prevalence: float, sensitivity: float, specificity: float, threshold: float, width: float = WIDTHS["net_benefit"]
) -> int:
    """For the net benefit at a threshold, divided by its largest possible value (the prevalence)."""
    odds = (1 - prevalence) / prevalence * threshold / (1 - threshold)
    false = 1 - specificity
    variance = (
        sensitivity * (1 - sensitivity) / prevalence
        + odds**2 * specificity * false / (1 - prevalence)
        + odds**2 * false**2 / (prevalence * (1 - prevalence))
    )
    error = width / (2 * Z95)
    return max(1, _whole(variance / error**2))


def _whole(n: float) -> int:
    return int(np.ceil(min(n, _MOST)))
