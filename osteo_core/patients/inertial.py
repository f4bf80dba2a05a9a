"""A table of an inertial sensor, read: its columns found by their names, its numbers by the project's own table reader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.gait.recording import Recording
from osteo_core.patients.tables.files import TableFile, open_content, open_table
from osteo_core.patients.tables.numbers import read_cells

MOST_ROWS: Final = 2_000_000
"""Five and a half hours at 100 Hz."""
_CHUNK: Final = 50_000
_UNIT: Final = r"(?:_(?P<unit>g|m_s2|m_s_2|ms2|mps2|rad_s|rads|deg_s|dps|degs|s|sec|ms|us|ns))?"
_ROLES: Final = {
    "acceleration": re.compile(rf"(?:accelerometer|acceleration|accel|acc|a)_?(?P<axis>[xyz]){_UNIT}"),
    "rate": re.compile(
        rf"(?:gyroscope|gyro|gyr|angular_velocity|angular_rate|ang_vel|rot_rate|rotation_rate|omega|g|w)_?(?P<axis>[xyz]){_UNIT}"
    ),
    "time": re.compile(rf"(?:time|timestamp|t|seconds){_UNIT}"),
    "sample": re.compile(r"(?:samples?|sample_(?:number|index|no)|index|frame)"),
}
_UNITS: Final = {"g": "g", **dict.fromkeys(("m_s2", "m_s_2", "ms2", "mps2"), "m/s2"), **dict.fromkeys(("rad_s", "rads"), "rad/s"),
    **dict.fromkeys(("deg_s", "dps", "degs"), "deg/s")}  # fmt: skip
SECONDS: Final = {"ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def read_inertial(path: str | Path) -> Recording:
    """The recording in a CSV or Parquet file: a time or sample column, and acceleration and angular rate along x, y and z.

    Time is in seconds, or in the unit that its header names (time_ms). Raises InvalidInput: no table; a column that is lacking or there
    twice; a cell that is no number, with its row.
    """
    return _recording(open_table(path), Path(path).name)


def read_inertial_content(content: bytes, name: str) -> Recording:
    """As `read_inertial`, of a file's content, which stays in memory."""
    return _recording(open_content(content, name), name)


def _recording(file: TableFile, name: str) -> Recording:
    places, units = _columns(file.header, name)
    if file.rows_expected > MOST_ROWS:
        raise InvalidInput(Problem(name, "gait.rows", {"count": f"{file.rows_expected:,}", "most": f"{MOST_ROWS:,}"}))
    values = numbers_of(file, list(places.values()), name)
    column = dict(zip(places, values.T, strict=True))
    time, sample = column.get("time"), column.get("sample")
    return Recording(
        acceleration=np.stack([column[f"acceleration {axis}"] for axis in "xyz"], axis=1),
        rate=np.stack([column[f"rate {axis}"] for axis in "xyz"], axis=1),
        seconds=None if time is None else (time - time[0]) * SECONDS.get(units.get("time", "s"), 1.0),
        samples=sample if time is None else None,
        units={kind: _UNITS[written] for kind, written in units.items() if written in _UNITS},
    )


def _columns(header: list[str], name: str) -> tuple[dict[str, int], dict[str, str]]:
    """Where each column stands, by what it holds ("acceleration x", "time"), and the units that headers name."""
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    for place, title in enumerate(header):
        plain = plainly(title)
        for kind, pattern in _ROLES.items():
            if (match := pattern.fullmatch(plain)) is None:
                continue
            found = match.groupdict()
            role = f"{kind} {found['axis']}" if "axis" in found else kind
            if role in places:
                raise InvalidInput(Problem(name, "gait.column_twice", {"first": header[places[role]], "second": title}))
            places[role] = place
            if written := found.get("unit"):
                units.setdefault(kind, written)
            break
    lacking = [
        f"{short}_{axis}" for kind, short in (("acceleration", "acc"), ("rate", "gyr")) for axis in "xyz" if f"{kind} {axis}" not in places
    ]
    if not {"time", "sample"} & set(places):
        lacking.insert(0, "time")
    if lacking:
        raise InvalidInput(Problem(name, "gait.columns", {"lacking": ", ".join(lacking), "found": ", ".join(header[:12])}))
    return places, units


def plainly(title: str) -> str:
    """A heading in small letters, digits and low lines: "COP X [mm]" is cop_x_mm."""
    return re.sub(r"[\W_]+", "_", title.strip().lower().replace("²", "2").replace("°", "deg").replace("µ", "u")).strip("_")


def numbers_of(file: TableFile, places: list[int], name: str) -> NDArray[np.float64]:
    """(n, columns); every cell a number."""
    parts = []
    row = 0
    for chunk in file.chunks(_CHUNK, columns=places):
        columns = []
        for place, cells in zip(places, chunk.columns, strict=True):
            values = cells if isinstance(cells, np.ndarray) else read_cells(list(map(str, cells)), file.style(place))[0]
            if not (finite := np.isfinite(values)).all():
                raise InvalidInput(Problem(file.header[place], "gait.cell", row=row + int(np.argmin(finite))))
            columns.append(values)
        parts.append(np.column_stack(columns))
        row += chunk.n
    if row < 2:
        raise InvalidInput(Problem(name, "gait.no_rows"))
    return np.concatenate(parts)
