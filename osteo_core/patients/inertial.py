"""A table of an inertial sensor, read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.gait.recording import Recording
from osteo_core.patients.sensor_table import Headings, headings, numbers
from osteo_core.patients.tables.files import TableFile, open_content, open_table

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
    found = headings(file, name, _ROLES)
    _complete(found, file, name)
    column = numbers(file, name, found)
    time = column.get("time")
    return Recording(
        acceleration=np.stack([column[f"acceleration {axis}"] for axis in "xyz"], axis=1),
        rate=np.stack([column[f"rate {axis}"] for axis in "xyz"], axis=1),
        seconds=time,
        samples=column.get("sample") if time is None else None,
        units={kind: _UNITS[written] for kind, written in found.units.items() if written in _UNITS},
    )


def _complete(found: Headings, file: TableFile, name: str) -> None:
    """Return where no column is lacking."""
    places = found.places
    lacking = [
        f"{short}_{axis}" for kind, short in (("acceleration", "acc"), ("rate", "gyr")) for axis in "xyz" if f"{kind} {axis}" not in places
    ]
    if not {"time", "sample"} & set(places):
        lacking.insert(0, "time")
    if lacking:
        raise InvalidInput(Problem(name, "gait.columns", {"lacking": ", ".join(lacking), "found": ", ".join(file.header[:12])}))
