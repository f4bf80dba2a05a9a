"""Fig. 1: how the virtual cohort was arrived at from the pool that three registries would have sent, and how it was split."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from osteo_core.cohorts.registries import raw_records
from osteo_core.cohorts.selection import select
from osteo_core.model import load_model
from osteo_core.preprocessing.splits import FOLDS
from osteo_core.reproduce.evaluation.people import HOSPITAL
from osteo_core.training.people import training_split


def selection() -> dict[str, Any]:
    """sources, overlap, quality (check -> records), values_set_missing, steps (key, before, removed, after), and the split that was used.

    The pool is made from the cohort, so its flow ends near the cohort's number, not at it: checks and linkage err as they would in life.
    """
    training = load_model("fusion").artifact.training
    train, test = training_split(load_model("fusion").artifact)
    flow = select(raw_records(pd.concat([train, test], ignore_index=True), training["seed"]))
    return {
        "sources": flow.sources,
        "overlap": flow.linkage.overlap.to_dict("records"),
        "quality": {finding.key: finding.count for finding in flow.quality.findings},
        "values_set_missing": flow.quality.values_set_missing,
        "steps": [{"key": step.key, "before": step.n_before, "removed": step.n_removed, "after": step.n_after} for step in flow.steps],
        "cohort": len(train) + len(test),
        "split": {name: _classes(part) for name, part in (("train", train), ("test", test))},
        "folds": FOLDS,
        "external": HOSPITAL,
    }


def _classes(part: pd.DataFrame) -> dict[str, Any]:
    return {"people": len(part), "status": dict(sorted(Counter(part["status"]).items()))}
