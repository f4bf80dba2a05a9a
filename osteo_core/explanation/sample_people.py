"""The explained people one by one and group by group: who they are, what each field did for each of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.reports.study import Labels
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.global_sample import By, GlobalSample, importance
from osteo_core.inference.assessment import Outcome

FEW = 50
"""People below which a group's mean |SHAP| is marked: its interval is wide, and a bootstrap interval of few people is too narrow."""

COLUMNS = ("sex", "age_band", "ethnicity", "status", "completeness")
Mask = NDArray[np.bool_]


def importance_by_group(
    sample: GlobalSample, outcome: Outcome, labels: Labels, order: tuple[str, ...], by: By = "feature", people: Mask | None = None
) -> pd.DataFrame:
    """`importance` within each group: its columns without the ranks, and group, people (how many), few (fewer than FEW).

    Args:
        labels: (n,) the group of each person. order: the groups to show; who is nowhere among `people` is left out.
        people: (n,) whom to count; None: everybody.

    Raises:
        ValueError: none of the groups has anybody.
    """
    counted = np.ones(len(labels), bool) if people is None else people
    found = []
    for group in order:
        inside = counted & (labels == group)
        if inside.any():
            table = importance(sample, outcome, by, inside).drop(columns=["rank", "paper_rank"])
            found.append(table.assign(group=group, people=int(inside.sum()), few=inside.sum() < FEW))
    return pd.concat(found, ignore_index=True)


def dots(sample: GlobalSample, outcome: Outcome, fields: tuple[str, ...], people: Mask | None = None) -> pd.DataFrame:
    """Every person's contribution by these fields: id, field, value, category, contribution (log-odds). Who lacks a field has no row."""
    rows = sample.fields[(sample.fields["outcome"] == outcome) & sample.fields["field"].isin(fields)]
    if people is not None:
        rows = rows[rows["id"].isin(sample.ids[people])]
    return rows[["id", "field", "value", "category", "contribution"]].reset_index(drop=True)


def by_risk(sample: GlobalSample, outcome: Outcome, people: Mask | None = None) -> tuple[str, ...]:
    """Ids of those counted, lowest probability of the outcome first."""
    rows = sample.people[sample.people["outcome"] == outcome]
    if people is not None:
        rows = rows[rows["id"].isin(sample.ids[people])]
    return tuple(rows.sort_values(["probability", "id"])["id"])


def explanation_of(sample: GlobalSample, person: str, outcome: Outcome) -> Explanation:
    """One person's explanation as stored. Raises KeyError for somebody who is not among the people."""
    whole = sample.people[(sample.people["outcome"] == outcome) & (sample.people["id"] == person)]
    if whole.empty:
        raise KeyError(person)
    return Explanation(
        outcome, float(whole["baseline"].iloc[0]), float(whole["log_odds"].iloc[0]),
        _contributions(sample.fields, person, outcome, "field"), _contributions(sample.modalities, person, outcome, "modality"),
    )  # fmt: skip


def _contributions(table: pd.DataFrame, person: str, outcome: Outcome, name: str) -> dict[str, float]:
    rows = table[(table["id"] == person) & (table["outcome"] == outcome)]
    return {str(key): float(value) for key, value in zip(rows[name], rows["contribution"], strict=True)}


def entered_of(sample: GlobalSample, person: str) -> dict[str, float | str]:
    """What one person has, by catalogue name: a number in catalogue units (yes is 1), or a category."""
    rows = sample.fields[sample.fields["id"] == person].drop_duplicates("field")
    columns = zip(rows["field"], rows["value"], rows["category"], strict=True)
    return {field: float(value) if category is None else str(category) for field, value, category in columns}
