"""True BMD of the three sites given the clinical record: drawn, measured, and as z-scores of the femoral neck.

Everything is worked out on one scale, the "level": the logarithm of BMD in g/cm2, in people over 80 of what it was then, since what was
lost later is a known share (`old_age.remaining`). On that scale true BMD given the record is a mixture of normals around a regression;
on BMD's own, people who are expected to have little would vary too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import Columns, design, is_female
from osteo_core.cohorts.worlds.life.fitted import AGE_BANDS, Fitted
from osteo_core.cohorts.worlds.life.old_age import SITES, remaining
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.patients.dxa import T_REFERENCES

BMD = tuple(f"{site}_bmd" for site in SITES)
NECK = SITES.index("femoral_neck")
MEANS, SDS = (np.array([T_REFERENCES[site][i] for site in SITES]) for i in (0, 1))


@dataclass(frozen=True, kw_only=True)
class BoneLaw:
    """Of n people on the level scale: `mean` (n, 3), `stratum` (n,) of the mixture, `remaining` (n, 3), and the two expectations of the
    femoral neck, (n,) mean and SD each: given sex, age, ethnicity and body size (`body`), and given sex and age (`age`).
    """

    mean: np.ndarray
    stratum: np.ndarray
    remaining: np.ndarray
    body: tuple[np.ndarray, np.ndarray]
    age: tuple[np.ndarray, np.ndarray]

    def neck_z(self, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """z-scores of the femoral neck's `level` (n, …) "of body" and "of age"."""
        more = (slice(None), *[None] * (level.ndim - 1))
        of_body, of_age = ((level - mean[more]) / sd[more] for mean, sd in (self.body, self.age))
        return of_body, of_age


def bone_law(fitted: Fitted, columns: Mapping[str, np.ndarray]) -> BoneLaw:
    """The law of true BMD of people with complete clinical records."""
    female = is_female(columns)
    sex = np.where(female, 0, 1)
    full, body, age = (design(columns, parts) for parts in (("body", "ethnicity", "answers"), ("body", "ethnicity"), ()))
    band = np.searchsorted([low for low, _ in AGE_BANDS], columns["age"], side="right") - 1
    return BoneLaw(
        mean=np.einsum("nk,nsk->ns", full, fitted.bone[sex]),
        stratum=sex * len(AGE_BANDS) + band,
        remaining=remaining(columns["age"], female),
        body=_expected(body, fitted.of_body[sex]),
        age=_expected(age, fitted.of_age[sex]),
    )


def _expected(x: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.einsum("nk,nk->n", x, coefficients[:, :-1]), coefficients[:, -1]


def draw_level(law: BoneLaw, fitted: Fitted, rng: np.random.Generator) -> np.ndarray:
    """(n, 3) levels of true bone."""
    n = len(law.mean)
    share = np.cumsum(fitted.weights[law.stratum], axis=1)
    component = (rng.random(n)[:, None] > share[:, :-1]).sum(axis=1)
    root = np.linalg.cholesky(fitted.covariances)[law.stratum, component]
    noise = np.einsum("nij,nj->ni", root, rng.standard_normal((n, 3)))
    return np.asarray(law.mean + fitted.means[law.stratum, component] + noise)


def true_bmd(law: BoneLaw, level: np.ndarray) -> np.ndarray:
    """(n, 3) g/cm2 today."""
    return np.asarray(np.exp(level) * law.remaining)


def scanner_sd(parameters: Parameters) -> np.ndarray:
    """(3,) SD of a scan around the true BMD, g/cm2."""
    return np.array([getattr(parameters.scanner, site).value for site in SITES])


def measure(parameters: Parameters, bmd: np.ndarray, rng: np.random.Generator) -> Columns:
    """The scan: true bmd (n, 3) with the scanner's error."""
    scan = bmd + scanner_sd(parameters) * rng.standard_normal(bmd.shape)
    return dict(zip(BMD, scan.T, strict=True))


def t_scores(bmd: np.ndarray) -> np.ndarray:
    """(…, 3) T-scores of BMD in the order of SITES, Hologic scale."""
    return np.asarray((bmd - MEANS) / SDS)
