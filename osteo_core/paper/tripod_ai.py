"""TRIPOD+AI, the checklist for reports on prediction models: where each of its parts is answered in this project, or that it is not.

Source: Collins et al., BMJ 2024;385:e078378, 27 items in 52 parts. Its sentences are not repeated; the words are this project's own
(translations/checklist.toml).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from osteo_core.released import reading

Status = Literal["done", "partly", "not_done", "not_applicable"]

SECTIONS = ("front", "methods", "open", "results", "discussion")
STATUSES: tuple[Status, ...] = ("done", "partly", "not_done", "not_applicable")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One part ("12a"): its section, its state, the pages (names in pages/) and files (from the repository's root) that answer it."""

    n: str
    section: str
    status: Status
    pages: tuple[str, ...]
    files: tuple[str, ...]


@cache
def items() -> tuple[Item, ...]:
    """All 52 parts in the order of the checklist."""
    path = Path(__file__).with_name("tripod_ai.toml")
    with reading(path), path.open("rb") as file:
        loaded = tomllib.load(file)["item"]
    return tuple(
        Item(n=row["n"], section=row["section"], status=row["status"], pages=tuple(row["pages"]), files=tuple(row["files"]))
        for row in loaded
    )
