"""The people and predictions that ship, as studies: the virtual test set, the virtual hospital, people as in life, and NHANES.

The virtual sets (the first two of the paper's world, the third of the world as in life) hold what a generator made: nothing found in them
is evidence about patients. NHANES are real people; here they are counted singly, without the survey's weights
(`osteo_core.stored.nhanes_people` has the weighted figures).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import STATUSES
from osteo_core.evaluation.discrimination.multiclass import ThreeClass
from osteo_core.evaluation.reports.study import FollowUp, Labels, Study
from osteo_core.stored import nhanes_people as real_people
from osteo_core.stored.files import read_card, read_json, read_table
from osteo_core.stored.nhanes_tasks import PREVALENT_FRACTURE, SCREENING, PredictionTask

Array = NDArray[np.float64]

PEOPLE = ("test", "external", "life", "nhanes")
OUTCOMES = {
    "test": ("osteoporosis", "fracture"),
    "external": ("osteoporosis", "fracture"),
    "life": ("osteoporosis", "fracture", "hip_fracture"),
    "nhanes": ("osteoporosis", "prevalent_fracture"),
}
_NETWORKS = {"test": ("fusion", "simplified"), "external": ("fusion", "simplified"), "life": ("life",)}
"""Networks that stand beside the comparators of `virtual_models`."""

GROUPS = {
    "sex": ("female", "male"),
    "age_band": ("<65", "65+"),
    "ethnicity": ("european", "asian", "african"),
    "status": ("normal", "osteopenia", "osteoporosis"),
    "completeness": ("complete", "partial", "deficient"),
    "source": ("nhanes_like", "ukb_like", "oai_like"),
}
"""Virtual people: column -> its labels in the order shown. Completeness counts the kinds of data a person has, DXA and clinical factors as
two: six, four or five, three or fewer."""

LIFE_GROUPS = {column: labels for column, labels in GROUPS.items() if column != "source"} | {"ethnicity": real_people.ETHNICITIES}
NHANES_GROUPS = {
    "sex": GROUPS["sex"],
    "age_band": tuple(real_people.AGE_BANDS),
    "ethnicity": real_people.ETHNICITIES,
    "status": GROUPS["status"],
}
_TASKS: dict[str, PredictionTask] = {"osteoporosis": SCREENING, "prevalent_fracture": PREVALENT_FRACTURE}
_OURS = {"osteoporosis": "ours_without_dxa", "prevalent_fracture": "ours_with_dxa"}
_OLDER_FROM = 65


def virtual_models(people: str, outcome: str) -> tuple[str, ...]:
    """Models of virtual people in the order shown."""
    comparators = () if outcome == "osteoporosis" else ("frax_style",)
    return (*_NETWORKS[people], "dxa_only", "logistic", "lightgbm", "ebm", *comparators, "oracle")


def models(people: str, outcome: str) -> tuple[str, ...]:
    """Names of the models that are compared, in the order shown. Raises KeyError where these people have no such outcome."""
    _check(people, outcome)
    return tuple(comparator.name for comparator in _TASKS[outcome].drawn) if people == "nhanes" else virtual_models(people, outcome)


def name_key(people: str, outcome: str, model: str) -> str:
    """Translation key of a model's short name; ours of NHANES says whether it read the scan, a screening score has its own."""
    if people == "nhanes" and model == "ours":
        return f"models.{_OURS[outcome]}"
    of_scores = (
        {comparator.name: comparator.words for comparator in _TASKS[outcome].comparators if comparator.of_score}
        if people == "nhanes"
        else {}
    )
    return of_scores.get(model, f"models.{model}")


def groups(people: str) -> dict[str, tuple[str, ...]]:
    """Columns by which these people can be divided, with their labels in the order shown."""
    return dict({"nhanes": NHANES_GROUPS, "life": LIFE_GROUPS}.get(people, GROUPS))


def table(people: str) -> pd.DataFrame:
    """One row a person, as stored.

    Raises:
        ArtifactError: absent, altered, or made with other networks than those that ship.
        KeyError: no such people.
    """
    if people == "nhanes":
        return real_people.load()
    if people not in _NETWORKS:
        raise KeyError(people)
    return read_table("life" if people == "life" else "people", f"{people}.parquet")


def study(people: str, outcome: str) -> Study:
    """These people with what each model predicts of `outcome`; who has no known outcome is left out.

    Fracture is within 10 years, of those for whom that is known, with weights for those who are not (inverse probability of censoring).
    NHANES is unweighted; a T-score and OST are turned so that higher is riskier. FRAX-style is a probability of fractures to come, so of
    prevalent ones it only ranks.

    Raises:
        ArtifactError: as `table`.
        KeyError: no such people or outcome.
    """
    _check(people, outcome)
    people_table = table(people)
    if people == "nhanes":
        return _real(people_table, _TASKS[outcome])
    predictions, labels = _predictions(people_table, people, outcome), _groups(people_table, people)
    if outcome == "osteoporosis":
        return Study(np.asarray(people_table["status"] == "osteoporosis", float), predictions, groups=labels)
    known = people_table[f"{outcome}_10y"].notna().to_numpy()
    everybody = Study(
        people_table[f"{outcome}_10y"].to_numpy(float), predictions, groups=labels,
        weight=people_table[f"{outcome}_weight"].to_numpy(float), follow_up=_follow_up(people_table, outcome),
    )  # fmt: skip
    return everybody.of(known, left_out=int((~known).sum()))


def survival_study(people: str, outcome: str = "fracture") -> Study:
    """Everybody, followed until a fracture, death or the end: the outcome is a fracture seen at any time, the predictions are of 10 years.

    Raises:
        ArtifactError: as `table`.
        KeyError: these people were not followed.
    """
    if outcome not in ("fracture", "hip_fracture"):
        raise KeyError(f"nobody is followed for {outcome!r}")
    _check(people, outcome)
    people_table = table(people)
    follow_up, labels = _follow_up(people_table, outcome), _groups(people_table, people)
    return Study((follow_up.event == 1).astype(float), _predictions(people_table, people, outcome), groups=labels, follow_up=follow_up)


def classes(people: str) -> ThreeClass:
    """Bone status in three classes: of the virtual people by the networks and the best possible answer, of NHANES by ours without DXA.

    Raises:
        ArtifactError: as `table`.
        KeyError: no such people.
    """
    people_table = table(people)
    endings = {"ours": ""} if people == "nhanes" else {model: f"_{model}" for model in (*_NETWORKS[people], "oracle")}
    known = people_table["status"].notna()
    diagnosed = people_table[known]
    probabilities = {model: diagnosed[[f"p_{name}{end}" for name in STATUSES]].to_numpy(float) for model, end in endings.items()}
    return ThreeClass(diagnosed["status"].to_numpy(object), probabilities, int((~known).sum()))


def ladder() -> pd.DataFrame:
    """What each set of modalities can do: subset ("dxa+clinical", network order), outcome, model (fusion, oracle), n, events, auc, auc_low,
    auc_high, brier, net_benefit_0.1, …_0.2, …_0.3, …_0.5, on fresh virtual people with everything measured. Raises as `table`.
    """
    return read_table("ladder", "ladder.parquet")


def rows() -> pd.DataFrame:
    """Table 2's seven rows, osteoporosis: row, people (fresh, test), model (fusion, logistic, lightgbm, ebm, oracle; simplified on its own
    row), n, events, auc, accuracy, sensitivity, specificity (each with _low, _high; the latter three at 0.5), brier. Raises as `table`.
    """
    return read_table("rows", "rows.parquet")


def worlds() -> pd.DataFrame:
    """Table 2's rows in both worlds: world (paper, life), row, outcome, model (network, limit), threshold, n, events, auc, low, high,
    net_benefit, treat_all, acted, changed (share whose decision differs from that with DXA and clinical factors). Raises as `table`.
    """
    return read_table("worlds", "worlds.parquet")


def selection() -> dict[str, Any]:
    """Fig. 1: how the cohort was arrived at, with the counts of each step, and how it was split. Raises as `table`."""
    return read_json("selection", "selection.json")


def card() -> dict[str, Any]:
    """How everything here was made: commands, seeds, dates, versions, the rivals' tuned settings. Raises as `table`."""
    return read_card()


def _check(people: str, outcome: str) -> None:
    if outcome not in OUTCOMES[people]:
        raise KeyError(f"{people} has no outcome {outcome!r}; there are {', '.join(OUTCOMES[people])}")


def _predictions(people_table: pd.DataFrame, people: str, outcome: str) -> dict[str, Array]:
    return {model: people_table[f"p_{outcome}_{model}"].to_numpy(float) for model in virtual_models(people, outcome)}


def _follow_up(people_table: pd.DataFrame, outcome: str) -> FollowUp:
    return FollowUp(people_table[f"{outcome}_time"].to_numpy(float), people_table[f"{outcome}_event"].to_numpy(float))


def _groups(people_table: pd.DataFrame, people: str) -> dict[str, Labels]:
    kinds = people_table["modalities"].str.count(r"\+").to_numpy() + 1
    made = {
        "age_band": np.where(people_table["age"] >= _OLDER_FROM, "65+", "<65"),
        "completeness": np.select([kinds == 6, kinds >= 4], ["complete", "partial"], "deficient"),
    }
    return {column: np.asarray(made.get(column, people_table.get(column)), object) for column in groups(people)}


def _real(people_table: pd.DataFrame, task: PredictionTask) -> Study:
    outcome = task.outcome(people_table).to_numpy(float)
    known = np.isfinite(outcome)
    bands = np.full(len(people_table), None, object)
    for name, (low, high) in real_people.AGE_BANDS.items():
        bands[(people_table["age"] >= low) & (people_table["age"] < high)] = name
    named = people_table.assign(age_band=bands)[list(NHANES_GROUPS)].astype(object)
    labels = {column: named[column].where(named[column].notna(), None).to_numpy(object) for column in NHANES_GROUPS}
    everybody = Study(
        outcome, {comparator.name: comparator.risk(people_table) for comparator in task.drawn},
        scores=frozenset(comparator.name for comparator in task.drawn if not comparator.probability), groups=labels,
    )  # fmt: skip
    return everybody.of(known, left_out=int((~known).sum()))
