"""The user's own trained models: folders beside those that ship, each whole in itself.

What lies in the models folder (`model_names`) and is no whole model of this program is not offered; asked for by name, it is refused with
the reason.
"""

from __future__ import annotations

import re

from osteo_core.errors import ArtifactError, InvalidInput, Problem
from osteo_core.inference.artifact import CHECKED, Artifact, load
from osteo_core.inference.model_names import NAME, available, every_model, models_folder
from osteo_core.inference.sums import check_sums

CARD, METRICS, HELDOUT = "card.json", "metrics.json", "heldout.parquet"
ALSO_CHECKED = (CARD, METRICS, HELDOUT)
"""Beside the files of every model: what an own one says of itself, which no list of shipped files vouches for."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_OTHER_MEANINGS = frozenset({"virtual", "paper", "none", "evaluation", "explanations", "cohort", "own"})


def load_own(name: str) -> Artifact:
    """An own model, every one of its files compared with its sum.

    Raises:
        ArtifactError: a file is missing or altered, or the folder was made by another program or for another name.
    """
    folder = models_folder() / name
    check_sums(folder, (*CHECKED, *ALSO_CHECKED), models=", ".join(every_model()) or "-")
    artifact = load(folder)
    if artifact.name != name:
        raise ArtifactError("own.other_name", folder=name, name=artifact.name)
    return artifact


def check_name(name: str) -> None:
    """Return where a model may be called so.

    Raises:
        InvalidInput: it could not be a folder's name everywhere, or something else is called so.
    """
    if not NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise InvalidInput(Problem("--name", "own.bad_name", {"name": name}))
    taken = {*available(), *_OTHER_MEANINGS}
    if name.lower() in taken:
        raise InvalidInput(Problem("--name", "own.taken_name", {"name": name, "taken": ", ".join(sorted(taken))}))
