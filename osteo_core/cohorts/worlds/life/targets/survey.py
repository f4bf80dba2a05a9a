"""Where real people can contradict the world: participants of its own cycles beside what it draws, by sex and decade."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life.bone import BMD, t_scores
from osteo_core.cohorts.worlds.life.clinical import ANSWERS
from osteo_core.cohorts.worlds.life.participants import participants
from osteo_core.cohorts.worlds.lines import Line, near
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.frax_formula.inputs import frax_percent
from osteo_core.patients.dxa import round_t
from osteo_core.patients.who import OSTEOPOROSIS_AT

DECADES = ((40, 50), (50, 60), (60, 70), (70, 80), (80, 200))
WIDE_CELLS = (("female", 40, 50), ("female", 50, 65), ("female", 65, 75), ("female", 75, 200), ("male", 40, 50), ("male", 50, 200))
"""Wider cells for the prevalence by three sites, which few of the oldest have all of."""
SAMPLING_ERRORS = 3.0
"""Standard errors of the survey's own figure (effective sample size of the weights) that a difference may reach in any case."""


def cells(table: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Name and rows (n,) of each sex and decade."""
    for sex in ("female", "male"):
        for low, high in DECADES:
            decade = f"{low} to {high - 1}" if high < 200 else f"{low} and over"
            yield f"{sex}, {decade}", ((table["sex"] == sex) & table["age"].between(low, high, inclusive="left")).to_numpy()


def wide_cells(table: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """The same of WIDE_CELLS."""
    for sex, low, high in WIDE_CELLS:
        name = f"{sex}, {low} to {high - 1}" if high < 200 else f"{sex}, {low} and over"
        yield f"all, {name}", ((table["sex"] == sex) & table["age"].between(low, high, inclusive="left")).to_numpy()


def weighted(values: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """Mean, SD and standard error of the mean."""
    mean = float(np.average(values, weights=weight))
    sd = float(np.sqrt(np.average((values - mean) ** 2, weights=weight)))
    return mean, sd, sd / float(np.sqrt(weight.sum() ** 2 / (weight**2).sum()))


def body_and_bone(cohort: VirtualCohort) -> Iterator[Line]:
    """Means and SDs of BMI and of BMD where it was scanned."""
    real = participants()
    drawn = cohort.table[["bmi"]].assign(**{name: cohort.truth[f"true_{name}"] for name in BMD})
    for name, tolerance in (("bmi", 0.5), *((site, 0.010) for site in BMD)):
        for (cell, rows), (_, found_rows) in zip(cells(real), cells(cohort.table), strict=True):
            some = real[rows & real[name].notna().to_numpy()]
            mean, sd, error = weighted(some[name].to_numpy(), some["survey_weight"].to_numpy())
            values = drawn[name].to_numpy()[found_rows]
            unit = "kg/m²" if name == "bmi" else "g/cm²"
            yield near(f"{name}, mean, {unit} (NHANES)", cell, mean, values.mean(), max(tolerance, SAMPLING_ERRORS * error))
            yield near(f"{name}, SD (NHANES)", cell, sd, values.std(), max(0.12 * sd, SAMPLING_ERRORS * error / np.sqrt(2.0)))


def osteoporosis(cohort: VirtualCohort) -> Iterator[Line]:
    """Prevalence by three sites, in participants with all three, and by the two of the hip, in all."""
    real = participants()
    scans = t_scores(real[list(BMD)].to_numpy(float))
    bone = t_scores(cohort.truth[[f"true_{name}" for name in BMD]].to_numpy())
    for title, sites in (("three sites", [0, 1, 2]), ("femoral neck and total hip", [1, 2])):
        complete = ~np.isnan(scans[:, sites]).any(axis=1)
        has = round_t(np.nan_to_num(scans[:, sites].min(axis=1), nan=9.0)) <= OSTEOPOROSIS_AT
        drawn = round_t(bone[:, sites].min(axis=1)) <= OSTEOPOROSIS_AT
        pairs = zip(chain(cells(real), wide_cells(real)), chain(cells(cohort.table), wide_cells(cohort.table)), strict=True)
        for (cell, rows), (_, found_rows) in pairs:
            some = rows & complete
            mean, _, error = weighted(has[some].astype(float), real["survey_weight"].to_numpy()[some])
            found = 100 * drawn[found_rows].mean()
            yield near(f"Osteoporosis by {title}, % (NHANES)", cell, 100 * mean, found, max(1.5, 100 * SAMPLING_ERRORS * error))


def answers(cohort: VirtualCohort) -> Iterator[Line]:
    """Risk factors among those who were asked; prior fracture where ages at fracture are known (cycle H)."""
    real = participants()
    for name in ANSWERS:
        asked = real[real[name].notna() & ((real["cycle"] == "H") | (name != "prior_fracture"))]
        mean, _, error = weighted(asked[name].to_numpy(), asked["survey_weight"].to_numpy())
        tolerance = max(1.0, 100 * SAMPLING_ERRORS * error)
        yield near("Answers, % (NHANES)", name, 100 * mean, 100 * cohort.table[name].mean(), tolerance)
    for name in ("european", "african", "hispanic", "asian"):
        some = real if name != "asian" else real[real["cycle"] == "H"]
        told = (some["ethnicity"] == name).to_numpy(float)
        mean, _, error = weighted(told, some["survey_weight"].to_numpy())
        found = 100 * (cohort.table["ethnicity"] == name).mean()
        yield near("Answers, % (NHANES)", name, 100 * mean, found, max(1.0, 100 * SAMPLING_ERRORS * error))


def fracture_risk(cohort: VirtualCohort) -> Iterator[Line]:
    """Ten-year probabilities beside the FRAX-style ones of the same people, and of the participants who were asked everything (cycle H)."""
    real, table = participants(), cohort.table
    real = real[(real["cycle"] == "H") & (real["ethnicity"] != "other")]
    scores = _frax_style(real, real["femoral_neck_bmd"])
    known = (table["ethnicity"] != "other").to_numpy()
    own = _frax_style(table[known], cohort.truth["true_femoral_neck_bmd"][known])
    for outcome, p in (("major", "p_fracture"), ("hip", "p_hip_fracture")):
        for (cell, rows), (_, own_rows), (_, found_rows) in zip(cells(real), cells(table[known]), cells(table), strict=True):
            risk = 100 * cohort.truth[p].to_numpy()
            mean = risk[known][own_rows].mean()
            yield near(f"Mean {outcome} risk / FRAX-style of the same people", cell, 1.0, mean / own[outcome][own_rows].mean(), 0.05)
            target, _, error = weighted(scores[outcome][rows], real["survey_weight"].to_numpy()[rows])
            tolerance = max(0.15 * target, SAMPLING_ERRORS * error)
            yield near(f"Mean {outcome} risk, % (FRAX-style, NHANES 2013-14)", cell, target, risk[found_rows].mean(), tolerance)


def _frax_style(people: pd.DataFrame, neck_bmd: pd.Series) -> dict[str, np.ndarray]:
    given = {name: people[name].fillna(0).to_numpy() for name in ANSWERS}
    neck = np.column_stack([np.full(len(people), np.nan), neck_bmd.to_numpy(), np.full(len(people), np.nan)])
    t = t_scores(neck)[:, 1]
    return frax_percent(age=people["age"], sex=people["sex"], ethnicity=people["ethnicity"], t_score=t, **given)
