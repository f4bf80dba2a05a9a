"""The notes of `score`: one compact text a row, built once for each pattern of what is there."""

from __future__ import annotations

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.notes import MOST_MISSING, outside_training, unread_fields
from osteo_core.patients.columns import Harmonised, is_measured
from osteo_core.patients.completeness import missing_fraction
from osteo_core.preprocessing.encode import entered_name, ethnic_groups
from osteo_core.preprocessing.pipeline import Prepared


def row_notes(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray, prepared: Prepared) -> list[str]:
    """Field names by kind, "imputed: a, b; absent: micro", for n rows. Names are the table's columns, the same in every language."""
    unusual = np.zeros((len(raw), len(harmonised.flags)), bool)
    for column, flag in enumerate(harmonised.flags):
        unusual[:, column] = flag.rows
    many = missing_fraction(harmonised.columns, unread_fields(artifact)) > MOST_MISSING
    kinds = {
        "imputed": (prepared.imputed, [entered_name(name) for name in artifact.inputs]),
        "derived": _derived(harmonised, len(raw)),
        "unusual": (unusual, [flag.field for flag in harmonised.flags]),
        "outside_training": _outside(artifact, harmonised, raw),
        "absent": (~prepared.present, list(MODALITIES)),
        "unread": _unread(artifact, harmonised, len(raw)),
        "warning": (many[:, None], ["more than 20 % of fields missing"]),
    }
    parts = {kind: _by_pattern(kind, marks, names) for kind, (marks, names) in kinds.items()}
    return ["; ".join(text for text in texts if text) for texts in zip(*parts.values(), strict=True)]


def _derived(harmonised: Harmonised, n: int) -> tuple[np.ndarray, list[str]]:
    names = [name for name in harmonised.derived if not name.endswith("_sbmd")]
    return np.stack([harmonised.derived[name] for name in names], 1) if names else np.zeros((n, 0), bool), names


def _outside(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray) -> tuple[np.ndarray, list[str]]:
    groups = (None, *ethnic_groups(artifact.inputs))
    strange = np.array([value not in groups for value in harmonised.columns["ethnicity"]])
    return np.concatenate([outside_training(artifact, raw), strange[:, None]], 1), [
        *(entered_name(name) for name in artifact.inputs),
        "ethnicity",
    ]


def _unread(artifact: Artifact, harmonised: Harmonised, n: int) -> tuple[np.ndarray, list[str]]:
    names = list(unread_fields(artifact, artifact.ensemble.networks[0].settings.modalities))
    there = [is_measured(CATALOGUE[name], harmonised.columns, n) for name in names]
    return np.stack(there, 1) if names else np.zeros((n, 0), bool), names


def _by_pattern(kind: str, marks: np.ndarray, names: list[str]) -> list[str]:
    """One text a row; rows with the same marks share it."""
    packed = np.packbits(marks, axis=1)
    known: dict[bytes, str] = {}
    texts = []
    for row, code in enumerate(packed):
        key = code.tobytes()
        if key not in known:
            named = list(dict.fromkeys(names[i] for i in np.flatnonzero(marks[row])))
            known[key] = f"{kind}: {', '.join(named)}" if named else ""
        texts.append(known[key])
    return texts
