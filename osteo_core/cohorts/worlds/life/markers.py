"""Bone turnover markers: log-normal, one common factor, lower BMD and lower BMI with higher turnover."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import is_female
from osteo_core.cohorts.worlds.life.gaussian import Block, unit_weights
from osteo_core.cohorts.worlds.life.parameters import Parameters

FIELDS = ("balp", "osteocalcin", "p1np", "ctx", "trap5b")
BMI_CENTRE, BMI_SD = 28.9, 6.0
"""Of the participants: what turns BMI into SDs here and in movement.py."""


def markers(parameters: Parameters, columns: Mapping[str, np.ndarray]) -> Block:
    """The block of people with complete clinical records. Its composite is the best linear estimate of the common factor."""
    table = parameters.markers
    group = np.where(is_female(columns), np.where(columns["postmenopausal"] == 1, 1, 0), 2)
    levels = np.array([getattr(table, field).value for field in FIELDS])
    centre, sd = np.log(levels[:, :, 0]).T[group], levels[:, :, 1].T[group]
    loading, neck_r, steroids = (
        np.array([by[f] for f in FIELDS]) for by in (table.loadings.value, table.neck_r.value, table.glucocorticoids.value)
    )
    bmi_sd = (columns["bmi"] - BMI_CENTRE) / BMI_SD
    rest = np.sqrt(1.0 - table.bmi_r.value**2 - neck_r**2)
    correlation = np.outer(loading, loading)
    np.fill_diagonal(correlation, 1.0)
    scale = sd * rest
    covariance = scale[:, :, None] * correlation * scale[:, None, :]
    direction = np.linalg.solve(correlation, loading) / scale
    return Block(
        fields=FIELDS,
        natural=np.exp,
        transformed=np.log,
        mean=centre + sd * table.bmi_r.value * bmi_sd[:, None] + columns["glucocorticoid_use"][:, None] * np.log(steroids),
        slope=sd * neck_r,
        covariance=covariance,
        neck="body",
        weights=unit_weights(direction, covariance),
    )
