"""Cells of a column as they are written: texts, numbers, and which of them say that nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue.synonyms import missing_words
from osteo_core.imports.mapping.document import SourceColumn
from osteo_core.imports.reading.opened import text_of
from osteo_core.imports.suggestion.written_units import without_unit
from osteo_core.patients.tables.numbers import NumberStyle, read_cells

FloatArray = NDArray[np.float64]
Cells = Any  # float64 (n,), or n texts


def as_texts(cells: Cells) -> Sequence[str]:
    """Cells as texts, with the blanks around them."""
    if isinstance(cells, list) and set(map(type, cells)) == {str}:
        return cells
    return [text_of(cell) for cell in cells]


def numbers_of(source: SourceColumn, cells: Cells, style: NumberStyle) -> tuple[FloatArray, dict[int, str]]:
    """Float64 (n,), NaN where nothing is known, and by row the cells that are no number."""
    if isinstance(cells, np.ndarray):
        values, bad = cells.astype(float), {int(row): str(cells[row]) for row in np.flatnonzero(np.isinf(cells))}
    else:
        texts = ["" if cell is None else str(cell) for cell in cells]
        values, errors = read_cells(texts, style)
        if errors and source.unit:
            texts = [without_unit(text, source.unit) for text in texts]
            values, errors = read_cells(texts, style)
        bad = {row: texts[row].strip() for row in errors if not is_missing(texts[row], source)}
    gone = [float(text) for text in source.missing if is_float(text)]
    if gone:
        values = np.where(np.isin(values, gone), np.nan, values)
    return np.where(np.isfinite(values), values, np.nan), bad


def is_float(text: str) -> bool:
    """Whether Python reads it as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def is_missing(text: str, source: SourceColumn) -> bool:
    """Whether it says that nothing is known, in general or in this column."""
    text = text.strip()
    return text in source.missing or text.casefold() in missing_words()
