"""What statistics of groups, of survival and of matching are given: read once, refused with a sentence where it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem

Array = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def numbers(name: str, values: object, n: int | None = None) -> Array:
    """A column as (n,) float64, NaN where missing. Raises InvalidInput for text, an infinite number, or a length other than `n`."""
    try:
        column = np.asarray(pd.to_numeric(pd.Series(values), errors="raise"), float)
    except (ValueError, TypeError):
        raise InvalidInput(Problem(name, "inputs.not_number")) from None
    if n is not None and len(column) != n:
        raise InvalidInput(Problem(name, "inputs.length", {"found": len(column), "expected": n}))
    if np.isinf(column).any():
        raise InvalidInput(Problem(name, "inputs.infinite", row=int(np.argmax(np.isinf(column)))))
    return column


def design_matrix(columns: Mapping[str, object], n: int) -> Array:
    """Columns side by side as (n, k), NaN where missing.

    Raises InvalidInput for no column, a column that is no number, or one that says the same of everybody whose every column is known.
    """
    if not columns:
        raise InvalidInput(Problem("", "inputs.no_columns"))
    matrix = np.stack([numbers(name, values, n) for name, values in columns.items()], axis=1)
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    if not len(complete):
        raise InvalidInput(Problem(", ".join(columns), "inputs.nobody_complete"))
    same = complete.min(axis=0) == complete.max(axis=0)
    if same.any():
        raise InvalidInput([Problem(name, "inputs.constant") for name, is_same in zip(columns, same, strict=True) if is_same])
    return matrix


def censored_times(time: object, event: object) -> tuple[Array, BoolArray]:
    """Follow-up (n,) from 0 and whether it ended in the event (n,), not in censoring.

    Raises InvalidInput for nobody, lengths that differ, a time that is missing or below 0, an event that is missing or not 0 or 1.
    """
    t = numbers("time", time)
    e = numbers("event", event, len(t))
    if not len(t):
        raise InvalidInput(Problem("time", "inputs.nobody"))
    for name, key, wrong in (("time", "inputs.time", ~(t >= 0)), ("event", "inputs.event", ~np.isin(e, (0, 1)))):
        if wrong.any():
            raise InvalidInput(Problem(name, key, row=int(np.argmax(wrong))))
    return t, e == 1


def group_codes(group: object, n: int, fewest: int = 1) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of the groups and each person's group as its number (n,).

    The order is that of a pandas Categorical where `group` is one, otherwise sorted.

    Raises InvalidInput for another length, somebody without a group, fewer than `fewest` groups, or a category without people.
    """
    labels = pd.Categorical(group)  # type: ignore[call-overload]
    if len(labels) != n:
        raise InvalidInput(Problem("group", "inputs.length", {"found": len(labels), "expected": n}))
    names, codes = tuple(str(name) for name in labels.categories), np.asarray(labels.codes, np.int64)
    if (codes < 0).any():
        raise InvalidInput(Problem("group", "inputs.no_group", {"count": int((codes < 0).sum())}))
    if len(names) < fewest:
        raise InvalidInput(Problem("group", "inputs.too_few_groups", {"found": len(names), "fewest": fewest}))
    empty = [name for name, count in zip(names, np.bincount(codes, minlength=len(names)), strict=True) if not count]
    if empty:
        raise InvalidInput([Problem("group", "inputs.empty_group", {"group": name}) for name in empty])
    return names, codes
