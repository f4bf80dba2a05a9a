"""The record of one person: nested by modality, every field optional, validated against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, field_validator, model_validator

from osteo_core.catalogue import BLOCKS, CATALOGUE, MODALITIES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.arrays import Columns, object_array
from osteo_core.patients.blocks import MODELS, Block
from osteo_core.patients.checks import check
from osteo_core.patients.faults import fault, problems, validation_error
from osteo_core.patients.json_text import parse_json, read_source
from osteo_core.patients.wording import shown

if TYPE_CHECKING:
    from typing import TypeAlias

    from osteo_core.patients.who import WhoCategory

    Dxa: TypeAlias = Block
    Clinical: TypeAlias = Block
    Btm: TypeAlias = Block
    Micro: TypeAlias = Block
    Gene: TypeAlias = Block
    Sensory: TypeAlias = Block
    History: TypeAlias = Block
else:
    Dxa, Clinical, Btm, Micro, Gene, Sensory, History = (MODELS[block] for block in BLOCKS)


_OF_WHAT_LACKS = ("patients.problem.empty", "patients.problem.needs_manufacturer")


class Patient(BaseModel):
    """One person's record; frozen.

    `Patient.model_validate({...})` and `Patient(clinical={...})` raise pydantic's ValidationError, which `problems` puts into English or
    Chinese; `read`, `from_json` and `from_json_text` raise InvalidInput with the same problems. All problems are named at once.

    `id` is carried through; `label` is a name for the screen, never shown in presenter's mode. Yes/no fields take true, false, 1 and 0
    (no text); numbers must be JSON numbers; null is "not measured".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str | int | None = None
    label: str | None = None
    dxa: Dxa | None = None
    clinical: Clinical | None = None
    btm: Btm | None = None
    micro: Micro | None = None
    gene: Gene | None = None
    sensory: Sensory | None = None
    history: History | None = None

    @field_validator("id", "label", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return value if not isinstance(value, str) else value.strip()
        raise fault(Problem("", "patients.problem.not_text", {"value": shown(value)}))

    @model_validator(mode="wrap")
    @classmethod
    def _checked(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Types first, then the rules; where some values have a wrong type, the rules still look at the rest."""
        try:
            patient = handler(data)
        except ValidationError as error:
            lines = zip(error.errors(), problems(error), strict=True)
            types = [(tuple(map(str, line["loc"])), problem, line["input"]) for line, problem in lines]
            rest = _rest(data, error, handler)
            # Without the refused values the rest may be empty or lack a manufacturer: not the person's mistake.
            found = [] if rest is None else [p for p in check(rest.columns()) if p.key not in _OF_WHAT_LACKS]
            raise validation_error(cls.__name__, [*types, *_located(found, data)]) from None
        found = check(patient.columns())
        if found:
            raise validation_error(cls.__name__, _located(found, data))
        return patient

    @classmethod
    def read(cls, data: Any) -> Self:
        """A patient from nested data. Raises InvalidInput with every problem."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise InvalidInput(problems(error)) from None

    @classmethod
    def from_json(cls, source: str | Path) -> Self:
        """A patient from a JSON file or JSON text (text that starts with a bracket, or names no file). Raises InvalidInput."""
        return cls.from_json_text(read_source(source))

    @classmethod
    def from_json_text(cls, text: str | bytes) -> Self:
        """A patient from JSON text, bytes being UTF-8. Raises InvalidInput, with line and column where it is not JSON."""
        return cls.read(parse_json(text))

    def to_json(self, *, indent: int | None = 2) -> str:
        """JSON that `from_json` reads back to an equal patient; fields that were not measured are left out."""
        return self.model_dump_json(exclude_none=True, indent=indent)

    @property
    def modalities(self) -> tuple[str, ...]:
        """The modalities in which something was entered, in the catalogue's order."""
        entered = self.entered()
        return tuple(m for m in MODALITIES if m in entered and set(entered[m]) != {"manufacturer"})

    def entered(self) -> dict[str, dict[str, Any]]:
        """Block -> field -> value, of the fields that were entered; blocks without any are left out."""
        blocks = {block: getattr(self, block) for block in BLOCKS}
        filled = {name: {k: v for k, v in block if v is not None} for name, block in blocks.items() if block is not None}
        return {name: fields for name, fields in filled.items() if fields}

    def columns(self) -> Columns:
        """The record as Columns of one row: every feature that may be entered, measured arrays only where there are any."""
        entered = {name: value for fields in self.entered().values() for name, value in fields.items()}
        columns: Columns = {}
        for feature in CATALOGUE:
            value = entered.get(feature.name)
            if not feature.enterable or (feature.kind == "array" and value is None):
                continue
            if feature.is_numeric:
                columns[feature.name] = np.array([np.nan if value is None else value], dtype=np.float64)
            else:
                columns[feature.name] = object_array([value])
        return columns

    def who_category(self) -> WhoCategory:
        """The WHO category by the lowest T-score, or why there is none (see `patients.who`)."""
        from osteo_core.patients.who import who_categories

        return who_categories(self.columns())[0]


def _rest(data: Any, error: ValidationError, handler: ModelWrapValidatorHandler[Any]) -> Any:
    """The patient without the values that have a wrong type; None where nothing can be read at all."""
    if not isinstance(data, Mapping):
        return None
    pruned = {name: dict(block) if isinstance(block, Mapping) else block for name, block in data.items()}
    for line in error.errors():
        block, *field = line["loc"][:2]
        if field and isinstance(pruned.get(block), dict):
            pruned[block].pop(field[0], None)
        else:
            pruned.pop(block, None)
    try:
        return handler(pruned)
    except ValidationError:  # names that are no text cannot be taken out; the first error says enough
        return None


def _located(found: list[Problem], data: Any) -> list[tuple[tuple[str, ...], Problem, Any]]:
    """Each problem with the place of its field in the record and the value that stood there."""
    placed: list[tuple[tuple[str, ...], Problem, Any]] = []
    for problem in found:
        location: tuple[str, ...] = (CATALOGUE[problem.where].modality, problem.where) if problem.where in CATALOGUE else ()
        placed.append((location, problem, _value_at(data, location)))
    return placed


def _value_at(data: Any, location: tuple[str, ...]) -> Any:
    for name in location:
        data = data.get(name) if isinstance(data, Mapping) else getattr(data, name, None)
    return data
