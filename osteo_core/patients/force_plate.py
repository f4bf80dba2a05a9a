"""A force plate's table, read: the centre of pressure found by its columns' names, its numbers by the project's own table reader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.inertial import MOST_ROWS, SECONDS, numbers_of, plainly
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
    places, units = _columns(file.header, name)
    if file.rows_expected > MOST_ROWS:
        raise InvalidInput(Problem(name, "gait.rows", {"count": f"{file.rows_expected:,}", "most": f"{MOST_ROWS:,}"}))
    values = numbers_of(file, list(places.values()), name)
    column = dict(zip(places, values.T, strict=True))
    time = column.get("time")
    if len(lengths := {units[axis] for axis in "xy" if axis in units}) > 1:
        raise InvalidInput(Problem(name, "sway.two_units", {"units": ", ".join(sorted(lengths))}))
    return Plate(
        path=values[:, [list(places).index(axis) for axis in "xy"]],
        seconds=None if time is None else (time - time[0]) * SECONDS.get(units.get("time", "s"), 1.0),
        unit=next(iter(lengths), None),
    )


def _columns(header: list[str], name: str) -> tuple[dict[str, int], dict[str, str]]:
    """Where each column stands, by what it holds, and the units that headers name."""
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    for place, title in enumerate(header):
        plain = plainly(title)
        role, match = next(((role, m) for role, pattern in _ROLES.items() if (m := pattern.fullmatch(plain))), ("", None))
        if match is None:
            continue
        if role in places:
            raise InvalidInput(Problem(name, "gait.column_twice", {"first": header[places[role]], "second": title}))
        places[role] = place
        if match["unit"]:
            units[role] = match["unit"]
    if lacking := [f"cop_{axis}" for axis in "xy" if axis not in places]:
        raise InvalidInput(Problem(name, "sway.columns", {"lacking": ", ".join(lacking), "found": ", ".join(header[:12])}))
    return places, units
