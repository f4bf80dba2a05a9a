"""Ages that the survey does not tell: everybody from 80 (85 in cycle D) on has one code."""

from __future__ import annotations

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import AGE_HELD
from osteo_core.cohorts.worlds.life.parameters import load_parameters

SITES = ("lumbar_spine", "femoral_neck", "total_hip")


def spread(code: np.ndarray, female: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n,) exact ages of people coded `code` (80 or 85) or over, up to 95, as the US population of their sex is distributed."""
    people = load_parameters().people
    edges = np.array(people.oldest_age_bands.value)
    age = np.empty(len(code))
    position = rng.random(len(code))
    for sex, counts in ((True, people.oldest_women.value), (False, people.oldest_men.value)):
        for first in np.unique(code):
            rows = (female == sex) & (code == first)
            shares = np.where(edges[:-1] >= first, counts, 0.0)
            age[rows] = np.interp(position[rows], np.append(0.0, np.cumsum(shares / shares.sum())), edges)
    return age


def remaining(age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """(n, 3) BMD as a share of what it was at 80: the published loss a year; 1 until then."""
    people = load_parameters().people
    loss = np.where(female[:, None], people.loss_after_80_women.value, people.loss_after_80_men.value)
    return np.asarray(1.0 - loss * np.maximum(age - AGE_HELD, 0.0)[:, None])
