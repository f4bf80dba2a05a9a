"""The data files behind a page."""

from __future__ import annotations

from pathlib import Path


def written(path: Path) -> int:
    """When a file was written, 0 where it is absent: part of every key, so that a new file is not shown with the old one's figures."""
    return path.stat().st_mtime_ns if path.exists() else 0
