"""Bringing a patient in: a file or pasted text, then each value to look through before it enters the form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.written import read_number, write_number
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.read import read_content
from osteo_core.records.sources.settle import accepted
from pages._widgets.shared import choice, language, record, text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.visits import history

_VALUES, _PROBLEMS, _LEFT = "person.found", "person.found_refused", "person.found_left"
_FILE, _PASTED = "picker.file.bring", "person.pasted"
_TYPES = ["json", "txt", "pdf", "dcm"]
_ACCEPT, _LEAVE, _YES, _NO = "accept", "leave", "yes", "no"
MOST_ROWS = 120
"""Values that are offered one by one; a file of more has something else in it than densitometry."""


def entry(tr: Translator) -> None:
    """The small entry above the form: a file, or pasted text."""
    with st.popover(tr("bring_in.open")):
        st.markdown(tr("bring_in.what"))
        key = f"{_FILE}.{record.current().generation}"
        st.file_uploader(tr("bring_in.file"), type=_TYPES, key=key, on_change=_from_file, args=(key,))
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
    values: list[Found] = st.session_state.get(_VALUES, [])
    if not values:
        return
    with st.container(border=True, key="bring_in", gap="xsmall"):
        st.subheader(tr("bring_in.title"))
        offered = [(n, value) for n, value in enumerate(values) if _options(value)][:MOST_ROWS]
        _heads(tr)
        for number, value in offered:
            _row(number, value, tr)
        shown = {number for number, _ in offered}
        _not_taken([value for n, value in enumerate(values) if n not in shown], tr)
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
    _forget()
    try:
        st.session_state[_VALUES] = read_content(content, name)
    except InvalidInput as refused:
        st.session_state[_PROBLEMS] = refused.problems


def _forget() -> None:
    for key in [str(k) for k in st.session_state if str(k) in (_VALUES, _PROBLEMS, _LEFT) or str(k).startswith("person.row.")]:
        del st.session_state[key]


def _options(value: Found) -> list[Any]:
    """What may be done with a value; nothing where it can only be left."""
    if value.status == "refused":
        return []
    if value.choices:
        return [_LEAVE, *value.choices]
    if value.field == "manufacturer" and value.value is None:
        return [_LEAVE, *CATALOGUE["manufacturer"].categories]
    if value.status == "question" and value.feature is not None and value.feature.kind == "binary":
        return [_LEAVE, _YES, _NO]
    if value.field is None or value.value is None:
        return []
    return [_ACCEPT, _LEAVE] if value.status == "accept" else [_LEAVE, _ACCEPT]


_WIDTHS = [3, 3, 2, 2]


def _heads(tr: Translator) -> None:
    for place, key in zip(st.columns(_WIDTHS), ("what_head", "found", "becomes", "do"), strict=True):
        place.markdown(f":small[**{tr(f'bring_in.{key}')}**]")


def _row(number: int, value: Found, tr: Translator) -> None:
    label = _label(value, tr)
    what, found, becomes, do = st.columns(_WIDTHS, vertical_alignment="center")
    day = "" if value.date is None else value.date.isoformat()
    what.markdown(f"{text.as_text(label)}  \n:small[{text.as_text(day)}]")
    reason = "" if value.reason is None else f"  \n:small[{text.as_text(value.reason.sentence(language.current()))}]"
    found.markdown(f"{text.as_text(f'{value.found} {value.unit}')}{reason}")
    with becomes:
        if _is_number(value):
            key = f"person.row.value.{number}"
            st.session_state.setdefault(key, write_number(float(value.value)))
            st.text_input(f"{tr('bring_in.becomes')}: {label}", st.session_state[key], key=key, label_visibility="collapsed")
        else:
            st.markdown(text.as_text(_shown(value, tr)))
    with do:
        options = _options(value)
        choice.selectbox(
            f"{tr('bring_in.do')}: {label}", options, format_func=lambda o: _named(o, value, tr), key=f"person.row.do.{number}",
            label_visibility="collapsed",
        )  # fmt: skip


def _not_taken(values: list[Found], tr: Translator) -> None:
    if not values:
        return
    with st.expander(tr("bring_in.not_taken", n=len(values))):
        lines = []
        for value in values[:MOST_ROWS]:
            reason = "" if value.reason is None else value.reason.sentence(language.current())
            lines.append(f"- {text.as_text(f'{value.found} {value.unit} [{value.source}]: {reason}')}")
        if len(values) > MOST_ROWS:
            lines.append(f"- {tr('errors.more', n=len(values) - MOST_ROWS)}")
        st.markdown("\n".join(lines))


def _take() -> None:
    """Make the record of what was accepted and put its newest visit into the form."""
    values: list[Found] = st.session_state.get(_VALUES, [])
    decided, problems = [], list[Problem]()
    for number, value in enumerate(values):
        try:
            decided.append(_decided(number, value))
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
    if left:
        st.session_state[_LEFT] = tuple(left)


def _decided(number: int, value: Found) -> Found:
    """A value as the person on the screen decided. Raises ValueError where its box holds no number."""
    done = choice.of(f"person.row.do.{number}")
    if done in (None, _LEAVE) or not _options(value):
        return replace(value, status="refused")
    if done in (_YES, _NO):
        return replace(value, status="accept", value=done == _YES)
    if done in CATALOGUE["manufacturer"].categories:
        return replace(value, status="accept", value=done)
    taken = replace(value, status="accept", field=done if done in CATALOGUE else value.field)
    if _is_number(value):
        typed = str(st.session_state.get(f"person.row.value.{number}", ""))
        allowed = None if taken.feature is None else taken.feature.allowed
        taken = replace(taken, value=read_number(typed, allowed=allowed))
    return taken


def _is_number(value: Found) -> bool:
    return isinstance(value.value, (int, float)) and not isinstance(value.value, bool)


def _label(value: Found, tr: Translator) -> str:
    if value.feature is not None:
        return value.feature.label_in(language.current())
    if value.choices:
        return " / ".join(CATALOGUE[name].label_in(language.current()) for name in value.choices)
    return tr(f"records.field.{(value.field or 'none').replace('.', '_')}")


def _shown(value: Found, tr: Translator) -> str:
    if value.value is None:
        return "–"
    if isinstance(value.value, bool):
        return tr("pages.form.yes" if value.value else "pages.form.no")
    if value.feature is not None and value.value in value.feature.categories:
        return value.feature.category_in(value.value, language.current())
    if isinstance(value.value, dict):
        return "; ".join(str(part) for part in value.value.values() if part)
    return str(value.value)


def _named(option: str, value: Found, tr: Translator) -> str:
    if option in CATALOGUE:
        return CATALOGUE[option].label_in(language.current())
    if option in CATALOGUE["manufacturer"].categories:
        return CATALOGUE["manufacturer"].category_in(option, language.current())
    return tr(f"pages.form.{option}") if option in (_YES, _NO) else tr(f"bring_in.option.{option}")
