"""A force plate's recording of quiet standing: checked, its sway measured, the velocity put into the form on a click."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients.force_plate import read_plate_content
from osteo_core.sway.checks import HZ, checked
from osteo_core.sway.measure import measure, told
from osteo_core.sway.recording import EYES, LENGTHS, SURFACES, Plate, Said, Sway
from pages._widgets.shared import choice, language, number_field, record, text, uploads
from pages._widgets.shared.language import Translator

T = TypeVar("T", bound=str)
TYPES = ["csv", "tsv", "txt", "parquet"]
FIELD = "sway_velocity"
_FILE, _ENTERED = "plate.file", "plate.entered"


def show(tr: Translator) -> None:
    """The uploader and the questions, folded; what was measured below them."""
    generation = record.current().generation
    fold = st.expander(tr("plate.title"), key=f"plate.fold.{generation}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(tr("plate.help"))
        key = f"plate.upload.{generation}"
        uploads.box(tr("plate.file"), tr, types=TYPES, key=key, on_change=uploads.keep, args=(key, _FILE, read_plate_content, (_ENTERED,)))
        if isinstance(file := st.session_state.get(_FILE), InvalidInput):
            st.error(text.reason(file))
        said = _questions(tr)
        if value := st.session_state.get(_ENTERED):
            st.success(tr("plate.entered", values=_said(value)))
        elif isinstance(file, Plate) and said is not None:
            _result(file, said, tr)


def _questions(tr: Translator) -> Said | None:
    """What the file does not say; None while an answer is missing or refused."""
    first, second, third, fourth = st.columns(4)
    with first:
        unit = _choice("unit", LENGTHS, tr)
    with second:
        eyes = _choice("eyes", EYES, tr)
    with third:
        surface = _choice("surface", SURFACES, tr)
    file, hz = st.session_state.get(_FILE), None
    if isinstance(file, Plate) and file.seconds is None:  # it gives no times
        with fourth:
            hz = number_field.ask(number_field.of_page(tr("plate.rate_hz"), *HZ, decimals=1, unit="Hz"), "sensor.plate_hz", None, tr).value
        if hz is None:
            return None
    if unit is None or eyes is None or surface is None:
        return None
    return Said(unit=unit, eyes=eyes, surface=surface, hz=hz)


def _choice(name: str, options: tuple[T, ...], tr: Translator) -> T | None:
    """One question that the file cannot answer. The plate's unit stays for the next person; how somebody stood is asked of each."""

    def word(option: T | None) -> str:
        if option is None:
            return tr("pages.choose")
        return option if name == "unit" else tr(f"plate.answer.{option}")

    key, about = ("sensor.plate_unit", tr("plate.unit_help")) if name == "unit" else (f"plate.{name}", None)
    return choice.selectbox(
        tr(f"plate.{name}"), [None, *options], key=key, format_func=word, persist_state="session", help=about
    )  # fmt: skip


def _result(file: Plate, said: Said, tr: Translator) -> None:
    """What was measured and checked, and the way into the form; or why nothing was."""
    try:
        found = measure(checked(file, said), said)
    except InvalidInput as refused:
        named = {"unit": tr("plate.unit"), "rate-hz": tr("plate.rate_hz")}
        told_as = (replace(problem, where=named.get(problem.where, problem.where)) for problem in refused.problems)
        st.error("  \n".join(text.as_text(problem.text(language.current())) for problem in told_as))
        return
    before = record.current().draft.get(FIELD)
    feature = CATALOGUE[FIELD]
    line = _said(found.sway_velocity)
    if before is not None and found.values():
        line = f"{line} {tr('walk.replaces', value=f'{before:g}', unit=feature.unit_in(language.current()))}"
    st.markdown("\n".join([f"**{tr('plate.found')}**\n", *(f"- {each}" for each in (line, *told(found, said, language.current())))]))
    if found.values():
        st.button(tr("walk.enter"), key="plate.enter", type="primary", on_click=_enter, args=(found,))
    else:
        st.warning(tr("sway.not_entered"))


def _said(velocity: float) -> str:
    feature, lang = CATALOGUE[FIELD], language.current()
    return f"{feature.label_in(lang)} {velocity:.{feature.decimals}f} {feature.unit_in(lang)}"


def _enter(found: Sway) -> None:
    values = {name: round(value, CATALOGUE[name].decimals) for name, value in found.values().items()}
    record.derive(values)
    st.session_state.pop(_FILE, None)  # the recording is let go of
    st.session_state[_ENTERED] = values[FIELD]
