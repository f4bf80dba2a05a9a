"""Remarks on how a record was read: imputed, derived, unusual, outside the training range, absent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import compress
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.network_features import NETWORK_FEATURES
from osteo_core.constants import MODALITIES
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import Note
from osteo_core.patients.columns import Harmonised, is_measured
from osteo_core.patients.completeness import missing_fraction, present
from osteo_core.patients.describe import remarks
from osteo_core.preprocessing.encode import ALL_INPUTS, SLICES, entered_name, ethnic_groups
from osteo_core.preprocessing.pipeline import Prepared
from osteo_core.translations import LANGUAGES

MOST_MISSING = 0.2
"""Share of missing fields up to which imputation is taken as usual (paper, section 1.3)."""

_MODALITY_OF_PLACE = tuple(modality for modality, places in SLICES.items() for _ in range(places.stop - places.start))


def _label(name: str) -> dict[str, str]:
    return CATALOGUE[name].label


def modality_label(modality: str) -> dict[str, str]:
    """Name of a modality in both languages."""
    return {language: CATALOGUE.modality_label(modality, language) for language in LANGUAGES}


def record_notes(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray, prepared: Prepared) -> tuple[Note, ...]:
    """All remarks on one record (one row)."""
    return (
        *_warnings(artifact, harmonised), *_arrays(harmonised), *_outside(artifact, harmonised, raw), *_imputed(artifact, prepared),
        *_remarked(harmonised), *_absent(artifact, harmonised, prepared), *_unread(artifact, harmonised), *_withheld(artifact, prepared),
    )  # fmt: skip


def unread_fields(artifact: Artifact, modalities: Collection[str] = MODALITIES) -> tuple[str, ...]:
    """The catalogue's network inputs of some modalities that this model does not read."""
    known = artifact.ensemble.networks[0].settings.modalities
    there = compress(zip(_MODALITY_OF_PLACE, artifact.inputs, strict=True), artifact.preprocessor.read)
    read = {_field_of(name) for modality, name in there if modality in known}
    return tuple(name for modality in modalities for name in NETWORK_FEATURES[modality] if name not in read)


def _field_of(name: str) -> str:
    """The catalogue's feature behind an input column."""
    return name if name in CATALOGUE else entered_name(name)


def _warnings(artifact: Artifact, harmonised: Harmonised) -> Iterator[Note]:
    share = float(missing_fraction(harmonised.columns, unread_fields(artifact))[0])
    if share > MOST_MISSING:
        yield Note(kind="warning", key="note.imputed_many", params={"share": f"{100 * share:.0f} %"})


def _arrays(harmonised: Harmonised) -> Iterator[Note]:
    for name in ("volume", "series"):
        if is_measured(CATALOGUE[name], harmonised.columns, 1)[0]:
            yield Note(kind="derived", key=f"note.array_{name}", params={}, field=name)


def outside_training(artifact: Artifact, raw: np.ndarray) -> np.ndarray:
    """(n, WIDTH) bool: a measured value beyond the central 99.8 % of the training people."""
    low, high = np.array([artifact.ranges.get(name, (-np.inf, np.inf)) for name in artifact.inputs]).T
    with np.errstate(invalid="ignore"):
        out: np.ndarray = (raw < low) | (raw > high)
    return out


def _outside(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray) -> Iterator[Note]:
    for index in np.flatnonzero(outside_training(artifact, raw)[0]):
        name = artifact.inputs[index]
        feature = CATALOGUE[_field_of(name)]
        low, high = (f"{value:.{feature.decimals}f}" for value in artifact.ranges[name])
        unit = f" {feature.unit}" if feature.unit else ""
        params: dict[str, Any] = {"label": feature.label, "value": f"{raw[0, index]:.{feature.decimals}f}{unit}", "low": low, "high": high}
        yield Note(kind="outside_training", key="note.outside", params=params, field=entered_name(name))
    ethnicity = harmonised.columns["ethnicity"][0]
    if ethnicity is not None and ethnicity not in ethnic_groups(artifact.inputs):
        value = {language: CATALOGUE["ethnicity"].category_in(ethnicity, language) for language in LANGUAGES}
        key = "note.ethnicity" if artifact.inputs == ALL_INPUTS else "note.ethnicity_mixed"
        yield Note(kind="outside_training", key=key, params={"label": _label("ethnicity"), "value": value}, field="ethnicity")


def _remarked(harmonised: Harmonised) -> Iterator[Note]:
    """What reading the record noticed; absent modalities are said by `_absent`, which knows what the model uses."""
    for remark in remarks(harmonised):
        if remark.kind != "absent":
            yield Note(kind=remark.kind, key=remark.key, params=remark.params, field=remark.field)


def _imputed(artifact: Artifact, prepared: Prepared) -> Iterator[Note]:
    named: set[str] = set()
    for index in np.flatnonzero(prepared.imputed[0]):
        name = entered_name(artifact.inputs[index])
        if name not in named:
            named.add(name)
            yield Note(kind="imputed", key="note.imputed", params={"label": _label(name), "m": len(prepared.values)}, field=name)


def _absent(artifact: Artifact, harmonised: Harmonised, prepared: Prepared) -> Iterator[Note]:
    here, known = present(harmonised.columns), artifact.ensemble.networks[0].settings.modalities
    for index, modality in enumerate(MODALITIES):
        if here[modality][0] and modality not in known:
            yield Note(
                kind="absent", key="note.absent_model", params={"label": modality_label(modality), "model": artifact.name}, field=modality
            )
        elif not prepared.present[0, index]:
            yield Note(kind="absent", key="note.absent", params={"label": modality_label(modality)}, field=modality)


def _unread(artifact: Artifact, harmonised: Harmonised) -> Iterator[Note]:
    for name in unread_fields(artifact, artifact.ensemble.networks[0].settings.modalities):
        if is_measured(CATALOGUE[name], harmonised.columns, 1)[0]:
            yield Note(kind="absent", key="note.unread", params={"label": _label(name), "model": artifact.name}, field=name)


def _withheld(artifact: Artifact, prepared: Prepared) -> Iterator[Note]:
    """What was entered but is hidden from the network for one of its outcomes: field by field, or as a whole modality."""
    observed = prepared.observed[0] > 0
    for outcome, names in artifact.withheld.items():
        for modality, places in SLICES.items():
            inputs = artifact.inputs[places]
            hidden = [name for name in compress(inputs, observed[places]) if name in names]
            whole = hidden and set(inputs) <= set(names)
            for name in [modality] if whole else map(entered_name, hidden):
                yield Note(
                    kind="absent",
                    key=f"note.withheld_{outcome}",
                    params={"label": modality_label(name) if whole else _label(name)},
                    field=name,
                )
