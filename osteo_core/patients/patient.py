"""The record of one person: nested by modality, every field optional, validated against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, ValidationInfo, field_validator, model_validator

from osteo_core.catalogue import BLOCKS, CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem, has_unshown
from osteo_core.patients.arrays import Columns, object_array
from osteo_core.patients.blocks import MODELS, Block
from osteo_core.patients.checks import check
from osteo_core.patients.faults import fault, problems, problems_of, shown_name, validation_error
from osteo_core.patients.reading.answers import WRITTEN, reads_text
from osteo_core.patients.reading.json_text import parse_json, read_source
from osteo_core.patients.wording import for_json, shown

if TYPE_CHECKING:
    from typing import TypeAlias

    from osteo_core.patients.harmonise import Harmonised
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


LONGEST_TEXT = 200
"""Characters of an id or a label."""

MOST_UNKNOWN = 500
"""Unknown names of a part of the record that are named one by one; a file of more is no patient's, and the rest are counted."""

_HARMONISED = "_harmonised"
_LARGEST_ID = 10**LONGEST_TEXT
_OF_WHAT_LACKS = ("patients.problem.empty", "patients.problem.needs_manufacturer")


class Patient(BaseModel):
    """One person's record; frozen.

    `Patient.model_validate({...})` and `Patient(clinical={...})` raise pydantic's ValidationError, which `problems` puts into English or
    Chinese; `read`, `from_json` and `from_json_text` raise InvalidInput with the same problems. All problems are named at once.

    `id` is carried through; `label` is a name for the screen, never shown in presenter's mode. Python values are taken as they are: yes/no
    fields take True, False, 1 and 0, numbers int and float, None is "not measured". In JSON a text is read as in a table, so that "−2.6",
    "0,612", "Hologic" and "yes" are what they say (see `patients.reading.written`); only null is "not measured" there.
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
        if isinstance(value, str):
            text = value.strip()
            if has_unshown(text):
                raise fault(Problem("", "patients.problem.text_unshown", {"value": shown(value)}))
            if len(text) > LONGEST_TEXT:
                raise fault(Problem("", "patients.problem.text_long", {"length": len(text), "limit": LONGEST_TEXT}))
            return text
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_ID):
            return value
        raise fault(Problem("", "patients.problem.not_text", {"value": shown(value)}))

    @model_validator(mode="wrap")
    @classmethod
    def _checked(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """Types first, then the rules; where some values have a wrong type, the rules still look at the rest."""
        told = for_json if reads_text(info) else _as_it_is
        data, strange = _without_strange_names(data)
        try:
            patient = handler(data)
        except ValidationError as error:
            lines = error.errors(include_url=False)
            types = [(tuple(map(str, line["loc"])), told(p), line["input"]) for line, p in zip(lines, problems_of(lines), strict=True)]
            rest = _rest(data, lines, handler)
            # Without the refused values the rest may be empty or lack a manufacturer: not the person's mistake.
            found = [] if rest is None else [told(p) for p in check(rest.columns(every=False)) if p.key not in _OF_WHAT_LACKS]
            raise validation_error(cls.__name__, [*types, *strange, *_located(found, data)]) from None
        found = [told(p) for p in check(patient.columns(every=False)) if not (strange and p.key in _OF_WHAT_LACKS)]
        if found or strange:
            raise validation_error(cls.__name__, [*strange, *_located(found, data)])
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
        try:
            return cls.model_validate(parse_json(text), context=WRITTEN)
        except ValidationError as error:
            raise InvalidInput(problems(error)) from None

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

    def columns(self, *, every: bool = True) -> Columns:
        """The record as Columns of one row: every feature that may be entered, measured arrays only where there are any.

        `every` False: those alone that were entered, and all others missing as in a table that lacks them; of an empty record, all.
        """
        entered = {name: value for fields in self.entered().values() for name, value in fields.items()}
        every = every or not entered
        columns: Columns = {}
        for feature in CATALOGUE:
            value = entered.get(feature.name)
            if not feature.enterable or (value is None and (feature.kind == "array" or not every)):
                continue
            if feature.is_numeric:
                columns[feature.name] = np.array([np.nan if value is None else value], dtype=np.float64)
            else:
                columns[feature.name] = object_array([value])
        return columns

    def harmonised(self) -> Harmonised:
        """`patients.columns.harmonise` of this record, made once: every score and network reads it, and a record does not change.

        It stands beside the fields and is no part of the record; a copy with another block makes its own.
        """
        from osteo_core.patients.harmonise import harmonise

        blocks = [getattr(self, block) for block in BLOCKS]
        kept: tuple[list[Block | None], Harmonised] | None = self.__dict__.get(_HARMONISED)
        if kept is None or any(mine is not then for mine, then in zip(blocks, kept[0], strict=True)):
            kept = blocks, harmonise(self.columns(every=False))
            self.__dict__[_HARMONISED] = kept
        return kept[1]

    def who_category(self) -> WhoCategory:
        """The WHO category by the lowest T-score, or why there is none (see `patients.who`)."""
        from osteo_core.patients.who import categories_of

        return categories_of(self.harmonised().columns)[0]


def _as_it_is(problem: Problem) -> Problem:
    return problem


def _without_strange_names(data: Any) -> tuple[Any, list[tuple[tuple[str, ...], Problem, Any]]]:
    """The data without names that pydantic cannot hold (half of a surrogate pair) or would take too long over, and a problem for them."""
    if not isinstance(data, Mapping):
        return data, []
    kept, strange = _known_names(data, ())
    for block, fields in kept.items():
        if isinstance(fields, Mapping):
            kept[block], more = _known_names(fields, (str(block),))
            strange += more
    return (kept if strange else data), strange


def _known_names(fields: Mapping[Any, Any], block: tuple[str, ...]) -> tuple[dict[Any, Any], list[tuple[tuple[str, ...], Problem, Any]]]:
    """Fields by names that can be held; of unknown names MOST_UNKNOWN, and one problem with the number of the others."""
    strange = [_strange_name(block, name) for name in fields if _is_strange(name)]
    kept = {name: value for name, value in fields.items() if not _is_strange(name)}
    if len(kept) > MOST_UNKNOWN:
        unknown = [name for name in kept if name not in CATALOGUE and name not in Patient.model_fields][MOST_UNKNOWN:]
        if unknown:
            kept = _except(kept, unknown)
            params = {"names": len(unknown), "n": f"{len(unknown):,}"}
            strange.append((block, Problem("", "patients.problem.unknown_names", params), None))
    return kept, strange


def _except(fields: dict[Any, Any], names: list[Any]) -> dict[Any, Any]:
    without = set(names)
    return {name: value for name, value in fields.items() if name not in without}


def _is_strange(name: Any) -> bool:
    return isinstance(name, str) and any("\ud800" <= character <= "\udfff" for character in name)


def _strange_name(block: tuple[str, ...], name: str) -> tuple[tuple[str, ...], Problem, Any]:
    shown_as = shown_name(name)
    return (*block, shown_as), Problem("", "patients.problem.unknown_name", {"name": shown_as}), None


def _rest(data: Any, lines: list[Any], handler: ModelWrapValidatorHandler[Any]) -> Any:
    """The patient without the values that have a wrong type; None where nothing can be read at all."""
    if not isinstance(data, Mapping):
        return None
    pruned = {name: dict(block) if isinstance(block, Mapping) else block for name, block in data.items()}
    for line in lines:
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
