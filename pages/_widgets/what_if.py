"""What if: move any field of this patient and see both risks, old and new. The record itself stays as it is."""

from __future__ import annotations

from typing import Any

import streamlit as st

from osteo_core import figures
from osteo_core.catalogue import CATALOGUE, MODALITIES, Feature
from osteo_core.errors import InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from pages._widgets import charts, choice, language, model, prevalence, record, results, units
from pages._widgets.language import Translator

# Shown at first, where measured: one field of bone and one other.
_FIRST = (("femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd"), ("ctx", "gait_speed", "weight_kg", "bmi", "age"))
_PICKED = "what_if.picked"


def changed(draft: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The draft with `changes`, without the fields that only restate what was changed.

    A new BMD drops the site's entered T- and Z-score, a new BMI drops height and weight, a new height or weight drops the BMI:
    kept, they would contradict it. None takes a field away.
    """
    restates = {"bmi": ("height_cm", "weight_kg"), "height_cm": ("bmi",), "weight_kg": ("bmi",)}
    result = dict(draft)
    for name, value in changes.items():
        if value == draft.get(name):
            continue
        site = name.removesuffix("_bmd")
        dropped = (f"{site}_t", f"{site}_z") if site != name else restates.get(name, ())
        for other in dropped:
            if other not in changes or changes[other] == draft.get(other):
                result.pop(other, None)
        result[name] = value
    return {name: value for name, value in result.items() if value is not None}


def show(assessment: Assessment, tr: Translator) -> None:
    """The heading, and the panel that reruns by itself."""
    st.markdown(tr("pages.what_if.help"))
    _panel(assessment, tr)


@st.fragment
def _panel(assessment: Assessment, tr: Translator) -> None:
    lang = language.current()
    current = record.current()
    valid = record.flat(current.patient) if current.patient is not None else {}
    options = [f.name for m in MODALITIES for f in CATALOGUE.entered(m) if f.kind != "set" and f.name != "manufacturer"]
    st.session_state.setdefault(_PICKED, [next(name for name in group if name in valid) for group in _FIRST if valid.keys() & set(group)])
    picked = choice.multiselect(
        tr("pages.what_if.pick"), options, format_func=lambda n: CATALOGUE[n].label_in(lang), key=_PICKED, persist_state="session",
        placeholder=tr("pages.what_if.pick_placeholder"),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        changes = {name: _control(CATALOGUE[name], valid.get(name), tr, lang) for name in picked}
    with right:
        _answer(assessment, valid, changes, tr, lang)


def _answer(assessment: Assessment, valid: dict[str, Any], changes: dict[str, Any], tr: Translator, lang: str) -> None:
    try:
        patient = Patient.read(record.nested(changed(valid, changes)))
    except InvalidInput as refused:
        for problem in refused.problems:
            st.markdown(f":red[**⚠ {record.sentence(problem, lang)}**]")
        return
    old = results.risks(assessment)
    same = all(value == valid.get(name) for name, value in changes.items())
    new = old if same else results.risks(prevalence.restated(model.load().assess(patient), patient))
    pairs = {name: (risk, new[name]) for name, risk in old.items()}
    figure, numbers = figures.what_if_dumbbell(pairs, lang, dark=charts.dark()), (figures.what_if_table(pairs), "what-if.csv")
    charts.chart(figure, figures.describe_what_if(pairs, lang), "chart.what_if", numbers=numbers)


def _control(feature: Feature, value: Any, tr: Translator, lang: str) -> Any:
    """One field's control, starting at the patient's value (a new value there starts a new control). Returns the value in SI."""
    key = f"what_if.{record.current().generation}.{feature.name}.{value}"
    if feature.kind in ("binary", "category", "dosage"):
        return _choice(feature, value, key, tr, lang)
    shown = units.shown(feature)
    key = f"{key}.{shown.unit}"
    unit = feature.unit_in(lang) if shown.factor == 1.0 else shown.unit
    label = f"{feature.label_in(lang)} ({unit})" if unit else feature.label_in(lang)
    start = shown.from_si(value)
    typed, slid = f"{key}.typed", f"{key}.slid"
    st.session_state.setdefault(typed, start)
    format_ = f"%.{shown.decimals}f"
    place = st.columns([3, 2], vertical_alignment="bottom")
    with place[1]:
        st.number_input(
            tr("pages.what_if.type", label=label), value=None, key=typed, step=shown.step, format=format_, label_visibility="collapsed",
            placeholder=tr("pages.form.not_measured"), on_change=_follow, args=(typed, slid, _reach(feature, value, shown)),
        )  # fmt: skip
    with place[0]:
        now = st.session_state[typed]
        if now is None:
            st.markdown(f"{label}: {tr('pages.form.not_measured')}")
        else:
            low, high = _reach(feature, value, shown)
            st.session_state.setdefault(slid, min(max(now, low), high))
            st.slider(label, low, high, key=slid, step=shown.step, format=format_, on_change=_follow, args=(slid, typed, None))
    now = st.session_state[typed]
    # Untouched, the field keeps the record's own value to the last digit.
    return value if now == start else shown.to_si(now)


def _follow(source: str, target: str, reach: tuple[float, float] | None) -> None:
    """Keep slider and typed number together; the slider stops at its ends."""
    value = st.session_state[source]
    if reach is None:
        st.session_state[target] = value
    elif value is not None:
        st.session_state[target] = min(max(value, reach[0]), reach[1])


def _reach(feature: Feature, value: float | None, shown: units.Shown) -> tuple[float, float]:
    """The slider's ends: the usual range (else the allowed one), stretched to the patient's own value."""
    bounds = [b for b in (*(feature.usual or feature.allowed or (0.0, 1.0)), value) if b is not None]
    return float(shown.from_si(min(bounds)) or 0.0), float(shown.from_si(max(bounds)) or 0.0)


def _choice(feature: Feature, value: Any, key: str, tr: Translator, lang: str) -> Any:
    choices: list[Any] = {"binary": [True, False], "dosage": [0, 1, 2]}.get(feature.kind, list(feature.categories))
    st.session_state.setdefault(key, value)

    def text(choice: Any) -> str:
        if choice is None:
            return tr("pages.form.not_known")
        if feature.kind == "binary":
            return tr("pages.form.yes" if choice else "pages.form.no")
        return str(choice) if feature.kind == "dosage" else feature.category_in(choice, lang)

    return choice.selectbox(feature.label_in(lang), [None, *choices], format_func=text, key=key)
