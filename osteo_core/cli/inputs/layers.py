"""Which calibration layer `assess` and `score` answer under: the one that is named, those adopted, or none."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.cli.arguments import Commands, require_file
from osteo_core.constants import DEFAULT_MODEL

if TYPE_CHECKING:
    from osteo_core.model import Model
    from osteo_core.recalibration.layer import CalibrationLayer
    from osteo_core.recalibration.recalibrated import RecalibratedModel
    from osteo_core.recalibration.table_people import TablePeople


def add_options(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """--layer and --no-layer."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--layer", type=Path, metavar="LAYER.json", help=commands.text("layer"))
    which.add_argument("--no-layer", action="store_true", help=commands.text("no_layer"))


def model_name(options: argparse.Namespace) -> str:
    """The model that is asked: the one named, else the one that the named layer was made for, else the default."""
    if options.model is not None:
        return str(options.model)
    if options.layer is None:
        return DEFAULT_MODEL
    from osteo_core.recalibration.layer_files import read_layer, require_of_model

    require_file(options.layer)
    layer = read_layer(options.layer)
    require_of_model(layer, options.layer.name)
    return layer.model


def column_layer(options: argparse.Namespace) -> CalibrationLayer | None:
    """The layer that is named, where it was made for a column of predictions."""
    if options.layer is None:
        return None
    from osteo_core.recalibration.layer_files import read_layer

    require_file(options.layer)
    layer = read_layer(options.layer)
    return None if layer.prediction is None else layer


def as_released(model: Model | None, outcome: str, language: str) -> list[str]:
    """What `validate` and `update` say where a layer is adopted: that they speak of the model as it was released. Nothing else."""
    from osteo_core.recalibration.adopted import path_of
    from osteo_core.translations import translate

    if model is None or not path_of(model.name, outcome).is_file():  # type: ignore[arg-type]
        return []
    return [translate("hospital.as_released", language, model=model.name, outcome=translate(f"layer.outcome.{outcome}", language))]


def named_over(model: Model | None, options: argparse.Namespace) -> Model | RecalibratedModel | None:
    """The model under the layer that is named, and no adopted one. Raises InvalidInput where it is for something else, a column say."""
    if options.layer is None or model is None:
        return model
    from osteo_core.recalibration.layer_files import read_layer, require_fit
    from osteo_core.recalibration.recalibrated import RecalibratedModel

    require_file(options.layer)
    layer = read_layer(options.layer)
    require_fit(layer, model.artifact, options.layer.name)
    return RecalibratedModel(model, (layer,))


def over_column(people: TablePeople, options: argparse.Namespace) -> TablePeople:
    """A column's predictions under the layer that is named; as they are where none is, or where a model was asked."""
    if options.layer is None or options.prediction is None:
        return people
    from osteo_core.recalibration.column_scoring import under_column_layer
    from osteo_core.recalibration.layer_files import read_layer

    require_file(options.layer)
    return under_column_layer(people, read_layer(options.layer), options.layer.name)


def validated(model: Model | None, people: TablePeople, language: str) -> list[str]:
    """What `validate` says of layers: under which one the model was judged, or that an adopted one was not applied."""
    from osteo_core.translations import translate

    if people.layer is None:
        return as_released(model, people.answer, language)
    return [translate("cli.hospital.under_layer", language, model=people.name, outcomes=people.layer.outcome)]


def under_layers(model: Model, options: argparse.Namespace) -> RecalibratedModel | None:
    """The model under its layers, None where there is none.

    Raises:
        InvalidInput: a layer that is none, was altered, or was made for something else.
    """
    from osteo_core.recalibration.adopted import adopted_paths, in_force
    from osteo_core.recalibration.layer_files import read_layer, require_fit
    from osteo_core.recalibration.recalibrated import RecalibratedModel

    if options.no_layer or (options.layer is None and not adopted_paths()):
        return None
    if options.layer is None:
        layers = in_force(model.artifact)
    else:
        require_file(options.layer)
        layers = (read_layer(options.layer),)
        require_fit(layers[0], model.artifact, options.layer.name)
    return RecalibratedModel(model, layers) if layers else None
