"""The audit trail: who did what when, with which model; one JSON object a line, only ever added to.

No value of a patient stands in it. A record's id is there as an HMAC at most, so that one who holds the key can find a person's lines and
nobody else learns an id. Where no folder is set, lines go to standard output of a service that has a login, and nowhere otherwise.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from osteo_core.service.settings import Audit

NAME = "audit.jsonl"


class Trail(Protocol):
    """Where entries go."""

    def write(self, entry: dict[str, Any]) -> None: ...

    def mark(self, record_id: object) -> str | None:
        """The HMAC of a record's id, None without an id or a key."""
        ...


@dataclass(frozen=True)
class Nowhere:
    """On one's own machine without a login there is nobody to tell apart."""

    def write(self, entry: dict[str, Any]) -> None:
        """Nothing."""

    def mark(self, record_id: object) -> str | None:
        return None


@dataclass(frozen=True)
class Printed(Nowhere):
    """Lines on standard output, for whoever collects them there."""

    def write(self, entry: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(entry, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class Written:
    """Lines in a folder: `audit.jsonl`, moved to `audit-<time>.jsonl` when full; of those the newest are kept."""

    def __init__(self, settings: Audit) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        settings.folder.mkdir(parents=True, exist_ok=True)
        self._path = settings.folder / NAME

    def write(self, entry: dict[str, Any]) -> None:
        line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8")
        with self._lock:
            self._rotate(len(line))
            # O_APPEND: two processes that share the folder do not write into each other's lines. Nobody else may read it.
            place = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(place, line)
            finally:
                os.close(place)

    def mark(self, record_id: object) -> str | None:
        if record_id is None:
            return None
        return hmac.new(self._settings.key.encode("utf-8"), str(record_id).encode("utf-8"), hashlib.sha256).hexdigest()

    def _rotate(self, coming: int) -> None:
        size = self._path.stat().st_size if self._path.is_file() else 0
        if not size or size + coming <= self._settings.most_mb * 1_000_000:
            return
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self._path.rename(self._settings.folder / f"audit-{stamp}.jsonl")
        for old in sorted(self._settings.folder.glob("audit-*.jsonl"))[: -self._settings.files]:
            old.unlink()


def trail(settings: Audit | None, *, login: bool) -> Trail:
    """Where a service with these settings writes. Raises OSError where the folder cannot be made."""
    if settings is not None:
        return Written(settings)
    return Printed() if login else Nowhere()


def entry(*, who: str, role: str | None, action: str, model: str | None = None, layer: str | None = None, **rest: Any) -> dict[str, Any]:
    """One line: when, who, what, with which model and calibration layer."""
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"when": when, "who": who, "role": role, "action": action, "model": model, "layer": layer} | rest


def folder_of(settings: Audit | None) -> Path | None:
    """The folder, where there is one."""
    return None if settings is None else settings.folder
