"""People as linked charts show them: age, T-score, risk, outcome and groups, each of which may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.reports.study import Labels

Array = NDArray[np.float64]

AGE_BANDS = {"<50": (0.0, 50.0), "50-59": (50.0, 60.0), "60-69": (60.0, 70.0), "70-79": (70.0, 80.0), "80+": (80.0, np.inf)}


@dataclass(frozen=True, kw_only=True)
class LinkedPeople:
    """n people.

    Attributes:
        age: (n,) years; t_score: (n,) lowest T-score; risk: (n,) in 0..1, of one model; outcome: (n,) 0 or 1. NaN where not known.
        groups: column -> (n,) labels, None where not known.
        weight: (n,) inverse-probability-of-censoring weights, which enter observed shares and mean risks, or None for one each.

    Raises:
        ValueError: columns of different lengths, a risk outside 0..1, an outcome other than 0 and 1, a weight below 0.
    """

    age: Array
    t_score: Array
    risk: Array
    outcome: Array
    groups: Mapping[str, Labels] = field(default_factory=dict)
    weight: Array | None = None

    def __post_init__(self) -> None:
        columns = [self.age, self.t_score, self.risk, self.outcome, *self.groups.values(), *([] if self.weight is None else [self.weight])]
        if len({len(column) for column in columns}) > 1:
            raise ValueError("the columns have different lengths")
        if ((self.risk < 0) | (self.risk > 1)).any():
            raise ValueError("a risk lies between 0 and 1")
        if not np.isin(self.outcome[~np.isnan(self.outcome)], (0.0, 1.0)).all():
            raise ValueError("an outcome is 0 or 1")
        if self.weight is not None and (self.weight < 0).any():
            raise ValueError("a weight is not negative")

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.age)

    @property
    def missing(self) -> dict[str, int]:
        """How many have no age, t_score, risk or outcome."""
        columns = {"age": self.age, "t_score": self.t_score, "risk": self.risk, "outcome": self.outcome}
        return {name: int(np.isnan(column).sum()) for name, column in columns.items()}


def age_bands(age: Array) -> Labels:
    """(n,) the band of AGE_BANDS, None where the age is not known."""
    bands = np.full(len(age), None, object)
    for name, (low, high) in AGE_BANDS.items():
        bands[(age >= low) & (age < high)] = name
    return bands
