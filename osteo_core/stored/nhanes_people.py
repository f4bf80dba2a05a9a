"""What each method does on real people it has not seen: NHANES 2017-March 2020, age 50 and over.

Two questions. Screening: who has osteoporosis by DXA, asked of what a clinic knows before the scan. Prevalent fracture: who has already had
a fragility fracture, asked of people with a scan. Methods are compared on the same people: those for whom each of them has an answer.

Ranks (ROC, AUC, cut-offs) describe the people examined and carry no weights. Shares of the population (prevalence, calibration, net
benefit) take the survey's weights unless told otherwise, with standard errors linearised over its strata and sampling units.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import ArtifactError
from osteo_core.evaluation.calibration.curve import CalibrationCurve, calibration_curve
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.calibration.intervals import calibration_estimates
from osteo_core.evaluation.calibration.logistic import TotalCovariance
from osteo_core.evaluation.decision.net_benefit import decision_curve
from osteo_core.evaluation.discrimination.auc import Estimate, auc, auc_difference, named
from osteo_core.evaluation.discrimination.roc import OperatingPoint, RocCurve, operating_point, roc_curve, wilson
from osteo_core.evaluation.survey.covariance import total_covariance
from osteo_core.evaluation.survey.estimates import SurveyDesign, weighted_proportion
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet
from osteo_core.stored.nhanes_scores import with_scores
from osteo_core.stored.nhanes_tasks import SCREENING_SCORES, TASKS, PredictionTask

Array = NDArray[np.float64]
Sex = Literal["all", "female", "male"]
SEXES: tuple[Sex, ...] = ("all", "female", "male")

HELDOUT = ARTIFACTS_DIR / "nhanes" / "heldout.parquet"
THRESHOLDS = np.round(np.arange(0.01, 0.505, 0.01), 2)
FEW_EVENTS = 20
"""Below this many people with (or without) the outcome a figure is marked as resting on few."""
FEWEST_EVENTS = 5
"""Below this many no figure is given at all."""
AGE_BANDS = {"50-64": (50, 65), "65-74": (65, 75), "75+": (75, np.inf)}
ETHNICITIES = ("european", "african", "hispanic", "asian", "other")
RULE = "rule"
"""The published cut-offs of each sex that belong together, as one rule for whoever is looked at."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything the page shows of one task and one group of people.

    Attributes:
        n, events: people compared and those with the outcome; left_out: people without the outcome's answer or without one method's.
        prevalence: of the outcome in those compared.
        methods: method, auc, auc_low, auc_high, difference, …_low, …_high, p (ours minus it), and for probabilities predicted,
            intercept, …_low, …_high, slope, …_low, …_high, brier.
        cut_offs: score, cut_off (its name), words (their key), bound (see `PublishedCutOff.bounds`), n, events,
            flagged, sensitivity, specificity, ppv, npv, each with …_low, …_high.
        subgroups: group, subgroup, method, estimate, low, high, n, events, small; the AUC, NaN where too few.
        net_benefit: as `decision_curve`, by method (and RULE).
        roc, calibration: by method; rule: what the published cut-offs together do, None where the question has none.
    """

    n: int
    events: int
    left_out: int
    prevalence: Estimate
    methods: pd.DataFrame
    cut_offs: pd.DataFrame
    subgroups: pd.DataFrame
    net_benefit: pd.DataFrame
    roc: dict[str, RocCurve]
    calibration: dict[str, CalibrationCurve]
    rule: OperatingPoint | None


def load(path: Path = HELDOUT) -> pd.DataFrame:
    """The held-out people with every method's answer; screening scores that are not in the file are worked out (`real_scores`).

    Raises:
        ArtifactError: the file is not there, cannot be read, or lacks a column.
    """
    if not path.exists():
        raise ArtifactError("real_people.problem.missing", file=f"{path.parent.name}/{path.name}")
    people = read_parquet(path)
    needed = {"age", "sex", "ethnicity", "status", "prior_fracture", "survey_weight", "survey_strata", "survey_psu"}
    people = with_scores(people) if needed <= set(people.columns) else people
    asked = (*TASKS.values(), SCREENING_SCORES)
    needed |= {comparator.column for task in asked for comparator in task.comparators}
    if absent := sorted(needed - set(people.columns)):
        raise ArtifactError("real_people.problem.columns", file=f"{path.parent.name}/{path.name}", columns=", ".join(absent))
    return people


def findings(people: pd.DataFrame, task: PredictionTask, sex: Sex = "all", *, weighted: bool = True) -> Findings:
    """Compare the task's comparators on the people of `sex`.

    Raises:
        ValueError: nobody is left with, or nobody without, the outcome.
    """
    asked, members = _asked(people, sex), _compared(people, task, sex)
    outcome = task.outcome(people)
    compared, y = people[members], outcome.to_numpy(float)[members]
    weight = compared["survey_weight"].to_numpy(float) if weighted else None
    variance = total_covariance(_design(people), members) if weighted else None
    probabilities = {m.name: compared[m.column].to_numpy(float) for m in task.comparators if m.probability}
    flagged = _by_rule(compared, task)
    return Findings(
        n=len(compared),
        events=int(y.sum()),
        left_out=int(asked.sum()) - len(compared),
        prevalence=prevalence(people, outcome, members, weighted=weighted),
        methods=_methods(compared, y, task, weight, variance),
        cut_offs=_cut_offs(compared, y, task),
        subgroups=_subgroups(compared, y, task, sex),
        net_benefit=decision_curve(
            y, probabilities | ({RULE: flagged} if flagged is not None else {}), THRESHOLDS, weight, total_covariance=variance
        ),
        roc={m.name: roc_curve(y, m.risk(compared)) for m in task.drawn},
        calibration={name: calibration_curve(y, p, weight, total_covariance=variance) for name, p in probabilities.items()},
        rule=None if flagged is None else operating_point(y, flagged),
    )


def can_compare(people: pd.DataFrame, task: PredictionTask, sex: Sex = "all") -> bool:
    """Whether there are people with and people without the outcome, FEWEST_EVENTS of each at least."""
    y = task.outcome(people)[_compared(people, task, sex)]
    return bool(min(y.sum(), len(y) - y.sum()) >= FEWEST_EVENTS)


def _asked(people: pd.DataFrame, sex: Sex) -> NDArray[np.bool_]:
    return np.ones(len(people), bool) if sex == "all" else np.asarray(people["sex"] == sex)


def _compared(people: pd.DataFrame, task: PredictionTask, sex: Sex) -> NDArray[np.bool_]:
    """(n,) of that sex, with the outcome known and an answer of every method."""
    answered = task.outcome(people).notna() & people[[comparator.column for comparator in task.comparators]].notna().all(axis=1)
    return _asked(people, sex) & answered.to_numpy()


def _methods(people: pd.DataFrame, y: Array, task: PredictionTask, weight: Array | None, variance: TotalCovariance | None) -> pd.DataFrame:
    ours = task.comparators[0].risk(people)
    rows = []
    for comparator in task.comparators:
        risk = comparator.risk(people)
        row: dict[str, object] = {"method": comparator.name, **named("auc", auc(y, risk))}
        if comparator is not task.comparators[0]:
            test = auc_difference(y, ours, risk)
            row |= named("difference", Estimate(test.difference, test.low, test.high)) | {"p": test.p}
        if comparator.probability:
            calibration = calibration_estimates(y, risk, weight, total_covariance=variance)
            row["predicted"] = float(np.average(risk, weights=weight))
            row |= named("intercept", calibration.intercept) | named("slope", calibration.slope) | {"brier": brier(y, risk, weight)}
        rows.append(row)
    return pd.DataFrame(rows)


def _by_rule(people: pd.DataFrame, task: PredictionTask) -> Array | None:
    """(n,) 1 where the rule's cut-off of the person's sex refers them; None where there is no rule."""
    if not task.rule:
        return None
    return sum((published.applies_to(people) & published.refers(people)).astype(float) for published in task.rule)  # type: ignore[return-value]


def _cut_offs(people: pd.DataFrame, y: Array, task: PredictionTask) -> pd.DataFrame:
    rows = []
    for published in task.cut_offs:
        members = published.applies_to(people)
        if not y[members].any() or y[members].all():
            continue
        for bound in published.bounds(people[members]):
            point = operating_point(y[members], published.refers(people, bound)[members])
            row: dict[str, object] = {"score": published.score, "cut_off": published.cut_off.name, "words": published.words}
            row |= {"bound": bound, "n": int(members.sum()), "events": int(y[members].sum())}
            for name in ("flagged", "sensitivity", "specificity", "ppv", "npv"):
                row |= named(name, getattr(point, name))
            rows.append(row | {"source": published.cut_off.source})
    return pd.DataFrame(rows)


def subgroup_masks(people: pd.DataFrame, sex: Sex) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """(group, subgroup) -> (n,) its members: everybody, sex (where both are looked at), age band, ethnicity; none that is empty."""
    masks = {("all", "all"): np.ones(len(people), bool)}
    if sex == "all":
        masks |= {("sex", name): np.asarray(people["sex"] == name) for name in ("female", "male")}
    masks |= {("age", name): np.asarray((people["age"] >= low) & (people["age"] < high)) for name, (low, high) in AGE_BANDS.items()}
    masks |= {("ethnicity", name): np.asarray(people["ethnicity"] == name) for name in ETHNICITIES}
    return {key: members for key, members in masks.items() if members.any()}


def _subgroups(people: pd.DataFrame, y: Array, task: PredictionTask, sex: Sex) -> pd.DataFrame:
    rows = []
    for (group, subgroup), members in subgroup_masks(people, sex).items():
        n, events = int(members.sum()), int(y[members].sum())
        fewest = min(events, n - events)
        for comparator in task.drawn:
            value = auc(y[members], comparator.risk(people)[members]) if fewest >= FEWEST_EVENTS else Estimate(np.nan, np.nan, np.nan)
            rows.append((group, subgroup, comparator.name, value.estimate, value.low, value.high, n, events, fewest < FEW_EVENTS))
    return pd.DataFrame(rows, columns=["group", "subgroup", "method", "estimate", "low", "high", "n", "events", "small"])


def prevalence(people: pd.DataFrame, outcome: object, members: NDArray[np.bool_], *, weighted: bool) -> Estimate:
    """Share with the outcome among the people `of` (n,): the survey's interval, or Wilson's without weights."""
    y = np.asarray(outcome, float)
    if not weighted:
        return wilson(int(y[members].sum()), int(members.sum()))
    share = weighted_proportion(_design(people), y, members)
    return Estimate(share.estimate, share.low, share.high)


def _design(people: pd.DataFrame) -> SurveyDesign:
    return SurveyDesign.of(people["survey_weight"], people["survey_strata"], people["survey_psu"])
