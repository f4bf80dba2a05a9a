"""Bringing a patient in: a file or pasted text, then each value to look through before it enters the form."""

from __future__ import annotations

from datetime import date

import streamlit as st

from osteo_core.errors import InvalidInput, Problem
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.read import MOST_MB, read_source
from osteo_core.records.sources.settle import accepted
from osteo_core.records.sources.together import together, visits_of
from pages._widgets import access
from pages._widgets.shared import choice, language, record, text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.visits import found_rows, history

_VALUES, _REMARKS, _PROBLEMS, _LEFT = "person.found", "person.found_remarks", "person.found_refused", "person.found_left"
_FILE, _PASTED = "picker.file.bring", "person.pasted"
_MENU = "bring_in.menu"
_TYPES = ["json", "txt", "pdf", "dcm"]
_DAYS, _OFFERED_DAYS, _USUAL = "person.together", (0, 7, 30, 90), 30
"""Days apart that make one visit: what may be chosen, and what stands there first where a source has days and no visits."""


def entry(tr: Translator) -> None:
    """The small entry above the form: a file, or pasted text."""
    with st.popover(tr("bring_in.open"), key=_MENU, on_change="rerun"):
        st.markdown(tr("bring_in.what"))
        key = f"{_FILE}.{record.current().generation}"
        uploads.box(tr("bring_in.file"), tr, types=_TYPES, most_mb=MOST_MB, key=key, on_change=_from_file, args=(key,))
        st.text_area(tr("bring_in.paste"), key=_PASTED, height=120)
        st.button(tr("bring_in.look"), key="bring_in.look", on_click=_from_text)


def pending() -> bool:
    """Whether values wait to be looked through, or something is to be said of the last ones."""
    return any(st.session_state.get(key) for key in (_VALUES, _PROBLEMS, _LEFT))


def show(tr: Translator) -> None:
    """What was found, value by value; why a source was refused; what of the accepted values could not be taken."""
    if problems := st.session_state.get(_PROBLEMS):
        st.error(f"{tr('bring_in.refused')}\n\n{text.listed(problems)}")
    if left := st.session_state.get(_LEFT):
        st.warning(f"{tr('bring_in.left')}\n\n{text.listed(left)}")
    if not st.session_state.get(_VALUES):
        return
    with st.container(border=True, key="bring_in", gap="xsmall"):
        st.header(tr("bring_in.title"))  # it stands before the page's other headings
        if remarks := st.session_state.get(_REMARKS):
            st.markdown(text.listed(remarks))
        values = _visits(tr)
        offered = [(n, value) for n, value in enumerate(values) if found_rows.options(value)][: found_rows.MOST_ROWS]
        found_rows.heads(tr)
        for number, value in offered:
            found_rows.row(number, value, tr)
        shown = {number for number, _ in offered}
        found_rows.not_taken([value for n, value in enumerate(values) if n not in shown], tr)
        with st.container(horizontal=True):
            st.button(tr("bring_in.take"), key="bring_in.take", type="primary", on_click=_take, disabled=not offered)
            st.button(tr("bring_in.leave_all"), key="bring_in.leave_all", on_click=_forget)


def _from_file(key: str) -> None:
    if (file := uploads.taken(key)) is not None:
        _read(file[1], file[0])


def _from_text() -> None:
    if pasted := st.session_state.get(_PASTED, "").strip():
        _read(pasted.encode("utf-8", "surrogatepass"), language.translator()("bring_in.pasted"))


def _read(content: bytes, name: str) -> None:
    try:
        values, remarks = read_source(content, name)
    except InvalidInput as refused:
        _forget()
        st.session_state[_PROBLEMS] = refused.problems
        return
    offer(values, remarks, of_visits=all(value.source == name for value in values))
    st.session_state[_MENU] = False  # it would lie over what is to be looked through


def offer(values: list[Found], remarks: tuple[Problem, ...] = (), *, of_visits: bool) -> None:
    """Put values in place of those that wait to be looked through.

    Args:
        remarks: what is worth knowing of their source.
        of_visits: the source has visits of its own, whose days are not put together.
    """
    _forget()
    st.session_state[_VALUES], st.session_state[_REMARKS] = values, remarks
    st.session_state[_DAYS] = 0 if of_visits else _USUAL


def _visits(tr: Translator) -> list[Found]:
    """The values on the days of the visits that they make, which are named; how far apart days may lie is chosen where it matters."""
    values: list[Found] = st.session_state[_VALUES]
    if len(visits_of(values)) > len(visits_of(together(values, max(_OFFERED_DAYS)))):
        choice.selectbox(
            tr("bring_in.together"), _OFFERED_DAYS, format_func=lambda days: tr(f"bring_in.days.{days}"), key=_DAYS, width=320,
        )  # fmt: skip
    found = _on_their_days(values)
    if days := visits_of(found):
        st.markdown(tr("bring_in.visits", n=len(days), days=", ".join(day.isoformat() for day in days)))
    return found


def _on_their_days(values: list[Found]) -> list[Found]:
    return together(values, choice.of(_DAYS) or 0)


def _forget() -> None:
    keys = (_VALUES, _REMARKS, _PROBLEMS, _LEFT, _DAYS)
    for key in [str(k) for k in st.session_state if str(k) in keys or str(k).startswith("person.row.")]:
        del st.session_state[key]


def _take() -> None:
    """Make the record of what was accepted and put its newest visit into the form."""
    values = _on_their_days(st.session_state.get(_VALUES, []))
    decided, problems = [], list[Problem]()
    for number, value in enumerate(values):
        try:
            decided.append(found_rows.decided(number, value))
        except ValueError:
            typed = str(st.session_state.get(f"person.row.value.{number}"))
            problems.append(Problem("", "bring_in.no_number", {"label": value.field or "", "value": typed}))
    if problems:
        st.session_state[_PROBLEMS] = tuple(problems)
        return
    made = accepted(decided, date.today())
    left = [Problem(value.found, problem.key, problem.params) for value, problem in made.left_out]
    if made.record is None:
        st.session_state[_PROBLEMS] = tuple(left) or (Problem("", "records.cli.nothing_accepted"),)
        return
    history.adopt(made.record)
    access.note("record", record_id=made.record.id)
    if left:
        st.session_state[_LEFT] = tuple(left)
