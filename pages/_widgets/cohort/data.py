"""What the cohort page computes, kept for every visitor: virtual people, nobody's record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.groups.baseline_table import BaselineTable, baseline_table
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.survival.time_dependent_auc import time_dependent_auc
from osteo_core.stored import cohort_study
from osteo_core.stored import matching as cohort_study_matching
from osteo_core.stored import survival as cohort_study_survival
from osteo_core.stored.matching import Matched
from osteo_core.stored.survival import Hazards
from pages._widgets.shared import files

YEARS = tuple(range(1, 11))


def written() -> int:
    """When the network's record was written."""
    return files.written(cohort_study.CARD)


@st.cache_resource(show_spinner=False, max_entries=1)
def people(of: int) -> pd.DataFrame:
    """Everybody; one copy for all, which nobody changes. Raises ArtifactError."""
    return cohort_study.people()


@st.cache_resource(show_spinner=False, max_entries=1)
def survival_study(of: int) -> Study:
    """The people of development, followed."""
    return cohort_study.survival_study(people(of))


@st.cache_data(show_spinner=False, max_entries=50)
def table1(of: int, grouping: str, groups: tuple[str, ...], fields: tuple[str, ...]) -> BaselineTable:
    """Table 1 of the groups. Raises InvalidInput."""
    table, group = cohort_study.grouped(people(of), grouping, groups)
    return baseline_table(table[list(fields)], group)


@st.cache_data(show_spinner=False, max_entries=50)
def matched(of: int, grouping: str, groups: tuple[str, str], covariates: tuple[str, ...], caliper: float) -> Matched | InvalidInput:
    """Pairs of two groups, or why there are none."""
    try:
        return cohort_study_matching.compare_and_match(people(of), grouping, groups, covariates, caliper=caliper)
    except InvalidInput as error:
        return error


@st.cache_data(show_spinner=False, max_entries=50)
def hazards(of: int, covariates: tuple[str, ...], per_sd: bool) -> Hazards | InvalidInput:
    """Cox's model, or why there is none."""
    try:
        return cohort_study_survival.hazards(people(of), covariates, per_sd=per_sd)
    except InvalidInput as error:
        return error


@st.cache_data(show_spinner=False, max_entries=2)
def auc_over_time(of: int) -> tuple[pd.DataFrame, int]:
    """The network's AUC at each year among the people held out from it, and their number."""
    study = survival_study(of).comparing([cohort_study.MODEL])
    assert study.follow_up is not None
    found = time_dependent_auc(study.follow_up.time, study.follow_up.event, study.predictions[cohort_study.MODEL], YEARS)
    return found, study.n
