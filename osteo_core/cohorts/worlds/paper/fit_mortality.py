"""Gompertz hazard of death by sex from NHANES linked mortality: `python -m osteo_core.cohorts.worlds.paper.fit_mortality TABLE.parquet`.

Source: NCHS 2015 linked mortality file, NHANES 2005-14, people aged 40 to 79 at the examination (older ages are top-coded),
followed from the examination. The two lines it prints go into parameters.toml.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from scipy.optimize import minimize

REFERENCE_AGE = 65.0


def negative_log_likelihood(theta: np.ndarray, entry: np.ndarray, years: np.ndarray, died: np.ndarray) -> float:
    """Left-truncated Gompertz: hazard exp(a + b (age - 65)); entry age and follow-up in years, arrays of n."""
    a, b = theta
    start = np.exp(a + b * (entry - REFERENCE_AGE))
    cumulative = start * np.expm1(b * years) / b
    return float(-(died * (a + b * (entry + years - REFERENCE_AGE)) - cumulative).sum())


def fit(table: pd.DataFrame, sex: str) -> tuple[float, float]:
    """Return (log hazard a year at age 65, rise a year of age) of one sex ("F" or "M")."""
    rows = table[(table.sex == sex) & table.age.between(40, 79) & table.mort_status_2015.notna() & table.mort_months_from_exam.gt(0)]
    entry, years = rows.age.to_numpy(float) + 0.5, rows.mort_months_from_exam.to_numpy(float) / 12.0
    died = rows.mort_status_2015.to_numpy(float)
    found = minimize(negative_log_likelihood, x0=np.array([-4.5, 0.09]), args=(entry, years, died), method="Nelder-Mead")
    return float(found.x[0]), float(found.x[1])


def main() -> None:
    """Print the fitted constants of both sexes."""
    table = pd.read_parquet(sys.argv[1])
    for name, code in (("female", "F"), ("male", "M")):
        level, rise = fit(table, code)
        sys.stdout.write(f"[mortality.{name}]\nlog_hazard_65 = {level:.4f}\nper_year = {rise:.4f}\n")


if __name__ == "__main__":
    main()
