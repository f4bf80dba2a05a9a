"""Whom the world holds: clinical records of survey participants, drawn by their weights, completed and slightly moved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life.answers import AFTER_WRIST, complete
from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, is_female
from osteo_core.cohorts.worlds.life.fitted import Fitted
from osteo_core.cohorts.worlds.life.old_age import spread
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.cohorts.worlds.life.participants import participants

ROUNDS = 4
"""Of the chained equations; the first starts from answers drawn at their prevalence."""


def draw_people(parameters: Parameters, fitted: Fitted, n: int, rng: np.random.Generator) -> Columns:
    """Clinical columns of n people without a gap: age (0.1 year), sex, ethnicity, body size, ANSWERS, postmenopausal (NaN for men).

    `participant` numbers the participant whose record it was (a row of `participants()`); it goes no further than the truth.
    """
    table = participants()
    weights = table["survey_weight"].to_numpy()
    row = rng.choice(len(table), size=n, p=weights / weights.sum())
    people = table.iloc[row]
    columns: Columns = {name: people[name].to_numpy(float).copy() for name in ("age", "height_cm", "weight_kg", "bmi", *ANSWERS)}
    columns |= {name: people[name].to_numpy(object).copy() for name in ("sex", "ethnicity")}
    columns["age"] = _exact_age(columns, people["top_coded"].to_numpy(), rng)
    broken = people["wrist"].to_numpy() == 1
    _complete(fitted, columns, broken, rng)
    _move(parameters, columns, rng)
    columns["postmenopausal"] = menopause(parameters, columns, rng)
    columns["participant"] = row
    return columns


def _exact_age(columns: Columns, coded: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Somewhere within the year of life; top-coded ages as the population is distributed."""
    age = columns["age"] + rng.random(len(coded))
    age[coded] = spread(columns["age"][coded], is_female(columns)[coded], rng)
    return np.asarray(np.maximum(np.round(age - 0.05, 1), columns["age"]))


def _complete(fitted: Fitted, columns: Columns, broken: np.ndarray, rng: np.random.Generator) -> None:
    """Fill in place what a participant was not asked or did not answer."""
    gaps = {name: np.isnan(columns[name]) for name in ("height_cm", "bmi", *ANSWERS)}
    gaps["ethnicity"] = pd.isna(columns["ethnicity"])
    for name, gap in gaps.items():
        if gap.any():
            columns[name][gap] = rng.choice(_started_from(name), gap.sum())
    body = gaps["height_cm"] | gaps["bmi"]
    columns["weight_kg"][body] = (columns["bmi"] * (columns["height_cm"] / 100.0) ** 2)[body]
    gaps[AFTER_WRIST] = gaps["prior_fracture"] & broken
    gaps["prior_fracture"] = gaps["prior_fracture"] & ~broken
    for _ in range(ROUNDS):
        complete(columns, gaps, fitted.equations, rng)


def _started_from(name: str) -> np.ndarray:
    """What gaps start from: participants' values, or the two answers between which the survey did not tell."""
    if name == "ethnicity":
        return np.array(["asian", "other"], dtype=object)
    return participants()[name].dropna().to_numpy(float)


def _move(parameters: Parameters, columns: Columns, rng: np.random.Generator) -> None:
    """Small smooth noise on height and weight, in place."""
    n = len(columns["age"])
    height = columns["height_cm"] + parameters.people.height_noise_cm.value * rng.standard_normal(n)
    weight = columns["weight_kg"] * np.exp(parameters.people.weight_noise.value * rng.standard_normal(n))
    columns["height_cm"], columns["weight_kg"] = np.round(height, 1), np.round(weight, 1)
    columns["bmi"] = columns["weight_kg"] / (columns["height_cm"] / 100.0) ** 2


def menopause(parameters: Parameters, columns: Columns, rng: np.random.Generator) -> np.ndarray:
    """(n,) 1.0 or 0.0 of women by age, NaN of men."""
    past = 1.0 / (1.0 + np.exp(-(columns["age"] - parameters.people.menopause_age.value) / parameters.people.menopause_scale.value))
    return np.where(is_female(columns), (rng.random(len(past)) < past).astype(float), np.nan)
