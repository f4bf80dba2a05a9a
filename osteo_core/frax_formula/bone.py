"""Femoral neck T-score as it is distributed in people of one age, sex, ethnicity, BMI and answers: what stands in for a missing scan.

Estimated from NHANES 2005-2020 with its survey weights (`osteo reproduce frax_style`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(8)
WEIGHTS = WEIGHTS / WEIGHTS.sum()

TERMS = (
    *(f"{sex}_{term}" for sex in ("female", "male") for term in ("level", "age", "age_squared", "log_bmi")),
    "african",
    "hispanic",
    "asian",
    "prior_fracture",
    "parental_hip_fracture",
    "glucocorticoid_use",
    "rheumatoid_arthritis",
    "high_alcohol_intake",
    "current_smoking",
)
"""What the mean T-score is linear in."""
NOT_POSITIVE = TERMS[11:16]
"""Answers that may not raise the expected T-score, so that none of them can lower the risk when BMD is unknown."""
NOT_NEGATIVE = ("female_log_bmi", "male_log_bmi")


def features(age: FloatArray, male: FloatArray, bmi: FloatArray, version: FloatArray, answers: FloatArray) -> FloatArray:
    """(n, 17) in the order of `TERMS`; `version` (n, 4) european first, `answers` (n, 6) in the order of `TERMS`."""
    decades = (age - 65) / 10
    body = np.column_stack([np.ones_like(age), decades, decades**2, np.log(bmi / 27)])
    return np.column_stack([body * (1 - male)[:, None], body * male[:, None], version[:, 1:], answers])


def t_scores(of: FloatArray, male: FloatArray, model: Mapping[str, FloatArray]) -> FloatArray:
    """(n, 8) T-scores at the nodes of Gauss-Hermite quadrature; `WEIGHTS` are their shares."""
    mean = of @ model["mean"]
    sd = np.where(male == 1, model["sd"][1], model["sd"][0])
    return np.asarray(mean[:, None] + sd[:, None] * NODES)
