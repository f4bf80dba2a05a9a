"""Problems carried through pydantic: out as a custom error with its translation key, back as a `Problem`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from osteo_core.catalogue import BLOCKS, CATALOGUE
from osteo_core.errors import InvalidInput, Problem, as_line
from osteo_core.patients.wording import shown

_CODE = "osteo"
_MOST_NEAR = 10
"""Unknown names for which near ones are looked for: a file of nothing but strange names is not a spelling mistake."""
_LONGEST_NAME = 40
_MOST_TOLD = 100
_TOP_LEVEL = ("id", "label", *BLOCKS)


def fault(problem: Problem, *, told: bool = True) -> PydanticCustomError:
    """The pydantic error of a problem: type "osteo.<last part of the key>", ctx with key and params, the English sentence as message.

    `told` False leaves the sentence to whoever asks for it: of thousands of problems only the first are read.
    """
    code = f"{_CODE}.{problem.key.rsplit('.', 1)[-1]}"
    sentence = problem.sentence("en") if told else problem.key
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence, "key": problem.key, "params": problem.params})


def validation_error(title: str, found: Iterable[tuple[tuple[str, ...], Problem, Any]]) -> ValidationError:
    """One ValidationError of (location, problem, refused input)."""
    lines = [
        InitErrorDetails(type=fault(problem, told=number < _MOST_TOLD), loc=location, input=value)
        for number, (location, problem, value) in enumerate(found)
    ]
    return ValidationError.from_exception_data(title, lines)


def problems(error: ValidationError | InvalidInput) -> tuple[Problem, ...]:
    """What was wrong, one Problem each: `.text("en")` or `.text("zh")` says where, what, and what is allowed."""
    if isinstance(error, InvalidInput):
        return error.problems
    return problems_of(error.errors(include_url=False))


def problems_of(lines: Sequence[Any]) -> tuple[Problem, ...]:
    """As `problems`, of the lines of pydantic's `errors()`."""
    unknown = [number for number, line in enumerate(lines) if line["type"] == "extra_forbidden"]
    guessed = set(unknown[:_MOST_NEAR])
    return tuple(_problem(line, number in guessed) for number, line in enumerate(lines))


def _problem(line: Any, guess: bool) -> Problem:
    where = ".".join(str(part) for part in line["loc"])
    context = line.get("ctx", {})
    if line["type"].startswith(f"{_CODE}."):
        return Problem(where, context["key"], context["params"])
    if line["type"] == "extra_forbidden":
        return _unknown_field(tuple(str(part) for part in line["loc"]), where, guess)
    if line["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return Problem(where, "patients.problem.not_object", {"value": shown(line["input"])})
    if line["type"] == "missing":
        return Problem(where, "patients.problem.missing")
    return Problem(where, "patients.problem.other", {"value": shown(line["input"]), "detail": line["msg"]})


def _unknown_field(location: tuple[str, ...], where: str, guess: bool) -> Problem:
    """An unknown name, with the nearest known ones of the same block (if any are to be looked for) or where the name belongs."""
    name, block = location[-1], location[0]
    if len(location) == 1:
        return _nearest(where, name, _TOP_LEVEL, "unknown_block", guess)
    if block not in BLOCKS or len(location) > 2:
        return Problem(where, "patients.problem.unknown_part", {"name": shown_name(name)})
    if name in CATALOGUE and not CATALOGUE[name].enterable:
        return Problem(where, "patients.problem.not_enterable", {"name": name, "entered_as": CATALOGUE[name].entered_as})
    if name in CATALOGUE:
        return Problem(where, "patients.problem.other_block", {"name": name, "path": CATALOGUE[name].path})
    known = [feature.name for feature in CATALOGUE.enterable(block)]
    return _nearest(where, name, known, "unknown_snp" if block == "gene" else "unknown_field", guess)


def _nearest(where: str, name: str, known: Iterable[str], key: str, guess: bool) -> Problem:
    """Names a few near ones; all that are allowed where none is near and the list is short."""
    names = list(known)
    near = difflib.get_close_matches(name.lower()[:_LONGEST_NAME], names, n=3, cutoff=0.6) if guess else []
    listed = near or (names if len(names) <= 30 and guess else [*names[:3], "…"])
    return Problem(where, f"patients.problem.{key}", {"name": shown_name(name), "near": ", ".join(listed), "count": len(names)})


def shown_name(name: str) -> str:
    """A field's name as it can be shown."""
    return as_line(name, _LONGEST_NAME)
