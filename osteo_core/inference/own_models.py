"""The user's own trained models: folders beside those that ship, each whole in itself.

They lie in `$OSTEO_MODELS`, else in `models/` beside the app. A shipped model is never shadowed by one of them. What is in the folder and
is no whole model of this program is not offered; asked for by name, it is refused with the reason.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from osteo_core.errors import ArtifactError, InvalidInput, Problem
from osteo_core.inference.artifact import CHECKED, SETTINGS, Artifact, available, is_available, load
from osteo_core.inference.sums import SUMS, check_sums
from osteo_core.locations import APP_DIR, ARTIFACTS_DIR

MODELS = "OSTEO_MODELS"
CARD, METRICS, HELDOUT = "card.json", "metrics.json", "heldout.parquet"
ALSO_CHECKED = (CARD, METRICS, HELDOUT)
"""Beside the files of every model: what an own one says of itself, which no list of shipped files vouches for."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_OTHER_MEANINGS = frozenset({"virtual", "paper", "none", "evaluation", "explanations", "cohort", "own"})


def models_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where own models lie; the folder need not exist."""
    values = os.environ if environment is None else environment
    return Path(values[MODELS]) if values.get(MODELS) else APP_DIR / "models"


def own_models() -> tuple[str, ...]:
    """Names of the own models that can be asked for, sorted; a folder that may not be looked into holds none."""
    try:
        found = sorted(path.parent.name for path in models_folder().glob(f"*/{SETTINGS}") if (path.parent / SUMS).is_file())
    except OSError:
        return ()
    return tuple(name for name in found if _NAME.fullmatch(name) and not is_available(name))


def is_own(name: str) -> bool:
    """Whether a model is the user's own."""
    return not is_available(name) and name in own_models()


def folder_of(name: str) -> Path:
    """The folder of a shipped or an own model; one that is not there has that of a shipped one."""
    return models_folder() / name if is_own(name) else ARTIFACTS_DIR / name


def load_own(name: str) -> Artifact:
    """An own model, every one of its files compared with its sum.

    Raises:
        ArtifactError: a file is missing or altered, or the folder was made by another program or for another name.
    """
    folder = models_folder() / name
    check_sums(folder, (*CHECKED, *ALSO_CHECKED), models=", ".join((*available(), *own_models())) or "-")
    artifact = load(folder)
    if artifact.name != name:
        raise ArtifactError("own.other_name", folder=name, name=artifact.name)
    return artifact


def check_name(name: str) -> None:
    """Return where a model may be called so.

    Raises:
        InvalidInput: it could not be a folder's name everywhere, or something else is called so.
    """
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise InvalidInput(Problem("--name", "own.bad_name", {"name": name}))
    taken = {*available(), *_OTHER_MEANINGS}
    if name.lower() in taken:
        raise InvalidInput(Problem("--name", "own.taken_name", {"name": name, "taken": ", ".join(sorted(taken))}))
