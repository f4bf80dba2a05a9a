"""From a harmonised record to the network's raw inputs: coding of categories, nothing scaled, nothing filled."""

from __future__ import annotations

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.network_features import ENTERED_NAME, NETWORK_FEATURES
from osteo_core.constants import MODALITIES
from osteo_core.patients.columns import Columns

ETHNICITY_REFERENCE = "european"
ETHNICITY_INDICATORS = ("asian", "african", "hispanic")
"""Groups that can have an indicator column; European is the reference, and a group without an indicator is coded as unknown."""

_EXPANDED = {"sex": ("female",), "ethnicity": ("asian", "african")}
"""The virtual cohort has no Hispanic people, so the common layout has no indicator for them."""

INPUTS: dict[str, tuple[str, ...]] = {
    modality: tuple(code for name in NETWORK_FEATURES[modality] for code in _EXPANDED.get(name, (name,))) for modality in MODALITIES
}
"""Names of the network's input columns by modality: the layout that all models share.

A model trained on other people may hold other fields of the modality at some places (`Artifact.inputs`); the places stay.
"""

ALL_INPUTS: tuple[str, ...] = tuple(name for modality in MODALITIES for name in INPUTS[modality])
WIDTH = len(ALL_INPUTS)

SLICES: dict[str, slice] = {}
_start = 0
for _modality in MODALITIES:
    SLICES[_modality] = slice(_start, _start + len(INPUTS[_modality]))
    _start += len(INPUTS[_modality])

_CODED_FROM = {"female": "sex"} | dict.fromkeys(ETHNICITY_INDICATORS, "ethnicity")


def entered_name(name: str) -> str:
    """The catalogue name of the field that a person enters behind an input column."""
    return _CODED_FROM.get(name) or ENTERED_NAME.get(name, name)


def is_input(name: str) -> bool:
    """Whether an input column of this name can be made."""
    return name in _CODED_FROM or (name in CATALOGUE and CATALOGUE[name].is_numeric)


def ethnic_groups(inputs: tuple[str, ...] = ALL_INPUTS) -> tuple[str, ...]:
    """Groups that a model with these inputs tells apart; the others it treats as unknown."""
    return (ETHNICITY_REFERENCE, *(name for name in inputs if name in ETHNICITY_INDICATORS))


def _coded(columns: Columns, name: str, groups: tuple[str, ...], n: int) -> np.ndarray:
    """One input column as float64 with NaN for what is not known."""
    if name == "female":
        return _indicator(columns, "sex", {"female": 1.0, "male": 0.0}, n)
    if name in ETHNICITY_INDICATORS:
        return _indicator(columns, "ethnicity", {group: float(group == name) for group in groups}, n)
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


def encode(columns: Columns, inputs: tuple[str, ...] = ALL_INPUTS) -> np.ndarray:
    """Raw network inputs of n people.

    Args:
        columns: harmonised columns (BMD already on the standardised scale).
        inputs: the field or indicator at each of the WIDTH places.

    Returns:
        (n, WIDTH) float64 in catalogue units, NaN where a field is not known.
    """
    n, groups = len(next(iter(columns.values()))), ethnic_groups(inputs)
    return np.stack([_coded(columns, name, groups, n) for name in inputs], 1)


def present_modalities(raw: np.ndarray, volumes: np.ndarray | None = None, series: np.ndarray | None = None) -> np.ndarray:
    """(n, 6) bool: a modality is present when any of its fields, or its measured array, is.

    `volumes` and `series` are (n,) bool: who has a measured volume or series. A man's answer to `postmenopausal` follows from
    his sex and does not count on its own, but sex itself is a clinical field, so the row is present anyway.
    """
    present = np.stack([np.isfinite(raw[:, SLICES[modality]]).any(1) for modality in MODALITIES], 1)
    if volumes is not None:
        present[:, MODALITIES.index("micro")] |= volumes
    if series is not None:
        present[:, MODALITIES.index("sensory")] |= series
    return present


def reduced(raw: np.ndarray, modalities: tuple[str, ...]) -> np.ndarray:
    """(n, 6) which modalities people have when all but `modalities` are withheld."""
    present: np.ndarray = present_modalities(raw) & np.isin(MODALITIES, modalities)
    return present


def input_columns(modalities: tuple[str, ...]) -> np.ndarray:
    """Columns of the network's inputs that belong to `modalities`."""
    return np.concatenate([np.arange(SLICES[m].start, SLICES[m].stop) for m in MODALITIES if m in modalities])
