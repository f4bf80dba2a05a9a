"""From a harmonised record to the network's raw inputs: coding of categories, nothing scaled, nothing filled."""

from __future__ import annotations

import numpy as np

from osteo_core.catalogue.network_features import ENTERED_NAME, NETWORK_FEATURES
from osteo_core.patients.columns import Columns

MODALITY_ORDER = ("dxa", "clinical", "btm", "micro", "gene", "sensory")

ETHNICITY_CODES = {"european": (0.0, 0.0), "asian": (1.0, 0.0), "african": (0.0, 1.0)}
"""Two indicator columns; European is the reference. The virtual cohort has no other group: `hispanic` and `other` are coded as unknown."""

_EXPANDED = {"sex": ("female",), "ethnicity": ("asian", "african")}

INPUTS: dict[str, tuple[str, ...]] = {
    modality: tuple(code for name in NETWORK_FEATURES[modality] for code in _EXPANDED.get(name, (name,))) for modality in MODALITY_ORDER
}
"""Names of the network's input columns by modality."""

ALL_INPUTS: tuple[str, ...] = tuple(name for modality in MODALITY_ORDER for name in INPUTS[modality])
WIDTH = len(ALL_INPUTS)

SLICES: dict[str, slice] = {}
_start = 0
for _modality in MODALITY_ORDER:
    SLICES[_modality] = slice(_start, _start + len(INPUTS[_modality]))
    _start += len(INPUTS[_modality])

_CODED_FROM = {code: field for field, codes in _EXPANDED.items() for code in codes}


def entered_name(name: str) -> str:
    """The catalogue name of the field that a person enters behind an input column."""
    return _CODED_FROM.get(name) or ENTERED_NAME.get(name, name)


def _coded(columns: Columns, name: str, n: int) -> np.ndarray:
    """One input column as float64 with NaN for what is not known."""
    if name == "female":
        return _indicator(columns, "sex", {"female": 1.0, "male": 0.0}, n)
    if name in ("asian", "african"):
        position = ("asian", "african").index(name)
        return _indicator(columns, "ethnicity", {key: code[position] for key, code in ETHNICITY_CODES.items()}, n)
    values = np.array(columns[name], float) if name in columns else np.full(n, np.nan)
    if name == "postmenopausal" and "sex" in columns:
        # The question does not arise for a man; "no" is then its only answer, not a missing one.
        values[np.asarray(columns["sex"], object) == "male"] = 0.0
    return values


def _indicator(columns: Columns, name: str, codes: dict[str, float], n: int) -> np.ndarray:
    if name not in columns:
        return np.full(n, np.nan)
    raw = np.asarray(columns[name], object)
    coded = np.full(n, np.nan)
    for value, code in codes.items():
        coded[raw == value] = code
    return coded


def encode(columns: Columns) -> np.ndarray:
    """Raw network inputs of n people.

    Args:
        columns: harmonised columns (BMD already on the standardised scale).

    Returns:
        (n, WIDTH) float64 in catalogue units, NaN where a field is not known.
    """
    n = len(next(iter(columns.values())))
    return np.stack([_coded(columns, name, n) for name in ALL_INPUTS], 1)


def present_modalities(raw: np.ndarray, volumes: np.ndarray | None = None, series: np.ndarray | None = None) -> np.ndarray:
    """(n, 6) bool: a modality is present when any of its fields, or its measured array, is.

    `volumes` and `series` are (n,) bool: who has a measured volume or series. A man's answer to `postmenopausal` follows from
    his sex and does not count on its own, but sex itself is a clinical field, so the row is present anyway.
    """
    present = np.stack([np.isfinite(raw[:, SLICES[modality]]).any(1) for modality in MODALITY_ORDER], 1)
    if volumes is not None:
        present[:, MODALITY_ORDER.index("micro")] |= volumes
    if series is not None:
        present[:, MODALITY_ORDER.index("sensory")] |= series
    return present
