"""Files of a training that may be interrupted at any moment: looked at before a run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem


def refuse_torn(folder: Path) -> None:
    """Read the beginning and end of every finished file of a run folder.

    Raises:
        InvalidInput: names each file that is torn (by a power cut, a full disk or a copy that stopped): deleted, it is made again.
    """
    torn = [path for path in sorted(folder.iterdir()) if path.suffix in _LOOK and not _whole(path)]
    if torn:
        raise InvalidInput(Problem(str(path), "training.torn") for path in torn)


def _whole(path: Path) -> bool:
    from safetensors import SafetensorError

    try:
        _LOOK[path.suffix](path)
    except (OSError, ValueError, SafetensorError):
        return False
    return True


def _json(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"))


def _parquet(path: Path) -> None:
    import pyarrow.parquet as pq

    pq.read_metadata(path)


def _tensors(path: Path) -> None:
    from safetensors import safe_open

    with safe_open(path, "np"):
        pass


_LOOK: dict[str, Callable[[Path], None]] = {
    ".json": _json, ".parquet": _parquet, ".safetensors": _tensors, ".checkpoint": _tensors,
}  # fmt: skip
