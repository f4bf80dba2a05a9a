"""The session's record over time: the visits that were brought in, loaded or kept; the form holds the newest one.

It lives in this session only, under a key that goes with the next person (see `shared.record`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient
from osteo_core.patients.reading.usable import usable
from osteo_core.records import Record, Visit
from osteo_core.records.newest import as_known_at
from pages._widgets.shared import record as form

KEY = "person.visits"
NEW = "person.next_visit"
"""True while the form holds a visit that is not yet among the kept ones."""


def kept() -> Record | None:
    """The visits as they were brought in, loaded or kept; None where there is only what stands in the form."""
    found: Record | None = st.session_state.get(KEY)
    return found


def adopt(record: Record) -> None:
    """Put a record in place of the person on screen: its newest visit, with what carries forward, goes into the form."""
    newest = record.newest()
    form.adopt_own(newest.patient)
    if newest.date is not None or record.treatments or record.fractures:
        st.session_state[KEY] = record


def whole() -> Record | None:
    """The record with what was changed in the form since; None where nothing usable is on screen."""
    record, patient = kept(), form.current().patient
    if record is None:
        return None if patient is None else Record.of(patient)
    if st.session_state.get(NEW) or patient is None or not form.current().edited:
        return record
    last = replace(record.visits[-1], patient=_without_carried(patient, record))
    return replace(record, visits=(*record.visits[:-1], last))


def _without_carried(patient: Patient, record: Record) -> Patient:
    """The form's patient without what only stands in it from earlier visits."""
    carried = {each.field: each.value for each in record.newest().carried}
    values = {name: value for name, value in form.flat(patient).items() if name not in carried or carried[name] != value}
    return usable(values).patient or patient


def keep(day: date) -> None:
    """Keep what stands in the form as the visit of a day.

    Raises:
        InvalidInput: nothing usable stands there; the day lies in the future, or has a visit already.
    """
    patient, record = form.current().patient, kept()
    if patient is None:
        raise InvalidInput(Problem("", "patients.problem.empty"))
    if day > date.today():
        raise InvalidInput(Problem("", "records.problem.future", {"date": day.isoformat(), "today": date.today().isoformat()}))
    others: tuple[Visit, ...] = ()
    visit = Visit(day, patient)
    if record is not None:
        fresh = st.session_state.get(NEW) or record.visits[-1].date is None
        others = record.visits if st.session_state.get(NEW) else record.visits[:-1]
        if not fresh:
            visit = replace(record.visits[-1], date=day, patient=_without_carried(patient, record))
    others = tuple(each for each in others if each.date is not None)
    if any(each.date == day for each in others):
        raise InvalidInput(Problem("", "records.problem.same_day", {"date": day.isoformat(), "count": 2}))
    visits = tuple(sorted((*others, visit), key=lambda each: each.date or date.min))
    base = record or Record(visits=visits)
    adopt(replace(base, visits=visits, id=patient.id, label=patient.label))


def next_visit() -> None:
    """An empty form for the next visit, but for what carries forward from those that are kept."""
    record = whole()
    if record is None or record.visits[-1].date is None:
        return
    # As if today's visit had nothing of its own.
    blank = Visit(date.today(), Patient.model_construct())
    carried = as_known_at(replace(record, visits=(*record.visits, blank)), len(record.visits)).carried
    found = usable({each.field: each.value for each in carried})
    if found.patient is None:
        form.clear()
    else:
        form.adopt_own(found.patient)
    st.session_state[KEY], st.session_state[NEW] = record, True


def change(**parts: Any) -> None:
    """Replace treatments or fractures."""
    record = whole()
    if record is not None:
        st.session_state[KEY] = replace(record, **parts)
