"""A force plate's table, read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.sensor_table import headings, numbers
from osteo_core.patients.tables.files import TableFile, open_content, open_table
from osteo_core.sway.recording import Plate

_ROLES: Final = {
    "x": re.compile(r"(?:cop|centre_of_pressure|center_of_pressure)?_?(?:x|ml)(?:_(?P<unit>mm|cm|m))?"),
    "y": re.compile(r"(?:cop|centre_of_pressure|center_of_pressure)?_?(?:y|ap)(?:_(?P<unit>mm|cm|m))?"),
    "time": re.compile(r"(?:time|timestamp|t|seconds)(?:_(?P<unit>s|sec|ms|us))?"),
}


def read_plate(path: str | Path) -> Plate:
    """The recording in a CSV or Parquet file: the centre of pressure along two axes (cop_x, cop_y; also x, y, ml, ap) and, if there, time.

    Time is in seconds, or in the unit that its header names (time_ms). Raises InvalidInput: no table; a column that is lacking or there
    twice; two units; a cell that is no number, with its row.
    """
    return _plate(open_table(path), Path(path).name)


def read_plate_content(content: bytes, name: str) -> Plate:
    """As `read_plate`, of a file's content, which stays in memory."""
    return _plate(open_content(content, name), name)


def _plate(file: TableFile, name: str) -> Plate:
    found = headings(file, name, _ROLES)
    if lacking := [f"cop_{axis}" for axis in "xy" if axis not in found.places]:
        raise InvalidInput(Problem(name, "sway.columns", {"lacking": ", ".join(lacking), "found": ", ".join(file.header[:12])}))
    column = numbers(file, name, found)
    if len(lengths := {found.units[axis] for axis in "xy" if axis in found.units}) > 1:
        raise InvalidInput(Problem(name, "sway.two_units", {"units": ", ".join(sorted(lengths))}))
    return Plate(path=np.column_stack([column["x"], column["y"]]), seconds=column.get("time"), unit=next(iter(lengths), None))
