"""Balance and gait by age and sex, falls in a year, and the fall risk score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import is_female
from osteo_core.cohorts.worlds.life.gaussian import Block, unit_weights
from osteo_core.cohorts.worlds.life.markers import BMI_CENTRE, BMI_SD
from osteo_core.cohorts.worlds.life.parameters import Parameters, load_parameters

FIELDS = ("gait_speed", "single_leg_stance", "sway_velocity", "step_length", "step_length_cv", "fall_risk_score")
SPEED, STANCE, SWAY, STEP, STEP_CV, SCORE = range(6)
FEMALE_SHARE = 0.53
"""Of the population over 40: where the share of fallers of both sexes together holds."""
_WITHIN = 1e-4
"""How near stance and the score may come to the ends of their scales."""


def movement(parameters: Parameters, columns: Mapping[str, np.ndarray], fell: np.ndarray) -> Block:
    """The block of people with complete clinical records; fell (n,) 0/1 moves the fall risk score. Composite: slower, shorter stance."""
    table = parameters.movement
    female, age = is_female(columns), columns["age"]
    speed = np.where(female, *(_along(age, table.decades.value, by.value) for by in (table.speed_women, table.speed_men)))
    speed = speed + table.speed_unselected.value
    log_sd = np.sqrt(np.log1p((table.speed_sd.value / speed) ** 2))
    bmi_sd = (columns["bmi"] - BMI_CENTRE) / BMI_SD
    log_speed = np.log(speed) - 0.5 * log_sd**2 + log_sd * table.speed_bmi_r.value * bmi_sd
    stance, stance_sd = (np.interp(age, table.decades.value, latent) for latent in stance_latent())
    cadence, cadence_sd = table.cadence.value
    cadence_log_sd = cadence_sd / cadence
    start, per_year, male = table.sway.value
    score, score_age, per_fall, score_sd = table.score.value
    cv_slope = np.log(table.step_cv.value[1] / table.step_cv.value[0]) / (table.step_cv_ages.value[1] - table.step_cv_ages.value[0])
    mean = np.column_stack(
        [
            log_speed,
            stance,
            start + per_year * age + male * ~female,
            log_speed - np.log(cadence),
            np.log(table.step_cv.value[0]) + cv_slope * (age - table.step_cv_ages.value[0]),
            score + score_age * (age - 65.0) + per_fall * (fell - 0.25),
        ]
    )
    ones = np.ones(len(age))
    scale = np.column_stack(
        [
            log_sd * np.sqrt(1.0 - table.speed_bmi_r.value**2),
            stance_sd,
            table.sway_sd.value * ones,
            cadence_log_sd * ones,
            table.step_cv_log_sd.value * ones,
            score_sd * ones,
        ]
    )
    covariance = _step_from_cadence(scale[:, :, None] * np.array(table.correlation.value) * scale[:, None, :])
    shares = np.array([parameters.hazard.movement_weights.value.get(field, 0.0) for field in FIELDS])
    return Block(
        fields=FIELDS,
        natural=_natural,
        transformed=_transformed,
        mean=mean,
        slope=np.zeros_like(mean),
        covariance=covariance,
        neck="body",
        weights=unit_weights(-shares / scale, covariance),
    )


def _along(age: np.ndarray, centres: tuple[float, ...], means: tuple[float, ...]) -> np.ndarray:
    """(n,) means by age between the decades' centres; beyond the last the fall goes on, so that the oldest have their mean as a group."""
    slope = (means[-1] - means[-2]) / (centres[-1] - centres[-2])
    return np.asarray(np.interp(age, centres, means) + slope * np.maximum(age - centres[-1], 0.0))


def _step_from_cadence(covariance: np.ndarray) -> np.ndarray:
    """Step length is speed over cadence: its logarithm takes speed's noise too."""
    turn = np.eye(len(FIELDS))
    turn[STEP, SPEED] = 1.0
    return np.asarray(turn @ covariance @ turn.T)


def _natural(y: np.ndarray) -> np.ndarray:
    table = load_parameters().movement
    ends = np.clip(1.0 / (1.0 + np.exp(-y)), _WITHIN, 1.0 - _WITHIN)
    values = np.exp(y)
    low, high = table.speed_limits.value
    values[:, SPEED] = np.clip(values[:, SPEED], low, high)
    values[:, STANCE], values[:, SCORE] = table.stance_cap.value * ends[:, STANCE], 10.0 * ends[:, SCORE]
    return values


def _transformed(values: np.ndarray) -> np.ndarray:
    y = np.log(values)
    for field, most in ((STANCE, load_parameters().movement.stance_cap.value), (SCORE, 10.0)):
        share = np.clip(values[:, field] / most, _WITHIN, 1.0 - _WITHIN)
        y[:, field] = np.log(share / (1.0 - share))
    return y


@cache
def stance_latent() -> tuple[np.ndarray, np.ndarray]:
    """(5,) mean and SD of the logit of stance / cap, by decade, that give the published mean and SD in seconds."""
    from scipy.optimize import least_squares

    table = load_parameters().movement
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()

    def solve(mean: float, sd: float) -> np.ndarray:
        def miss(latent: np.ndarray) -> np.ndarray:
            seconds = table.stance_cap.value / (1.0 + np.exp(-(latent[0] + np.exp(latent[1]) * nodes)))
            found = weights @ seconds
            return np.array([found - mean, np.sqrt(weights @ (seconds - found) ** 2) - sd])

        found = least_squares(miss, np.array([np.log(mean / (table.stance_cap.value - mean)), 0.5])).x
        return np.array([found[0], np.exp(found[1])])

    solved = np.array([solve(mean, sd) for mean, sd in zip(table.stance.value, table.stance_sd.value, strict=True)])
    return solved[:, 0], solved[:, 1]


def fall_log_odds(parameters: Parameters, columns: Mapping[str, np.ndarray], composite: np.ndarray) -> np.ndarray:
    """Log-odds of a fall in the last year, of the shape of composite (n, …); averaged over it the published shares by age come out."""
    table = parameters.movement
    share = np.interp(columns["age"], table.fall_ages.value, table.falls.value)
    per_sd = table.fall_log_odds_per_sd.value
    widened = np.sqrt(1.0 + (16.0 * np.sqrt(3.0) / (15.0 * np.pi)) ** 2 * per_sd**2)  # logistic averaged over a normal variable
    level = np.log(share / (1.0 - share)) * widened + table.fall_log_odds_female.value * (is_female(columns) - FEMALE_SHARE)
    return np.asarray(level.reshape(-1, *[1] * (composite.ndim - 1)) + per_sd * composite)
