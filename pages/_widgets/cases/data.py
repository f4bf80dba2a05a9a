"""The people of the cases and what is said of them; all of it ships, so one store serves every session."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from osteo_core.comparison import Answers
from osteo_core.explanation import sample_people
from osteo_core.explanation.global_sample import GlobalSample
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient, cases
from osteo_core.patients.cases import Case, Truth
from osteo_core.stored import find_cases
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import load_sample
from pages._widgets.answers import score_rows as compare_rows
from pages._widgets.shared import language, model
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.explanation import Explanation


@dataclass(kw_only=True)
class ShippedPerson:
    """One shipped person: `key` is a case's id, or the id of an explained person; `source` the id in the cohort or survey."""

    key: str
    source: str
    patient: Patient
    truth: Truth
    real: bool
    example: str | None = None

    @cached_property
    def assessment(self) -> Assessment:
        """What the network says. Raises ArtifactError."""
        return model.load().assess(self.patient)

    @cached_property
    def answers(self) -> Answers:
        """The network's and the other scores' answers, in the form that the comparison's rows read."""
        from osteo_core.scores.registry import every_score

        return Answers(
            networks={"fusion": self.assessment},
            dxa_alone=None,
            scores=every_score(self.patient, model.load()),
            ages=np.empty(0),
            by_age={},
        )

    @cached_property
    def _explained(self) -> dict[str, Explanation]:
        if self.source in _sample().ids:
            return {outcome: sample_people.explanation_of(_sample(), self.source, outcome) for outcome in find_cases.OUTCOMES}
        return dict(model.load().explain_all(self.patient))  # type: ignore[arg-type]

    def explanation(self, outcome: find_cases.Outcome) -> Explanation:
        """As it ships for the explained people, else worked out once."""
        return self._explained[outcome]

    def setting(self, tr: Translator) -> compare_rows.Setting:
        """As the network learned: a class compares people, not clinics."""
        return compare_rows.Setting(tr=tr, lang=language.current(), stated="virtual", rule_set=None, age=None)


@st.cache_resource(show_spinner=False, max_entries=200)
def of_case(case_id: str) -> ShippedPerson:
    """The person of one case."""
    case: Case = next(case for case in cases.list_cases() if case.id == case_id)
    return ShippedPerson(
        key=case.id,
        source=case.source,
        patient=cases.load_case(case.id),
        truth=case.truth,
        real=case.kind == "nhanes",
        example=case.example,
    )


@st.cache_resource(show_spinner=False, max_entries=200)
def of_id(person: str) -> ShippedPerson:
    """One of the explained people."""
    row = people().set_index("id").loc[person]
    within = None if np.isnan(row["fracture_10y"]) else bool(row["fracture_10y"])
    truth = Truth(status=str(row["status"]), fracture=within, years=float(row["fracture_time"]), died=bool(row["fracture_event"] == 2))  # type: ignore[arg-type]
    return ShippedPerson(key=person, source=person, patient=cases.held_out(person), truth=truth, real=False)


@st.cache_resource(show_spinner=False)
def people() -> pd.DataFrame:
    """The explained people, one row each. Raises ArtifactError."""
    return find_cases.people()


@st.cache_resource(show_spinner=False)
def best_possible() -> pd.Series:
    """By id: the probability of osteoporosis that the generator itself gives, from the same kinds of data."""
    return shipped.table("test").set_index("id")["p_osteoporosis_oracle"]


@st.cache_resource(show_spinner=False)
def _sample() -> GlobalSample:
    return load_sample()
