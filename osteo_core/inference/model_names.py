"""Which models can be asked for, those that ship and the user's own, told without loading one (and so without PyTorch).

Own models lie in `$OSTEO_MODELS`, else in `models/` beside the app. A shipped model is never shadowed by one of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from os.path import isfile, join
from pathlib import Path

from osteo_core.inference.sums import SUMS
from osteo_core.locations import APP_DIR, ARTIFACTS_DIR

SETTINGS, WEIGHTS = "settings.json", "weights.safetensors"
MODELS = "OSTEO_MODELS"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""What an own model may be called."""


def available() -> tuple[str, ...]:
    """Names of the models that ship."""
    return tuple(sorted(path.parent.name for path in ARTIFACTS_DIR.glob(f"*/{SETTINGS}") if is_available(path.parent.name)))


def is_available(name: str) -> bool:
    """Whether a model of this name, a folder's and no path, ships."""
    # Asked with every part of a page; `Path` takes five times as long.
    return all(isfile(join(ARTIFACTS_DIR, name, file)) for file in (SETTINGS, SUMS))  # noqa: PTH113, PTH118


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
    return tuple(name for name in found if NAME.fullmatch(name) and not is_available(name))


def every_model() -> tuple[str, ...]:
    """Names of all models that can be asked for: those that ship, then the own ones."""
    return (*available(), *own_models())


def is_own(name: str) -> bool:
    """Whether a model is the user's own."""
    return not is_available(name) and name in own_models()


def folder_of(name: str) -> Path:
    """The folder of a shipped or an own model; one that is not there has that of a shipped one."""
    return models_folder() / name if is_own(name) else ARTIFACTS_DIR / name
