"""Hazards of hip fracture, of other major fractures and of death, by year, and the ten-year probabilities.

They start from the FRAX-style formula (`osteo_core/frax_formula`). Its two outcomes were fitted each with a death hazard of its own; here
one person dies once: the death hazard is that of the hip formula (in women nearer to life tables than the other), and the hazard of major
fractures is scaled, by one factor a person, so that the ten-year probability of a major fracture stays what the formula gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.life.bone import MEANS, NECK, SDS
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.frax_formula.hazards import DEATH, HORIZON, ten_years, yearly_events, yearly_log_hazards
from osteo_core.frax_formula.inputs import people_of, tables

LEAST_OTHER = 0.02
"""Least share of the major hazard that is not the hip's; the fitted formulas cross for about one person in 250."""
_NEWTON_STEPS = 4


@dataclass(frozen=True)
class BaseHazards:
    """Logarithms of yearly hazards (n, 10): fractures other than of the hip, hip, death."""

    other: np.ndarray
    hip: np.ndarray
    death: np.ndarray


def base_hazards(parameters: Parameters, columns: Mapping[str, np.ndarray], neck_bmd: np.ndarray) -> BaseHazards:
    """Of people with complete clinical records and true femoral neck BMD (g/cm2, Hologic); nothing beyond FRAX's inputs."""
    ethnicity = np.where(columns["ethnicity"] == "other", parameters.people.other_ethnicity_as.value, columns["ethnicity"])
    inputs: dict[str, Any] = {**columns, "ethnicity": ethnicity, "t_score": (neck_bmd - MEANS[NECK]) / SDS[NECK]}
    people = people_of(inputs)
    features = people.features()
    log_hazard, log_death = {}, {}
    for outcome in ("major", "hip"):
        log_hazard[outcome] = ten_years(yearly_log_hazards(features, tables()[outcome]), people.age)
        log_death[outcome] = ten_years(features[DEATH] @ tables()[outcome][DEATH], people.age)
    death = log_death["hip"]
    wanted = yearly_events(log_hazard["major"], log_death["major"])[0].sum(axis=1)
    major = log_hazard["major"] + _scale(log_hazard["major"], death, wanted)[:, None]
    other = np.log(np.maximum(np.exp(major) - np.exp(log_hazard["hip"]), LEAST_OTHER * np.exp(major)))
    return BaseHazards(other, log_hazard["hip"], death)


def _scale(log_hazard: np.ndarray, log_death: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(n,) what to add to a log hazard (n, 10) for a ten-year probability `wanted`, by Newton's method on the log of the probability."""
    added = np.zeros(len(wanted))
    for _ in range(_NEWTON_STEPS):
        here, near = (yearly_events(log_hazard + (added + step)[:, None], log_death)[0].sum(axis=1) for step in (0.0, 1e-4))
        slope = np.maximum((np.log(near) - np.log(here)) / 1e-4, 0.2)
        added = added + (np.log(wanted) - np.log(here)) / slope
    return added


def ten_year_risk(log_hazard: np.ndarray, log_death: np.ndarray) -> np.ndarray:
    """(…) probability of the fracture before death within ten years; log hazards (…, 10)."""
    hazard, death = np.exp(log_hazard), np.exp(log_death)
    total = hazard + death
    alive = np.exp(total - np.cumsum(total, axis=-1))
    return np.asarray((hazard / total * -np.expm1(-total) * alive).sum(axis=-1))


def risks(base: BaseHazards, log_factor: np.ndarray) -> np.ndarray:
    """(…, 2) ten-year probabilities of a major and of a hip fracture; log_factor (…, 2) multiplies other and hip hazards.

    `base` has the shape of log_factor less its last axis, or broadcasts to it, with the ten years last.
    """
    other, hip = base.other + log_factor[..., [0]], base.hip + log_factor[..., [1]]
    return np.stack([ten_year_risk(np.logaddexp(other, hip), base.death), ten_year_risk(hip, base.death)], axis=-1)


def follow(base: BaseHazards, log_factor: np.ndarray, parameters: Parameters, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """What happens to n people: times in years, events (0 censored, 1 fracture, 2 death), outcomes at ten years (NaN where not known).

    `outcome`, `hip_outcome`: the same without censoring. A hip fracture counts whether or not another came first.
    """
    n = len(log_factor)
    hip = _time(base.hip + log_factor[:, [1]], rng)
    major = np.minimum(_time(base.other + log_factor[:, [0]], rng), hip)
    death = _time(base.death, rng)
    full = rng.random(n) < parameters.follow_up.full.value
    shortest = parameters.follow_up.shortest.value
    months = np.round(12.0 * np.where(full, HORIZON, shortest + rng.random(n) * (HORIZON - shortest)))
    end = months / 12.0
    found: dict[str, np.ndarray] = {"follow_up_months": months}
    for name, fracture in (("", major), ("hip_", hip)):
        time = np.minimum(np.minimum(fracture, death), end)
        event = np.where(time == end, 0, np.where(fracture < death, 1, 2))
        found[f"{name}fracture_10y"] = np.where(event == 1, 1.0, np.where((event == 0) & (end < HORIZON), np.nan, 0.0))
        found[f"{name}fracture_time"] = time
        found[f"{name}fracture_event"] = event.astype(float)
        found[f"{name}outcome"] = ((fracture < death) & (fracture <= HORIZON)).astype(float)
    return found


def _time(log_hazard: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n,) time of an event with yearly hazards (n, 10), infinite where it does not come within them."""
    cumulative = np.cumsum(np.exp(log_hazard), axis=1)
    threshold = rng.exponential(size=len(cumulative))
    year = (cumulative < threshold[:, None]).sum(axis=1)
    inside = np.minimum(year, HORIZON - 1)
    rows = np.arange(len(year))
    before = np.where(inside > 0, cumulative[rows, inside - 1], 0.0)
    return np.where(year < HORIZON, inside + (threshold - before) / np.exp(log_hazard[rows, inside]), np.inf)
