"""Fit the Z-score reference curves on NHANES and write osteo_core/patients/reference_curves.json.

    osteo reproduce reference_curves

For each site, sex and ethnicity: BMD (Hologic, g/cm2) is normal with a mean and a log SD that are natural cubic splines of age, fitted
together by weighted maximum likelihood. Weights are the survey's examination weights; where the extract has none (2005-06, 2009-10) a
person gets the mean 2007-08 weight of people of the same ethnicity, sex and ten years of age. Each cycle's weights are scaled to sum to
its number of people. Top-coded ages (85 in 2005-06, 80 later) stand for that age *and over*, so those people are left out of the fit.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.cohorts.nhanes.extract import TOP_CODED_AGE, load_nhanes
from osteo_core.locations import PACKAGE_DIR

OUT = PACKAGE_DIR / "patients" / "reference_curves.json"
SITES = {"lumbar_spine": (0.3, 2.2), "femoral_neck": (0.2, 1.8), "total_hip": (0.2, 2.0)}
GROUPS = ("all", "european", "african", "hispanic", "asian")
YOUNGEST = 20


def natural_spline(age: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """Natural cubic spline basis with an intercept, (n, K); linear beyond the outer knots (Hastie et al., ESL 2nd ed., eq. 5.4-5.5)."""
    scale = knots[-1] - knots[0]

    def hinge(knot: float) -> np.ndarray:
        return np.clip((age - knot) / scale, 0, None) ** 3

    def difference(k: int) -> np.ndarray:
        return (hinge(knots[k]) - hinge(knots[-1])) / ((knots[-1] - knots[k]) / scale)

    last = difference(len(knots) - 2)
    bends = [difference(k) - last for k in range(len(knots) - 2)]
    return np.column_stack([np.ones_like(age), (age - knots[0]) / scale, *bends])


def fit_mean_sd(age: np.ndarray, bmd: np.ndarray, weight: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and SD at the ages `at`: weighted least squares for the mean and Fisher scoring for the log variance, in turn."""
    quantiles = np.linspace(0.04, 0.96, 7 if len(age) > 3500 else 5 if len(age) > 1000 else 3)
    mean_knots = np.quantile(age, quantiles)
    sd_knots = np.quantile(age, [0.05, 0.5, 0.95])
    mean_basis, sd_basis = natural_spline(age, mean_knots), natural_spline(age, sd_knots)
    log_variance = np.full(len(age), np.log(np.average((bmd - np.average(bmd, weights=weight)) ** 2, weights=weight)))
    for _ in range(100):
        mean_coefficients = _least_squares(mean_basis, bmd, weight / np.exp(log_variance))
        squared = (bmd - mean_basis @ mean_coefficients) ** 2
        sd_coefficients = _least_squares(sd_basis, log_variance + squared / np.exp(log_variance) - 1, weight)
        update = sd_basis @ sd_coefficients
        change = np.abs(update - log_variance).max()
        log_variance = update
        if change < 1e-9:
            return natural_spline(at, mean_knots) @ mean_coefficients, np.exp(natural_spline(at, sd_knots) @ sd_coefficients / 2)
    raise RuntimeError(f"the curve did not settle: last change {change:.2e}")


def _least_squares(basis: np.ndarray, target: np.ndarray, weight: np.ndarray) -> np.ndarray:
    root = np.sqrt(weight)
    return np.linalg.lstsq(basis * root[:, None], target * root, rcond=None)[0]


def survey_weights(people: pd.DataFrame) -> pd.Series:
    """Examination weight of each person, borrowed from 2007-08 where the extract has none, scaled to sum to n within a cycle."""
    decade = (people["age"] // 10).clip(upper=7)
    cell = [people["ethnicity"], people["sex"], decade]
    borrowed = people["survey_weight"].where(people["cycle"] == "E").groupby(cell).transform("mean")
    weight = people["survey_weight"].fillna(borrowed)
    return weight / weight.groupby(people["cycle"]).transform("mean")


def fit_curve(people: pd.DataFrame, site: str) -> dict[str, object]:
    """One curve by year, with how many people stand behind it."""
    ages = np.arange(people["age"].min(), people["age"].max() + 2)
    age, bmd, weight = (people[c].to_numpy(float) for c in ("age", f"{site}_bmd", "weight"))
    mean, sd = fit_mean_sd(age, bmd, weight, at=ages)
    return {
        "n": len(people),
        "first_age": int(ages[0]),
        "mean": [round(float(v), 5) for v in mean],
        "sd": [round(float(v), 5) for v in sd],
    }


def main() -> None:
    """Fit every curve, write the document and say how many people each rests on."""
    people = load_nhanes(min_age=YOUNGEST)
    people = people[people["age"] < people["cycle"].map(TOP_CODED_AGE)].assign(weight=lambda t: survey_weights(t))
    curves: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
    for site, (low, high) in SITES.items():
        measured = people[people[f"{site}_bmd"].between(low, high) & (people["weight"] > 0)]
        curves[site] = {
            str(sex): {group: fit_curve(of_sex if group == "all" else of_sex[of_sex["ethnicity"] == group], site) for group in GROUPS}
            for sex, of_sex in measured.groupby("sex")
        }
    document = {
        "source": "US CDC/NCHS NHANES 2005-2010, 2013-14 and 2017-March 2020, public-use files; BMD by Hologic DXA, g/cm2",
        "command": "osteo reproduce reference_curves",
        "method": " ".join((__doc__ or "").split("\n\n", 2)[2].split()),
        "scale": "hologic",
        "unit": "g/cm2",
        "curves": curves,
    }
    OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for site, by_sex in curves.items():
        for sex, by_group in by_sex.items():
            counts = ", ".join(f"{group} {curve['n']}" for group, curve in by_group.items())
            sys.stdout.write(f"{site}, {sex}: {counts}\n")
