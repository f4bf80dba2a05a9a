"""Cells to typed values: numbers, yes/no answers, categories and sets, with every cell that cannot be read named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none"})
YES_NO = {"true": 1.0, "yes": 1.0, "1": 1.0, "1.0": 1.0, "false": 0.0, "no": 0.0, "0": 0.0, "0.0": 0.0}
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_SHOWN = 40

Cells = Any  # float64 array, or a sequence of str, numbers and None
Column = NDArray[np.float64] | NDArray[np.object_]


def convert(feature: Feature, cells: Cells, *, first_row: int, decimal_comma: bool = False) -> tuple[Column, list[Problem]]:
    """One column's cells as float64 (NaN missing) or objects (None missing), with a Problem for each unreadable cell.

    Missing is an empty cell or NA, N/A, NaN, null, None. An unreadable cell is missing in the array and its Problem carries the row's
    index from 0. Yes/no answers are true/false, yes/no, 1/0. Categories are matched without regard to case; sets are separated by ";",
    "," or "|". Ranges are not checked here.
    """
    if feature.kind == "category":
        return _objects(feature, cells, first_row, _category)
    if feature.kind == "set":
        return _objects(feature, cells, first_row, _set)
    if isinstance(cells, np.ndarray) and cells.dtype == np.float64:
        values, unreadable = cells, np.isinf(cells)
        if feature.kind == "binary":
            unreadable = unreadable | ~np.isin(cells, (0.0, 1.0)) & ~np.isnan(cells)
    elif feature.kind == "binary":
        values, unreadable = _yes_no(_texts(cells))
    else:
        values, unreadable = _numbers(_texts(cells), decimal_comma)
    return np.where(unreadable, np.nan, values), _problems(feature, cells, unreadable, first_row)


def _texts(cells: Cells) -> list[str]:
    """Cells as stripped text; missing ones are empty."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    return ["" if text.lower() in MISSING else text for text in texts]


def _numbers(texts: list[str], decimal_comma: bool) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    if decimal_comma:
        texts = [text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text for text in texts]
    values = np.fromiter(map(_float, texts), float, len(texts))
    missing = np.fromiter((text == "" for text in texts), bool, len(texts))
    return values, ~missing & ~np.isfinite(values)


def _float(text: str) -> float:
    """The nearest double, as in JSON and Parquet (pandas' fast reader is off in the last digit); NaN for what is no number."""
    try:
        return float(text) if "_" not in text else np.nan
    except ValueError:
        return np.nan


def _yes_no(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    answers = [YES_NO.get(text.lower()) if text else np.nan for text in texts]
    unreadable = np.fromiter((answer is None for answer in answers), bool, len(texts))
    return np.array([np.nan if answer is None else answer for answer in answers], dtype=float), unreadable


def _objects(
    feature: Feature, cells: Cells, first_row: int, read: Callable[[Feature, Any], Any]
) -> tuple[NDArray[np.object_], list[Problem]]:
    values = np.empty(len(cells), dtype=object)
    unreadable = np.zeros(len(cells), dtype=bool)
    for i, cell in enumerate(cells):
        try:
            values[i] = read(feature, cell)
        except ValueError:
            unreadable[i] = True
    return values, _problems(feature, cells, unreadable, first_row)


def _is_missing(cell: Any) -> bool:
    return cell is None or cell != cell or (isinstance(cell, str) and cell.strip().lower() in MISSING)


def _category(feature: Feature, cell: Any) -> str | None:
    """The category's name, None when missing; ValueError when it is none of the feature's categories."""
    if _is_missing(cell):
        return None
    name = str(cell).strip().lower()
    if name not in feature.categories:
        raise ValueError(name)
    return name


def _set(feature: Feature, cell: Any) -> tuple[str, ...] | None:
    """The named members, None when missing; ValueError when one is none of the feature's categories."""
    if isinstance(cell, str):
        members = None if _is_missing(cell) else [part for part in re.split(r"[;,|]", cell) if part.strip()]
    elif isinstance(cell, (list, tuple, set, frozenset, np.ndarray)):
        members = list(cell)
    else:
        members = None if _is_missing(cell) else [cell]
    return None if members is None else tuple(dict.fromkeys(_category(feature, member) or "" for member in members))


def _problems(feature: Feature, cells: Cells, unreadable: NDArray[np.bool_], first_row: int) -> list[Problem]:
    key, allowed = {
        "binary": ("tables.not_yes_no", "true, false, yes, no, 1, 0"),
        "category": ("tables.not_a_category", ", ".join(feature.categories)),
        "set": ("tables.not_a_category", ", ".join(feature.categories)),
    }.get(feature.kind, ("tables.not_a_number", ""))
    return [
        Problem(where=feature.name, key=key, params={"value": _shown(cells[i]), "allowed": allowed}, row=first_row + int(i))
        for i in np.flatnonzero(unreadable)
    ]


def _shown(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
