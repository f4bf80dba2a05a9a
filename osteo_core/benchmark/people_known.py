"""A virtual person of whom only some modalities are known, as the worlds and as a record have it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns


def columns_known(person: pd.DataFrame, known: tuple[str, ...]) -> tuple[Columns, Patient]:
    """Columns (1,) of a row of a virtual cohort, NaN outside the known modalities, and the same as a Patient."""
    columns: Columns = {}
    record: dict[str, dict[str, object]] = {}
    for name in person:
        if name not in CATALOGUE:
            continue
        feature, value = CATALOGUE[str(name)], person[name].iloc[0]
        here = feature.modality in known and not pd.isna(value)
        numeric = feature.is_numeric
        columns[str(name)] = np.array([float(value) if here else np.nan]) if numeric else np.array([value if here else None], dtype=object)
        if here and feature.enterable and not (feature.derived and name != "bmi") and feature.kind != "array":
            record.setdefault(feature.modality, {})[str(name)] = _plain(value, feature.kind)
    record.get("clinical", {}).pop("bmi", None)
    return columns, Patient.model_validate(record)


def _plain(value: object, kind: str) -> object:
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    return bool(number) if kind == "binary" else int(number) if kind == "dosage" else number
