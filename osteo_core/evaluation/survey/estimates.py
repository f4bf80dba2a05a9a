"""Weighted estimates from a complex survey: means and proportions with design-based errors (strata, primary sampling units, weights).

Variance by Taylor linearisation, primary sampling units (PSUs) taken as drawn with replacement within strata (Binder, Int Stat Rev
1983;51:279), as NCHS prescribes for NHANES and R's `survey` computes it. A subgroup, and the people whose value is known, are a domain: the
others count zero and their PSUs stay in the design. Intervals are t intervals, for a proportion on the logit scale (`svyciprop`, method
"logit"); their degrees of freedom are the PSUs less the strata in which the domain has anybody.

A stratum with a single PSU gives no variance and is refused: it means that the table lost part of its sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import t as student

from osteo_core.errors import InvalidInput, Problem

CYCLE_YEARS = {"D": 2.0, "E": 2.0, "F": 2.0, "H": 2.0, "J": 2.0, "P": 3.2}
"""Years that each NHANES cycle covers; P is 2017 to March 2020."""

SCANNED_FROM_AGE = {"D": 8, "E": 8, "F": 8, "H": 40, "J": 50, "P": 50}
"""The age from which each cycle scanned the hip (codebooks of DXXFEM)."""

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SurveyEstimate:
    """An estimate, its standard error, 95 % interval (NaN where there is none), degrees of freedom and the number of people in it."""

    estimate: float
    se: float
    low: float
    high: float
    df: int
    n: int


@dataclass(frozen=True)
class SurveyDesign:
    """A complex survey design: how many of the population each person represents, and how the sample was drawn.

    Shape:
        weights: (n,), 0 for people outside the sample; psu: (n,) the PSU's number from 0; stratum: (psus,).
    """

    weights: FloatArray
    psu: IntArray
    stratum: IntArray

    @classmethod
    def of(cls, weights: ArrayLike, strata: ArrayLike, psu: ArrayLike) -> SurveyDesign:
        """The design of n people. PSU numbers may repeat between strata. People with no weight, or weight 0, are outside the sample.

        Raises InvalidInput for a negative weight, a weighted person without stratum or PSU, nobody with a weight, and a single-PSU stratum.
        """
        people = pd.DataFrame({"weight": np.asarray(weights, float), "stratum": np.asarray(strata, float), "psu": np.asarray(psu, float)})
        people["weight"] = people["weight"].fillna(0.0)
        sampled = people["weight"] > 0
        if (people["weight"] < 0).any():
            raise InvalidInput(Problem("survey_weight", "survey.negative_weight", row=int(np.argmax(people["weight"] < 0))))
        if not sampled.any():
            raise InvalidInput(Problem("survey_weight", "survey.no_weights"))
        lost = sampled & people[["stratum", "psu"]].isna().any(axis=1)
        if lost.any():
            raise InvalidInput(Problem("survey_psu", "survey.no_psu", row=int(np.argmax(lost))))
        number = people[sampled].groupby(["stratum", "psu"]).ngroup()
        units = people[sampled].groupby(["stratum", "psu"]).size().reset_index()
        counts = units["stratum"].value_counts()
        if (counts == 1).any():
            raise InvalidInput(Problem("survey_strata", "survey.lonely_psu", {"stratum": f"{counts.idxmin():g}"}))
        everybody = np.asarray(number.reindex(people.index, fill_value=0), dtype=np.int64)
        _, stratum = np.unique(units["stratum"].to_numpy(), return_inverse=True)
        return cls(people["weight"].to_numpy(), everybody, stratum.astype(np.int64))


def nhanes_design(people: pd.DataFrame) -> SurveyDesign:
    """The design of harmonised NHANES people (cycle, age, survey_weight, survey_strata, survey_psu), cycles with weights combined.

    Each weight is multiplied by its cycle's share of the years covered (2 for a cycle, 3.2 for 2017-March 2020), so that the sum is the
    population at the middle of the period: NCHS, Vital Health Stat 2(190), 2022, and the NHANES tutorial on weighting. The years are those
    of the cycles that scanned people of that age: those under 50 are not thinned by cycles that had none of them. People too young for
    the scan, or from a cycle without weights, are outside the sample. NCHS numbers strata through all cycles.
    """
    weighted, age = people["survey_weight"].notna(), people["age"]
    cycles = people.loc[weighted, "cycle"].unique()
    covered = sum(((age >= SCANNED_FROM_AGE[cycle]) * CYCLE_YEARS[cycle] for cycle in cycles), start=pd.Series(0.0, people.index))
    eligible = weighted & (age >= people["cycle"].map(SCANNED_FROM_AGE))
    weights = (people["survey_weight"] * people["cycle"].map(CYCLE_YEARS) / covered).where(eligible, 0.0)
    return SurveyDesign.of(weights, people["survey_strata"], people["survey_psu"])


def weighted_mean(design: SurveyDesign, values: ArrayLike, domain: ArrayLike | None = None) -> SurveyEstimate:
    """Weighted mean of `values` (n,), NaN unknown, among `domain` (n,) bool, with a t interval."""
    mean, se, df, n = _linearised(design, np.asarray(values, float), domain)
    half = float(student.ppf(0.975, df)) * se if df > 0 else np.nan
    return SurveyEstimate(estimate=mean, se=se, low=mean - half, high=mean + half, df=df, n=n)


def weighted_proportion(design: SurveyDesign, yes: ArrayLike, domain: ArrayLike | None = None) -> SurveyEstimate:
    """Weighted share (0 to 1) of ones in `yes` (n,), 1, 0 or NaN unknown, among `domain`; logit interval, none for a share of 0 or 1."""
    answers = np.asarray(yes, float)
    if not np.isin(answers[~np.isnan(answers)], (0.0, 1.0)).all():
        raise ValueError("a proportion is of answers 1 and 0")
    share, se, df, n = _linearised(design, answers, domain)
    if not 0 < share < 1 or df <= 0:
        return SurveyEstimate(estimate=share, se=se, low=np.nan, high=np.nan, df=df, n=n)
    half = float(student.ppf(0.975, df)) * se / (share * (1 - share))
    return SurveyEstimate(estimate=share, se=se, low=float(expit(logit(share) - half)), high=float(expit(logit(share) + half)), df=df, n=n)


def _linearised(design: SurveyDesign, values: FloatArray, domain: ArrayLike | None) -> tuple[float, float, int, int]:
    """Mean, standard error, degrees of freedom and number of people."""
    inside = (design.weights > 0) & ~np.isnan(values)
    if domain is not None:
        inside &= np.asarray(domain, bool)
    n = int(inside.sum())
    if n == 0:
        return np.nan, np.nan, 0, 0
    weights, psus = design.weights[inside], len(design.stratum)
    mean = float(np.average(values[inside], weights=weights))
    influence = weights * (values[inside] - mean) / weights.sum()
    totals = np.bincount(design.psu[inside], weights=influence, minlength=psus)
    per_stratum = np.bincount(design.stratum)
    centred = totals - (np.bincount(design.stratum, weights=totals) / per_stratum)[design.stratum]
    variance = float(np.sum((per_stratum / (per_stratum - 1.0))[design.stratum] * centred**2))
    present = np.unique(design.psu[inside])
    return mean, variance**0.5, len(present) - len(np.unique(design.stratum[present])), n
