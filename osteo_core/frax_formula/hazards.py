"""The formula of the FRAX-style score: yearly hazards of fracture and of death, and the chance of the fracture coming first in ten years.

As FRAX is built (Kanis et al., Osteoporos Int 2008;19:385-397: fracture and death hazards as continuous functions), so is this: a log
hazard is a sum of blocks, each (features of the person) x (coefficients) x (functions of attained age). What must not lower the risk
(a lower T-score, a prior or parental fracture, glucocorticoids, rheumatoid arthritis, alcohol) acts on the fracture hazard alone, through
features and coefficients that are never negative: a larger hazard at every age cannot lower the probability, whatever the other answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

AGES = (40.0, 80.0)
"""Ages between which the formula changes: published results give everyone of 80 and over as 80, so from there it is held."""
T_SCORES = (-5.0, 5.0)
"""Held outside; the published results reach from -3.9 to 4.2."""
HORIZON = 10
ATTAINED = np.arange(AGES[0], AGES[1] + HORIZON) + 0.5
"""Middles of the years of age lived through by people of 40 to 80 in ten years (50,)."""

SEXES = ("female", "male")
VERSIONS = ("european", "african", "hispanic", "asian")
FACTORS = ("prior_fracture", "parental_hip_fracture", "glucocorticoid_use", "rheumatoid_arthritis", "high_alcohol_intake")
"""The yes/no inputs that may only raise the risk; smoking acts on death too and may lower it."""

_T_KNOTS = np.array([-8, -4, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 5])


@dataclass(frozen=True)
class AgeBasis:
    """B-splines of attained age."""

    knots: tuple[float, ...]
    degree: int

    def values(self) -> FloatArray:
        """(50, k) at the years of `ATTAINED`."""
        return b_splines(ATTAINED, np.array(self.knots), self.degree)

    def centres(self) -> FloatArray:
        """(k,) Greville abscissae: coefficients that lie on a line over these make a linear function."""
        return greville(np.array(self.knots), self.degree)


AGE_BASES = {
    "baseline": AgeBasis(tuple(range(40, 93, 4)), 3),
    "bone": AgeBasis(tuple(range(40, 91, 10)), 3),
    "ethnicity": AgeBasis((40, 60, 75, 90), 2),
    "factors": AgeBasis((40, 55, 65, 75, 80), 1),
    "smoking": AgeBasis((40, 55, 65, 75, 80), 1),
    "smoking_bone": AgeBasis((40, 70, 90), 1),
}
NEVER_NEGATIVE = ("bone", "factors", "smoking_bone")
DEATH = "death"


@dataclass(frozen=True, kw_only=True)
class People:
    """n people as the formula reads them: age in years and femoral neck T-score within its range, the rest 0 or 1 (n,) or (n, …)."""

    age: FloatArray
    t_score: FloatArray
    male: FloatArray
    version: FloatArray
    factors: FloatArray
    smoking: FloatArray

    def features(self) -> dict[str, FloatArray]:
        """Block -> (n, p). Those of `NEVER_NEGATIVE` are >= 0 and fall or stay as T rises."""
        sexes = np.column_stack([1 - self.male, self.male])
        others = self.version[:, 1:]
        by_version = (others[:, :, None] * sexes[:, None, :]).reshape(len(self.age), -1)
        lower_bone = np.column_stack([np.clip(-1 - self.t_score, 0, 3), np.clip(1 - self.t_score, 0, 3)]) / 2
        return {
            "baseline": sexes,
            "bone": (sexes[:, :, None] * falling_with_t(self.t_score)[:, None, :]).reshape(len(self.age), -1),
            "ethnicity": by_version,
            "factors": self.factors,
            "smoking": self.smoking[:, None],
            "smoking_bone": self.smoking[:, None] * lower_bone,
            DEATH: np.column_stack([sexes, by_version, self.smoking]),
        }


def b_splines(x: FloatArray, knots: FloatArray, degree: int) -> FloatArray:
    """(n, k) B-splines that sum to 1 within the knots; x is held at the ends.

    The recursion of Cox and de Boor, as in `scipy.interpolate.BSpline.design_matrix`, which takes most of a second to import.
    """
    padded = np.r_[[knots[0]] * degree, knots, [knots[-1]] * degree].astype(float)
    held = np.clip(x, knots[0], knots[-1])
    last = len(knots) + degree - 2  # the interval that holds the end of the knots
    interval = np.minimum(np.searchsorted(padded, held, side="right") - 1, last)
    found = np.zeros((len(held), len(padded) - 1))
    found[np.arange(len(held)), interval] = 1.0
    for order in range(1, degree + 1):
        wide = padded[order:] - padded[:-order]
        share = np.divide(held[:, None] - padded[:-order], wide, out=np.zeros((len(held), len(wide))), where=wide > 0)
        found = share[:, :-1] * found[:, :-1] + (1 - share[:, 1:]) * found[:, 1:]
    return found


def greville(knots: FloatArray, degree: int) -> FloatArray:
    """(k,) where each B-spline is centred."""
    padded = np.r_[[knots[0]] * degree, knots, [knots[-1]] * degree].astype(float)
    return np.array([padded[i + 1 : i + degree + 1].mean() for i in range(len(padded) - degree - 1)])


def t_centres() -> FloatArray:
    """(15,) the T-scores at which the coefficients of `falling_with_t` are the slope."""
    centres = greville(_T_KNOTS, 3)
    return np.asarray((centres[1:] + centres[:-1]) / 2)


def falling_with_t(t: FloatArray) -> FloatArray:
    """(n, 15) smooth steps that fall as T rises; a coefficient is the log hazard per T-score at its centre, so >= 0 makes it monotone."""
    summed = np.cumsum(b_splines(t, _T_KNOTS, 3), axis=1)[:, :-1]
    return np.asarray(summed * np.diff(greville(_T_KNOTS, 3)))


def death_basis() -> FloatArray:
    """(50, 2): death follows Gompertz, log hazard linear in attained age (decades from 65)."""
    return np.column_stack([np.ones_like(ATTAINED), (ATTAINED - 65) / 10])


def yearly_log_hazards(features: Mapping[str, FloatArray], tables: Mapping[str, FloatArray]) -> FloatArray:
    """(n, 50) log hazard of fracture; `tables` holds coefficients x age functions, block -> (p, 50)."""
    return np.asarray(sum(features[block] @ tables[block] for block in AGE_BASES))


def ten_years(yearly: FloatArray, age: FloatArray) -> FloatArray:
    """(n, 10) of (n, 50): the ten years from each person's age; between two birthdays, linear between their windows."""
    start = np.minimum(np.floor(age), AGES[1]).astype(int) - int(AGES[0])
    part = (age - AGES[0] - start)[:, None]
    columns = start[:, None] + np.arange(HORIZON)
    window = np.take_along_axis(yearly, columns, axis=1)
    if not part.any():
        return window
    return np.asarray((1 - part) * window + part * np.take_along_axis(yearly, np.minimum(columns + 1, len(ATTAINED) - 1), axis=1))


def yearly_events(log_fracture: FloatArray, log_death: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """(n, 10) each: chance of fracture first in that year, hazard of fracture, of death, and survival to the year's start."""
    fracture, death = np.exp(log_fracture), np.exp(log_death)
    total = fracture + death
    alive = np.exp(total - np.cumsum(total, axis=1))
    return fracture / total * -np.expm1(-total) * alive, fracture, death, alive


def percent(people: People, tables: Mapping[str, FloatArray], features: Mapping[str, FloatArray] | None = None) -> FloatArray:
    """(n,) ten-year probability of fracture before death, percent; `features` where they are worked out already."""
    features = people.features() if features is None else features
    log_fracture = ten_years(yearly_log_hazards(features, tables), people.age)
    log_death = ten_years(features[DEATH] @ tables[DEATH], people.age)
    return np.asarray(100 * yearly_events(log_fracture, log_death)[0].sum(axis=1))


def tabulate(coefficients: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Block -> (p, 50) from block -> (p, k)."""
    tables = {block: coefficients[block] @ basis.values().T for block, basis in AGE_BASES.items()}
    return {**tables, DEATH: coefficients[DEATH] @ death_basis().T}
