"""Stand-ins for trained models on the virtual cohort: main-effects logistic regression, ranks of influence, a FRAX-style score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from osteo_core.cohorts.worlds.paper.blocks import make_block
from osteo_core.cohorts.worlds.paper.discrimination import auc
from osteo_core.cohorts.worlds.paper.draw import BLOCKS, VirtualCohort
from osteo_core.cohorts.worlds.paper.fracture import block_coefficients, coefficient
from osteo_core.cohorts.worlds.paper.parameters import World
from osteo_core.cohorts.worlds.paper.person import needed
from osteo_core.cohorts.worlds.paper.targets import FRACTURE_ORDER, STATUS_ORDER

FRAX_FIELDS = (
    "age", "female", "bmi", "prior_fracture", "parental_hip_fracture", "current_smoking", "glucocorticoid_use",
    "rheumatoid_arthritis", "high_alcohol_intake", "femoral_neck_bmd",
)  # fmt: skip


SKEWED = ("btm", "micro", "sensory")


def main_effects(cohort: VirtualCohort, logged: bool = False) -> pd.DataFrame:
    """z-scored inputs of a main-effects model: every informative field, sex as `female`, ethnicity as two indicators.

    logged: skewed fields by their logarithm, nearer to what a network makes of them.
    """
    table = cohort.table
    frame = table[[name for name in needed() if name not in ("sex", "ethnicity")]].astype(float)
    if logged:
        skewed = [f for f, m in needed().items() if m in SKEWED and f != "falls_12m"] + ["vitamin_d_25oh"]
        frame[skewed] = np.log(frame[skewed])
    frame["female"] = (table["sex"] == "female").astype(float)
    for name in ("asian", "african"):
        frame[name] = (table["ethnicity"] == name).astype(float)
    return (frame - frame.mean()) / frame.std()


def logistic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Coefficients (1 + d,) of a maximum-likelihood logistic regression by Newton's method; x (n, d), y 0/1 (n,)."""
    design = np.column_stack([np.ones(len(x)), x])
    beta = np.zeros(design.shape[1])
    for _ in range(25):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        step = np.linalg.solve((design * (p * (1.0 - p))[:, None]).T @ design, design.T @ (y - p))
        beta += step
        if np.abs(step).max() < 1e-8:
            return beta
    raise RuntimeError("logistic regression did not converge")


def logistic_auc(train: VirtualCohort, test: VirtualCohort, logged: bool = False) -> tuple[float, dict[str, float]]:
    """AUC on `test` of logistic regression on every field of `train`, and each field's mean |coefficient x deviation|."""
    x, new = main_effects(train, logged), main_effects(test, logged)
    beta = logistic(x.to_numpy(), (train.table["status"] == "osteoporosis").to_numpy(float))
    score = new.to_numpy() @ beta[1:]
    influence = (new.abs().mean() * np.abs(beta[1:])).to_dict()
    return auc((test.table["status"] == "osteoporosis").to_numpy(), score), influence


def fracture_influence(world: World, cohort: VirtualCohort) -> dict[str, float]:
    """Mean |contribution| of each field to the true log hazard."""
    frame = main_effects(cohort)
    spread = cohort.table[["prior_fracture", "glucocorticoid_use"]].astype(float).std().to_dict()
    spread["female"] = float((cohort.table["sex"] == "female").std())
    influence = {name: abs(coefficient(world, name)) * spread.get(name, 1.0) * frame[name].abs().mean() for name in FRACTURE_ORDER}
    for block in (make_block(world, name) for name in BLOCKS):
        y = block.transformed({name: cohort.table[name].to_numpy() for name in block.fields})
        sizes = np.abs((y - y.mean(axis=0)) * block_coefficients(world, block)).mean(axis=0)
        influence |= {name: float(size) for name, size in zip(block.fields, sizes, strict=True) if name in influence}
    return influence


def rank_agreement(influence: dict[str, float], order: tuple[str, ...]) -> float:
    """Spearman correlation of influence with Table 3's order."""
    return float(spearmanr([influence[name] for name in order], -np.arange(len(order))).statistic)


def frax_style_auc(train: VirtualCohort, test: VirtualCohort) -> float:
    """Fracture AUC of a logistic model of the FRAX inputs."""
    fields = list(FRAX_FIELDS)
    beta = logistic(main_effects(train)[fields].to_numpy(), train.truth["fracture_outcome"].to_numpy())
    return auc(test.truth["fracture_outcome"].to_numpy(), main_effects(test)[fields].to_numpy() @ beta[1:])


def status_agreement(influence: dict[str, float]) -> float:
    """Spearman correlation of the status model's influence with Table 3."""
    return rank_agreement(influence, STATUS_ORDER)
