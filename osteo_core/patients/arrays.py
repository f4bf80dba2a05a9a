"""The record as arrays: flat feature name -> one value a row. One form for one patient and for a million rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.tables.cells import convert
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE, Evidence, NumberStyle, styles

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, Any]
"""Feature name -> array of n: float64 with NaN for missing (yes/no as 1.0 and 0.0); objects with None for missing where the feature is a
category (str), a set (tuple of str) or a measured array."""

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def n_rows(columns: Mapping[str, Any]) -> int:
    """The number of rows. Raises ValueError when the columns differ in length; 0 for no columns at all."""
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns differ in length: {', '.join(map(str, sorted(lengths)))}")
    return lengths.pop() if lengths else 0


def numbers(columns: Mapping[str, Any], name: str, n: int) -> FloatArray:
    """A numeric column as float64 (n,); all NaN where the table lacks it."""
    values = columns.get(name)
    return np.full(n, np.nan) if values is None else np.asarray(values, dtype=np.float64)


def objects(columns: Mapping[str, Any], name: str, n: int) -> NDArray[np.object_]:
    """A column of categories, sets or arrays (n,); all None where the table lacks it."""
    values = columns.get(name)
    if values is None:
        return np.full(n, None, dtype=object)
    if isinstance(values, np.ndarray) and values.dtype == object:
        return values
    return object_array(values)


def object_array(values: Any) -> NDArray[np.object_]:
    """A 1-D object array whose cells may themselves be sequences."""
    out = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        out[i] = value
    return out


def is_measured(feature: Feature, columns: Mapping[str, Any], n: int) -> BoolArray:
    """(n,) True where the row holds a value of this feature."""
    if feature.name not in columns:
        return np.zeros(n, dtype=bool)
    if feature.is_numeric:
        return ~np.isnan(numbers(columns, feature.name, n))
    return np.fromiter((value is not None for value in objects(columns, feature.name, n)), bool, n)


def columns_of(frame: pd.DataFrame) -> Columns:
    """The features of a table as Columns; other columns (id, outcomes) and derived ones that nobody enters are left out.

    Raises InvalidInput naming each cell that cannot be read as its feature's kind. Ranges are not checked here: see `check`.
    """
    columns: Columns = {}
    problems: list[Problem] = []
    for name in frame.columns:
        if name not in CATALOGUE or not CATALOGUE[name].enterable:
            continue
        feature = CATALOGUE[name]
        if feature.kind == "array":
            columns[name] = object_array(frame[name])
            continue
        cells = frame[name].to_numpy()
        if feature.is_numeric and cells.dtype.kind in "fiub":
            cells = cells.astype(np.float64)
        columns[name], unreadable = convert(feature, cells, first_row=0, style=_style(cells))
        problems += unreadable
    if problems:
        raise InvalidInput(problems)
    return columns


def _style(cells: Any) -> NumberStyle:
    """How the texts of a column show that numbers are written; nothing for a column of numbers."""
    if cells.dtype != object:
        return AS_PROGRAMS_WRITE
    evidence = Evidence()
    evidence.add([cell for cell in cells if isinstance(cell, str)])
    return styles([evidence], [""], default=True)[0]
