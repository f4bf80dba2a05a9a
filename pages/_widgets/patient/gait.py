"""A recording of a lower-back inertial sensor: checked, its walking measured, its values put into the form on a click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.extras import MissingExtraError, require_extra
from osteo_core.gait.checks import HZ, checked
from osteo_core.gait.measure import SENSOR_CM, measure
from osteo_core.gait.notes import checks_made, observations
from osteo_core.gait.recording import ACCELERATION_UNITS, RATE_UNITS, VERTICALS, Checks, Gait, Recording, Said
from osteo_core.patients.inertial import read_inertial_content
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.shared import choice, language, number_field, record, text, uploads
from pages._widgets.shared.language import Translator

T = TypeVar("T", bound=str)
TYPES = ["csv", "tsv", "txt", "parquet"]
_QUESTIONS = ("acceleration_unit", "rate_unit", "vertical", "rate_hz")
_FILE, _FOUND, _ENTERED = "walk.file", "walk.found", "walk.entered"


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What was answered of a recording: heights in cm, that of the sensor None where it was not measured."""

    said: Said
    height_cm: float
    sensor_cm: float | None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What was measured, and to which answers; or why nothing was."""

    asked: _Asked
    gait: Gait | None = None
    checks: Checks | None = None
    refused: InvalidInput | None = None


def show(tr: Translator) -> None:
    """The questions and the uploader, folded; what was measured below them."""
    generation = record.current().generation
    fold = st.expander(tr("walk.title"), key=f"walk.fold.{generation}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        try:
            require_extra("gait")
        except MissingExtraError as missing:
            st.info(tr("walk.not_installed", **missing.params))
            return
        st.markdown(tr("walk.help"))
        _upload(tr)
        asked = _questions(tr)
        file = st.session_state.get(_FILE)
        ready = isinstance(file, Recording) and asked is not None
        if st.button(tr("walk.measure"), key="walk.measure", disabled=not ready) and isinstance(file, Recording) and asked is not None:
            with st.spinner(tr("walk.measuring")):
                st.session_state[_FOUND] = _measured(file, asked)
        _last(asked, tr)


def _upload(tr: Translator) -> None:
    key = f"walk.upload.{record.current().generation}"
    uploads.box(
        tr("walk.file"), tr, types=TYPES, key=key, on_change=uploads.keep, args=(key, _FILE, read_inertial_content, (_FOUND, _ENTERED))
    )
    if isinstance(file := st.session_state.get(_FILE), InvalidInput):
        st.error(text.reason(file))


def _questions(tr: Translator) -> _Asked | None:
    """What the file does not say; None while an answer is missing or refused."""
    first, second, third = st.columns(3)
    with first:
        acceleration_unit = _choice("acceleration_unit", ACCELERATION_UNITS, tr)
    with second:
        rate_unit = _choice("rate_unit", RATE_UNITS, tr)
    with third:
        vertical = _choice("vertical", VERTICALS, tr)
    first, second, third = st.columns(3)
    with first:
        height = _height(tr)
    with second:
        asked = replace(number_field.of_page(tr("walk.sensor_height"), *SENSOR_CM, decimals=1, unit="cm"), required=False)
        sensor = number_field.ask(asked, "walk.sensor_height", None, tr, help=tr("walk.sensor_height_help"))
    file = st.session_state.get(_FILE)
    numbered = isinstance(file, Recording) and file.seconds is None  # it gives no times
    hz = None
    if numbered:
        with third:
            hz = number_field.ask(number_field.of_page(tr("walk.rate_hz"), *HZ, decimals=1, unit="Hz"), "sensor.rate_hz", None, tr).value
    if acceleration_unit is None or rate_unit is None or vertical is None or height is None:
        return None
    if sensor.problem is not None or (numbered and hz is None):
        return None
    said = Said(acceleration_unit=acceleration_unit, rate_unit=rate_unit, vertical=vertical, hz=hz)
    return _Asked(said=said, height_cm=height, sensor_cm=sensor.value)


def _choice(name: str, options: tuple[T, ...], tr: Translator) -> T | None:
    """One question that the file cannot answer; None until it is."""
    return choice.selectbox(
        tr(f"walk.{name}"), [None, *options], key=f"sensor.{name}", format_func=lambda option: _word(option, tr),
        help=tr(f"walk.{name}_help"), persist_state="session",
    )  # fmt: skip


def _word(option: str | None, tr: Translator) -> str:
    """A choice in words; the code beside it is what refusals name."""
    if option is None:
        return tr("pages.choose")
    if option in VERTICALS:
        axis, direction = option.split("=")
        return tr(f"walk.axis_{direction}", axis=axis, code=option)
    return {"m/s2": "m/s²", "deg/s": "deg/s (°/s)"}.get(option, option)


def _height(tr: Translator) -> float | None:
    """The body height of the record in cm; asked for where the record has none that can be used."""
    feature, current = CATALOGUE["height_cm"], record.current()
    entered = current.draft.get("height_cm")
    if entered is not None and "height_cm" not in current.reasons:
        lang = language.current()
        st.markdown(f"{feature.label_in(lang)}  \n{tr('walk.height_of_record', value=f'{entered:g}', unit=feature.unit_in(lang))}")
        return float(entered)
    return number_field.ask(AskedNumber(feature=feature, required=True), "walk.height", None, tr).value


def _measured(file: Recording, asked: _Asked) -> _Found:
    try:
        sound = checked(file, asked.said)
        return _Found(asked=asked, gait=measure(sound, asked.height_cm, asked.sensor_cm), checks=sound.without_samples())
    except InvalidInput as refused:
        return _Found(asked=asked, refused=refused)


def _last(asked: _Asked | None, tr: Translator) -> None:
    """What was measured last, while the answers are still those that it was measured with; after that, that it was entered."""
    lang = language.current()
    if entered := st.session_state.get(_ENTERED):
        parts = [f"{CATALOGUE[name].label_in(lang)} {value:g} {CATALOGUE[name].unit_in(lang)}" for name, value in entered.items()]
        st.success(tr("walk.entered", values=tr("figures.list_separator").join(parts)))
        return
    found: _Found | None = st.session_state.get(_FOUND)
    if found is None or found.asked != asked:
        return
    if found.refused is not None:
        st.error("  \n".join(text.as_text(_placed(problem, tr).text(lang)) for problem in found.refused.problems))
        return
    if found.gait is None or found.checks is None:
        return
    _list(tr("walk.found"), [_line(name, value, tr) for name, value in found.gait.measured().items()])
    st.warning("\n\n".join(observations(found.gait, lang)))
    st.markdown(
        "\n".join([f"**{tr('walk.checked')}**\n", *(f"- {line}" for line in checks_made(found.gait, found.checks, asked.said, lang))])
    )
    if found.gait.values():
        st.button(tr("walk.enter"), key="walk.enter", type="primary", on_click=_enter, args=(found.gait,))


def _list(title: str, lines: list[str]) -> None:
    st.markdown("\n".join([f"**{title}**\n", *(f"- {line}" for line in lines)]))


def _line(name: str, value: float, tr: Translator) -> str:
    """A field with its value, and what it would replace."""
    feature, lang = CATALOGUE[name], language.current()
    unit, before = feature.unit_in(lang), record.current().draft.get(name)
    line = f"{feature.label_in(lang)} {value:.{feature.decimals}f} {unit}"
    return line if before is None else f"{line} {tr('walk.replaces', value=f'{before:g}', unit=unit)}"


def _placed(problem: Problem, tr: Translator) -> Problem:
    """A refusal that names an option of the command names the page's question instead."""
    labels = {name.replace("_", "-"): tr(f"walk.{name}") for name in _QUESTIONS}
    labels |= {"height-cm": CATALOGUE["height_cm"].label_in(language.current()), "sensor-height-cm": tr("walk.sensor_height")}
    return replace(problem, where=labels.get(problem.where, problem.where))


def _enter(gait: Gait) -> None:
    values = {name: round(value, CATALOGUE[name].decimals) for name, value in gait.values().items()}
    record.derive(values)
    st.session_state[_ENTERED] = values
    for name in (_FILE, _FOUND):  # the recording is let go of
        st.session_state.pop(name, None)
