"""The screening scores as a validation on a hospital's own people sets them beside a model."""

from __future__ import annotations

from functools import partial
from typing import Any

from osteo_core.recalibration.table_people import Beside
from osteo_core.scores import registry


def screening_scores(names: tuple[str, ...] | None = ("ost",)) -> dict[str, Beside]:
    """The indices by these names, all of them where None."""
    found: dict[str, Beside] = {}
    for score in registry.scores():
        for index in score.ABOUT.screening.indices if score.ABOUT.screening else ():
            if names is None or index.name in names:
                found[index.name] = Beside(partial(_column, score, index.column), "lower" if index.low_is_risk else "higher")
    return found


def _column(score: Any, column: str, columns: Any) -> Any:
    return score.for_columns(columns)[column]
