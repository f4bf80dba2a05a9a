"""A table of own people as training takes it: who could be read, what became of them, every other row counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import SITES
from osteo_core.constants import STATUSES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.survival.censoring import HORIZON_YEARS, censoring_weights
from osteo_core.inference.scoring import sorted_out
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.patients.tables.files import open_table
from osteo_core.patients.tables.header import known_columns
from osteo_core.patients.tables.read import PatientTable
from osteo_core.patients.who import category_of_t
from osteo_core.training.own.outcome_columns import FRACTURE, asked_outcomes
from osteo_core.training.own.request import OwnTraining

Array = NDArray[np.float64]

MOST_REFUSED = 0.2
"""Share of refused rows above which what is left says too little about the whole, as in `validate`."""


@dataclass(frozen=True, kw_only=True)
class OwnPeople:
    """People whose outcome is known, n of them.

    Attributes:
        columns: checked, as entered; full: harmonised. Arrays of length n.
        row: (n,) place in the table, from 1.
        status: (n,) 0 normal, 1 osteopenia, 2 osteoporosis, -1 where not known; None where it is not an outcome.
        from_scan: (n,) class by the lowest T-score, -1 where there is none.
        given: whether the status stood in a column of its own.
        fracture: (n,) 1 within 10 years, 0 not, NaN where not known; weight: (n,) of its censoring, 0 where not known; else None.
        time, event: (n,) follow-up where the table has it.
        rows, refused, unknown: of the table, counted.
    """

    columns: Columns
    full: Columns
    row: NDArray[np.int64]
    status: NDArray[np.int64] | None
    from_scan: NDArray[np.int64]
    given: bool
    fracture: Array | None
    weight: Array | None
    time: Array | None
    event: Array | None
    rows: int
    refused: int
    unknown: int

    @property
    def n(self) -> int:
        return len(self.row)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes to learn, in the order of the answers."""
        return (*(("osteoporosis",) if self.status is not None else ()), *(("fracture",) if self.fracture is not None else ()))

    def happened(self, outcome: str) -> tuple[Array, Array]:
        """(n,) 1 or 0 and (n,) weight, 0 where it is not known."""
        if outcome == "osteoporosis" and self.status is not None:
            return (self.status == STATUSES.index("osteoporosis")).astype(float), (self.status >= 0).astype(float)
        if outcome == "fracture" and self.fracture is not None and self.weight is not None:
            return np.nan_to_num(self.fracture), self.weight
        raise ValueError(f"{outcome} is not an outcome of these people")


def read_own(asked: OwnTraining) -> OwnPeople:
    """The people of the table whose outcome is known.

    Raises:
        InvalidInput: a table that cannot be read, no outcome in it, or more than a fifth of its rows refused.
    """
    path = asked.data
    opened = open_table(path)
    outcomes = asked_outcomes(opened, path.name, asked)
    columns, good, problems = _people(PatientTable(opened, *known_columns(path.name, opened.header)), path)
    _check_refused(path, good, problems)
    full = harmonise(columns).columns
    from_scan = _classes(full)
    status = None
    if outcomes.wants_status:
        status = from_scan if outcomes.status is None else outcomes.status[good]
    fracture = weight = time = event = None
    if outcomes.time is not None and outcomes.event is not None:
        time, event = outcomes.time[good], outcomes.event[good]
        fracture, weight = _followed(time, event, asked.time or FRACTURE)
    elif outcomes.fracture is not None:
        fracture = outcomes.fracture[good]
        weight = np.isfinite(fracture).astype(float)
    known = np.zeros(len(from_scan), bool)
    known |= False if status is None else status >= 0
    known |= False if weight is None else weight > 0

    def kept(values: Any) -> Any:
        return None if values is None else values[known]

    return OwnPeople(
        columns={name: cells[known] for name, cells in columns.items()}, full={name: cells[known] for name, cells in full.items()},
        row=np.flatnonzero(good)[known] + 1, status=kept(status), from_scan=from_scan[known], given=outcomes.status is not None,
        fracture=kept(fracture), weight=kept(weight), time=kept(time), event=kept(event),
        rows=len(good), refused=int((~good).sum()), unknown=int(good.sum() - known.sum()),
    )  # fmt: skip


def _people(table: PatientTable, path: Path) -> tuple[Columns, NDArray[np.bool_], list[Problem]]:
    parts, good, problems = [], [], []
    for chunk in table.chunks():
        fine, wrong = sorted_out(chunk)
        parts.append({name: cells[fine] for name, cells in chunk.columns.items()})
        good.append(fine)
        problems += wrong
    if not good:
        raise InvalidInput(Problem(path.name, "tables.no_rows"))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, np.concatenate(good), problems


def _check_refused(path: Path, good: NDArray[np.bool_], problems: list[Problem]) -> None:
    refused = int((~good).sum())
    if refused <= MOST_REFUSED * len(good):
        return
    kinds = Counter((problem.where, problem.key) for problem in problems)
    first = {(problem.where, problem.key): problem for problem in reversed(problems)}
    params = {"refused": refused, "rows": len(good), "share": f"{100 * refused / len(good):.0f}", "most": f"{100 * MOST_REFUSED:.0f}"}
    raise InvalidInput([Problem(path.name, "hospital.many_refused", params), *(first[kind] for kind, _ in kinds.most_common(5))])


def _classes(full: Columns) -> NDArray[np.int64]:
    """(n,) class by the lowest T-score, -1 where there is none."""
    t = np.stack([np.asarray(full[f"{site}_t"], float) for site in SITES], axis=1)
    lowest = np.where(np.isfinite(t), t, np.inf).min(axis=1)
    return np.array([STATUSES.index(category_of_t(value)) if np.isfinite(value) else -1 for value in lowest], np.int64)


def _followed(time: Array, event: Array, column: str) -> tuple[Array, Array]:
    """The 10-year outcome and its weight, of people followed in time.

    Raises:
        InvalidInput: nobody was followed for ten years, so that no weight can stand for those lost before.
    """
    seen = np.isfinite(time) & np.isfinite(event)
    if seen.any() and time[seen].max() < HORIZON_YEARS:
        raise InvalidInput(Problem(column, "own.too_short", {"longest": f"{time[seen].max():.1f}", "years": f"{HORIZON_YEARS:g}"}))
    weight = np.zeros(len(time))
    if seen.any():
        weight[seen] = censoring_weights(time[seen], event[seen])
    happened = ((event == 1) & (time <= HORIZON_YEARS)).astype(float)
    return np.where(weight > 0, happened, np.nan), weight
