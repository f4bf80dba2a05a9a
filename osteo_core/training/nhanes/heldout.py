"""What the `nhanes` model and its rivals say about the test participants, beside what is known of them, and the figures of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import STATUSES
from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import Outcome
from osteo_core.model import Model
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.scores import osta
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.training.nhanes.people import WITHHELD, raw_inputs
from osteo_core.training.nhanes.rivals import rivals

Array = NDArray[np.float64]

CARRIED = (
    "id", "cycle", "age", "sex", "ethnicity", "height_cm", "weight_kg", "bmi", "survey_weight", "survey_psu", "survey_strata",
    "status", "lowest_t", "femoral_neck_t", "prior_fracture",
)  # fmt: skip

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "prevalent_fracture")
TRUTH: dict[Outcome, tuple[str, str | None]] = {"osteoporosis": ("status", "osteoporosis"), "prevalent_fracture": ("prior_fracture", None)}
RIVALS: dict[Outcome, dict[str, str]] = {
    "osteoporosis": {
        "ost": "ost", "logistic": "p_osteoporosis_logistic", "lightgbm": "p_osteoporosis_lightgbm",
    },
    "prevalent_fracture": {
        "lowest_t": "lowest_t", "frax_style": "frax_style_major", "logistic": "p_prevalent_fracture_logistic",
        "lightgbm": "p_prevalent_fracture_lightgbm",
    },
}  # fmt: skip
"""Name -> column of each comparator."""

_FALLING = ("ost", "lowest_t")
"""Columns whose lower values mean higher risk."""

AGE_BANDS = {"50-59": (50, 60), "60-69": (60, 70), "70+": (70, 101)}
FEWEST = 10
"""People with and without the outcome that a group needs for an AUC to be given."""


def heldout(artifact: Artifact, training: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """One row a test participant: who, what is known, and what each model says; FRAX-style without the prior fracture, with BMD."""
    columns = columns_of(test)
    answer = Model(artifact).assess_columns(columns)
    table = test[list(CARRIED)].copy()
    for end in ("", "_low", "_high"):
        for place, name in enumerate(STATUSES):
            table[f"p_{name}{end}"] = getattr(answer, f"status{end}")[:, place]
        table[f"p_prevalent_fracture{end}"] = getattr(answer, f"prevalent_fracture{end}")
    raw_train, raw_test = raw_inputs(training), raw_inputs(test)
    for outcome in OUTCOMES:
        y = happened(training, outcome)
        known = np.isfinite(y)
        found = rivals(artifact.preprocessor, raw_train[known], y[known], raw_test, WITHHELD[outcome])
        table = table.assign(**{f"p_{outcome}_{name}": p for name, p in found.items()})
    n = len(test)
    no_fracture = columns | {"prior_fracture": np.zeros(n), "prior_fracture_sites": np.full(n, None, object)}
    scores = osta.for_columns(harmonise(columns).columns) | frax_style.for_columns(harmonise(no_fracture).columns)
    return table.assign(**{name: scores[name] for name in ("ost", "osta", "frax_style_major", "frax_style_hip")})


def happened(table: pd.DataFrame, outcome: Outcome) -> Array:
    """(n,) 1 with the outcome, 0 without, NaN where not known."""
    column, value = TRUTH[outcome]
    return np.asarray(table[column] == value if value else table[column], float)


def describe(table: pd.DataFrame) -> dict[str, Any]:
    """Every figure of the model card, from the table of `heldout` alone; unweighted except under "weighted"."""
    groups = {
        "sex": {name: table["sex"] == name for name in ("female", "male")},
        "age": {name: (table["age"] >= low) & (table["age"] < high) for name, (low, high) in AGE_BANDS.items()},
        "ethnicity": {name: table["ethnicity"] == name for name in sorted(table["ethnicity"].dropna().unique())},
    }
    return {
        "heldout": {"n": len(table)} | {outcome: _figures(table, outcome) for outcome in OUTCOMES},
        "comparisons": {
            outcome: {name: _compared(table, outcome, column) for name, column in RIVALS[outcome].items()} for outcome in OUTCOMES
        },
        "weighted": {outcome: _weighted(table, outcome) for outcome in OUTCOMES},
        "groups": {
            by: {name: {outcome: _group(table[rows], outcome) for outcome in OUTCOMES} for name, rows in parts.items()}
            for by, parts in groups.items()
        },
    }


def _known(table: pd.DataFrame, outcome: Outcome, column: str) -> tuple[Array, Array, Array]:
    """Outcome, our probability and another column of those for whom the outcome and the column are known."""
    y, other = happened(table, outcome), table[column].to_numpy(float)
    known = np.isfinite(y) & np.isfinite(other)
    return y[known], table[f"p_{outcome}"].to_numpy(float)[known], other[known]


def _figures(table: pd.DataFrame, outcome: Outcome) -> dict[str, Any]:
    y, p, _ = _known(table, outcome, f"p_{outcome}")
    return {
        "n": len(y), "events": int(y.sum()), "auc": asdict(auc(y, p)), "brier": brier(y, p), "calibration": asdict(calibration(y, p)),
        "mean_predicted": float(p.mean()),
    }  # fmt: skip


def _compared(table: pd.DataFrame, outcome: Outcome, column: str) -> dict[str, Any]:
    """A comparator's AUC and ours minus its, on those who have both; Brier score and calibration where it gives a probability."""
    y, ours, theirs = _known(table, outcome, column)
    if not FEWEST <= y.sum() <= len(y) - FEWEST:
        return {"n": len(y), "events": int(y.sum())}
    score = -theirs if column in _FALLING else theirs
    found = {
        "n": len(y), "events": int(y.sum()), "auc": asdict(auc(y, score)), "ours": asdict(auc(y, ours)),
        "difference": asdict(auc_difference(y, ours, score)),
    }  # fmt: skip
    if column.startswith("p_"):
        found |= {"brier": brier(y, theirs), "calibration": asdict(calibration(y, theirs))}
    return found


def _weighted(table: pd.DataFrame, outcome: Outcome) -> dict[str, float]:
    y, p, weight = _known(table, outcome, "survey_weight")
    return {"prevalence": float(np.average(y, weights=weight)), "mean_predicted": float(np.average(p, weights=weight))}


def _group(table: pd.DataFrame, outcome: Outcome) -> dict[str, Any]:
    y, p, _ = _known(table, outcome, f"p_{outcome}")
    found: dict[str, Any] = {"n": len(y), "events": int(y.sum()), "observed": float(y.mean()), "predicted": float(p.mean())}
    if FEWEST <= y.sum() <= len(y) - FEWEST:
        found |= {"auc": asdict(auc(y, p)), "calibration": asdict(calibration(y, p))}
    return found
