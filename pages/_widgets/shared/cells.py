"""Cells of a table, read as what they are meant to be: to the type checker a cell is anything that pandas can hold.

A cell of another kind is a mistake of the program that made the table, hence TypeError. It names the column and the kind, never what the
cell holds, which may be a patient's.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

Row: TypeAlias = pd.Series | Mapping[Hashable, object]
"""A row by its columns, or a column by its index."""


def rows(table: pd.DataFrame) -> list[Mapping[Hashable, object]]:
    """The rows in order. Unlike those of `iterrows`, a whole number beside fractions stays one."""
    return list(table.to_dict("records"))


def number(row: Row, name: str | int) -> float:
    """A number, NaN where it is missing. Raises TypeError for anything else, True and None included."""
    cell = row[name]
    if isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool):
        return float(cell)
    raise _other(cell, name, "a number")


def count(row: Row, name: str | int) -> int:
    """A whole number, never missing. Raises TypeError for anything else, 2.0 included."""
    cell = row[name]
    if isinstance(cell, int | np.integer) and not isinstance(cell, bool):
        return int(cell)
    raise _other(cell, name, "a whole number")


def text(row: Row, name: str | int) -> str:
    """Text, which may be empty. Raises TypeError for anything else, None included."""
    cell = row[name]
    if isinstance(cell, str):
        return cell
    raise _other(cell, name, "text")


def _other(cell: object, name: str | int, wanted: str) -> TypeError:
    return TypeError(f'the cell "{name}" should hold {wanted}, not {type(cell).__name__}')
