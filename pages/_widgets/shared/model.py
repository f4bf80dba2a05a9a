"""The trained models: loaded once a process, warmed up in the background, their answers kept in the session only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from osteo_core.constants import MODEL_OF_WORLD
from osteo_core.inference.model_names import is_available, own_models
from pages._widgets import access
from pages._widgets.shared import redraw

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


PAPER = MODEL_OF_WORLD["paper"]
"""The network of the pages about the paper, and of those that teach by its tables."""


def load(name: str = PAPER) -> Model:
    """A full network by name. Raises ArtifactError when its files are missing or altered."""
    import torch

    from osteo_core import load_model

    torch.set_num_threads(1)  # two sessions that answer at once would spin against each other; a record gains nothing by more
    return load_model(name)


def is_there(name: str) -> bool:
    """Whether there is a model of this name, shipped or own."""
    return is_available(name) or name in own_models()


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Load torch and the weights in the background, once a process: a reader who starts on another page finds them ready."""
    thread = threading.Thread(target=_warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    from osteo_core.errors import ArtifactError
    from osteo_core.patients.examples import list_examples, load_example
    from osteo_core.reports import make

    patient = load_example(list_examples()[0].id)
    try:
        model = load(MODEL_OF_WORLD["life"])
        record = model.read(patient)
        model.assess(record)
        model.explain_all(record)  # what is loaded on first use is loaded then
        load(PAPER)
        make.warm_up()
    except ArtifactError:
        return  # the page meets the same error and shows it in the reader's language


def assess(patient: Patient, name: str) -> Assessment:
    """What a network says of the session's patient under the layers in force, computed once for each record."""
    from pages._widgets.shared import layers

    kept: dict[tuple[object, ...], Assessment] = _kept(_ASSESSED, patient)
    model = load(name)
    key = (name, *layers.signature(model))
    if key not in kept:
        kept[key] = layers.over(model).assess(_read(patient, name))
        access.note("assess", model=name, layer=layers.name_in_force(model), record_id=patient.id)
    return kept[key]


def is_read(patient: Patient, name: str) -> bool:
    """Whether a network has read the session's patient before, so that its answer is there or takes no time worth telling."""
    return name in _kept(_READ, patient)


def explain(patient: Patient, outcome: Outcome, by: By = "feature", *, name: str) -> Explanation:
    """A network's explanation of the session's patient; all outcomes come from one pass, made once for each record.

    Its fields' contributions are what takes long: without them where they are not asked for.
    """
    kept: dict[tuple[str, By], dict[Outcome, Explanation]] = _kept(_EXPLAINED, patient)
    if (name, by) not in kept:
        kept[name, by] = load(name).explain_all(_read(patient, name), fields=by == "feature", between=redraw.give_way)
        access.note("explain", model=name, record_id=patient.id)
    return kept[name, by][outcome]


def _read(patient: Patient, name: str) -> ReadRecord:
    """The session's patient as a network reads the record, read once for the assessment and the explanation."""
    kept: dict[str, ReadRecord] = _kept(_READ, patient)
    if name not in kept:
        kept[name] = load(name).read(patient)
    return kept[name]


def _kept(key: str, patient: Patient) -> dict[Any, Any]:
    """What the session keeps of this record; nothing of the one before."""
    kept = st.session_state.get(key)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[key] = (patient, {})
    found: dict[Any, Any] = kept[1]
    return found
