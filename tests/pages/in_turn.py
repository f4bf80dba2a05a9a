"""Languages that take turns: each step of a page is drawn in one of them, both are on every page, in half the time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from typing import Any

from osteo_core.translations import LANGUAGES


def in_turn(values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Each value, or the members of each tuple, with the language whose turn it is; that every key has both is tested elsewhere."""
    return [
        (*(value if isinstance(value, tuple) else (value,)), language) for value, language in zip(values, cycle(LANGUAGES), strict=False)
    ]
