"""The layers in force on this computer: one for each model and outcome, in the user's state folder.

The folder is `$OSTEO_HOME`, else `$XDG_STATE_HOME/osteo`, else `~/.local/state/osteo`; layers lie in `layers/` inside it. Nothing else is
kept there, and nothing is written without being asked for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.predictor import Predictor
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.layer_files import read_layer, require_fit, write_layer
from osteo_core.recalibration.recalibrated import RecalibratedModel
from osteo_core.whole_files import written_to

HOME = "OSTEO_HOME"
_LAYERS = "layers"


def state_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where this user's layers lie; it need not exist."""
    values = os.environ if environment is None else environment
    if home := values.get(HOME):
        return Path(home)
    if state := values.get("XDG_STATE_HOME"):
        return Path(state) / "osteo"
    return Path(values.get("HOME") or Path.home()) / ".local" / "state" / "osteo"


def layers_folder() -> Path:
    """The folder of the layers in force; it need not exist."""
    return state_folder() / _LAYERS


def path_of(model: str, outcome: Outcome) -> Path:
    """The file of an adopted layer."""
    return layers_folder() / f"{model}.{outcome}.json"


def adopt(layer: CalibrationLayer, artifact: Artifact, name: str) -> Path:
    """Put a layer in force, in place of one for the same model and outcome; returns where it lies.

    Raises:
        InvalidInput: a layer for something else than this model (`layer_files.require_fit`), or a folder that cannot be written to.
    """
    require_fit(layer, artifact, name)
    path = path_of(layer.model, layer.outcome)
    with written_to(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_layer(layer, path)
    return path


def adopted_paths() -> tuple[Path, ...]:
    """The files of all layers in force."""
    folder = layers_folder()
    try:
        return tuple(sorted(folder.glob("*.json")))
    except OSError:  # a folder that may not be looked into holds nothing for us
        return ()


def take_away() -> tuple[Path, ...]:
    """Put no layer in force any more; returns the files that were removed. Raises InvalidInput where one cannot be."""
    paths = adopted_paths()
    for path in paths:
        with written_to(path):
            path.unlink(missing_ok=True)
    return paths


def over(model: Predictor) -> Predictor | RecalibratedModel:
    """The model under its adopted layers, or the model itself. Raises InvalidInput as `in_force`."""
    layers = in_force(model.artifact) if adopted_paths() else ()
    return RecalibratedModel(model, layers) if layers else model


def in_force(artifact: Artifact) -> tuple[CalibrationLayer, ...]:
    """The adopted layers of a model, checked again.

    Raises:
        InvalidInput: one that was altered, or was made for other weights than those of today; the sentence says how to take it away.
    """
    found = []
    for outcome in artifact.withheld:
        path = path_of(artifact.name, outcome)
        if path.is_file():
            try:
                layer = read_layer(path)
                require_fit(layer, artifact, path.name)
            except InvalidInput as refused:
                raise InvalidInput([*refused.problems, Problem(str(path), "layer.take_away")]) from refused
            found.append(layer)
    return tuple(found)
