"""The controls of What if: one a field, starting at the patient's value, or at "not measured" where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.shared import choice, number_field, record, units
from pages._widgets.shared.language import Translator


@dataclass(frozen=True)
class Wanted:
    """What a control asks for, in SI: None where nothing is known, or where what was typed is refused (`problem`)."""

    value: Any
    problem: Problem | None = None


def control(feature: Feature, value: Any, tr: Translator, lang: str) -> Wanted:
    """One field's control, starting at the patient's `value` (a new value there starts a new control)."""
    key = f"what_if.{record.current().generation}.{feature.name}.{value}"
    if feature.kind == "set":
        return Wanted(_several(feature, value, key, tr, lang))
    if feature.kind in ("binary", "category", "dosage"):
        return Wanted(_choice(feature, value, key, tr, lang))
    return _number(feature, value, key, tr)


def _number(feature: Feature, value: float | None, key: str, tr: Translator) -> Wanted:
    asked = units.shown(feature)
    low, high = _reach(asked, value)
    start, label = asked.text(value), number_field.label_of(asked)
    typed, slid = f"{key}.{asked.feature.unit}.typed", f"{key}.{asked.feature.unit}.slid"
    st.session_state.setdefault(typed, start)

    def slide() -> None:
        st.session_state[typed] = asked.text(asked.si(st.session_state[slid]))

    def write() -> None:
        """The slider follows as far as it reaches; the text stays as typed."""
        now = asked.read(st.session_state[typed]).value
        if now is not None:
            st.session_state[slid] = min(max(now, low), high)

    place = st.columns([3, 2], vertical_alignment="bottom")
    with place[1]:
        reading = number_field.ask(
            asked, typed, None, tr, label=tr("pages.what_if.type", label=label), shown=False, on_change=write,
            placeholder=tr("pages.form.not_measured"),
        )  # fmt: skip
    with place[0]:
        if not st.session_state[typed].strip():
            st.markdown(tr("errors.at_field", where=label, sentence=tr("pages.form.not_measured")))
        else:
            now = low if reading.value is None else reading.value
            st.session_state.setdefault(slid, min(max(now, low), high))
            step, decimals = asked.feature.step, asked.feature.decimals
            st.slider(label, low, high, st.session_state[slid], key=slid, step=step, format=f"%.{decimals}f", on_change=slide)
    if st.session_state[typed] == start:
        return Wanted(value)  # untouched: the record's own value to the last digit
    return Wanted(None if reading.value is None else asked.si(reading.value), reading.problem)


def _reach(asked: AskedNumber, value: float | None) -> tuple[float, float]:
    """The slider's ends: the usual range (else the allowed one), stretched to the patient's own value."""
    ends = asked.feature.usual or asked.feature.allowed or (0.0, 1.0)
    bounds = [*ends, *([] if value is None else [asked.shown(value)])]
    return float(min(bounds)), float(max(bounds))


def _choice(feature: Feature, value: Any, key: str, tr: Translator, lang: str) -> Any:
    numbered: dict[str, list[Any]] = {"binary": [True, False], "dosage": [0, 1, 2]}
    choices = numbered.get(feature.kind, list(feature.categories))
    st.session_state.setdefault(key, value)

    def text(option: Any) -> str:
        if option is None:
            return tr("pages.form.not_known")
        if feature.kind == "binary":
            return tr("pages.form.yes" if option else "pages.form.no")
        return str(option) if feature.kind == "dosage" else feature.category_in(option, lang)

    return choice.selectbox(feature.label_in(lang), [None, *choices], format_func=text, key=key, persist_state="session")


def _several(feature: Feature, value: Any, key: str, tr: Translator, lang: str) -> Any:
    st.session_state.setdefault(key, list(value or ()))
    chosen = choice.multiselect(
        feature.label_in(lang), feature.categories, format_func=lambda c: feature.category_in(c, lang), key=key,
        placeholder=tr("pages.form.not_known"), persist_state="session",
    )  # fmt: skip
    return value if list(chosen) == list(value or ()) else list(chosen)
