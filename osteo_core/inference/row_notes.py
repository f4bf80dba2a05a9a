"""The notes of `score`: one compact text a row, built once for each pattern of what is there."""

from __future__ import annotations

import numpy as np

from osteo_core.inference.artifact import Artifact
from osteo_core.inference.notes import MOST_MISSING, outside_training
from osteo_core.patients.columns import Harmonised
from osteo_core.patients.completeness import missing_fraction
from osteo_core.preprocessing.encode import ALL_INPUTS, ETHNICITY_CODES, MODALITY_ORDER, entered_name
from osteo_core.preprocessing.pipeline import Prepared


def row_notes(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray, prepared: Prepared) -> list[str]:
    """Field names by kind, "imputed: a, b; absent: micro", for n rows. Names are the table's columns, the same in every language."""
    unusual = np.zeros((len(raw), len(harmonised.flags)), bool)
    for column, flag in enumerate(harmonised.flags):
        unusual[:, column] = flag.rows
    kinds = {
        "imputed": (prepared.imputed, [entered_name(name) for name in ALL_INPUTS]),
        "derived": _derived(harmonised, len(raw)),
        "unusual": (unusual, [flag.field for flag in harmonised.flags]),
        "outside_training": _outside(artifact, harmonised, raw),
        "absent": (~prepared.present, list(MODALITY_ORDER)),
        "warning": ((missing_fraction(harmonised.columns) > MOST_MISSING)[:, None], ["more than 20 % of fields missing"]),
    }
    parts = {kind: _by_pattern(kind, marks, names) for kind, (marks, names) in kinds.items()}
    return ["; ".join(text for text in texts if text) for texts in zip(*parts.values(), strict=True)]


def _derived(harmonised: Harmonised, n: int) -> tuple[np.ndarray, list[str]]:
    names = [name for name in harmonised.derived if not name.endswith("_sbmd")]
    return np.stack([harmonised.derived[name] for name in names], 1) if names else np.zeros((n, 0), bool), names


def _outside(artifact: Artifact, harmonised: Harmonised, raw: np.ndarray) -> tuple[np.ndarray, list[str]]:
    groups = (None, *ETHNICITY_CODES)
    strange = np.array([value not in groups for value in harmonised.columns["ethnicity"]])
    return np.concatenate([outside_training(artifact, raw), strange[:, None]], 1), [
        *(entered_name(name) for name in ALL_INPUTS),
        "ethnicity",
    ]


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
