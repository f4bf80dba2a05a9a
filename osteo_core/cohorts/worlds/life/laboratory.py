"""Vitamin D, serum calcium and calcium intake."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import ETHNICITIES, ethnicity_index, is_female
from osteo_core.cohorts.worlds.life.gaussian import Block
from osteo_core.cohorts.worlds.life.parameters import Parameters


def vitamin_d(parameters: Parameters, columns: Mapping[str, np.ndarray]) -> Block:
    """25(OH)D as a block of one field: log-normal by ethnicity and BMI, so its upper tail is the heavier one."""
    table = parameters.vitamin_d
    group = ethnicity_index(columns["ethnicity"])
    african = group == ETHNICITIES.index("african")
    centre, sd = np.array([getattr(table, name).value for name in ETHNICITIES])[group].T
    per_bmi = np.where(african, table.per_bmi_african.value, table.per_bmi.value)
    mean = np.maximum(centre + per_bmi * (columns["bmi"] - table.bmi_centre.value), 0.45 * centre)
    log_sd = np.sqrt(np.log1p((sd / centre) ** 2))
    r = np.where(african, 0.0, table.neck_r.value)
    return Block(
        fields=("vitamin_d_25oh",),
        natural=np.exp,
        transformed=np.log,
        mean=(np.log(mean) - 0.5 * log_sd**2)[:, None],
        slope=(log_sd * r)[:, None],
        covariance=(log_sd**2 * (1.0 - r**2))[:, None, None],
        neck="body",
    )


def draw_calcium(parameters: Parameters, columns: Mapping[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Calcium intake (mg/day, food and supplements) by sex and age, and serum calcium (mmol/L); neither says anything about bone here."""
    table, n = parameters.calcium, len(columns["age"])
    group = np.searchsorted(table.intake_ages.value, columns["age"], side="right") - 1
    mean = np.where(is_female(columns), np.array(table.intake_women.value)[group], np.array(table.intake_men.value)[group])
    log_sd = table.intake_log_sd.value
    level, sd = table.serum.value
    return {
        "calcium_intake": np.clip(mean * np.exp(log_sd * rng.standard_normal(n) - 0.5 * log_sd**2), 100.0, 5000.0),
        "serum_calcium": level + sd * rng.standard_normal(n),
    }
