"""By what each block multiplies the hazards, given FRAX's inputs: exp(beta * composite), divided by its mean given those inputs.

So a measurement moves a person's risk and leaves the mean of people alike in FRAX's inputs where it was. All logarithms have the pair
(fractures other than of the hip, hip fractures) as their last axis.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import is_female
from osteo_core.cohorts.worlds.life.gaussian import Block
from osteo_core.cohorts.worlds.life.movement import fall_log_odds
from osteo_core.cohorts.worlds.life.parameters import Parameters

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_BELOW, _BELOW_WEIGHTS = np.polynomial.legendre.leggauss(12)
_LOWEST = -5.0


def per_sd(parameters: Parameters, block: str) -> np.ndarray:
    """(2,) log hazard ratio per SD of the composite of "markers", "micro", "movement" or "genes"."""
    return np.log(np.array(getattr(parameters.hazard, block).value))


def normal_factor(parameters: Parameters, block: str, composite: np.ndarray) -> np.ndarray:
    """(…, 2) of a block whose composite (…) is N(0, 1) given FRAX's inputs."""
    beta = per_sd(parameters, block)
    return np.asarray(composite[..., None] * beta - 0.5 * beta**2)


def movement_factor(parameters: Parameters, columns: Mapping[str, np.ndarray], composite: np.ndarray, fell: np.ndarray) -> np.ndarray:
    """(n, …, 2) of balance and gait together with a fall (0/1); both (n, …). They go together, and so does their mean."""
    beta, fall = per_sd(parameters, "movement"), fall_log_ratio(parameters, columns)
    chance = _expit(fall_log_odds(parameters, columns, np.broadcast_to(_NODES, (len(fall), _NODES.size))))
    mean = np.einsum("q,qk,nqk->nk", _WEIGHTS, np.exp(_NODES[:, None] * beta), 1.0 + chance[:, :, None] * np.expm1(fall)[:, None, :])
    more = (slice(None), *[None] * (composite.ndim - 1))
    return np.asarray(composite[..., None] * beta + fell[..., None] * fall[more] - np.log(mean)[more])


def fall_log_ratio(parameters: Parameters, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n, 2) log hazard ratio of a fall in the last year."""
    table = parameters.hazard
    return np.log(np.where(is_female(columns)[:, None], table.fall_women.value, table.fall_men.value))


def vitamin_d_factor(parameters: Parameters, block: Block, z: np.ndarray, level: np.ndarray) -> np.ndarray:
    """(n, …, 2) of 25(OH)D `level` (n, …) in nmol/L, in people whose femoral neck has z (n, …); above `vitamin_d_from` it is constant."""
    table = parameters.hazard
    beta = np.log(np.array(table.vitamin_d.value))
    more = (slice(None), *[None] * (z.ndim - 1))
    sd = np.sqrt(block.covariance[:, 0, 0])[more]
    centre = block.mean[:, 0][more] + block.slope[:, 0][more] * z
    border = np.minimum((np.log(table.vitamin_d_from.value) - centre) / sd, -_LOWEST)
    half = 0.5 * np.maximum(border - _LOWEST, 0.0)
    mean = np.ones((*z.shape, 2))
    for node, weight in zip(_BELOW, _BELOW_WEIGHTS, strict=True):
        x = _LOWEST + half * (node + 1.0)
        density = half * weight * np.exp(-0.5 * x**2) / np.sqrt(2.0 * np.pi)
        mean += density[..., None] * np.expm1(_shortfall(parameters, np.exp(centre + sd * x))[..., None] * beta)
    return np.asarray(_shortfall(parameters, level)[..., None] * beta - np.log(mean))


def _shortfall(parameters: Parameters, level: np.ndarray) -> np.ndarray:
    table = parameters.hazard
    return np.asarray(np.maximum(table.vitamin_d_from.value - level, 0.0) / table.vitamin_d_sd.value)


def _expit(x: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))
