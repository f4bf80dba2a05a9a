"""The held-out people of the world as in life, with what each compared model says of the three outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from osteo_core.cohorts.worlds.life import bayes
from osteo_core.constants import MODALITIES, SEED
from osteo_core.inference.artifact import Artifact
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import load_model
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.splits import train_test_split
from osteo_core.reproduce.evaluation.people import LEAST, known
from osteo_core.rivals.models import explainable_boosting, lightgbm, logistic_regression
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.training.data import raw_inputs
from osteo_core.training.life.people import training_table
from osteo_core.training.life.settings import TEST_SHARE
from osteo_core.training.people import Say, answers
from osteo_core.training.targets import TRUE_FRACTURE, TRUE_HIP_FRACTURE, TRUE_STATUS, fracture_weights

Array = NDArray[np.float64]

OUTCOMES = ("osteoporosis", "fracture", "hip_fracture")
CARRIED = (
    "id", "age", "sex", "ethnicity", "bmi", "prior_fracture", "femoral_neck_bmd", "glucocorticoid_use", "status", "fracture_10y",
    "fracture_time", "fracture_event", "hip_fracture_10y", "hip_fracture_time", "hip_fracture_event",
)  # fmt: skip
TARGET = {"osteoporosis": TRUE_STATUS[2], "fracture": TRUE_FRACTURE, "hip_fracture": TRUE_HIP_FRACTURE}
RIVALS_LEARN_FROM = 12_000
"""Training people of the rivals; the network learned from 54,000. Tuning three rivals for three outcomes takes hours on all of them."""


def life_split(artifact: Artifact) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The training and the held-out people of the network, drawn and split again as its training did, with their true probabilities."""
    table = training_table(artifact.training["people"], artifact.training["seed"])
    test_size = int(np.ceil(len(table) * TEST_SHARE))
    train, test = train_test_split(table["status"].to_numpy(str), test_size=test_size, seed=artifact.training["seed"])
    return table.iloc[train].reset_index(drop=True), table.iloc[test].reset_index(drop=True)


def life_people(say: Say) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The people, and how the rivals were tuned (outcome -> rival -> settings)."""
    artifact = load_model("life").artifact
    training, table = life_split(artifact)
    say("life: network, best possible, FRAX-style")
    columns = [known(table, CARRIED), _networks(artifact, table), _best_possible(table), _frax_style(table)]
    weights = {f"{which}_weight": fracture_weights(table, which) for which in ("fracture", "hip_fracture")}
    tuned, predicted = _rivals(artifact, training, table, say)
    return pd.concat([*columns, pd.DataFrame(weights), pd.DataFrame(predicted)], axis=1), tuned


def _networks(artifact: Artifact, table: pd.DataFrame) -> pd.DataFrame:
    """The network's answers as its artifact holds them, and from the scan alone; missing for people who were not scanned."""
    theirs = pd.read_parquet(ARTIFACTS_DIR / "life" / "heldout.parquet")
    if theirs["id"].tolist() != table["id"].tolist():
        raise RuntimeError("artifacts/life/heldout.parquet holds other people")
    raw = raw_inputs(table, artifact.inputs)
    scanned = np.asarray(present_modalities(raw)[:, MODALITIES.index("dxa")], bool)
    alone = answers(artifact, raw[scanned], ("dxa",))
    stored = {f"{column}_life": theirs[column] for column in ("p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture", "p_hip_fracture")}
    found = pd.DataFrame({"modalities": theirs["modalities"]} | stored)
    for outcome in OUTCOMES:
        found[f"p_{outcome}_dxa_only"] = np.nan
        found.loc[scanned, f"p_{outcome}_dxa_only"] = getattr(alone, outcome)
    return found


def _best_possible(table: pd.DataFrame) -> pd.DataFrame:
    """Bayes-optimal probabilities, each person's from the modalities that person has; strictly between 0 and 1."""
    present = present_modalities(raw_inputs(table))
    columns = ["p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture", "p_hip_fracture"]
    out = pd.DataFrame(np.nan, index=range(len(table)), columns=columns)
    for kind in np.unique(present, axis=0):
        rows = np.flatnonzero((present == kind).all(1))
        modalities = tuple(m for m, here in zip(MODALITIES, kind, strict=True) if here)
        out.iloc[rows] = bayes(table.iloc[rows].reset_index(drop=True), modalities)[columns].to_numpy()
    return out.clip(LEAST, 1 - LEAST).add_suffix("_oracle")


def _frax_style(table: pd.DataFrame) -> pd.DataFrame:
    """FRAX-style with BMD, as probabilities; missing without a femoral neck."""
    full = harmonise(columns_of(table)).columns
    percent, measured = frax_style.for_columns(full), ~np.isnan(full["femoral_neck_t"])
    return pd.DataFrame(
        {
            "p_fracture_frax_style": np.where(measured, percent["frax_style_major"], np.nan) / 100,
            "p_hip_fracture_frax_style": np.where(measured, percent["frax_style_hip"], np.nan) / 100,
        }
    )


def _rivals(artifact: Artifact, training: pd.DataFrame, unseen: pd.DataFrame, say: Say) -> tuple[dict[str, Any], dict[str, Array]]:
    """The rivals, tuned on true probabilities of training people with whatever each of them has."""
    chosen = np.sort(np.random.default_rng(SEED).choice(len(training), min(RIVALS_LEARN_FROM, len(training)), replace=False))
    some = training.iloc[chosen].reset_index(drop=True)
    raw, asked = raw_inputs(some, artifact.inputs), raw_inputs(unseen, artifact.inputs)
    tuned: dict[str, Any] = {}
    predicted: dict[str, Array] = {}
    for outcome in OUTCOMES:
        y = some[TARGET[outcome]].to_numpy(float)
        say(f"life: rivals, {outcome}")
        rivals = {
            "logistic": logistic_regression(artifact, raw, y, asked, MODALITIES),
            "lightgbm": lightgbm(raw, y, asked, MODALITIES),
            "ebm": explainable_boosting(raw, y, asked, MODALITIES),
        }
        predicted |= {f"p_{outcome}_{name}": expit(rival.score) for name, rival in rivals.items()}
        tuned[outcome] = {name: {"settings": rival.tuned, "trained_on": rival.trained_on} for name, rival in rivals.items()}
    return tuned, predicted
