"""One row of a table as a record."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.catalogue import BLOCKS, CATALOGUE
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
