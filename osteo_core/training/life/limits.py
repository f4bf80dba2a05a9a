"""The network of the world as in life against the best possible answer, row by row of the paper's Table 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.cohorts.worlds.paper.targets import ROWS
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome
from osteo_core.training.data import raw_inputs
from osteo_core.training.fit_intervals import subset_logits
from osteo_core.training.life.people import LIMIT

Array = NDArray[np.float64]

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture", "hip_fracture")


def against_the_limit(artifact: Artifact, cohort: VirtualCohort, say: Callable[[str], None]) -> dict[str, Any]:
    """Row -> outcome -> AUC of the network and of the limit on complete people reduced to the row's modalities, with the mean distance of
    their log-odds and the correlation of these.
    """
    raw = raw_inputs(cohort.table, artifact.inputs)
    happened = {
        "osteoporosis": (cohort.table["status"] == "osteoporosis").to_numpy(float),
        "fracture": cohort.truth["fracture_outcome"].to_numpy(float),
        "hip_fracture": cohort.truth["hip_fracture_outcome"].to_numpy(float),
    }
    found: dict[str, Any] = {}
    for row, (modalities, _) in ROWS.items():
        say(f"limit: {row}")
        ours = subset_logits(artifact.ensemble, artifact.preprocessor, raw, modalities).mean((0, 1))
        best = LIMIT.log_odds(cohort, modalities)
        found[row] = {"n": len(raw), "modalities": list(modalities)}
        for outcome in OUTCOMES:
            column = OUTCOME_COLUMN[outcome]
            found[row][outcome] = _compared(happened[outcome], ours[:, column], best[:, column])
    return found


def _compared(happened: Array, ours: Array, best: Array) -> dict[str, float]:
    return {
        "ours": auc(happened, ours).estimate,
        "bayes": auc(happened, best).estimate,
        "mean_distance": float(np.abs(ours - best).mean()),
        "correlation": float(np.corrcoef(ours, best)[0, 1]),
    }
