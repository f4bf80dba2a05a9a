"""One value of a record's field, read: Python values as they are, and in JSON also what a person wrote in quotation marks.

The readers of text are those of `osteo_core.patients.reading.written`, as in tables and form fields; nothing that stands in
quotation marks is missing, for which JSON has null.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from pydantic import ValidationInfo

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.patients.faults import fault
from osteo_core.patients.reading.json_text import OutOfReach
from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber, read_category, read_number, read_yes_no, write_number
from osteo_core.patients.wording import feature_params, number_text, shown, type_problem

WRITTEN = {"written": True}
"""Pydantic's context of a record read from JSON, in which texts are read as what they say."""

_NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", "-", "."})
_LARGEST_EXACT = 2**53

Reader = Callable[[Any, ValidationInfo], Any]


def reads_text(info: ValidationInfo) -> bool:
    """Whether texts are read as what they say."""
    return bool(info.context and info.context.get("written"))


def number(feature: Feature) -> Reader:
    """A reader of finite numbers: float, or None for missing."""

    def read(value: Any, info: ValidationInfo) -> float | None:
        return None if value is None else _finite(feature, value, reads_text(info))

    return read


def dosage(feature: Feature) -> Reader:
    """A reader of effect alleles: 0, 1, 2, or None for missing."""

    def read(value: Any, info: ValidationInfo) -> int | None:
        if value is None:
            return None
        alleles = _finite(feature, value, reads_text(info))
        if alleles not in (0.0, 1.0, 2.0):
            raise fault(type_problem(feature, value, ""))
        return int(alleles)

    return read


def yes_no(feature: Feature) -> Reader:
    """A reader of yes/no answers: bool, or None for missing."""

    def read(value: Any, info: ValidationInfo) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float, np.number, np.bool_)) and value in (0, 1):
            return bool(value)
        if isinstance(value, str) and reads_text(info):
            _refuse_nothing(feature, value)
            try:
                return read_yes_no(value)
            except ValueError:
                pass
        raise fault(type_problem(feature, value, ""))

    return read


def category(feature: Feature) -> Reader:
    """A reader of one of the feature's categories, or None for missing."""

    def read(value: Any, info: ValidationInfo) -> str | None:
        return None if value is None else _member(feature, value, reads_text(info))

    return read


def members(feature: Feature) -> Reader:
    """A reader of a list of the feature's categories: in the catalogue's order, each once; None for missing."""

    def read(value: Any, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is None:
            return None
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise fault(type_problem(feature, value, ""))
        named = {_member(feature, one, reads_text(info)) for one in value}
        return tuple(name for name in feature.categories if name in named)

    return read


def _member(feature: Feature, value: Any, as_text: bool) -> str:
    if isinstance(value, str):
        if value in feature.categories:
            return value
        if as_text:
            try:
                return read_category(value, feature.categories)
            except ValueError:
                _refuse_nothing(feature, value)
    raise fault(type_problem(feature, value, ""))


def _finite(feature: Feature, value: Any, as_text: bool) -> float:
    """An int or float (not a yes/no), or in JSON a text that is one; finite, and the same number as a double."""
    if isinstance(value, str) and as_text:
        return _number_in(feature, value)
    if isinstance(value, OutOfReach):
        raise fault(Problem("", "patients.problem.not_finite", {**feature_params(feature), "value": str(value)}))
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise fault(type_problem(feature, value, ""))
    try:
        found = float(value)
    except OverflowError:
        found = np.inf
    if not np.isfinite(found):
        raise fault(Problem("", "patients.problem.not_finite", {**feature_params(feature), "value": shown(value)}))
    if abs(found) >= _LARGEST_EXACT and found != value:
        raise fault(Problem("", "patients.problem.not_exact", {**feature_params(feature), "value": shown(str(value))}))
    return found


def _number_in(feature: Feature, text: str) -> float:
    _refuse_nothing(feature, text)
    try:
        return read_number(text, allowed=feature.allowed)
    except AmbiguousNumber as either:
        params = {"value": shown(text), "decimal": number_text(either.decimal), "thousands": number_text(either.thousands)}
        params |= {"unambiguous": write_number(either.decimal, feature.allowed)}
        raise fault(Problem("", "patients.problem.ambiguous", {**feature_params(feature), **params})) from None
    except NotANumber:
        raise fault(type_problem(feature, text, "")) from None


def _refuse_nothing(feature: Feature, text: str) -> None:
    """Texts by which tables say that nothing was measured: JSON says it by null, and a text that is not read would be lost."""
    if text.strip().lower() in _NOTHING:
        raise fault(Problem("", "patients.problem.not_null", {**feature_params(feature), "value": shown(text)}))
