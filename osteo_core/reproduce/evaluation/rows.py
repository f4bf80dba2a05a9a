"""Table 2's seven rows again: fresh people and held-out people, the networks, the tuned rivals and the best possible answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from osteo_core.cohorts.worlds.paper import bayes
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.thresholds import at_threshold
from osteo_core.evaluation.discrimination.auc import auc, named
from osteo_core.model import load_model
from osteo_core.reproduce.evaluation.people import LEAST
from osteo_core.rivals.models import Rival, having, rivals
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import ROW_MODALITIES, SIMPLIFIED_ROW, FreshCohort, answers, osteoporosis, training_split

Array = NDArray[np.float64]

THRESHOLD = 0.5
NAMES = {"logistic regression": "logistic", "LightGBM": "lightgbm", "explainable boosting": "ebm"}


def table2_rows(fresh: FreshCohort) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows, and how each row's rivals were tuned.

    Of a rival's two trainings (those who have the row's modalities, or everybody) the one that ranks the fresh people better counts, also
    on the held-out people, who are too few to choose by.
    """
    artifact = load_model("fusion").artifact
    training, test = training_split(artifact)
    raw, outcome = raw_inputs(training), osteoporosis(training)
    unseen, truth = raw_inputs(test), osteoporosis(test)
    rows: list[dict[str, object]] = []
    tuned: dict[str, Any] = {}
    for row, modalities in ROW_MODALITIES.items():
        fresh.say(f"rows: {row}")
        who = having(unseen, modalities)
        both = np.concatenate([fresh.raw, unseen[who]])
        chosen = _better(rivals(artifact, raw, outcome, both, modalities), fresh)
        tuned[row] = {name: {"settings": rival.tuned, "trained_on": rival.trained_on} for name, rival in chosen.items()}
        limit = bayes(test[who].reset_index(drop=True), modalities, fracture=False)["p_osteoporosis"].to_numpy(float)
        predicted = {
            "fresh": {"fusion": fresh.network[row].osteoporosis, "oracle": fresh.limit[row]["p_osteoporosis"].to_numpy(float)},
            "test": {"fusion": answers(artifact, unseen[who], modalities).osteoporosis, "oracle": limit},
        }
        if row == SIMPLIFIED_ROW:
            predicted["fresh"]["simplified"] = fresh.simplified.osteoporosis
            predicted["test"]["simplified"] = answers(load_model("simplified").artifact, unseen[who], modalities).osteoporosis
        for name, rival in chosen.items():
            probability = expit(rival.score)
            predicted["fresh"][name], predicted["test"][name] = probability[: fresh.n], probability[fresh.n :]
        outcomes = {"fresh": fresh.osteoporosis, "test": truth[who]}
        rows += [_row(row, people, model, outcomes[people], p) for people, models in predicted.items() for model, p in models.items()]
    return pd.DataFrame(rows), tuned


def _better(found: list[Rival], fresh: FreshCohort) -> dict[str, Rival]:
    """Each method's training with the higher AUC on the fresh people, who stand first in its scores."""
    ranked = sorted(found, key=lambda rival: auc(fresh.osteoporosis, rival.score[: fresh.n]).estimate)
    return {NAMES[rival.name]: rival for rival in ranked}


def _row(row: str, people: str, model: str, y: Array, p: Array) -> dict[str, object]:
    p = np.clip(p, LEAST, 1 - LEAST)
    point = at_threshold(y, p, THRESHOLD)
    found: dict[str, object] = {"row": row, "people": people, "model": model, "n": len(y), "events": int(y.sum())}
    for name, value in (
        ("auc", auc(y, p)), ("accuracy", point.accuracy), ("sensitivity", point.sensitivity), ("specificity", point.specificity),
    ):  # fmt: skip
        found |= named(name, value)
    return found | {"brier": brier(y, p)}
