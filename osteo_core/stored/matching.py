"""Two groups of the cohort made alike by propensity scores, and whether what was not matched on became alike too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.groups.matching import CALIPER, match
from osteo_core.evaluation.groups.standardised_difference import standardised_difference
from osteo_core.stored.cohort_study import grouped, numeric

COVARIATES = (
    "age", "female", "bmi", "asian", "african", "prior_fracture", "parental_hip_fracture", "current_smoking", "high_alcohol_intake",
    "glucocorticoid_use", "rheumatoid_arthritis", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "serum_calcium",
    "vitamin_d_25oh",
)  # fmt: skip
"""What can be matched on, and what is compared whether or not it was: known of nearly everybody."""

DEFAULT = ("age", "female", "bmi")
"""The covariates that section 2.1 of the paper names."""


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Pairs found between two groups.

    `seekers` is the smaller group, whose people look for a partner. `balance`: covariate, before, after (standardised differences,
    seekers less the others), matched_on. `caliper` on the logit.
    """

    seekers: str
    others: str
    sizes: tuple[int, int]
    pairs: int
    lost: tuple[int, int]
    incomplete: int
    caliper: float
    balance: pd.DataFrame


def compare_and_match(
    everybody: pd.DataFrame, grouping: str, groups: Sequence[str], covariates: Sequence[str], *, caliper: float = CALIPER, seed: int = 0
) -> Matched:
    """Match the smaller of two groups to the other.

    Raises:
        InvalidInput: two groups were not chosen; no covariates; or as `matching.match`, where a covariate that tells the groups apart by
            definition is named by itself.
    """
    if len(groups) != 2:
        raise InvalidInput(Problem("", "cohort_page.problem.two_groups", {"found": len(groups)}))
    table, group = grouped(everybody, grouping, groups)
    smaller, larger = sorted(group.categories, key=lambda name: int((group == name).sum()))
    seeking = np.asarray(group == smaller)
    values = numeric(table)
    made_of = [name for name in covariates if values[name][seeking].nunique() == 1 == values[name][~seeking].nunique()]
    if made_of:
        raise InvalidInput([Problem(name, "cohort_page.problem.defines") for name in made_of])
    matching = match(seeking.astype(float), {name: values[name] for name in covariates}, caliper=caliper, seed=seed)
    scored = np.isfinite(matching.logit)
    first, second = matching.pairs.T
    rows = [
        {
            "covariate": name,
            "before": standardised_difference(values[name][scored & seeking], values[name][scored & ~seeking]),
            "after": standardised_difference(values[name].iloc[first], values[name].iloc[second]),
            "matched_on": name in covariates,
        }
        for name in (*covariates, *(other for other in COVARIATES if other not in covariates))
    ]
    return Matched(
        seekers=smaller,
        others=larger,
        sizes=(int(seeking.sum()), int((~seeking).sum())),
        pairs=len(matching.pairs),
        lost=matching.lost,
        incomplete=matching.incomplete,
        caliper=matching.caliper,
        balance=pd.DataFrame(rows),
    )
