"""The trained model: loaded once a process, warmed up in the background, its answers kept in the session only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:
    from osteo_core.explanation.explanation import Explanation
    from osteo_core.inference.assessment import Assessment, Outcome
    from osteo_core.inference.predictor import ReadRecord
    from osteo_core.model import Model
    from osteo_core.patients import Patient

By = Literal["modality", "feature"]
"""What an explanation's bars are."""

_READ = "person.read"
_ASSESSED = "person.assessed"
_EXPLAINED = "person.explained"


@st.cache_resource(show_spinner=False)
def load() -> Model:
    """The fusion model. Raises ArtifactError when its files are missing or altered."""
    from osteo_core import load_model

    return load_model()


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Load torch, shap and the weights in the background, once a process: a reader who starts on another page finds them ready."""
    thread = threading.Thread(target=_warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    from osteo_core.errors import ArtifactError
    from osteo_core.patients.examples import list_examples, load_example

    try:
        model = load()
    except ArtifactError:
        return  # the page meets the same error and shows it in the reader's language
    patient = load_example(list_examples()[0].id)
    record = model.read(patient)
    model.assess(record)
    model.explain_all(record)  # compiles shap's explainer, about 10 s once a process


def assess(patient: Patient) -> Assessment:
    """The assessment of the session's patient, computed once for each record."""
    kept = st.session_state.get(_ASSESSED)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[_ASSESSED] = (patient, load().assess(_read(patient)))
    return kept[1]


def explain(patient: Patient, outcome: Outcome, by: By = "feature") -> Explanation:
    """The explanation of the session's patient; all outcomes come from one pass, made once for each record.

    Its fields' contributions are what takes long: without them where they are not asked for.
    """
    kept = st.session_state.get(_EXPLAINED)
    if kept is None or kept[0] is not patient:
        made: dict[By, dict[Outcome, Explanation]] = {}
        kept = st.session_state[_EXPLAINED] = (patient, made)
    if by not in kept[1]:
        kept[1][by] = load().explain_all(_read(patient), fields=by == "feature")
    return kept[1][by][outcome]


def _read(patient: Patient) -> ReadRecord:
    """The session's patient as the model reads the record, read once for the assessment and the explanation."""
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[_READ] = (patient, load().read(patient))
    return kept[1]
