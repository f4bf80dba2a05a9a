"""What `fit.py` estimated from the participants, as it ships in fitted.json."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.life.answers import Equation
from osteo_core.released import read_json, reading

FILE = Path(__file__).parent / "fitted.json"
SEXES = ("female", "male")
AGE_BANDS = ((0.0, 50.0), (50.0, 60.0), (60.0, 70.0), (70.0, 80.0), (80.0, 200.0))
"""Strata, within sex, of the mixtures of what the regression of BMD leaves."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Estimates from the participants.

    Attributes:
        equations: of the answers and body size.
        bone: (2, 3, k) coefficients of log BMD (g/cm2, at 80 or younger) at the three sites, women first.
        of_body, of_age: (2, k + 1) of the femoral neck on less of the record, the residual SD last.
        weights, means, covariances: (10, c), (10, c, 3), (10, c, 3, 3) of the mixtures: women by AGE_BANDS, then men.
    """

    equations: dict[str, Equation]
    bone: np.ndarray
    of_body: np.ndarray
    of_age: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Fitted:
        """From what fit.py writes."""
        bone = stored["bone"]
        mixtures = [mixture for sex in SEXES for mixture in bone["mixtures"][sex]]
        return cls(
            equations={name: Equation.of(name, equation) for name, equation in stored["equations"].items()},
            bone=np.array([bone["full"][sex] for sex in SEXES]),
            of_body=np.array([bone["of_body"][sex] for sex in SEXES]),
            of_age=np.array([bone["of_age"][sex] for sex in SEXES]),
            weights=np.array([mixture["weights"] for mixture in mixtures]),
            means=np.array([mixture["means"] for mixture in mixtures]),
            covariances=np.array([mixture["covariances"] for mixture in mixtures]),
        )


@cache
def load_fitted() -> Fitted:
    """The shipped estimates. Raises ArtifactError where the file is missing or damaged."""
    stored = read_json(FILE)
    with reading(FILE):
        return Fitted.of(stored)
