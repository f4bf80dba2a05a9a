"""What distillation and bilinear pooling earn: the same people, the same network with and without."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.cohorts.worlds.paper import VirtualCohort
from osteo_core.constants import MODALITIES
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference.ensemble import Ensemble
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.data import raw_inputs
from osteo_core.training.fit_intervals import bayes_log_odds, subset_logits
from osteo_core.training.runs import SIMPLE

Array = NDArray[np.float64]


def compare(
    preprocessor: Preprocessor, cohort: VirtualCohort, pairs: dict[str, tuple[Ensemble, Ensemble, tuple[str, ...]]]
) -> dict[str, dict[str, Any]]:
    """AUCs of two ensembles on complete virtual people reduced to some modalities, with DeLong's paired difference and the Bayes limit.

    Args:
        pairs: name -> (ours, the other one, modalities).
    """
    raw = raw_inputs(cohort.table)
    outcomes = {
        "osteoporosis": (cohort.table["status"] == "osteoporosis").to_numpy(float),
        "fracture": cohort.truth["fracture_outcome"].to_numpy(float),
    }
    found: dict[str, dict[str, Any]] = {}
    for name, (ours, other, modalities) in pairs.items():
        a, b = (subset_logits(e, preprocessor, raw, modalities).mean((0, 1)) for e in (ours, other))
        limit = bayes_log_odds(cohort, modalities)
        found[name] = {"n": len(raw), "modalities": list(modalities)}
        for column, (outcome, y) in zip((2, 3), outcomes.items(), strict=True):
            found[name][outcome] = {
                "ours": auc(y, a[:, column]).estimate, "other": auc(y, b[:, column]).estimate, "bayes": auc(y, limit[:, column]).estimate,
                "difference": asdict(auc_difference(y, a[:, column], b[:, column])),
            }  # fmt: skip
    return found


def distillation_and_interactions(
    preprocessor: Preprocessor, cohort: VirtualCohort, ensembles: dict[str, Ensemble]
) -> dict[str, dict[str, Any]]:
    """Distilled against directly trained (DXA, clinical, markers); with against without bilinear pooling (everything)."""
    return compare(
        preprocessor, cohort,
        {
            "distilled_vs_direct": (ensembles["distilled"], ensembles["direct"], SIMPLE),
            "bilinear_vs_additive": (ensembles["fusion"], ensembles["additive"], MODALITIES),
        },
    )  # fmt: skip
