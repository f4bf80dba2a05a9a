"""What the contributions page computes, kept for every visitor: virtual people that ship, nobody's record."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.evaluation.reports.study import Labels
from osteo_core.explanation import global_sample, interactions, sample_people
from osteo_core.explanation.global_sample import By, GlobalSample
from osteo_core.explanation.sample_people import Mask
from osteo_core.figures.explanation.beeswarm import beeswarm_chart
from osteo_core.figures.explanation.dependence import dependence_chart
from osteo_core.inference.assessment import Outcome
from osteo_core.stored import explanations as stored_explanations
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import EXPLANATIONS
from pages._widgets.shared import files

EVERYBODY, COMPLETE = "all", "complete"


def written() -> int:
    """When the explanations were written."""
    return files.written(EXPLANATIONS / "card.json")


@st.cache_resource(show_spinner=False, max_entries=1)
def sample(of: int) -> GlobalSample:
    """The explained people; one copy for all, which nobody changes. Raises ArtifactError."""
    return stored_explanations.load_sample()


@st.cache_resource(show_spinner=False, max_entries=1)
def groups(of: int) -> dict[str, Labels]:
    """The group of each person, by column."""
    return stored_explanations.groups(sample(of))


def mask(of: int, who: str) -> Mask | None:
    """The people to include, (n,) bool; None for everybody."""
    return sample(of).complete if who == COMPLETE else None


def count(of: int, who: str) -> int:
    """How many people are counted."""
    return int(sample(of).complete.sum()) if who == COMPLETE else len(sample(of).ids)


@st.cache_data(show_spinner=False, max_entries=20)
def importance(of: int, outcome: Outcome, by: By, who: str) -> pd.DataFrame:
    """Mean |SHAP|, largest first."""
    return global_sample.importance(sample(of), outcome, by, mask(of, who))


@st.cache_data(show_spinner=False, max_entries=50)
def by_group(of: int, outcome: Outcome, column: str, by: By, who: str) -> pd.DataFrame:
    """Mean |SHAP| in each group of a column."""
    return sample_people.importance_by_group(sample(of), outcome, groups(of)[column], shipped.GROUPS[column], by, mask(of, who))


def fields(of: int, outcome: Outcome, who: str, top: int) -> tuple[str, ...]:
    """The fields that weigh most."""
    return tuple(importance(of, outcome, "feature", who)["field"][:top])


@st.cache_data(show_spinner=False, max_entries=100)
def others(of: int, outcome: Outcome, field: str, who: str) -> pd.DataFrame:
    """The other fields, the one that a contribution goes along with most first."""
    return interactions.interacting_fields(sample(of), outcome, field, mask(of, who))


@st.cache_data(show_spinner=False, max_entries=50)
def dots(of: int, outcome: Outcome, shown: tuple[str, ...], who: str) -> pd.DataFrame:
    """Every person's contribution by some fields."""
    return sample_people.dots(sample(of), outcome, shown, mask(of, who))


@st.cache_data(show_spinner=False, max_entries=20)
def ranked(of: int, outcome: Outcome, who: str) -> tuple[str, ...]:
    """Everybody's id, lowest risk first."""
    return sample_people.by_risk(sample(of), outcome, mask(of, who))


@st.cache_resource(show_spinner=False, max_entries=40)
def swarm_figure(of: int, outcome: Outcome, who: str, top: int, narrow: bool, lang: str, dark: bool) -> dict[str, Any]:
    """The swarm of everybody, checked once: a person is marked on a copy."""
    shown = fields(of, outcome, who, top)
    return dict(beeswarm_chart(dots(of, outcome, shown, who), shown, lang, narrow=narrow, dark=dark).to_plotly_json())


@st.cache_resource(show_spinner=False, max_entries=100)
def dependence_figure(of: int, outcome: Outcome, field: str, other: str | None, who: str, lang: str, dark: bool) -> dict[str, Any]:
    """The dependence of everybody, as `swarm_figure`."""
    shown = dots(of, outcome, (field,) if other is None else (field, other), who)
    return dict(dependence_chart(shown, field, other, lang, height=300, dark=dark).to_plotly_json())
