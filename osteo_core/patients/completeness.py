"""How much of a record is there: counted over the network's inputs, so that what is derived from an entered field counts as entered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.network_features import ENTERED_NAME, NETWORK_FEATURES
from osteo_core.constants import MODALITIES
from osteo_core.patients.arrays import BoolArray, FloatArray, is_measured, n_rows, objects

if TYPE_CHECKING:
    from osteo_core.patients.patient import Patient

_ARRAY_OF = {"micro": "volume", "sensory": "series"}


@dataclass(frozen=True, kw_only=True)
class ModalityCount:
    """The completeness of one modality: fields present, fields in all, and the missing ones (by the name a person enters).

    A modality is present when any of its fields, or its measured array, is. Menopause is not asked of men and not counted for them.
    """

    modality: str
    entered: int
    total: int
    present: bool
    missing: tuple[str, ...]


def completeness(patient: Patient) -> dict[str, ModalityCount]:
    """Modality -> count, for one patient."""
    full = patient.harmonised().columns
    return {modality: _count(full, modality) for modality in MODALITIES}


def missing_fraction(columns: Mapping[str, Any], unread: Collection[str] = ()) -> FloatArray:
    """(n,) share of fields missing among the modalities present, of harmonised columns; NaN where none is present.

    `unread` names network inputs that do not count, neither as missing nor as there.
    """
    n = n_rows(columns)
    missing, asked = np.zeros(n), np.zeros(n)
    for modality in MODALITIES:
        known, applies = _known(columns, modality, n)
        applies &= np.array([name not in unread for name in NETWORK_FEATURES[modality]])[:, None]
        known &= applies
        here = _present(columns, modality, known, n)
        asked += np.where(here, applies.sum(axis=0), 0)
        missing += np.where(here, (applies & ~known).sum(axis=0), 0)
    return np.divide(missing, asked, out=np.full(n, np.nan), where=asked > 0)


def present(columns: Mapping[str, Any]) -> dict[str, BoolArray]:
    """Modality -> (n,) True where the row has any of its fields, of harmonised columns."""
    n = n_rows(columns)
    return {modality: _present(columns, modality, _known(columns, modality, n)[0], n) for modality in MODALITIES}


def _count(full: Mapping[str, Any], modality: str) -> ModalityCount:
    known, applies = _known(full, modality, 1)
    lacks = applies[:, 0] & ~known[:, 0]
    lacking = tuple(ENTERED_NAME[name] for name, lack in zip(NETWORK_FEATURES[modality], lacks, strict=True) if lack)
    total = int(applies[:, 0].sum())
    return ModalityCount(
        modality=modality, entered=total - len(lacking), total=total, present=bool(_present(full, modality, known, 1)[0]), missing=lacking
    )


def _known(columns: Mapping[str, Any], modality: str, n: int) -> tuple[BoolArray, BoolArray]:
    """(fields, n) whether a value is there, and whether the field applies to the person."""
    names = NETWORK_FEATURES[modality]
    known = _measured(columns, names, n)
    applies = np.ones_like(known)
    if "postmenopausal" in names:
        applies[names.index("postmenopausal")] = objects(columns, "sex", n) != "male"
    return known & applies, applies


def _measured(columns: Mapping[str, Any], names: Sequence[str], n: int) -> BoolArray:
    """(fields, n) whether a value is there: as `is_measured` of each field, the numbers among them at once."""
    known = np.zeros((len(names), n), dtype=bool)
    there = [place for place, name in enumerate(names) if name in columns and CATALOGUE[name].is_numeric]
    if there:
        known[there] = ~np.isnan(np.array([columns[names[place]] for place in there], dtype=np.float64))
    for place, name in enumerate(names):
        if not CATALOGUE[name].is_numeric:
            known[place] = is_measured(CATALOGUE[name], columns, n)
    return known


def _present(columns: Mapping[str, Any], modality: str, known: BoolArray, n: int) -> BoolArray:
    here: BoolArray = np.asarray(known.any(axis=0))
    array = _ARRAY_OF.get(modality)
    return here if array is None else here | is_measured(CATALOGUE[array], columns, n)
