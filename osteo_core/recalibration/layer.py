"""A calibration layer: what a hospital's people taught about one answer of one model, to be laid over untouched weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95
from osteo_core.inference.artifact import WEIGHTS, Artifact
from osteo_core.inference.assessment import Outcome
from osteo_core.patients.columns import Columns
from osteo_core.recalibration.update_methods import Method, UpdatedModel

Array = NDArray[np.float64]

COVARIATES = ("age_per_10_years", "sex_female", "bmi", "prior_fracture")
"""What a revision may look at beside the model's own answer; never the answer to the question that it revises."""
FIELDS = {"age_per_10_years": "age", "sex_female": "sex", "bmi": "bmi", "prior_fracture": "prior_fracture"}
"""Covariate -> the catalogue's field that it is made of."""


@dataclass(frozen=True, kw_only=True)
class CalibrationLayer:
    """A layer with what it rests on.

    Attributes:
        model, outcome: whose answer to which question is updated; sums: SHA-256 of the files of the model that it was made for.
        prediction: the column whose predictions are updated, of a model that is not ours; `model` is then "", and there are no `sums`.
        updated: the linear predictor of the new log-odds.
        n, events: people that it was made from, and those of them with the outcome.
        definition: what the outcome was in their table, as a document.
        dates: when it was made, and the first and last visit where the table says, all ISO.
        procedure: how it was chosen; tests, before, after: the closed test and the performance, as documents.
    """

    model: str
    outcome: Outcome
    sums: Mapping[str, str]
    updated: UpdatedModel
    n: int
    events: int
    definition: Mapping[str, Any]
    dates: Mapping[str, str]
    procedure: Mapping[str, Any]
    tests: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    prediction: str | None = None

    @property
    def method(self) -> Method:
        """How much was changed."""
        return self.updated.method

    def fits(self, artifact: Artifact) -> bool:
        """Whether it was made for this very model: name, every checked file, and the question."""
        return (
            self.prediction is None
            and self.model == artifact.name
            and dict(self.sums) == dict(artifact.sums)
            and self.outcome in artifact.withheld
        )

    def moved(self, log_odds: Array, covariates: Mapping[str, Array]) -> Array:
        """(n,) new log-odds; NaN where a field that it needs is not known."""
        return self.updated.log_odds(log_odds, covariates)

    def interval(self, log_odds: tuple[Array, Array, Array], covariates: Mapping[str, Array]) -> tuple[Array, Array]:
        """(n,) ends of the new 95 % interval from the model's log-odds and their ends (middle, low, high).

        Each side holds the model's own uncertainty, stretched as the layer stretches log-odds, and that of the layer's coefficients; they
        come from different people and so add as variances.
        """
        middle, low, high = log_odds
        design = self.updated.design(middle, covariates)
        slope = float(self.updated.coefficients[1])
        new = design @ self.updated.coefficients
        own = Z95**2 * np.einsum("ij,jk,ik->i", design, self.updated.covariance, design)
        down, up = slope * (middle - low), slope * (high - middle)
        if slope < 0:  # the model ranks these people the wrong way round
            down, up = -up, -down
        return new - np.sqrt(down**2 + own), new + np.sqrt(up**2 + own)


def covariates_of(columns: Columns) -> dict[str, Array]:
    """COVARIATES of n people from their harmonised columns, NaN where not known."""
    sex = columns["sex"]
    female = np.array([np.nan if value is None else float(value == "female") for value in sex])
    return {
        "age_per_10_years": np.asarray(columns["age"], float) / 10,
        "sex_female": female,
        "bmi": np.asarray(columns["bmi"], float),
        "prior_fracture": np.asarray(columns["prior_fracture"], float),
    }


def weights_sum(sums: Mapping[str, str]) -> str:
    """The sum of the weights' file among those of a model."""
    return sums.get(WEIGHTS, "")
