"""Fit curves and prevalences of Table 1: centre, slope and bend of the class means; logits of the yes/no features."""

from __future__ import annotations

import numpy as np
from scipy.optimize import fsolve, least_squares

from osteo_core.cohorts.worlds.paper.bayes import Grid, make_grid
from osteo_core.cohorts.worlds.paper.blocks import make_block
from osteo_core.cohorts.worlds.paper.draw import VirtualCohort
from osteo_core.cohorts.worlds.paper.parameters import World
from osteo_core.cohorts.worlds.paper.targets import MEANS

BENT = ("ctx",)  # its class means are no straight line of the logarithm
MOST_BEND = 0.04  # keeps the curve falling over all of z > -3.5
CURVES = ("lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "osteocalcin", "ctx", "vitamin_d_25oh")


def _means(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    return np.array([values[group == i].mean() for i in range(3)])


def fit_curve(world: World, cohort: VirtualCohort, name: str) -> dict[str, float]:
    """Intercept, slope, bend of log(x) in z that give the class means of Table 1, the noise being the cohort's own."""
    z, group = cohort.truth["z"].to_numpy(), np.digitize(cohort.truth["z"], world.cuts)
    now = world.found["curve"][name]
    rest = np.log(cohort.table[name].to_numpy()) - now["intercept"] - now["slope"] * z - now["bend"] * z**2
    target = np.log([mean for mean, _ in MEANS[name]])

    def miss(theta: np.ndarray) -> np.ndarray:
        bend = theta[2] if theta.size == 3 else 0.0
        return np.log(_means(np.exp(theta[0] + theta[1] * z + bend * z**2 + rest), group)) - target

    start = [now["intercept"], now["slope"], np.clip(now["bend"], -MOST_BEND, MOST_BEND)][: 3 if name in BENT else 2]
    limits = np.array([np.inf, np.inf, 1.001 * MOST_BEND])[: len(start)]
    theta = least_squares(miss, start, bounds=(-limits, limits)).x
    if name == "vitamin_d_25oh":
        theta[1] *= world.chosen["vitamin_d"]["loading"]
        theta[0] -= 0.5 * (lambda e: e.max() + e.min())(miss(theta))
    return {"intercept": float(theta[0]), "slope": float(theta[1]), "bend": float(theta[2]) if theta.size == 3 else 0.0}


def _prevalences(grid: Grid, log_odds: np.ndarray) -> np.ndarray:
    weight = np.exp(grid.log_weight)
    share = weight / (1.0 + np.exp(-log_odds))
    return np.array([share[grid.group == i].sum() / weight[grid.group == i].sum() for i in range(3)])


def fit_logit(world: World, name: str) -> list[float]:
    """Intercept, slope, bend (and no age) of a yes/no feature's logit in z, exactly on the three prevalences."""
    grid = make_grid(world)
    held = np.clip(grid.z, -3.5, 3.5)
    target = np.array(world.chosen["prevalence"][name]) / 100.0

    def miss(theta: np.ndarray) -> np.ndarray:
        return _prevalences(grid, theta[0] + theta[1] * held + theta[2] * held**2) - target

    start = [float(np.log(target.mean() / (1 - target.mean()))), -0.1, 0.0]
    return [float(x) for x in fsolve(miss, start)] + [0.0]


def fit_prior_fracture(world: World, cohort: VirtualCohort) -> list[float]:
    """The same for prior fracture, in the measured femoral neck BMD."""
    dxa = make_block(world, "dxa")
    group = np.digitize(cohort.truth["z"], world.cuts)
    neck = np.clip((np.log(cohort.table["femoral_neck_bmd"].to_numpy()) - dxa.centre[1]) / dxa.scale[1], -4.0, 4.0)
    target = np.array(world.chosen["prevalence_measured"]["prior_fracture"]) / 100.0

    def miss(theta: np.ndarray) -> np.ndarray:
        return _means(1.0 / (1.0 + np.exp(-(theta[0] + theta[1] * neck + theta[2] * neck**2))), group) - target

    return [float(x) for x in fsolve(miss, world.found["prior_fracture"])]


def fit_table1(world: World, cohort: VirtualCohort) -> World:
    """A world whose cohort meets Table 1 (`cohort`: complete, drawn from `world`)."""
    for name in CURVES:
        world = world.altered(f"curve.{name}", fit_curve(world, cohort, name))
    for name in world.chosen["prevalence"]:
        world = world.altered(f"logit.{name}", fit_logit(world, name))
    return world.altered("prior_fracture", fit_prior_fracture(world, cohort))
