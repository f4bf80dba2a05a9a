"""Fracture over time: by predicted risk or by a column of any study, and by Cox's model in the virtual cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.survival.cox import CoxFit, cox, proportional_hazards
from osteo_core.evaluation.survival.kaplan_meier import LogRank, SurvivalCurve, by_group, log_rank, risk_groups
from osteo_core.stored.cohort_study import development, numeric

Array = NDArray[np.float64]

CUTS = (0.05, 0.15, 0.30)
QUARTERS = (0.25, 0.50, 0.75)
MOST_GROUPS = 6
"""More curves cannot be told apart on one chart."""

COVARIATES = (
    "age", "female", "bmi", "prior_fracture", "femoral_neck_bmd", "glucocorticoid_use", "current_smoking", "parental_hip_fracture",
    "rheumatoid_arthritis", "high_alcohol_intake", "ctx", "tb_sp", "ct_th", "gait_speed", "single_leg_stance", "fall_risk_score",
)  # fmt: skip
DEFAULT = ("age", "female", "bmi", "prior_fracture", "femoral_neck_bmd", "glucocorticoid_use", "current_smoking")
STEPS = {
    "age": 10.0,
    "bmi": 5.0,
    "femoral_neck_bmd": 0.1,
    "ctx": 0.1,
    "tb_sp": 0.1,
    "ct_th": 0.1,
    "gait_speed": 0.1,
    "single_leg_stance": 10.0,
}
"""Steps of a field's unit for which a hazard ratio says something; 1 for the others."""


@dataclass(frozen=True, kw_only=True)
class Survival:
    """Curves by group, in order, and the log-rank test; `refused` where the groups cannot be tested.

    `left_out`: people without a group (no prediction, or the label not known). `deaths` among those followed, counted as censored.
    """

    curves: dict[str, SurvivalCurve]
    test: LogRank | None
    refused: InvalidInput | None
    n: int
    events: int
    deaths: int
    left_out: int


@dataclass(frozen=True)
class Hazards:
    """A Cox model of the virtual cohort: `table` with covariate, step (what the ratio is for, in the field's unit), hazard_ratio, low,
    high, p; `proportional` with covariate, chi2, df, p; both for the model in `fit`.
    """

    fit: CoxFit
    table: pd.DataFrame
    proportional: pd.DataFrame


def quarters(study: Study, model: str) -> tuple[float, ...]:
    """Cut-offs that part the people who have a prediction into four groups of about equal size; in percent to one decimal for a
    probability, to three digits for a score; fewer where they coincide.
    """
    values = study.predictions[model]
    edges = np.quantile(values[np.isfinite(values)], QUARTERS)
    rounded = np.round(edges, 3) if model in study.probabilities else [float(f"{edge:.3g}") for edge in edges]
    return tuple(np.unique(rounded).tolist())


def by_risk(study: Study, model: str, cuts: Sequence[float]) -> Survival:
    """Groups of predicted risk, lowest first; a probability's bands are named in percent. Raises InvalidInput as `risk_groups`."""
    values = study.predictions[model]
    known = np.isfinite(values)
    scale, unit = (100.0, "\N{NO-BREAK SPACE}%") if model in study.probabilities else (1.0, "")
    edges = [round(scale * cut, 6) for cut in cuts]
    bands = risk_groups(np.round(scale * values[known], 9), edges)
    named = pd.Categorical.from_codes(bands.codes, pd.Index([f"{band}{unit}" for band in bands.categories]))
    return _by(study.of(known, left_out=study.left_out + int((~known).sum())), named)


def by_column(study: Study, column: str) -> Survival:
    """Groups of one of the study's columns, in the order of their names.

    Raises:
        InvalidInput: nobody has a label, or there are more labels than curves that can be told apart.
    """
    labels = study.groups[column]
    known = np.array([label is not None for label in labels], bool)
    groups = pd.Categorical(labels[known])
    if len(groups.categories) > MOST_GROUPS:
        raise InvalidInput(Problem(column, "cohort_page.problem.many_groups", {"found": len(groups.categories), "most": MOST_GROUPS}))
    return _by(study.of(known, left_out=study.left_out + int((~known).sum())), groups)


def _by(study: Study, group: pd.Categorical[str]) -> Survival:
    if study.follow_up is None:
        raise InvalidInput(Problem("time", "cohort_page.problem.no_follow_up"))
    time, how = study.follow_up.time, study.follow_up.event
    event = (how == 1).astype(float)
    curves = by_group(time, event, group)
    test, refused = None, None
    try:
        test = log_rank(time, event, group)
    except InvalidInput as error:
        refused = error
    return Survival(
        curves=curves, test=test, refused=refused, n=study.n, events=int(event.sum()), deaths=int((how == 2).sum()), left_out=study.left_out
    )


def hazards(everybody: pd.DataFrame, covariates: Sequence[str], *, per_sd: bool = True) -> Hazards:
    """Cox's model of fracture, deaths censored.

    Per SD: of the people whose value is known; a yes/no stays yes against no. Otherwise per step of `STEPS`.

    Raises:
        InvalidInput: as `cox.cox` and `cox.proportional_hazards`.
    """
    table = development(everybody)
    values = numeric(table)
    steps = {name: _step(values[name], name, per_sd) for name in covariates}
    fit = cox(
        table["fracture_time"], (table["fracture_event"] == 1).astype(float), {name: values[name] / steps[name] for name in covariates}
    )
    shown = fit.table[["covariate", "hazard_ratio", "low", "high", "p"]]
    return Hazards(fit, shown.assign(step=[steps[name] for name in shown["covariate"]]), proportional_hazards(fit))


def is_yes_no(name: str) -> bool:
    """Whether a covariate is an answer, not a quantity."""
    return name not in CATALOGUE or CATALOGUE[name].kind == "binary"


def _step(column: pd.Series, name: str, per_sd: bool) -> float:
    if is_yes_no(name):
        return 1.0
    return float(column.std()) if per_sd else STEPS.get(name, 1.0)
