"""A row of an imported table as values to look through, as those of any other source."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import ValidationError

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients.faults import problems
from osteo_core.patients.table_row import patient_of
from osteo_core.records.dates import WrongDate, read_day
from osteo_core.records.record import Record
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.settle import of_record, settled

ID, VISIT = "id", "first_visit"


def read_row(table: Any, row: int, name: str, today: date) -> list[Found]:
    """The values of one person of a table of people (pandas, in the catalogue's names), with the date of the visit where it has one.

    Raises:
        InvalidInput: the row is no patient's, or its date is none.
    """
    cells = table.iloc[row]
    try:
        patient = patient_of(table[[column for column in table.columns if column in CATALOGUE]], row)
        day = read_day(cells[VISIT], VISIT, today) if VISIT in table.columns and isinstance(cells[VISIT], str) else None
    except ValidationError as error:
        raise InvalidInput(problems(error)) from None
    except WrongDate as wrong:
        raise InvalidInput(wrong.problem) from None
    known = cells[ID] if ID in table.columns and isinstance(cells[ID], str) and cells[ID] else None
    return settled(of_record(Record.of(patient.model_copy(update={"id": known}), day), name), today)
