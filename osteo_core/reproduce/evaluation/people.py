"""The held-out and the hospital's people, with what each compared model says of both outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.catalogue import SITES
from osteo_core.cohorts.worlds.paper import bayes, draw
from osteo_core.constants import MODALITIES
from osteo_core.inference.artifact import Artifact
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import load_model
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.rivals.models import Rival, explainable_boosting, lightgbm, logistic_regression
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import Say, answers, osteoporosis, training_split
from osteo_core.training.targets import fracture_weights, training_targets

Array = NDArray[np.float64]

CARRIED = (
    "id", "source", "age", "sex", "ethnicity", "bmi", "prior_fracture", "femoral_neck_bmd", "glucocorticoid_use", "status",
    "fracture_10y", "fracture_time", "fracture_event",
)  # fmt: skip
HOSPITAL = 380
"""People of the external set, as many as in the paper."""

STATUSES = ("p_normal", "p_osteopenia", "p_osteoporosis")
LEAST = 1e-12
"""Where the best possible answer rounds to certainty, log-odds still need a number."""


def people_tables(say: Say) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """`test` and `external`, and how the rivals were tuned (outcome -> rival -> settings)."""
    fusion = load_model("fusion").artifact
    training, test = training_split(fusion)
    external = draw(HOSPITAL, fusion.training["seed"] + 2, population="hospital").table
    drawn = {"test": (test, "heldout", "development"), "external": (external, "external", "hospital")}
    found = {}
    for name, (table, stored, population) in drawn.items():
        say(f"{name}: networks, best possible, FRAX-style")
        found[name] = pd.concat(
            [
                known(table, CARRIED).assign(fracture_weight=fracture_weights(table)),
                _networks(fusion, table, stored),
                _others(table, population),
            ],
            axis=1,
        )
    tuned = _add_rivals(fusion, training, {name: table for name, (table, _, _) in drawn.items()}, found, say)
    return found, tuned


def known(table: pd.DataFrame, carried: tuple[str, ...]) -> pd.DataFrame:
    """The columns `carried` of the people, with the T-scores that follow from their scans."""
    full = harmonise(columns_of(table)).columns
    scores = np.stack([full[f"{site}_t"] for site in SITES], 1)
    lowest = np.where(np.isnan(scores).all(1), np.nan, np.min(np.where(np.isnan(scores), np.inf, scores), 1))
    return table[list(carried)].reset_index(drop=True).assign(femoral_neck_t=full["femoral_neck_t"], lowest_t=lowest)


def _networks(fusion: Artifact, table: pd.DataFrame, stored: str) -> pd.DataFrame:
    """The shipped networks' answers as their own artifacts hold them, and the fusion network's from the scan alone."""
    parts: dict[str, Any] = {}
    for model in ("fusion", "simplified"):
        theirs = pd.read_parquet(ARTIFACTS_DIR / model / f"{stored}.parquet")
        if theirs["id"].tolist() != table["id"].tolist():
            raise RuntimeError(f"artifacts/{model}/{stored}.parquet holds other people")
        if model == "fusion":
            parts["modalities"] = theirs["modalities"]
        parts |= {f"{column}_{model}": theirs[column] for column in (*STATUSES, "p_fracture")}
    alone = answers(fusion, raw_inputs(table), ("dxa",))
    return pd.DataFrame(parts | {"p_osteoporosis_dxa_only": alone.osteoporosis, "p_fracture_dxa_only": alone.fracture})


def _others(table: pd.DataFrame, population: str) -> pd.DataFrame:
    """The best possible answer from what each person has, and FRAX-style with BMD."""
    best = best_possible(table, population).add_suffix("_oracle")
    full = harmonise(columns_of(table)).columns
    percent = np.where(np.isnan(full["femoral_neck_t"]), np.nan, frax_style.for_columns(full)["frax_style_major"])
    return best.assign(p_fracture_frax_style=percent / 100)


def best_possible(table: pd.DataFrame, population: str) -> pd.DataFrame:
    """Bayes-optimal probabilities (n, 4 columns), each person's from the modalities that person has; strictly between 0 and 1."""
    present = present_modalities(raw_inputs(table))
    out = pd.DataFrame(np.nan, index=range(len(table)), columns=[*STATUSES, "p_fracture"])
    for kind in np.unique(present, axis=0):
        rows = np.flatnonzero((present == kind).all(1))
        modalities = tuple(m for m, here in zip(MODALITIES, kind, strict=True) if here)
        out.iloc[rows] = bayes(table.iloc[rows].reset_index(drop=True), modalities, population=population).to_numpy()
    return out.clip(LEAST, 1 - LEAST)


def _add_rivals(
    fusion: Artifact, training: pd.DataFrame, people: dict[str, pd.DataFrame], found: dict[str, pd.DataFrame], say: Say
) -> dict[str, Any]:
    """Fill in the probabilities of the rivals, tuned on the training people with whatever each of them has."""
    targets = training_targets(training)
    raw, unseen = raw_inputs(training), raw_inputs(pd.concat(people.values(), ignore_index=True))
    weights = targets.weight.double().numpy()
    asked = {
        "osteoporosis": (osteoporosis(training), None, np.ones(len(training), bool)),
        "fracture": (targets.fracture.double().numpy(), weights, weights > 0),
    }
    tuned: dict[str, Any] = {}
    for outcome, (y, weight, of) in asked.items():
        say(f"rivals: {outcome}")
        w = None if weight is None else weight[of]
        rivals = {
            "logistic": logistic_regression(fusion, raw[of], y[of], unseen, MODALITIES, w),
            "lightgbm": lightgbm(raw[of], y[of], unseen, MODALITIES, w),
            "ebm": explainable_boosting(raw[of], y[of], unseen, MODALITIES, w),
        }
        for name, rival in rivals.items():
            _spread_out(found, f"p_{outcome}_{name}", rival)
        tuned[outcome] = {name: {"settings": rival.tuned, "trained_on": rival.trained_on} for name, rival in rivals.items()}
    return tuned


def _spread_out(found: dict[str, pd.DataFrame], column: str, rival: Rival) -> None:
    from scipy.special import expit

    start = 0
    for table in found.values():
        table[column] = expit(rival.score[start : start + len(table)])
        start += len(table)
