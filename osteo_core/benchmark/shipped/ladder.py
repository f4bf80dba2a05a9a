"""What every set of modalities can do: the fusion network and the best possible answer, on fresh people with everything measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.benchmark.people import Fresh, answers
from osteo_core.benchmark.shipped.people import LEAST
from osteo_core.cohorts.virtual import VirtualCohort, bayes
from osteo_core.evaluation.calibration import brier
from osteo_core.evaluation.discrimination import auc
from osteo_core.evaluation.net_benefit import decision_curve
from osteo_core.inference import load_model
from osteo_core.inference.missing import subset_key
from osteo_core.preprocessing.encode import MODALITY_ORDER
from osteo_core.training.judge import subsets

Array = NDArray[np.float64]

THRESHOLDS = (0.1, 0.2, 0.3, 0.5)
FEWER = 6_000
"""People for sets without DXA and clinical factors, whose best possible fracture risk is an integral over everything in both."""


def ladder(fresh: Fresh) -> pd.DataFrame:
    """One row a set of modalities, outcome and model: n, events, auc with its interval, brier, net_benefit_0.1 and so on."""
    rows = []
    for chosen in subsets(MODALITY_ORDER):
        fresh.say(f"ladder: {subset_key(chosen)}")
        n = fresh.n if {"dxa", "clinical"} & set(chosen) else min(FEWER, fresh.n)
        outcomes = {"osteoporosis": fresh.osteoporosis[:n], "fracture": fresh.fracture[:n]}
        for model, predicted in _predicted(fresh, chosen, n).items():
            rows += [_row(subset_key(chosen), outcome, model, y, predicted[outcome]) for outcome, y in outcomes.items()]
    return pd.DataFrame(rows)


def _predicted(fresh: Fresh, chosen: tuple[str, ...], n: int) -> dict[str, dict[str, Array]]:
    """Model -> outcome -> probabilities of the first n people from the chosen modalities."""
    network = answers(load_model("fusion").artifact, fresh.raw[:n], chosen)
    cohort = fresh.cohort
    best = bayes(VirtualCohort(cohort.table.iloc[:n], cohort.truth.iloc[:n], cohort.population), chosen).clip(LEAST, 1 - LEAST)
    return {
        "fusion": {"osteoporosis": network.osteoporosis, "fracture": network.fracture},
        "oracle": {outcome: best[f"p_{outcome}"].to_numpy(float) for outcome in ("osteoporosis", "fracture")},
    }


def _row(subset: str, outcome: str, model: str, y: Array, p: Array) -> dict[str, object]:
    area = auc(y, p)
    worth = decision_curve(y, {model: p}, THRESHOLDS).query("model == @model").set_index("threshold")["net_benefit"]
    return {
        "subset": subset, "outcome": outcome, "model": model, "n": len(y), "events": int(y.sum()), "auc": area.estimate,
        "auc_low": area.low, "auc_high": area.high, "brier": brier(y, p), **{f"net_benefit_{t:g}": worth[t] for t in THRESHOLDS},
    }  # fmt: skip
