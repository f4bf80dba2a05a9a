"""Which contributions are worth naming."""

from __future__ import annotations

from collections.abc import Mapping

NEGLIGIBLE = 0.05
"""Log-odds; what is smaller moves a probability by 1.3 percentage points at the most."""


def ranked(contributions: Mapping[str, float]) -> list[tuple[str, float]]:
    """Contributions by their size; what has none is left out."""
    return sorted(((name, push) for name, push in contributions.items() if push), key=lambda item: -abs(item[1]))


def strongest(contributions: Mapping[str, float], *, up: bool, most: int) -> tuple[str, ...]:
    """What raises (or lowers) the risk most, by more than what is negligible."""
    return tuple(name for name, push in ranked(contributions) if abs(push) >= NEGLIGIBLE and (push > 0) == up)[:most]
