"""Cells to typed values: numbers, yes/no answers, categories and sets, with every cell that cannot be read named."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.patients.reading.written import AmbiguousNumber, read_category, read_yes_no, write_number
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, NumberStyle, is_missing, read_cells
from osteo_core.patients.wording import number_text, shown

Cells = Any  # float64 array, or a sequence of str, numbers and None
Column = NDArray[np.float64] | NDArray[np.object_]


class _NotExact(ValueError):  # noqa: N818
    """A decimal number with more digits than can be kept."""


def convert(feature: Feature, cells: Cells, *, first_row: int, style: NumberStyle = AS_PROGRAMS_WRITE) -> tuple[Column, list[Problem]]:
    """One column's cells as float64 (NaN missing) or objects (None missing), with a Problem for each unreadable cell.

    Missing is an empty cell or NA, N/A, NaN, null in any case (unless the feature has a category of that name). An unreadable cell is
    missing in the array and its Problem carries the row's index from 0. Everything is read by the rules of `patients.reading.written`,
    numbers as `style` has them; sets are separated by ";", "," or "|". Ranges are not checked here.
    """
    if feature.kind == "category":
        return _objects(feature, cells, first_row, _category)
    if feature.kind == "set":
        return _objects(feature, cells, first_row, _set)
    values, faults = _numbers_of(feature, cells, style)
    return values, [_problem(feature, cells[i], fault, first_row + i) for i, fault in sorted(faults.items())]


def _numbers_of(feature: Feature, cells: Cells, style: NumberStyle) -> tuple[NDArray[np.float64], dict[int, ValueError]]:
    if isinstance(cells, np.ndarray) and cells.dtype == np.float64:
        unreadable = np.isinf(cells)
        if feature.kind == "binary":
            unreadable |= ~np.isin(cells, (0.0, 1.0)) & ~np.isnan(cells)
        return np.where(unreadable, np.nan, cells), {int(i): ValueError() for i in np.flatnonzero(unreadable)}
    texts = ["" if cell is None else str(cell) for cell in cells]
    if feature.kind == "binary":
        return _yes_no(texts, style)
    values, faults = read_cells(texts, style, feature.allowed)
    for i in (i for i, cell in enumerate(cells) if isinstance(cell, Decimal) and cell.is_finite()):
        if i not in faults and Decimal(repr(float(values[i]))) != cells[i]:
            values[i], faults[i] = math.nan, _NotExact()
    return values, faults


def _yes_no(texts: Sequence[str], style: NumberStyle) -> tuple[NDArray[np.float64], dict[int, ValueError]]:
    known: dict[str, float] = {}
    bad: dict[str, ValueError] = {}
    for text in set(texts):
        try:
            known[text] = math.nan if is_missing(text) else _answer(text, style)
        except ValueError as error:
            known[text], bad[text] = math.nan, error
    return np.array([known[text] for text in texts], float), {i: bad[text] for i, text in enumerate(texts) if text in bad}


def _answer(text: str, style: NumberStyle) -> float:
    """1 or 0; "1.000" is 1 where the column has decimal points. Raises ValueError for anything else."""
    try:
        return float(read_yes_no(text))
    except AmbiguousNumber:
        number = style.read(text)
        if number not in (0.0, 1.0):
            raise
        return number


def _objects(
    feature: Feature, cells: Cells, first_row: int, read: Callable[[Feature, Any], Any]
) -> tuple[NDArray[np.object_], list[Problem]]:
    values = np.empty(len(cells), dtype=object)
    problems = []
    known: dict[str, Any] = {}
    for i, cell in enumerate(cells):
        try:
            if not isinstance(cell, str):
                values[i] = read(feature, cell)
            elif cell in known:
                values[i] = known[cell]
            else:
                values[i] = known[cell] = read(feature, cell)
        except ValueError as error:
            problems.append(_problem(feature, cell, error, first_row + i))
    return values, problems


def _category(feature: Feature, cell: Any) -> str | None:
    """The category's name, None when missing; ValueError when it is none of the feature's categories."""
    if cell is None or cell != cell:
        return None
    try:
        return read_category(str(cell), feature.categories)
    except ValueError:
        if is_missing(str(cell)):
            return None
        raise


def _set(feature: Feature, cell: Any) -> tuple[str, ...] | None:
    """The named members, None when missing; ValueError when one is none of the feature's categories."""
    if isinstance(cell, str):
        members = None if is_missing(cell) else [part for part in re.split(r"[;,|]", cell) if part.strip()]
    elif isinstance(cell, (list, tuple, set, frozenset, np.ndarray)):
        members = list(cell)
    else:
        members = None if cell is None or cell != cell else [cell]
    return None if members is None else tuple(dict.fromkeys(read_category(str(member), feature.categories) for member in members))


def _problem(feature: Feature, cell: Any, fault: ValueError, row: int) -> Problem:
    text = cell if isinstance(cell, str) else str(cell)
    params: dict[str, Any] = {"value": shown(text).strip('"'), "allowed": ", ".join(feature.categories)}
    if feature.kind in ("category", "set"):
        key = "not_a_category"
    elif text.strip().lower() == "none":
        key = "none_is_no_answer"
    elif feature.kind == "binary":
        key, params["allowed"] = "not_yes_no", "true, false, yes, no, 1, 0"
    elif isinstance(fault, AmbiguousNumber):
        key = "ambiguous_number"
        params |= {"decimal": number_text(fault.decimal), "thousands": number_text(fault.thousands)}
        params["unambiguous"] = write_number(fault.decimal)
    else:
        key = "not_exact" if isinstance(fault, _NotExact) else "not_a_number"
    return Problem(where=feature.name, key=f"tables.{key}", params=params, row=row)
