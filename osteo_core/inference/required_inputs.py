"""Whether a model has anything to read of a person, for each of its outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.notes import modality_label
from osteo_core.preprocessing.encode import SLICES, entered_name
from osteo_core.translations import LANGUAGES


def readable_inputs(artifact: Artifact, withheld: tuple[str, ...]) -> NDArray[np.bool_]:
    """(WIDTH,) input columns that the networks see when some are withheld."""
    return np.asarray(artifact.preprocessor.read & ~np.isin(artifact.inputs, withheld), bool)


def refuse_unanswerable(
    artifact: Artifact, present: dict[tuple[str, ...], NDArray[np.bool_]], unused: Mapping[int, Problem] | None = None
) -> None:
    """Refuse rows that the model has no answer for: nothing is left to read, or only modalities that it never met without the others.

    An interval's spread is fitted for each set of modalities that a network learned to answer from (`Artifact.spreads`). The network of
    real people, for one, learned from people who all had answered clinical questions: DXA alone, which is what is left of a scan and a
    prior fracture when it is asked for prior fractures, was never among what it saw. Neither its estimate nor an interval borrowed from
    another set would mean anything there, so it asks for what is missing.

    Args:
        present: what is withheld -> (n, 6) modalities that are then present.
        unused: row -> why its volume is not used, said where nothing else is left.

    Raises:
        InvalidInput: one problem for each such row, without a row for a single record.
    """
    lacking: dict[int, tuple[str, ...]] = {}
    for withheld, rows in present.items():
        lacking = {int(row): withheld for row in np.flatnonzero(~_met(artifact, rows))} | lacking
    single = len(next(iter(present.values()))) == 1
    if lacking:
        needs = [_needs(artifact, withheld, None if single else row) for row, withheld in sorted(lacking.items())]
        why = [
            Problem("micro.volume", each.key, each.params, None if single else row)
            for row, each in (unused or {}).items()
            if row in lacking
        ]
        raise InvalidInput([*why, *needs])


def _met(artifact: Artifact, present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) rows whose set of modalities the model learned to answer from."""
    codes = present @ (1 << np.arange(len(MODALITIES)))
    learned = [sum(1 << MODALITIES.index(modality) for modality in key.split("+")) for key in artifact.spreads]
    return np.isin(codes, learned)


def _needs(artifact: Artifact, withheld: tuple[str, ...], row: int | None) -> Problem:
    """What a row lacks: a field of the modalities it can start from, other than those of their fields that are withheld."""
    read = readable_inputs(artifact, withheld)
    modalities = [modality for modality in _alone(artifact) if read[SLICES[modality]].any()]
    others = [name for modality in modalities for name in artifact.inputs[SLICES[modality]] if name in withheld]
    params: dict[str, Any] = {"model": artifact.name, "modalities": _listed(map(modality_label, modalities))}
    if not others:
        return Problem("", "model.needs_modality", params, row)
    return Problem(
        "", "model.needs_other_field", params | {"withheld": _listed(CATALOGUE[entered_name(name)].label for name in others)}, row
    )


def _alone(artifact: Artifact) -> list[str]:
    """The modalities that the model can answer from by themselves, in network order."""
    return [modality for modality in artifact.ensemble.networks[0].settings.modalities if modality in artifact.spreads]


def _listed(labels: Iterable[dict[str, str]]) -> dict[str, str]:
    """Labels one after the other, in each language."""
    each = list(labels)
    return {language: ", ".join(label[language] for label in each) for language in LANGUAGES}
