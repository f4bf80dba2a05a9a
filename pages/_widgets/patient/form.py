"""The entry form, made from the catalogue: one modality at a time, two columns, every field not measured at first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.constants import MODALITIES
from osteo_core.patients.completeness import ModalityCount
from osteo_core.patients.reading.asked import AskedNumber, bounds_text
from pages._widgets.patient import gait, genes, parts, scan, sway
from pages._widgets.shared import choice, keeping, language, number_field, presenter, record, redraw, sidebar, text, units
from pages._widgets.shared.language import Translator

_TAB = "form.modality"
ADJUSTING = ("glucocorticoid_dose", "tbs", "vertebral_fracture_grade")
"""Of the further questions, those that adjust FRAX or are recorded only; the others are QFracture's."""


def show(tr: Translator) -> None:
    """Tabs with counts, then the fields of the open one."""
    lang = language.current()
    st.session_state.setdefault(_TAB, MODALITIES[0])
    _tabs(tr)
    modality = choice.of(_TAB)
    if any(f.conventional for f in CATALOGUE.entered(modality)):
        units.switch(tr)
    if modality == "gene":
        genes.show(tr)
        return
    if modality == "micro":
        scan.show(tr)
    if modality == "sensory":
        gait.show(tr)
        sway.show(tr)
    _fields(CATALOGUE.entered(modality), tr, lang)
    extra = tuple(f for f in CATALOGUE.enterable(modality) if f.derived)
    if extra:
        _folded("scores", extra, tr, lang, columns=3)
    if modality == "clinical":  # QFracture's further questions are of the same kind
        further = CATALOGUE.entered("history")
        _folded("history", tuple(f for f in further if f.name not in ADJUSTING), tr, lang)
        _folded("adjusting", tuple(f for f in further if f.name in ADJUSTING), tr, lang)


def _tabs(tr: Translator) -> None:
    labels = _labels(tr)
    # Buttons rather than st.tabs: their labels carry counts, and a tab whose label changes loses its place.
    choice.segmented_control(
        tr("pages.form.modality"), MODALITIES, format_func=labels.__getitem__, key=_TAB, required=True,
        persist_state="session", label_visibility="collapsed", width="stretch",
    )  # fmt: skip


def _labels(tr: Translator) -> dict[str, str]:
    counts, lang = record.current().counts(), language.current()
    return {m: _tab_label(m, counts.get(m), tr, lang) for m in MODALITIES}


def _change(feature: Feature, write: Callable[[], None]) -> None:
    """Write into the record, and have drawn anew what then looks otherwise; the whole page where that is more than answers and counts."""
    redraw.hurry()
    tr = language.translator()
    before, was, there = _around(feature), sidebar.lines(tr), _labels(tr)
    write()
    # The tabs are no part of their own: a click on one of them has to go before whatever is being drawn.
    if before is None or _around(feature) != before or _labels(tr) != there:
        return
    person = (sidebar.PERSON,) if sidebar.lines(tr) != was else ()
    redraw.only(*person, keeping.PART, *parts.after_a_change(), pause=True)


def _around(feature: Feature) -> tuple[object, ...] | None:
    """What the form and the row above it say beside counts; None where no answer stands, or where more depends on a field."""
    current = record.current()
    if presenter.on() or keeping.telling() or current.load_problems or not parts.can_answer():
        return None
    folded = (_has(feature), feature.name) if feature.derived or feature.modality == "history" else ()
    value, asked = current.draft.get(feature.name), units.shown(feature) if feature.is_numeric else None
    unusual = asked is not None and value is not None and asked.unusual(asked.shown(value))
    return current.edited, current.generation, dict(current.reasons), current.lacks, unusual, folded, set(current.derived)


def _folded(part: str, features: tuple[Feature, ...], tr: Translator, lang: str, columns: int = 2) -> None:
    """Fields that few need, drawn once they are unfolded: open at first where any of them is filled in."""
    filled = sum(map(_has, features))
    key = f"form.{part}.{record.current().generation}"
    fold = st.expander(tr(f"pages.form.{part}", n=filled, of=len(features)), expanded=filled > 0, key=key, on_change="rerun")
    if fold.open:
        with fold:
            st.markdown(tr(f"pages.form.{part}_help"))
            _fields(features, tr, lang, columns)


def _has(feature: Feature) -> bool:
    return feature.name in record.current().draft or feature.name in record.current().typed


def _tab_label(modality: str, count: ModalityCount | None, tr: Translator, lang: str) -> str:
    current = record.current()
    shown = (*CATALOGUE.of(modality), *(CATALOGUE.of("history") if modality == "clinical" else ()))
    wrong = any(current.problems_of(f) for f in shown)
    label = CATALOGUE.modality_label(modality, lang)
    there = tr("pages.form.count", n=count.entered, of=count.total) if count and count.present else tr("pages.form.count_none")
    return f"{'⚠ ' if wrong else ''}{label} {there}"


def _fields(features: tuple[Feature, ...], tr: Translator, lang: str, columns: int = 2) -> None:
    # Row by row, so that Tab walks through the fields in the order they are read.
    for start in range(0, len(features), columns):
        row = st.columns(columns)
        for place, feature in zip(row, features[start : start + columns], strict=False):
            with place, st.container(gap="xxsmall"):
                _field(feature, tr, lang)


def _field(feature: Feature, tr: Translator, lang: str) -> None:
    draw = {"binary": _binary, "category": _category, "set": _set}.get(feature.kind, _number)
    draw(feature, tr, lang)
    for problem in record.current().problems_of(feature):
        number_field.refuse(problem)


def _key(feature: Feature, extra: str = "") -> str:
    return f"field.{record.current().generation}.{feature.name}{extra}"


def _number(feature: Feature, tr: Translator, lang: str) -> None:
    """The record holds the text and whether it is refused; a box that is drawn anew (another page, tab or unit) starts with it."""
    asked = units.shown(feature)
    key = _key(feature, f".{asked.feature.unit}")
    if key not in st.session_state:
        st.session_state[key] = record.text_of(feature, asked)
    number_field.box(
        asked, key, placeholder=tr("pages.form.not_measured"), help=feature.help_in(lang), kept=False,
        on_change=lambda: _change(feature, lambda: record.type_number(feature, st.session_state[key], asked)),
    )  # fmt: skip
    typed, value = record.current().typed.get(feature.name), record.current().draft.get(feature.name)
    if typed is not None and typed.problem is not None and typed.unit != (asked.feature.unit or ""):
        _typed_in_another_unit(feature, typed, asked, tr)
    elif value is not None and asked.unusual(asked.shown(value)):
        number_field.remark(asked, asked.shown(value), tr)
    elif asked.feature.usual:
        low, high = bounds_text(*asked.feature.usual)
        st.markdown(f":small[:gray[{tr('fields.usual', low=low, high=high)}]]")
    if feature.name in record.current().derived:
        st.markdown(f":small[**{tr('walk.derived')}**]")


def _typed_in_another_unit(feature: Feature, typed: record.Typed, asked: AskedNumber, tr: Translator) -> None:
    """A refused text stays as it was typed, in the unit it was typed in; one button reads it in the unit shown now."""
    lang = language.current()
    then = units.si(feature) if typed.unit == feature.unit else units.conventional(feature)
    st.markdown(f":red[{tr('fields.typed_in', unit=then.feature.unit_in(lang))}]")
    st.button(
        tr("fields.read_as", value=text.as_text(typed.text), unit=asked.feature.unit_in(lang)), key=_key(feature, ".read_as"),
        on_click=record.type_number, args=(feature, typed.text, asked),
    )  # fmt: skip


def _binary(feature: Feature, tr: Translator, lang: str) -> None:
    key = _key(feature)
    if key not in st.session_state:
        st.session_state[key] = record.current().draft.get(feature.name)
    words = {None: tr("pages.form.not_known"), True: tr("pages.form.yes"), False: tr("pages.form.no")}
    choice.radio(
        feature.label_in(lang), [None, True, False], format_func=words.__getitem__, key=key, horizontal=True, help=feature.help_in(lang),
        on_change=lambda: _change(feature, lambda: record.put({feature.name: choice.of(key)})),
    )  # fmt: skip


def _category(feature: Feature, tr: Translator, lang: str) -> None:
    key = _key(feature)
    if key not in st.session_state:
        st.session_state[key] = record.current().draft.get(feature.name)
    choice.selectbox(
        feature.label_in(lang), [None, *feature.categories],
        format_func=lambda c: tr("pages.form.not_known") if c is None else feature.category_in(c, lang),
        key=key, help=feature.help_in(lang), on_change=lambda: _change(feature, lambda: record.put({feature.name: choice.of(key)})),
    )  # fmt: skip


def _set(feature: Feature, tr: Translator, lang: str) -> None:
    key = _key(feature)
    if key not in st.session_state:
        st.session_state[key] = list(record.current().draft.get(feature.name, []))
    choice.multiselect(
        feature.label_in(lang), feature.categories, format_func=lambda c: feature.category_in(c, lang), key=key,
        placeholder=tr("pages.form.not_known"), help=feature.help_in(lang),
        on_change=lambda: _change(feature, lambda: record.put({feature.name: list(st.session_state[key])})),
    )  # fmt: skip
