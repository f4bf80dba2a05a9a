"""The blocks of a record (one model a modality), built from the catalogue: a field's kind decides what its value may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, create_model

from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.patients.measured import Series, Volume
from osteo_core.patients.reading import answers
from osteo_core.patients.reading.answers import Reader


class Block(BaseModel):
    """One modality's fields, each optional and None where not measured. Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    if TYPE_CHECKING:  # the fields come from the catalogue

        def __getattr__(self, name: str) -> Any: ...


_READERS: dict[str, tuple[Callable[[Feature], Reader], Any]] = {
    "continuous": (answers.number, float | None),
    "integer": (answers.number, float | None),
    "dosage": (answers.dosage, int | None),
    "binary": (answers.yes_no, bool | None),
    "category": (answers.category, str | None),
    "set": (answers.members, list[str] | None),
}
_ARRAYS: dict[str, type[BaseModel]] = {"volume": Volume, "series": Series}


def _field(feature: Feature) -> tuple[Any, Any]:
    title = Field(default=None, title=feature.label_in("en"), description=feature.help_in("en"))
    if feature.kind == "array":
        return _ARRAYS[feature.name] | None, title
    reader, json_type = _READERS[feature.kind]
    return Annotated[Any, PlainValidator(reader(feature), json_schema_input_type=json_type)], title


def _model(block: str) -> type[Block]:
    fields: dict[str, Any] = {feature.name: _field(feature) for feature in CATALOGUE.enterable(block)}
    return create_model(block.capitalize(), __base__=Block, __doc__=f"The fields of the block `{block}`.", **fields)


MODELS: dict[str, type[Block]] = {block: _model(block) for block in BLOCKS}
"""Block name -> its model."""

# Copying a patient between processes (a cache, a worker) looks each model up here by its name.
globals().update({model.__name__: model for model in MODELS.values()})
