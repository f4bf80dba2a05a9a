"""One row of a table as a record."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.patients.arrays import columns_of
from osteo_core.patients.patient import Patient


def patient_of(table: pd.DataFrame, row: int, modalities: tuple[str, ...] = BLOCKS) -> Patient:
    """One person of a table as a validated record of `modalities`."""
    record: dict[str, dict[str, object]] = {}
    for name, cells in columns_of(table.iloc[row : row + 1]).items():
        feature, value = CATALOGUE[name], cells[0]
        if feature.modality in modalities and value is not None and value == value:
            record.setdefault(feature.modality, {})[name] = _plain(feature.kind, value)
    return Patient.model_validate(record)


def _plain(kind: str, value: object) -> object:
    if kind == "binary":
        return bool(value)
    if kind in ("integer", "dosage"):
        return int(value)  # type: ignore[call-overload]
    return float(value) if isinstance(value, (int, float, np.floating)) else value


def as_reported(patient: Patient) -> Patient:
    """The record with the digits of a report: one more than a form shows, so that BMI still agrees with height and weight.

    A generator's numbers carry sixteen digits, which no device prints and nobody reads in a box. Arrays stay as they are.
    """
    blocks = patient.entered()
    return Patient.model_validate(
        {block: {name: reported(CATALOGUE[name], value) for name, value in fields.items()} for block, fields in blocks.items()}
    )


def reported(feature: Feature, value: Any) -> Any:
    """One value with the digits of a report."""
    return round(float(value), feature.decimals + 1) if feature.kind == "continuous" else value
