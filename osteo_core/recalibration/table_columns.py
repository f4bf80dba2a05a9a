"""The columns of a hospital's table that are no patient's data: outcome, follow-up, predictions, dates. Read whole, missing cells kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import STATUSES
from osteo_core.errors import Problem
from osteo_core.evaluation.uploads.columns_by_role import place_of, read_by_role
from osteo_core.evaluation.uploads.label_columns import EventColumn, OutcomeColumn
from osteo_core.evaluation.uploads.prediction_columns import NumberColumn, as_texts, listed, shortened
from osteo_core.patients.tables.files import TableFile
from osteo_core.patients.tables.numbers import is_missing
from osteo_core.recalibration.questions import STATUS_COLUMN, Question

Array = NDArray[np.float64]
Dates = NDArray[np.datetime64]

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[ T].*)?")


@dataclass(frozen=True, kw_only=True)
class AskedColumns:
    """Each (n,), NaN (NaT) where the cell is empty, None where the column was not asked for or is not there.

    `from_status`: whether `outcome` was read from the column of the bone status.
    """

    outcome: Array | None
    time: Array | None = None
    event: Array | None = None
    prediction: Array | None = None
    dates: Dates | None = None
    from_status: bool = False


def read_asked(table: TableFile, file: str, question: Question) -> AskedColumns:
    """The columns that a question names. The outcome "osteoporosis" is looked for as a column of that name, then as a bone status.

    Raises:
        InvalidInput: a named column that is not there, or there twice; cells that are no outcome, number or date; a row of another width.
    """
    header = [name.strip() for name in table.header]
    outcome = _outcome_column(header, question)
    by_status = outcome is not None and outcome.name == STATUS_COLUMN and question.outcome != STATUS_COLUMN
    columns: dict[str, Any] = {} if outcome is None else {"outcome": outcome}
    for place, kind in (("time", "time"), ("prediction", "prediction")):
        if name := getattr(question, place):
            columns[place] = NumberColumn(name, kind, table.style(place_of(header, name, file)))
    if question.event is not None:
        columns["event"] = EventColumn(question.event)
    if question.date is not None:
        columns["dates"] = _DateColumn(question.date)
    read_by_role(table, file, header, columns)
    return AskedColumns(**{name: column.values for name, column in columns.items()} | _nothing(columns), from_status=by_status)


def _nothing(columns: dict[str, Any]) -> dict[str, None]:
    return {} if "outcome" in columns else {"outcome": None}


def _outcome_column(header: Sequence[str], question: Question) -> OutcomeColumn | None:
    """The column of the outcome; None where it follows from T-scores, or from time and event alone."""
    if question.followed:
        return None
    if question.outcome == "osteoporosis" and "osteoporosis" not in header:
        return _StatusColumn() if STATUS_COLUMN in header else None
    return OutcomeColumn(question.outcome, question.event_level)


class _StatusColumn(OutcomeColumn):
    """The bone status, of which osteoporosis is the outcome."""

    def __init__(self) -> None:
        super().__init__(STATUS_COLUMN, "osteoporosis")

    def _level_problems(self) -> list[Problem]:
        codes = {label: code for label, code in self.labels.items() if not is_missing(label) and label.strip().lower() not in STATUSES}
        bad = np.isin(self.codes, list(codes.values())) if codes else np.zeros(len(self.codes), bool)
        return self._refused("hospital.not_a_status", bad, allowed=", ".join(STATUSES))


class _DateColumn:
    """Dates as ISO writes them, 2026-03-31 or 2026-03 (the first of the month); a time behind it is not looked at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._texts: list[str] = []

    def add(self, cells: Any) -> None:
        """The next cells."""
        self._texts += [text.strip() for text in as_texts(cells)]

    @property
    def values(self) -> Dates:
        """(n,) days, NaT where missing."""
        return np.array([_day(text) or "NaT" for text in self._texts], "datetime64[D]")

    def problems(self) -> list[Problem]:
        """Cells that are no date in that form."""
        bad = np.array([not is_missing(text) and _day(text) is None for text in self._texts], bool)
        return listed(self.name, "hospital.not_a_date", bad, lambda row: f"{row + 1} ({shortened(self._texts[row])})")


def _day(text: str) -> str | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)).isoformat()
    except ValueError:  # a month 13, a 30 February
        return None
