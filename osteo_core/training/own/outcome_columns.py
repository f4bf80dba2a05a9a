"""Which columns of a table say what became of its people, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.constants import STATUSES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.uploads.columns_by_role import place_of, read_by_role
from osteo_core.evaluation.uploads.label_columns import EventColumn, GroupColumn, OutcomeColumn
from osteo_core.evaluation.uploads.prediction_columns import NumberColumn, listed, shortened
from osteo_core.patients.tables.files import TableFile
from osteo_core.patients.tables.numbers import is_missing
from osteo_core.training.own.request import OwnTraining

Array = NDArray[np.float64]

STATUS, FRACTURE, TIME, EVENT = "status", "fracture_10y", "fracture_time", "fracture_event"
"""The names that tables of this project give to outcomes."""
FROM_SCAN = "osteoporosis"
"""The outcome that need not be a column: T-scores say it."""

_SCAN = tuple(f"{site}{ending}" for site in SITES for ending in ("_t", "_bmd"))


@dataclass(frozen=True, kw_only=True)
class OutcomeCells:
    """Outcomes of all rows of the table, (rows,) each, None where it has none.

    `wants_status`: bone status is to be learned, from `status` or else from the scan.
    """

    wants_status: bool
    status: NDArray[np.int64] | None = None
    fracture: Array | None = None
    time: Array | None = None
    event: Array | None = None


def asked_outcomes(table: TableFile, file: str, asked: OwnTraining) -> OutcomeCells:
    """The outcomes that were asked for, or else all that the table holds.

    Raises:
        InvalidInput: none; a named column that is not there, or is a field that the network reads; cells that are no outcome.
    """
    header = [name.strip() for name in table.header]
    named = {role: name for role, name in _roles(header, asked).items() if name is not None}
    wants_status = named.pop("scan", None) is not None or "status" in named
    if not named and not wants_status:
        raise InvalidInput(Problem(file, "own.no_outcome", {"status": STATUS, "fracture": FRACTURE, "time": TIME, "event": EVENT}))
    columns = {role: _column(role, name, table, header, file, asked) for role, name in named.items()}
    read_by_role(table, file, header, columns)
    return OutcomeCells(wants_status=wants_status, **{role: column.values for role, column in columns.items()})


def _roles(header: Sequence[str], asked: OwnTraining) -> dict[str, str | None]:
    """Role (status, scan, fracture, time, event) -> its column."""
    if (asked.time is None) != (asked.event is None):
        raise InvalidInput(Problem("", "hospital.time_and_event"))
    if asked.time is not None:
        return {"time": asked.time, "event": asked.event}
    if asked.outcome is not None:
        return _named(asked.outcome, header)
    followed = TIME in header and EVENT in header
    return {
        "status": STATUS if STATUS in header else None,
        "scan": FROM_SCAN if STATUS not in header and any(name in header for name in _SCAN) else None,
        "time": TIME if followed else None,
        "event": EVENT if followed else None,
        "fracture": FRACTURE if FRACTURE in header and not followed else None,
    }


def _named(outcome: str, header: Sequence[str]) -> dict[str, str | None]:
    if outcome in (FROM_SCAN, STATUS):
        if STATUS in header:
            return {"status": STATUS}
        if any(name in header for name in _SCAN):
            return {"scan": FROM_SCAN}
        raise InvalidInput(Problem(outcome, "own.no_status", {"status": STATUS, "values": ", ".join(STATUSES)}))
    if outcome in CATALOGUE:
        raise InvalidInput(Problem(outcome, "own.outcome_is_input", {"label": _labels(outcome)}))
    return {"fracture": outcome}


def _labels(field: str) -> dict[str, str]:
    from osteo_core.translations import LANGUAGES

    return {language: CATALOGUE[field].label_in(language) for language in LANGUAGES}


def _column(role: str, name: str, table: TableFile, header: Sequence[str], file: str, asked: OwnTraining) -> Any:
    place = place_of(header, name, file)
    if role == "status":
        return _StatusColumn(name)
    if role == "time":
        return NumberColumn(name, "time", table.style(place))
    return EventColumn(name) if role == "event" else OutcomeColumn(name, asked.event_level)


class _StatusColumn(GroupColumn):
    """The bone status in three classes."""

    @property
    def values(self) -> Any:
        """(n,) 0, 1, 2; -1 where missing."""
        return np.array([*(_class(label) for label in self.labels), -2], np.int64)[self.codes]

    def problems(self) -> list[Problem]:
        """Cells that are no bone status."""
        texts = list(self.labels)
        bad = np.asarray(self.values == -2)
        return listed(
            self.name,
            "hospital.not_a_status",
            bad,
            lambda row: f"{row + 1} ({shortened(texts[self.codes[row]])})",
            allowed=", ".join(STATUSES),
        )


def _class(label: str) -> int:
    word = label.strip().lower()
    if is_missing(label):
        return -1
    return STATUSES.index(word) if word in STATUSES else -2
