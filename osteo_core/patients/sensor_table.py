"""A sensor's table, read: its columns found by their names, its numbers by the project's own table reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.tables.files import TableFile
from osteo_core.patients.tables.numbers import read_cells

MOST_ROWS: Final = 2_000_000
"""Five and a half hours at 100 Hz."""
_CHUNK: Final = 50_000
_SECONDS: Final = {"ms": 1e-3, "us": 1e-6, "ns": 1e-9}


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Where each column stands, by what it holds ("acceleration x", "time"), and the units that headings name."""

    places: dict[str, int]
    units: dict[str, str]


def headings(file: TableFile, name: str, roles: Mapping[str, re.Pattern[str]]) -> Headings:
    """The columns whose headings match one of `roles`, by its name, with the axis where the pattern has a group of that name.

    Raises:
        InvalidInput: two columns with the same meaning.
    """
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    for place, title in enumerate(file.header):
        plain = re.sub(r"[\W_]+", "_", title.strip().lower().replace("²", "2").replace("°", "deg").replace("µ", "u")).strip("_")
        kind, match = next(((kind, m) for kind, pattern in roles.items() if (m := pattern.fullmatch(plain))), ("", None))
        if match is None:
            continue
        found = match.groupdict()
        role = f"{kind} {found['axis']}" if "axis" in found else kind
        if role in places:
            raise InvalidInput(Problem(name, "gait.column_twice", {"first": file.header[places[role]], "second": title}))
        places[role] = place
        if written := found.get("unit"):
            units.setdefault(kind, written)
    return Headings(places=places, units=units)


def numbers(file: TableFile, name: str, found: Headings) -> dict[str, NDArray[np.float64]]:
    """What each column holds -> its numbers (n,); times in seconds from the first one.

    Raises:
        InvalidInput: too many rows or fewer than two; a cell that is no number, with its row.
    """
    if file.rows_expected > MOST_ROWS:
        raise InvalidInput(Problem(name, "gait.rows", {"count": f"{file.rows_expected:,}", "most": f"{MOST_ROWS:,}"}))
    column = dict(zip(found.places, _cells(file, list(found.places.values()), name).T, strict=True))
    if "time" in column:
        column["time"] = (column["time"] - column["time"][0]) * _SECONDS.get(found.units.get("time", "s"), 1.0)
    return column


def _cells(file: TableFile, places: list[int], name: str) -> NDArray[np.float64]:
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
