"""Files that ship, each compared with its recorded SHA-256 sum before anything of it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from osteo_core import manifest
from osteo_core.errors import ArtifactError
from osteo_core.manifest import digest

__all__ = ["SUMS", "check_sums", "digest", "record_sums"]

SUMS = "SHA256SUMS.json"


def record_sums(folder: Path, names: Iterable[str]) -> None:
    """Write the sums of the files `names`."""
    (folder / SUMS).write_text(json.dumps({name: digest(folder / name) for name in names}, indent=1) + "\n", encoding="utf-8")


def check_sums(folder: Path, names: Iterable[str], missing: str = "artifact.missing", **params: Any) -> None:
    """Compare the files `names` with their recorded sums.

    Args:
        missing: key of the sentence for a file that is not there; `params` go into it.

    Raises:
        ArtifactError: the folder, a file or a sum is missing or differs; the message names the file.
    """
    sums = _sums(folder, missing, params)
    for name in names:
        if not (folder / name).is_file():
            raise ArtifactError(missing, folder=folder.name, file=name, **params)
        if digest(folder / name) != sums.get(name):
            raise ArtifactError("artifact.altered", folder=folder.name, file=name)
        manifest.check(folder / name)  # altered together with its sum


def _sums(folder: Path, missing: str, params: dict[str, Any]) -> dict[str, str]:
    if not (folder / SUMS).is_file():
        raise ArtifactError(missing, folder=folder.name, file=SUMS, **params)
    try:
        sums = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    except ValueError as error:  # neither UTF-8 nor JSON
        raise ArtifactError("artifact.unreadable", folder=folder.name, file=SUMS) from error
    if not isinstance(sums, dict):
        raise ArtifactError("artifact.unreadable", folder=folder.name, file=SUMS)
    return sums
