"""For whom the network's risks are stated: virtual people as learned, NHANES participants of that age and sex, or one's own figures."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures import percent
from osteo_core.inference import prevalence
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from pages._widgets import choice, language
from pages._widgets.language import Translator

_CHOICE, _OSTEOPOROSIS, _FRACTURE = "prevalence.choice", "prevalence.osteoporosis", "prevalence.fracture"
_CHOICES: tuple[prevalence.Source, ...] = ("virtual", "nhanes", "own")


def show(tr: Translator) -> None:
    """The control: three choices, and two numbers for one's own figures."""
    choice.selectbox(
        tr("prevalence.title"), _CHOICES, format_func=lambda c: tr(f"prevalence.choice.{c}"), key=_CHOICE, help=tr("prevalence.help"),
        persist_state="session",
    )  # fmt: skip
    if source() != "own":
        return
    learned = prevalence.virtual()
    low, high = 100 * prevalence.LOWEST, 100 * prevalence.HIGHEST
    for key, name, start in ((_OSTEOPOROSIS, "osteoporosis", learned.status["osteoporosis"]), (_FRACTURE, "fracture", learned.fracture)):
        st.session_state.setdefault(key, round(100 * start, 1))
        st.number_input(tr(f"prevalence.{name}"), low, high, key=key, step=0.5, format="%.1f", persist_state="session")


def source() -> prevalence.Source:
    """What is chosen; the virtual cohort at first."""
    chosen: prevalence.Source = st.session_state.get(_CHOICE, "virtual")
    return chosen


def shift(patient: Patient) -> prevalence.Shift:
    """The shift chosen, for this patient. Raises InvalidInput where it needs an age or a sex that is not known."""
    if source() == "own":
        return prevalence.to_own(*(st.session_state[key] / 100 if key in st.session_state else None for key in (_OSTEOPOROSIS, _FRACTURE)))
    if source() == "nhanes":
        clinical = patient.entered().get("clinical", {})
        return prevalence.to_nhanes(clinical.get("age"), clinical.get("sex"))
    return prevalence.unchanged()


def in_force(patient: Patient) -> prevalence.Source:
    """What the risks on screen are stated for: the choice, or as learned where it cannot be worked out for this patient."""
    try:
        return shift(patient).source
    except InvalidInput:
        return "virtual"


def restated(assessment: Assessment, patient: Patient) -> Assessment:
    """The assessment for the people chosen; as learned where the shift cannot be worked out."""
    try:
        return shift(patient).restate(assessment)
    except InvalidInput:
        return assessment


def label(patient: Patient, tr: Translator) -> str:
    """For whom the risks on screen are stated."""
    try:
        found = shift(patient)
    except InvalidInput as refused:
        lang = language.current()
        names = [CATALOGUE[problem.where.rsplit(".", 1)[-1]].label_in(lang) for problem in refused.problems]
        return tr("prevalence.label.unknown", missing=tr("figures.list_separator").join(names))
    target = found.target
    return tr(f"prevalence.label.{found.source}", osteoporosis=percent(target.status["osteoporosis"]), fracture=percent(target.fracture))
