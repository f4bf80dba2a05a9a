"""What the real-world page computes, kept for every visitor: public data, nobody's record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.evaluation.survey.table1 import as_text, table1
from osteo_core.stored import nhanes_cohort as real_cohort
from osteo_core.stored import nhanes_people as real_people
from osteo_core.stored import nhanes_scores as real_scores
from osteo_core.stored.nhanes_people import AGE_BANDS, Findings, Sex
from osteo_core.stored.nhanes_tasks import SCREENING_SCORES, TASKS
from pages._widgets.shared import files, language
from pages._widgets.shared.language import Translator


def findings(question: str, sex: Sex, weighted: bool) -> Findings | None:
    """One question's figures; None where nobody has, or nobody lacks, the outcome. Raises ArtifactError without the held-out people."""
    return _findings(written(), question, sex, weighted)


def written() -> int:
    """When the held-out people's file was written."""
    return files.written(real_people.HELDOUT)


@st.cache_data(show_spinner=False)
def _findings(of: int, question: str, sex: Sex, weighted: bool) -> Findings | None:
    asked = TASKS[question]
    people = real_people.load(real_people.HELDOUT)
    if not real_people.can_compare(people, asked, sex):
        return None
    return real_people.findings(people, asked, sex, weighted=weighted)


def screening_scores() -> tuple[Findings, pd.DataFrame] | None:
    """The screening scores among women, and which of their questions the survey did not ask; None where nobody has the outcome.

    Raises ArtifactError without the held-out people.
    """
    return _screening_scores(written())


@st.cache_data(show_spinner=False)
def _screening_scores(of: int) -> tuple[Findings, pd.DataFrame] | None:
    people = real_people.load(real_people.HELDOUT)
    if not real_people.can_compare(people, SCREENING_SCORES, "female"):
        return None
    found = real_people.findings(people, SCREENING_SCORES, "female", weighted=False)
    return found, real_scores.not_asked(people[people["sex"] == "female"])


@st.cache_data(show_spinner=False)
def cohort() -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, pd.DataFrame]:
    """Weighted Table 1, people by bone status (unweighted), osteoporosis by sex and age, and the shares beside the virtual cohort's."""
    people = real_cohort.participants()
    counts = people["status"].value_counts()
    return table1(people, by="status"), counts, real_cohort.osteoporosis_by_sex_and_age(people), real_cohort.status_shares(people)


@st.cache_data(show_spinner=False)
def table1_in_words(lang: str) -> pd.DataFrame:
    """Weighted Table 1 for reading."""
    return as_text(cohort()[0], lang)


def group(name: str, tr: Translator) -> str:
    """A subgroup in words: "all", a sex, an age band or an ethnicity."""
    if name in CATALOGUE["ethnicity"].categories:
        return CATALOGUE["ethnicity"].category_in(name, language.current())
    return tr(f"real_people.age_band.{name}" if name in AGE_BANDS else f"real_people.sex_of.{name}")
