"""Units that stand in the cells themselves, behind every number ("67岁", "158 cm"), or as feet and inches (5'4")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from osteo_core.catalogue.synonyms import is_unit, unit_key

_MOSTLY = 0.8
_NUMBER = re.compile(r"\s*([-+−]?\d[\d.,]*)\s*([^\d\s.,].*?)\s*")
_FEET = re.compile(r"""\s*(\d)\s*(?:'|’|′|ft\.?|feet)\s*(\d{1,2}(?:\.\d+)?)?\s*(?:"|”|″|''|in\.?|inches)?\s*""", re.IGNORECASE)
_INCHES = "in"


def unit_in_cells(texts: Mapping[str, int]) -> str | None:
    """The unit behind at least four in five of a column's cells (text -> how often); None where the numbers stand alone."""
    found: Counter[str] = Counter()
    for text, times in texts.items():
        if (unit := _unit(text)) is not None:
            found[unit] += times
    if not found:
        return None
    unit, times = found.most_common(1)[0]
    return unit if times >= _MOSTLY * sum(texts.values()) else None


def without_unit(text: str, unit: str | None) -> str:
    """The number alone where that unit stands behind it; feet and inches as inches; any other text as it is."""
    if not unit:
        return text
    if unit_key(unit) == unit_key(_INCHES) and (feet := _FEET.fullmatch(text)):
        return f"{12 * int(feet[1]) + float(feet[2] or 0):g}"
    match = _NUMBER.fullmatch(text)
    return match[1] if match and is_unit(match[2]) and unit_key(match[2]) == unit_key(unit) else text


def _unit(text: str) -> str | None:
    if _FEET.fullmatch(text):
        return _INCHES
    match = _NUMBER.fullmatch(text)
    return match[2] if match and is_unit(match[2]) else None
