"""The one result type of a metric: its value, its interval and, where either is undefined, the reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.evaluation.discrimination.auc import Estimate, named


@dataclass(frozen=True, kw_only=True)
class MetricEstimate:
    """A metric of one model on one set of people.

    Attributes:
        value: the estimate with its interval, NaN where undefined.
        reason: why the estimate or its interval is NaN (a translation key); "" where both are there.
        rests_on: the smallest number of people of a kind that the metric needs; 0 where it was not counted.
        error: standard error for a comparison of two such estimates, of the logarithm where `logged`.
        logged: whether the metric is a ratio, compared on the log scale.
        count, among: numerator and denominator of a share; None and 0 for other metrics.
    """

    value: Estimate
    reason: str = ""
    rests_on: int = 0
    error: float = np.nan
    logged: bool = False
    count: int | None = None
    among: int = 0

    def columns(self, name: str) -> dict[str, float]:
        """The value as columns of a table: `name`, `name`_low, `name`_high."""
        return named(name, self.value)

    def reasons(self, name: str) -> dict[str, str]:
        """The reason of each of these columns that is NaN."""
        return {column: self.reason for column, value in self.columns(name).items() if np.isnan(value)} if self.reason else {}
