"""Whether a model has anything to read of a person, for each of its outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.notes import modality_label
from osteo_core.preprocessing.encode import SLICES, entered_name
from osteo_core.translations import LANGUAGES


def readable(artifact: Artifact, withheld: tuple[str, ...]) -> NDArray[np.bool_]:
    """(WIDTH,) input columns that the networks see when some are withheld."""
    return np.asarray(artifact.preprocessor.read & ~np.isin(artifact.inputs, withheld), bool)


def refuse_empty(artifact: Artifact, present: dict[tuple[str, ...], NDArray[np.bool_]]) -> None:
    """Refuse rows of which nothing is left to read.

    Args:
        present: what is withheld -> (n, 6) modalities that are then present.

    Raises:
        InvalidInput: one problem for each such row, without a row for a single record.
    """
    lacking: dict[int, tuple[str, ...]] = {}
    for withheld, here in present.items():
        lacking = {int(row): withheld for row in np.flatnonzero(~here.any(1))} | lacking
    single = len(next(iter(present.values()))) == 1
    if lacking:
        raise InvalidInput(_needs(artifact, withheld, None if single else row) for row, withheld in sorted(lacking.items()))


def _needs(artifact: Artifact, withheld: tuple[str, ...], row: int | None) -> Problem:
    """What a row lacks: a field of the modalities that are read, other than those of their fields that are withheld."""
    known, read = artifact.ensemble.networks[0].settings.modalities, readable(artifact, withheld)
    modalities = [modality for modality in known if read[SLICES[modality]].any()]
    others = [name for modality in modalities for name in artifact.inputs[SLICES[modality]] if name in withheld]
    params: dict[str, Any] = {"model": artifact.name, "modalities": _listed(map(modality_label, modalities))}
    if not others:
        return Problem("", "model.needs_modality", params, row)
    return Problem(
        "", "model.needs_other_field", params | {"withheld": _listed(CATALOGUE[entered_name(name)].label for name in others)}, row
    )


def _listed(labels: Iterable[dict[str, str]]) -> dict[str, str]:
    """Labels one after the other, in each language."""
    each = list(labels)
    return {language: ", ".join(label[language] for label in each) for language in LANGUAGES}
