"""DXA and BMI together given z: BMI shifts measured BMD, so where BMI is unknown the two are one Gaussian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.cohorts.worlds.paper.blocks import LOG_2PI, Block, Pattern, condition, patterns
from osteo_core.cohorts.worlds.paper.demographics import bmi_noise, bmi_units
from osteo_core.cohorts.worlds.paper.draw import dxa_shift
from osteo_core.cohorts.worlds.paper.parameters import World

FEMORAL_NECK, BMI = 1, 3


@dataclass(frozen=True, kw_only=True)
class Body:
    """Given (demographics, z): log-likelihood (n, nz) of what was measured of DXA and BMI; femoral neck (log deviation) and
    BMI (SDs) as normal variables: means (n, nz), SDs (n,), and the slope (n,) of BMI on the femoral neck's residual.
    """

    log_likelihood: np.ndarray
    neck: np.ndarray
    neck_sd: np.ndarray
    bmi: np.ndarray
    bmi_sd: np.ndarray
    bmi_on_neck: np.ndarray


def observed(block: Block, columns: dict[str, np.ndarray], world: World) -> np.ndarray:
    """(n, 4): log BMD of the three sites (deviations from the centre) and BMI in SDs, NaN where unknown."""
    return np.column_stack([block.transformed(columns), bmi_units(world, columns["bmi"])])


def body(world: World, block: Block, seen: np.ndarray, demographics: tuple[np.ndarray, np.ndarray], g: np.ndarray, h: np.ndarray) -> Body:
    """Combine `seen` (n, 4) with age and female (n,), strength g (n,) and h = (z, z^2) (2, nz)."""
    age, female = demographics
    n, nz = seen.shape[0], h.shape[1]
    centred = seen - np.column_stack([dxa_shift(world, block, age, female, 0.0), np.zeros(n)])
    by_bmi = world.found["shift"] * world.chosen["dxa"]["bmi_shift"] * block.scale
    per_z, spread = world.chosen["demographics"]["bmi_per_z"], bmi_noise(world)
    slopes = np.zeros((4, 2))
    slopes[:3] = block.slopes
    slopes[:3, 0] += by_bmi * per_z
    slopes[BMI, 0] = per_z
    carried = np.append(by_bmi, 1.0)
    out = Body(
        log_likelihood=np.zeros((n, nz)),
        neck=np.zeros((n, nz)),
        neck_sd=np.zeros(n),
        bmi=np.zeros((n, nz)),
        bmi_sd=np.zeros(n),
        bmi_on_neck=np.zeros(n),
    )
    for pattern, rows in patterns(~np.isnan(seen)):
        for value in np.unique(g[rows]):
            some = rows[g[rows] == value]
            noise = np.zeros((4, 4))
            noise[:3, :3] = block.noise / value
            noise += spread**2 * np.outer(carried, carried)
            _fill(out, some, centred[some], condition(slopes, noise, pattern), h)
    shift = dxa_shift(world, block, age, female, 0.0)[:, FEMORAL_NECK]
    return Body(
        log_likelihood=out.log_likelihood,
        neck=out.neck + shift[:, None],
        neck_sd=out.neck_sd,
        bmi=out.bmi,
        bmi_sd=out.bmi_sd,
        bmi_on_neck=out.bmi_on_neck,
    )


def _fill(out: Body, rows: np.ndarray, y: np.ndarray, pattern: Pattern, h: np.ndarray) -> None:
    """Write one pattern's rows into `out`."""
    o, m = pattern.observed, list(pattern.missing)
    seen = y[:, o]
    if o.size:
        out.log_likelihood[rows] = -0.5 * (pattern.distance(seen, h) + pattern.log_det + o.size * LOG_2PI)
    expected = pattern.expected(seen, h)
    for index, mean, sd in ((FEMORAL_NECK, out.neck, out.neck_sd), (BMI, out.bmi, out.bmi_sd)):
        if index in m:
            place = m.index(index)
            mean[rows] = expected[:, place]
            sd[rows] = np.sqrt(pattern.rest[place, place])
        else:
            mean[rows] = y[:, index, None]
    if FEMORAL_NECK in m and BMI in m:
        neck, bmi = m.index(FEMORAL_NECK), m.index(BMI)
        slope = pattern.rest[bmi, neck] / pattern.rest[neck, neck]
        out.bmi_on_neck[rows] = slope
        out.bmi_sd[rows] = np.sqrt(pattern.rest[bmi, bmi] - slope * pattern.rest[neck, bmi])
