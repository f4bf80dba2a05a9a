"""Calibration layers in force in this session: those adopted here, then those that the command `adopt` put in force on this computer.

A layer adopted on a page is this session's alone: nobody else's answers change, nothing is written to disk.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.inference.assessment import Assessment, Outcome
from osteo_core.model import Model
from osteo_core.recalibration import adopted
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.layer_files import named, read_layer, require_fit
from osteo_core.recalibration.recalibrated import RecalibratedModel
from pages._widgets.shared import files

_OWN, _WITHOUT = "layers.own", "layers.without"


def adopt(layer: CalibrationLayer) -> None:
    """Put a layer in force in this session, in place of one for the same model and outcome."""
    _own()[layer.model, layer.outcome] = layer
    st.session_state[_WITHOUT] = _without() - {layer.model}


def take_away(model: str) -> None:
    """No layer of this model in this session, whoever adopted it."""
    own = _own()
    for key in [key for key in own if key[0] == model]:
        del own[key]
    st.session_state[_WITHOUT] = _without() | {model}


def adopted_here() -> tuple[tuple[str, Outcome], ...]:
    """Model and outcome of the layers that this session adopted."""
    return tuple(_own())


def in_force(model: Model) -> tuple[CalibrationLayer, ...]:
    """The layers under which a model answers in this session, one an outcome at most. `show` says which cannot be used."""
    if model.name in _without():
        return ()
    own = {outcome: layer for (name, outcome), layer in _own().items() if name == model.name}
    found = _of_this_computer(model)[0] | own
    return tuple(found[outcome] for outcome in model.outcomes if outcome in found)


def over(model: Model) -> Model | RecalibratedModel:
    """The model as it answers in this session."""
    layers = in_force(model)
    return RecalibratedModel(model, layers) if layers else model


def name_in_force(model: Model) -> str | None:
    """What the layers in force are called where an answer is written down; None without any."""
    layers = in_force(model)
    return named(layers) if layers else None


def signature(model: Model) -> tuple[object, ...]:
    """What an answer that is kept depends on besides the record."""
    return tuple((layer.outcome, layer.updated.names, *layer.updated.coefficients.tolist()) for layer in in_force(model))


def says_so(assessment: Assessment) -> bool:
    """Whether an answer was moved by a layer."""
    return any(note.kind == "recalibrated" for note in assessment.notes)


def outcomes_moved(assessment: Assessment) -> frozenset[str]:
    """The outcomes whose risk a layer has moved, the hip's with that of any major fracture."""
    moved = {note.field or "" for note in assessment.notes if note.kind == "recalibrated" and note.key == "layer.note"}
    return frozenset(moved | ({"hip_fracture"} if "fracture" in moved else set()))


def refusals(model: Model) -> list[InvalidInput]:
    """Why layers that the command adopted for this model cannot be used; nothing where none is wanted in this session."""
    return [] if model.name in _without() else _of_this_computer(model)[1]


def _own() -> dict[tuple[str, Outcome], CalibrationLayer]:
    own: dict[tuple[str, Outcome], CalibrationLayer] = st.session_state.setdefault(_OWN, {})
    return own


def _without() -> frozenset[str]:
    without: frozenset[str] = st.session_state.get(_WITHOUT, frozenset())
    return without


def _of_this_computer(model: Model) -> tuple[dict[Outcome, CalibrationLayer], list[InvalidInput]]:
    """The layers that the command adopted, and why others cannot be used."""
    found: dict[Outcome, CalibrationLayer] = {}
    refusals: list[InvalidInput] = []
    if not adopted.layers_folder().is_dir():  # on most computers: this is asked with every part of a page
        return found, refusals
    for outcome in model.outcomes:
        path = adopted.path_of(model.name, outcome)
        if path.is_file():
            try:
                layer = _read(path, files.written(path))
                require_fit(layer, model.artifact, path.name)
            except InvalidInput as refused:
                refusals.append(refused)
            else:
                found[outcome] = layer
    return found, refusals


@lru_cache(maxsize=16)
def _read(path: Path, _written: int) -> CalibrationLayer:
    """A file is read once for each time that it was written; a layer is nobody's record."""
    return read_layer(path)
