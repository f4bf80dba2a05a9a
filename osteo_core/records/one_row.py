"""A patient as a table of one row, in the columns that tables of people have."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.reading.written import write_number


def write_row(patient: Patient, path: Path) -> list[str]:
    """Write a CSV of one row; gives the fields that no cell can hold (measured arrays), which are left out."""
    values = {name: value for fields in patient.entered().values() for name, value in fields.items()}
    cells = {name: _cell(name, value) for name, value in values.items() if CATALOGUE[name].kind != "array"}
    head = {} if patient.id is None else {"id": str(patient.id)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*head, *cells])
        writer.writerow([*head.values(), *cells.values()])
    return [name for name in values if name not in cells]


def _cell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if CATALOGUE[name].kind == "set":
        return ";".join(value)
    return write_number(float(value), CATALOGUE[name].allowed) if CATALOGUE[name].is_numeric else str(value)
