"""The blocks of a record (one model a modality), built from the catalogue: a field's kind decides what its value may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, create_model

from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.errors import Problem
from osteo_core.patients.faults import fault
from osteo_core.patients.measured import Series, Volume
from osteo_core.patients.wording import type_problem


class Block(BaseModel):
    """One modality's fields, each optional and None where not measured. Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    if TYPE_CHECKING:  # the fields come from the catalogue

        def __getattr__(self, name: str) -> Any: ...


def _number(feature: Feature) -> Callable[[Any], float | None]:
    def parse(value: Any) -> float | None:
        return None if value is None else _finite(feature, value)

    return parse


def _finite(feature: Feature, value: Any) -> float:
    """An int or float (not a yes/no, not text), finite."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise fault(type_problem(feature, value, ""))
    try:
        number = float(value)
    except OverflowError:
        number = np.inf
    if not np.isfinite(number):
        problem = type_problem(feature, value, "")
        raise fault(Problem("", "patients.problem.not_finite", problem.params))
    return number


def _dosage(feature: Feature) -> Callable[[Any], int | None]:
    def parse(value: Any) -> int | None:
        if value is None:
            return None
        number = _finite(feature, value)
        if number not in (0.0, 1.0, 2.0):
            raise fault(type_problem(feature, value, ""))
        return int(number)

    return parse


def _yes_no(feature: Feature) -> Callable[[Any], bool | None]:
    def parse(value: Any) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float, np.number, np.bool_)) and value in (0, 1):
            return bool(value)
        raise fault(type_problem(feature, value, ""))

    return parse


def _category(feature: Feature) -> Callable[[Any], str | None]:
    def parse(value: Any) -> str | None:
        if value is None or (isinstance(value, str) and value in feature.categories):
            return value
        raise fault(type_problem(feature, value, ""))

    return parse


def _set(feature: Feature) -> Callable[[Any], tuple[str, ...] | None]:
    def parse(value: Any) -> tuple[str, ...] | None:
        if value is None:
            return None
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise fault(type_problem(feature, value, ""))
        for member in value:
            if member not in feature.categories:
                raise fault(type_problem(feature, member, ""))
        return tuple(category for category in feature.categories if category in value)  # one order, each once

    return parse


_PARSERS: dict[str, tuple[Callable[[Feature], Callable[[Any], Any]], Any]] = {
    "continuous": (_number, float | None),
    "integer": (_number, float | None),
    "dosage": (_dosage, int | None),
    "binary": (_yes_no, bool | None),
    "category": (_category, str | None),
    "set": (_set, list[str] | None),
}
_ARRAYS: dict[str, type[BaseModel]] = {"volume": Volume, "series": Series}


def _field(feature: Feature) -> tuple[Any, Any]:
    title = Field(default=None, title=feature.label_in("en"), description=feature.help_in("en"))
    if feature.kind == "array":
        return _ARRAYS[feature.name] | None, title
    parser, json_type = _PARSERS[feature.kind]
    return Annotated[Any, PlainValidator(parser(feature), json_schema_input_type=json_type)], title


def _model(block: str) -> type[Block]:
    fields: dict[str, Any] = {feature.name: _field(feature) for feature in CATALOGUE.enterable(block)}
    return create_model(block.capitalize(), __base__=Block, __doc__=f"The fields of the block `{block}`.", **fields)


MODELS: dict[str, type[Block]] = {block: _model(block) for block in BLOCKS}
"""Block name -> its model."""

# Copying a patient between processes (a cache, a worker) looks each model up here by its name.
globals().update({model.__name__: model for model in MODELS.values()})
