"""The people that ship, for charts that filter each other: one outcome, what one model predicts of it, and who they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.linked.people import LinkedPeople, age_bands
from osteo_core.evaluation.reports.study import Labels
from osteo_core.stored import studies
from osteo_core.stored.nhanes_tasks import PREVALENT_FRACTURE, SCREENING, PredictionTask

_TASKS: dict[str, PredictionTask] = {"osteoporosis": SCREENING, "prevalent_fracture": PREVALENT_FRACTURE}
_GROUPS = ("ethnicity", "status")


def linked_models(people: str, outcome: str) -> tuple[str, ...]:
    """Models whose predictions of the outcome are probabilities. Raises KeyError where these people have no such outcome."""
    names = studies.models(people, outcome)
    if people != "nhanes":
        return names
    probable = {comparator.name for comparator in _TASKS[outcome].comparators if comparator.probability}
    return tuple(name for name in names if name in probable)


def linked_people(people: str, outcome: str, model: str) -> LinkedPeople:
    """Everybody, whether or not the outcome or a T-score is known. NHANES is counted unweighted.

    Raises:
        ArtifactError: as `studies.table`.
        KeyError: no such people, outcome or model.
    """
    if model not in linked_models(people, outcome):
        raise KeyError(model)
    table = studies.table(people)
    groups = {"sex": _labels(table["sex"]), "age_band": age_bands(table["age"].to_numpy(float))}
    groups |= {name: _labels(table[name]) for name in _GROUPS}
    groups["prior_fracture"] = _labels(table["prior_fracture"].astype(float).map({1.0: "yes", 0.0: "no"}))
    risk, known, weight = _answers(table, people, outcome, model)
    return LinkedPeople(
        age=table["age"].to_numpy(float), t_score=table["lowest_t"].to_numpy(float), risk=risk, outcome=known, groups=groups, weight=weight
    )


def _answers(
    table: pd.DataFrame, people: str, outcome: str, model: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
    if people == "nhanes":
        task = _TASKS[outcome]
        column = next(comparator.column for comparator in task.comparators if comparator.name == model)
        return table[column].to_numpy(float), task.outcome(table).to_numpy(float), None
    risk = table[f"p_{outcome}_{model}"].to_numpy(float)
    if outcome == "osteoporosis":
        return risk, np.asarray(table["status"] == "osteoporosis", float), None
    return risk, table[f"{outcome}_10y"].to_numpy(float), np.nan_to_num(table[f"{outcome}_weight"].to_numpy(float))


def _labels(column: pd.Series) -> Labels:
    texts = column.astype(object)
    return np.asarray(texts.where(texts.notna(), None).to_numpy(object))
