"""Several columns that make one field: the first that is known, any of them, the highest, or the years between two dates."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

import numpy as np

from osteo_core.catalogue import Feature
from osteo_core.catalogue.synonyms import missing_words
from osteo_core.imports.converting.cells import Cells, FloatArray
from osteo_core.imports.mapping.document import FieldMapping
from osteo_core.imports.reading.opened import text_of
from osteo_core.imports.suggestion.dates import full_years, read_date


def together(values: list[Any], rule: str, feature: Feature | None) -> Any:
    """One column of several of n cells each, by the rule of a mapping."""
    if len(values) == 1:
        return values[0]
    if feature is not None and feature.kind == "set":
        return _union(values)
    result = values[0]
    for more in values[1:]:
        if rule == "any" or rule == "highest":
            result = np.fmax(result, more)
        elif rule == "lowest":
            result = np.fmin(result, more)
        elif result.dtype == object or more.dtype == object:
            result = np.array([b if a is None or a != a else a for a, b in zip(result, more, strict=True)], dtype=object)
        else:
            result = np.where(np.isnan(result), more, result)
    return result


def _union(values: list[Any]) -> Any:
    rows = np.empty(len(values[0]), dtype=object)
    for row, members in enumerate(zip(*values, strict=True)):
        known = [one for one in members if one is not None]
        rows[row] = tuple(dict.fromkeys(member for one in known for member in one)) if known else None
    return rows


def ages(each: FieldMapping, cells: Table[str, Cells], order: str | None) -> tuple[FloatArray, dict[int, str]]:
    """Whole years; the date of birth has the same order as the visit's where it can be either."""
    born, seen = ([text_of(cell).strip() for cell in cells[source.column]] for source in each.sources)
    ages, bad = np.full(len(born), np.nan), dict[int, str]()
    for row, (one, other) in enumerate(zip(born, seen, strict=True)):
        birth, then = read_date(one, order), read_date(other, order)
        if birth is not None and then is not None:
            ages[row] = full_years(birth, then)
        for text, day in ((one, birth), (other, then)):
            if day is None and text.casefold() not in missing_words():
                bad[row] = text
    return ages, bad
