"""Z-score reference curves: mean and SD of BMD by age, sex and ethnicity, on the Hologic scale.

Fitted on NHANES by `osteo reproduce reference_curves` (method and source stand in `reference_curves.json`). Ages covered: femoral neck
and total hip 20 to 85 (82 or 83 for African and Hispanic women), lumbar spine 20 to 80; Asian people 40 to 80, since the public files
name them in the later cycles only. BMD of the hip falls all the way; that of the spine levels off after 70 (degenerative change).
A Z-score takes BMD as normal within a cell; the skewness left in NHANES is 0.45, 0.22 and 0.27 (neck, hip, spine).
Outside those ages there is no reference and the answer is NaN.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteo_core.released import read_json

SITES = ("lumbar_spine", "femoral_neck", "total_hip")
_POOLED = "all"
_CURVES = Path(__file__).with_name("reference_curves.json")

FloatArray = NDArray[np.float64]


@cache
def reference_document() -> dict[str, Any]:
    """The fitted curves with their source, method and the command that made them."""
    document: dict[str, Any] = read_json(_CURVES)
    return document


def reference_mean_sd(site: str, age: ArrayLike, sex: ArrayLike, ethnicity: ArrayLike | None = None) -> tuple[FloatArray, FloatArray]:
    """Mean and SD of Hologic BMD (g/cm2) of people of that age (years), sex and ethnicity; arrays of the broadcast shape.

    `ethnicity` None or "other" means all ethnicities together. NaN where age or sex is unknown or the curve has no data at that age.
    Raises ValueError for an unknown site.
    """
    if site not in SITES:
        raise ValueError(f"site {site!r} is not one of {', '.join(SITES)}")
    ages, sexes, groups = np.broadcast_arrays(
        np.asarray(age, dtype=float), np.asarray(sex, dtype=object), np.asarray(ethnicity, dtype=object)
    )
    mean, sd = np.full(ages.shape, np.nan), np.full(ages.shape, np.nan)
    for sex_name, by_group in reference_document()["curves"][site].items():
        of_sex = sexes == sex_name
        own_curve = np.isin(groups.astype(str), [g for g in by_group if g != _POOLED])
        for group, curve in by_group.items():
            chosen = of_sex & (~own_curve if group == _POOLED else groups == group)
            if not chosen.any():
                continue
            grid = curve["first_age"] + np.arange(len(curve["mean"]))
            mean[chosen] = np.interp(ages[chosen], grid, curve["mean"], left=np.nan, right=np.nan)
            sd[chosen] = np.interp(ages[chosen], grid, curve["sd"], left=np.nan, right=np.nan)
    return mean, sd


def z_score(site: str, hologic_bmd: ArrayLike, age: ArrayLike, sex: ArrayLike, ethnicity: ArrayLike | None = None) -> FloatArray:
    """Z-score, (BMD - mean) / SD among people of the same age, sex and ethnicity; vectorised, 0-d for one person.

    `hologic_bmd` in g/cm2 on the Hologic scale (convert other manufacturers first). NaN where BMD, age or sex is unknown or the age is
    outside the reference (see the module's docstring). `ethnicity` None or "other": all ethnicities together.
    """
    mean, sd = reference_mean_sd(site, age, sex, ethnicity)
    return np.asarray((np.asarray(hologic_bmd, dtype=float) - mean) / sd)


def reference_ages(site: str, sex: str, ethnicity: str | None = None) -> tuple[int, int]:
    """First and last age (years) of the curve that `z_score` would use."""
    by_group = reference_document()["curves"][site][sex]
    curve = by_group.get(ethnicity, by_group[_POOLED])
    return int(curve["first_age"]), int(curve["first_age"]) + len(curve["mean"]) - 1
