"""How a statistic that is no percentage is written: with its interval, and a true minus."""

from __future__ import annotations

import math

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.numbers import EN_DASH

MINUS = "−"


def number(value: float, decimals: int = 3) -> str:
    """A plain number: −0.012; what rounds to zero has no sign."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def with_interval(estimate: Estimate, decimals: int = 3) -> str:
    """0.823 (0.801–0.845); with room around the dash where a limit is negative: −0.004 (−0.012 – 0.003); alone where it has no interval."""
    value = number(estimate.estimate, decimals)
    if math.isnan(estimate.low):
        return value
    between = f" {EN_DASH} " if estimate.low < 0 else EN_DASH
    return f"{value} ({number(estimate.low, decimals)}{between}{number(estimate.high, decimals)})"
