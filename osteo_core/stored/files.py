"""artifacts/evaluation on disk: every file compared with its sum, and with the networks that it speaks of, before it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from osteo_core import released
from osteo_core.errors import ArtifactError
from osteo_core.inference.sums import check_sums, digest
from osteo_core.locations import ARTIFACTS_DIR

EVALUATION = ARTIFACTS_DIR / "evaluation"
CARD = "card.json"
WEIGHTS = "weights.safetensors"
COMMAND = "python -m osteo_core.reproduce.evaluation"


def read_card(folder: Path | None = None) -> dict[str, Any]:
    """The card of a folder (artifacts/evaluation). Raises ArtifactError where it is absent or altered."""
    folder = folder or EVALUATION
    check_sums(folder, (CARD,), "shipped.missing", command=COMMAND)
    loaded: dict[str, Any] = released.read_json(folder / CARD)
    return loaded


def check(part: str, name: str, folder: Path | None = None) -> Path:
    """Where the file `name` of a part is, once it has been found to be whole and to speak of the networks that ship.

    Raises:
        ArtifactError: absent, altered, or made with other weights than those that ship.
    """
    folder = folder or EVALUATION
    check_sums(folder, (name,), "shipped.missing", command=COMMAND)
    for model, sum_then in read_card(folder)["parts"][part]["weights"].items():
        weights = ARTIFACTS_DIR / model / WEIGHTS
        if not weights.is_file() or digest(weights) != sum_then:
            raise ArtifactError("shipped.other_model", folder=folder.name, file=name, model=model, command=COMMAND)
    return folder / name


def read_table(part: str, name: str) -> pd.DataFrame:
    """A Parquet file of artifacts/evaluation. Raises as `check`."""
    return released.read_parquet(check(part, name))


def read_json(part: str, name: str) -> dict[str, Any]:
    """A JSON file of artifacts/evaluation. Raises as `check`."""
    loaded: dict[str, Any] = released.read_json(check(part, name))
    return loaded
