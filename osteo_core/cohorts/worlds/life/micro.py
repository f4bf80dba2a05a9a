"""Microarchitecture of the distal radius by second-generation HR-pQCT: log-normal by sex and age."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import is_female
from osteo_core.cohorts.worlds.life.gaussian import Block, nearest_correlation, unit_weights
from osteo_core.cohorts.worlds.life.parameters import Parameters

FIELDS = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")


def neck_correlation(parameters: Parameters) -> np.ndarray:
    """(5,) with the femoral neck within sex and age."""
    table = parameters.micro
    return np.array([table.neck_r_tibia.value[field] for field in FIELDS]) * table.within_sex_and_age.value * table.radius.value


def micro(parameters: Parameters, columns: Mapping[str, np.ndarray]) -> Block:
    """The block of people with complete clinical records. Its composite weighs Tb.N, Ct.Th and Tb.Th, lower being worse."""
    table = parameters.micro
    sex = np.where(is_female(columns), 0, 1)
    published = np.array([getattr(table, field).value for field in FIELDS])
    centre, sd, change = np.moveaxis(published, 2, 0)
    years = np.maximum(columns["age"] - table.age_from.value, 0.0)[:, None]
    log_sd = (sd / centre * table.wider.value).T[sex]
    mean = np.log(centre.T[sex] * (1.0 + change.T[sex] / 100.0 * years)) - 0.5 * log_sd**2
    r = neck_correlation(parameters)
    left = nearest_correlation(np.array(table.correlation.value)) - np.outer(r, r)
    covariance = log_sd[:, :, None] * left * log_sd[:, None, :]
    shares = np.array([table_weight(parameters, field) for field in FIELDS]) / np.sqrt(np.diag(left))
    return Block(
        fields=FIELDS,
        natural=np.exp,
        transformed=np.log,
        mean=mean,
        slope=log_sd * r,
        covariance=covariance,
        neck="age",
        weights=unit_weights(-shares / log_sd, covariance),
    )


def table_weight(parameters: Parameters, field: str) -> float:
    """The field's share of the composite; 0 for those outside it."""
    return parameters.hazard.micro_weights.value.get(field, 0.0)
