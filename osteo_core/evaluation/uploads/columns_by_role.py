"""Columns of an opened table read once, each for the role that it plays: outcome, time, event, prediction. One may play two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.uploads.prediction_columns import NumberColumn, shortened
from osteo_core.evaluation.uploads.prediction_table import checked_chunks
from osteo_core.patients.tables.files import TableFile

_MISSING = "evaluate.missing"


def place_of(header: Sequence[str], name: str, file: str) -> int:
    """Where a column stands. Raises InvalidInput where it is not there, or there twice."""
    times = list(header).count(name)
    if times == 1:
        return list(header).index(name)
    if times:
        raise InvalidInput(Problem(file, "evaluate.repeated_column", {"column": name, "times": times}))
    names = ", ".join(map(shortened, header[:10])) + (", …" if len(header) > 10 else "")
    raise InvalidInput(Problem(file, "evaluate.no_column", {"column": name, "names": names}))


def read_by_role(table: TableFile, file: str, header: Sequence[str], columns: Mapping[str, Any]) -> None:
    """Fill the columns (role -> column), missing cells kept.

    Raises:
        InvalidInput: a column that is not there, or there twice; a row of another width; cells that are not what their role takes.
    """
    places = {role: place_of(header, column.name, file) for role, column in columns.items()}
    wanted = sorted(set(places.values()))
    texts = {places[role] for role, column in columns.items() if not isinstance(column, NumberColumn)}
    # A column may be both outcome and event; it is read once, as text if either needs it.
    for raw in checked_chunks(table, file, wanted, texts) if wanted else ():
        for role, column in columns.items():
            column.add(raw.columns[wanted.index(places[role])])
    problems = [problem for column in columns.values() for problem in column.problems() if problem.key != _MISSING]
    if problems:
        raise InvalidInput(problems)
