"""What a cell of a coded column means in the catalogue's values."""

from __future__ import annotations

import math
import re
from typing import Any

from osteo_core.catalogue import Feature
from osteo_core.catalogue.synonyms import missing_words
from osteo_core.imports.converting.cells import is_missing
from osteo_core.imports.mapping.document import SourceColumn
from osteo_core.imports.suggestion.codes import meaning_of
from osteo_core.imports.suggestion.profiles import CODED

_MEMBERS = re.compile(r"[;；,，|、/]")


def value_of(feature: Feature, source: SourceColumn, text: str) -> Any:
    """The catalogue's value of a cell, None where it holds nothing. Raises ValueError for a cell without a meaning."""
    if feature.kind == "set" and text not in source.values:
        return _members(feature, source, text)
    found = _mapped(feature, source, text)
    return (found,) if feature.kind == "set" and isinstance(found, str) else found


def _mapped(feature: Feature, source: SourceColumn, text: str) -> str | None:
    if text in source.values:
        return source.values[text]
    if text in source.missing:
        return None
    coded = CODED.fullmatch(text)
    if coded is not None and coded[1] in source.values:
        return source.values[coded[1]]
    if text.casefold() in missing_words() or _coded_as_missing(source, text):
        return None
    if source.other is not None:
        return source.other
    if (meaning := meaning_of(feature, coded[2] if coded else text)) is not None:
        return meaning
    if not source.values and feature.kind == "binary" and text in ("0", "1"):
        return "yes" if text == "1" else "no"
    raise ValueError(text)


def _members(feature: Feature, source: SourceColumn, text: str) -> tuple[str, ...] | None:
    if is_missing(text, source) or _coded_as_missing(source, text):
        return None
    found = [_mapped(feature, source, part.strip()) for part in _MEMBERS.split(text) if part.strip()]
    known = tuple(dict.fromkeys(one for one in found if one is not None))
    return known or None


def _coded_as_missing(source: SourceColumn, text: str) -> bool:
    """Whether a cell such as ".: Missing form" or "9: Not known" bears a code for "not known"."""
    coded = CODED.fullmatch(text)
    return coded is not None and (coded[1] == "." or coded[1] in source.missing)


def yes_or_no(source: SourceColumn, text: str) -> float | None:
    """1 and 0 where a map makes yes or no of a cell, NaN where it holds nothing, None where it means neither."""
    number = {"yes": 1.0, "no": 0.0}
    coded = CODED.fullmatch(text)
    value = source.values.get(text) or (source.values.get(coded[1]) if coded else None)
    gone = is_missing(text, source) or _coded_as_missing(source, text)
    return number[value] if value else math.nan if gone else number.get(source.other or "")
