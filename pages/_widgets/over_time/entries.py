"""Visits kept by hand, treatments and fractures, the record as a file."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.json_text import MOST_MB_WITH_ARRAYS
from osteo_core.records import Record
from osteo_core.records.entries import CLASSES, TRAUMAS, Reading
from pages._widgets.shared import choice, language, record, text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import saving
from pages._widgets.visits import history

_PROBLEMS = "person.over_time_refused"


def files(whole: Record | None, tr: Translator) -> None:
    """Load and save the record; what was refused last."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(tr("over_time.load")):
            key = f"picker.file.record.{record.current().generation}"
            uploads.box(tr("over_time.file"), tr, types=["json"], most_mb=MOST_MB_WITH_ARRAYS, key=key, on_change=_load, args=(key,))
        saving.button(
            tr("over_time.save"), lambda: "" if whole is None else whole.to_json(), "record.json", saving.JSON, key="over_time.save",
            look="secondary", disabled=whole is None,
        )  # fmt: skip
    if problems := st.session_state.get(_PROBLEMS):
        st.error(text.listed(problems))


def visits(whole: Record, tr: Translator) -> None:
    """The day of what stands in the form, and an empty form for the next visit."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        newest = None if st.session_state.get(history.NEW) else whole.visits[-1].date
        day = st.date_input(
            tr("over_time.day"),
            newest,
            key="person.day",
            min_value=date(1990, 1, 1),
            max_value=date.today(),
            format="YYYY-MM-DD",
            width=180,
        )
        st.button(tr("over_time.keep"), key="over_time.keep", on_click=_keep, disabled=day is None)
        st.button(
            tr("over_time.next"), key="over_time.next", on_click=history.next_visit, disabled=newest is None, help=tr("over_time.next_help")
        )
    if st.session_state.get(history.NEW):
        st.info(tr("over_time.in_form"))


def courses(whole: Record, tr: Translator) -> None:
    """Treatments and fractures: what is known, and a line to add to each."""
    left, right = st.columns(2)
    with left:
        st.header(tr("over_time.treatments"))
        for number, treatment in enumerate(whole.treatments):
            dates = f"{treatment.start or '?'} – {treatment.stop or tr('over_time.ongoing')}"
            name = tr(f"over_time.class.{treatment.drug_class}")
            _line(f"{name} {treatment.drug or ''} {dates}", "treatments", number, whole, tr)
        with st.popover(tr("over_time.add_treatment")):
            _ask("treatment", {"class": CLASSES}, ("drug", "start", "stop"), tr)
    with right:
        st.header(tr("over_time.fractures"))
        for number, fracture in enumerate(whole.fractures):
            site = CATALOGUE["prior_fracture_sites"].category_in(fracture.site, language.current())
            trauma = tr(f"over_time.trauma.{fracture.trauma}") if fracture.trauma else ""
            _line(f"{site} {fracture.date or '?'} {trauma}", "fractures", number, whole, tr)
        with st.popover(tr("over_time.add_fracture")):
            _ask("fracture", {"site": CATALOGUE["prior_fracture_sites"].categories, "trauma": (None, *TRAUMAS)}, ("date",), tr)


def _line(said: str, part: str, number: int, whole: Record, tr: Translator) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text.as_text(said))
        rest = tuple(each for n, each in enumerate(getattr(whole, part)) if n != number)
        st.button(
            tr("over_time.remove"), key=f"person.remove.{part}.{number}", type="tertiary", on_click=history.change, kwargs={part: rest},
            help=f"{tr('over_time.remove')}: {said}",
        )  # fmt: skip


def _ask(kind: str, chosen: dict[str, tuple[Any, ...]], typed: tuple[str, ...], tr: Translator) -> None:
    for name, options in chosen.items():
        choice.selectbox(tr(f"over_time.new.{name}"), options, format_func=partial(_named, name, tr), key=f"person.new.{kind}.{name}")
    for name in typed:
        st.text_input(tr(f"over_time.new.{name}"), key=f"person.new.{kind}.{name}", max_chars=60)
    st.button(tr("over_time.add"), key=f"over_time.add.{kind}", on_click=_add, args=(kind, (*chosen, *typed)))


def _named(name: str, tr: Translator, option: Any) -> str:
    if option is None:
        return tr("pages.form.not_known")
    if name == "site":
        return CATALOGUE["prior_fracture_sites"].category_in(option, language.current())
    return tr(f"over_time.{name}.{option}")


def _add(kind: str, names: tuple[str, ...]) -> None:
    """Read what was typed by the rules of a record's file."""
    given = {name: value for name in names if (value := choice.of(f"person.new.{kind}.{name}")) not in (None, "")}
    reading, whole = Reading(date.today()), history.whole()
    part = reading.treatment(given, kind) if kind == "treatment" else reading.fracture(given, kind)
    st.session_state[_PROBLEMS] = tuple(reading.problems)
    if reading.problems or part is None or whole is None:
        return
    history.change(**{f"{kind}s": (*getattr(whole, f"{kind}s"), part)})
    for name in names:
        st.session_state.pop(f"person.new.{kind}.{name}", None)


def _keep() -> None:
    try:
        history.keep(st.session_state["person.day"])
        _say(())
    except InvalidInput as refused:
        _say(refused.problems)


def _load(key: str) -> None:
    file = uploads.taken(key)
    if file is None:
        return
    try:
        history.adopt(Record.from_json_text(file[1]))
        _say(())
    except InvalidInput as refused:
        _say(refused.problems)


def _say(problems: tuple[Problem, ...]) -> None:
    st.session_state[_PROBLEMS] = problems
