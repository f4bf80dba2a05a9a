"""When a change could first be told from measurement error, and how long others took to reach osteoporosis: calculations, no advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from osteo_core.patients import Patient
from osteo_core.patients.reference import reference_mean_sd
from osteo_core.records.precision import ISCD_PERCENT

_SPAN = 5
"""Years before and after over which the slope of a reference curve is taken."""


@dataclass(frozen=True)
class Interval:
    """Years, with the 95 % interval as published."""

    years: float
    low: float
    high: float


Group = Literal["normal", "mild", "moderate", "advanced"]
GOURLAY: dict[Group, Interval] = {
    "normal": Interval(16.8, 11.5, 24.6),
    "mild": Interval(17.3, 13.9, 21.5),
    "moderate": Interval(4.7, 4.2, 5.2),
    "advanced": Interval(1.1, 1.0, 1.3),
}
"""Years until 10 % of women of 67 and over, without fracture or treatment, had osteoporosis, by the lower T-score of femoral neck and
total hip: -1.00 and above, -1.01 to -1.49, -1.50 to -1.99, -2.00 to -2.49. Gourlay et al., N Engl J Med 2012;366:225."""

YOUNGEST_OF_GOURLAY = 67


def gourlay_group(lowest_hip_t: float) -> Group | None:
    """The group of a T-score of the hip; None at -2.5 and below, where there is osteoporosis already."""
    if lowest_hip_t <= -2.5:
        return None
    return "normal" if lowest_hip_t >= -1.0 else "mild" if lowest_hip_t > -1.5 else "moderate" if lowest_hip_t > -2.0 else "advanced"


def years_to_lsc(lsc_percent: float, percent_per_year: float) -> float | None:
    """Years after which a steady change exceeds the least significant change; None where nothing changes."""
    return None if percent_per_year == 0 else lsc_percent / abs(percent_per_year)


def expected_percent_per_year(field: str, patient: Patient) -> float | None:
    """Per cent a year by which BMD differs at this age among Americans of that sex (NHANES 2005-2020, a cross-section, mostly untreated).

    None where age or sex is not known, or the age lies outside the reference.
    """
    clinical = patient.clinical
    if clinical is None or clinical.age is None or clinical.sex is None or field not in ISCD_PERCENT:
        return None
    ages = np.array([clinical.age - _SPAN, clinical.age, clinical.age + _SPAN])
    mean, _ = reference_mean_sd(field.removesuffix("_bmd"), ages, clinical.sex, clinical.ethnicity)
    return None if np.isnan(mean).any() else float(100 * (mean[2] - mean[0]) / (2 * _SPAN) / mean[1])
