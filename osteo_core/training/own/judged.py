"""How good the answers out of fold were: each model, and ours against each other one on the same people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.training.own.cross_validation import OURS
from osteo_core.training.own.development_size import cox_snell_r2, development_size
from osteo_core.training.own.table import OwnPeople

Array = NDArray[np.float64]
Document = dict[str, Any]

FEWEST_EVENTS = 5
"""People with and without the outcome below whom nothing is worked out."""


def judge(answers: pd.DataFrame, people: OwnPeople, beside: dict[str, dict[str, Array]], parameters: dict[str, int]) -> Document:
    """Every figure of the card.

    Each figure is the mean over the repeats of the cross-validation; an interval is the mean of theirs (DeLong), which is that of one
    repeat: repeating takes away the chance of the split, not that of the people.

    Args:
        answers: as `cross_validation.answer`, of all parts; beside: outcome -> score -> (n,); parameters: outcome -> inputs read.
    """
    found: Document = {"heldout": {"n": people.n}, "comparisons": {}, "development_size": {}, "repeats": int(answers["repeat"].nunique())}
    for outcome in people.outcomes:
        y, weight = people.happened(outcome)
        tables = _by_repeat(answers[answers["outcome"] == outcome], people.n)
        found["heldout"][outcome] = _mean([_figures(y, table[OURS], weight) for table in tables])
        others = [name for name in tables[0] if name != OURS]
        compared = {name: _mean([_compared(y, table[OURS], table[name], weight, risk=True) for table in tables]) for name in others}
        for name, values in beside.get(outcome, {}).items():
            compared[name] = _mean([_compared(y, table[OURS], values, weight, risk=False) for table in tables])
        found["comparisons"][outcome] = compared
        found["development_size"][outcome] = _size(y, weight, tables, parameters[outcome])
    return found


def _by_repeat(answers: pd.DataFrame, n: int) -> list[dict[str, Array]]:
    """For each repeat model -> (n,) probabilities."""
    tables = []
    for _, part in answers.groupby("repeat", sort=True):
        table = {}
        for model, rows in part.groupby("model", sort=False):
            p = np.full(n, np.nan)
            p[rows["place"].to_numpy()] = rows["p"].to_numpy()
            table[str(model)] = p
        tables.append(table)
    return tables


def _figures(y: Array, p: Array, weight: Array) -> Document:
    known = (weight > 0) & np.isfinite(p)
    y, p, weight = y[known], p[known], weight[known]
    found: Document = {"n": len(y), "events": int(y.sum())}
    if not FEWEST_EVENTS <= y.sum() <= len(y) - FEWEST_EVENTS:
        return found
    found |= {"auc": asdict(auc(y, p)), "brier": brier(y, p, weight), "mean_predicted": float(np.average(p, weights=weight))}
    found["observed"] = float(np.average(y, weights=weight))
    try:
        found["calibration"] = asdict(calibration(y, p, weight))
    except ValueError:  # the predictions separate the people, or are all alike: no line fits best
        return found
    return found


def _compared(y: Array, ours: Array, other: Array, weight: Array, *, risk: bool) -> Document:
    known = (weight > 0) & np.isfinite(other)
    found: Document = {"n": int(known.sum()), "events": int(y[known].sum())}
    if not FEWEST_EVENTS <= y[known].sum() <= known.sum() - FEWEST_EVENTS:
        return found
    found |= _figures(y, other, weight) if risk else {"auc": asdict(auc(y[known], other[known]))}
    return found | {
        "ours": asdict(auc(y[known], ours[known])),
        "difference": asdict(auc_difference(y[known], ours[known], other[known])),
    }


def _mean(documents: list[Document]) -> Document:
    """Entry by entry the mean over documents of one form; of an entry that one of them lacks there is none."""
    shared = [name for name in documents[0] if all(name in document for document in documents)]
    found: Document = {}
    for name in shared:
        values = [document[name] for document in documents]
        if isinstance(values[0], dict):
            found[name] = _mean(values)
        else:
            found[name] = values[0] if isinstance(values[0], int) else float(np.mean(values))
    if len(documents) > 1 and "auc" in shared:
        found["auc_by_repeat"] = [document["auc"]["estimate"] for document in documents]
    return found


def _size(y: Array, weight: Array, tables: list[dict[str, Array]], parameters: int) -> Document:
    """What these people can carry: the R² is that of the better of ours and logistic regression out of fold."""
    known = weight > 0
    models = [name for name in (OURS, "logistic") if name in tables[0]]
    r2 = max(float(np.mean([cox_snell_r2(y[known], table[name][known], weight[known]) for table in tables])) for name in models)
    needed = development_size(float(np.average(y[known], weights=weight[known])), parameters, r2)
    return asdict(needed) | {"have": int(known.sum()), "have_events": int(y[known].sum()), "enough": bool(known.sum() >= needed.n)}
