"""The raw pool as three registries would send it, made from an analysis cohort: everything that selection has to find and undo.

The real pool is not public, so this is its stand-in: people recorded twice, people who are not eligible, outliers and unit slips. The
overlap rates are the paper's; the shares of ineligible people are invented, for the paper's flow chart is a picture whose numbers its text
does not give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

OVERLAPS = (("nhanes_like", "ukb_like", 0.032), ("nhanes_like", "oai_like", 0.018))
"""Pairs of sources and the share of the smaller one's records that belong to people of the other (paper, section 1.2)."""

INELIGIBLE = {
    "age": 0.10, "dxa": 0.06, "follow_up": 0.05, "secondary_osteoporosis": 0.02, "malignancy": 0.03, "bone_active_drugs": 0.04,
    "missing": 0.02,
}  # fmt: skip
"""Ineligible people of each kind, as a share of the analysis cohort. Invented."""

SLIPS = {"height_cm": 0.01, "femoral_neck_bmd": 1000.0, "weight_kg": 10.0, "serum_calcium": 4.0, "vitamin_d_25oh": 100.0}
"""Unit slips by factor: metres for centimetres, mg/cm² for g/cm², a lost decimal point, mg/dL for mmol/L, a lost decimal point twice."""

_SLIP_SHARE = 0.002
_NOISE = {"height_cm": 0.4, "weight_kg": 0.8}
_BONES = ("lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd")
_PRECISION = 0.012
"""Coefficient of variation of a repeated BMD measurement (ISCD: 1 to 2.5 %, by site)."""


def raw_records(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Wrap an analysis cohort into the raw pool.

    Args:
        table: the virtual cohort's columns.
        seed: of everything that is added.

    Returns:
        Shuffled records with a unique `id`, and further columns: `person` (the true identity, which linkage does not see), `malignancy`,
        `secondary_osteoporosis_cause` (0/1) and `bone_active_drugs_months`.
    """
    import pandas as pd

    rng = np.random.default_rng([seed, 1])
    base = table.copy()
    base["person"] = base["id"]
    base["malignancy"] = 0.0
    base["secondary_osteoporosis_cause"] = 0.0
    # Up to three months of treatment is allowed: a few have that.
    base["bone_active_drugs_months"] = np.where(rng.random(len(base)) < 0.03, rng.integers(1, 4, len(base)), 0.0)
    eligible_not = [_ineligible(base, kind, round(share * len(base)), rng) for kind, share in INELIGIBLE.items()]
    pool = pd.concat([base, *eligible_not], ignore_index=True)
    pool = pd.concat([pool, _second_records(pool, rng)], ignore_index=True)
    _slip(pool, rng)
    return pool.iloc[rng.permutation(len(pool))].reset_index(drop=True)


def _ineligible(base: pd.DataFrame, kind: str, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Other people, like those of the cohort but for the one reason."""
    people = base.iloc[rng.integers(0, len(base), count)].reset_index(drop=True)
    people["id"] = people["person"] = [f"X-{kind}-{i:06d}" for i in range(count)]
    visits = rng.permutation(base["first_visit"].to_numpy())
    people["first_visit"] = visits[rng.integers(0, len(visits), count)]
    _remeasure(people, rng, spread=10.0)
    people["age"] = np.clip(np.round(people["age"] + rng.normal(0, 4, count), 1), 40.0, 100.0)
    if kind == "age":
        people["age"] = np.round(rng.uniform(20.0, 39.9, count), 1)
    elif kind == "dxa":
        people[list(_BONES[:2])] = np.nan
    elif kind == "follow_up":
        people["follow_up_months"] = np.floor(rng.uniform(0.0, 6.0, count))
    elif kind == "missing":
        people[["bmi", "weight_kg", "prior_fracture", "lumbar_spine_bmd"]] = np.nan
    elif kind == "bone_active_drugs":
        people["bone_active_drugs_months"] = rng.integers(4, 61, count).astype(float)
    else:
        people["malignancy" if kind == "malignancy" else "secondary_osteoporosis_cause"] = 1.0
    return people


def _second_records(pool: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Records of people whom a second source has seen too, within 30 days and measured anew; less complete than the first."""
    import pandas as pd

    sizes, taken, parts = pool["source"].value_counts(), np.zeros(len(pool), bool), []
    for first, second, rate in OVERLAPS:
        if first not in sizes or second not in sizes:
            continue
        # The second source grows by the records that are added to it.
        count = round(rate * min(sizes[first], sizes[second] / (1.0 - rate)))
        candidates = np.flatnonzero((pool["source"] == first).to_numpy() & ~taken)
        chosen = rng.choice(candidates, count, replace=False)
        taken[chosen] = True
        again = pool.iloc[chosen].reset_index(drop=True)
        again["id"] = [f"{second[:3].upper()}-{identity}" for identity in again["id"]]
        again["source"] = second
        days = rng.integers(-30, 31, count)
        again["first_visit"] = (pd.to_datetime(again["first_visit"]) + pd.to_timedelta(days, "D")).dt.strftime("%Y-%m-%d")
        again["age"] = np.round(again["age"] + days / 365.25, 1)
        _remeasure(again, rng, spread=1.0)
        again["calcium_intake"] = again["serum_calcium"] = np.nan
        parts.append(again)
    return pd.concat(parts, ignore_index=True) if parts else pool.iloc[:0]


def _remeasure(people: pd.DataFrame, rng: np.random.Generator, spread: float) -> None:
    """Measure body and bone again, in place; `spread` 1 is repeatability, more makes another person."""
    n = len(people)
    for name, sd in _NOISE.items():
        people[name] = np.round(people[name] + rng.normal(0.0, sd * spread, n), 1)
    people["weight_kg"] = people["weight_kg"].clip(lower=35.0)
    people["bmi"] = people["weight_kg"] / (people["height_cm"] / 100.0) ** 2
    for name in _BONES:
        people[name] = people[name] * np.exp(rng.normal(0.0, _PRECISION * min(spread, 8.0), n))


def _slip(pool: pd.DataFrame, rng: np.random.Generator) -> None:
    """Write a few values in a wrong unit, in place."""
    for name, factor in SLIPS.items():
        rows = rng.random(len(pool)) < _SLIP_SHARE
        pool.loc[rows, name] = pool.loc[rows, name] * factor
