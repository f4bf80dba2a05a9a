"""For whom the network's risks are stated: virtual people as learned, NHANES participants of that age and sex, or one's own figures."""

from __future__ import annotations

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures import percent
from osteo_core.inference import prevalence
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.shared import choice, language, number_field
from pages._widgets.shared.language import Translator

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
    for key, start in ((_OSTEOPOROSIS, learned.status["osteoporosis"]), (_FRACTURE, learned.fracture)):
        number_field.ask(_asked(key, tr), key, round(100 * start, 1), tr)


def _asked(key: str, tr: Translator) -> AskedNumber:
    return number_field.of_page(tr(key), 100 * prevalence.LOWEST, 100 * prevalence.HIGHEST, step=0.5, decimals=1)


def source() -> prevalence.Source:
    """The prevalence chosen; the virtual cohort's until another is."""
    chosen: prevalence.Source = st.session_state.get(_CHOICE, "virtual")
    return chosen


def shift(patient: Patient) -> prevalence.PrevalenceAdjustment:
    """The shift chosen, for this patient.

    Raises InvalidInput where it needs an age or a sex that is not known, or where one's own figure is no number that is allowed.
    """
    if source() == "own":
        return prevalence.to_own(_own(_OSTEOPOROSIS), _own(_FRACTURE))
    if source() == "nhanes":
        clinical = patient.entered().get("clinical", {})
        return prevalence.to_nhanes(clinical.get("age"), clinical.get("sex"))
    return prevalence.unchanged()


def _own(key: str) -> float | None:
    """The share that stands in the box; None before the box was ever drawn. Raises InvalidInput where it says none."""
    if key not in st.session_state:
        return None
    reading = _asked(key, language.translator()).read(str(st.session_state[key]))
    if reading.value is None:
        raise InvalidInput(() if reading.problem is None else reading.problem)
    return reading.value / 100


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
        if source() == "own":
            return tr("prevalence.label.own_refused")
        lang = language.current()
        names = [CATALOGUE[problem.where.rsplit(".", 1)[-1]].label_in(lang) for problem in refused.problems]
        return tr("prevalence.label.unknown", missing=tr("figures.list_separator").join(names))
    target = found.target
    return tr(f"prevalence.label.{found.source}", osteoporosis=percent(target.status["osteoporosis"]), fracture=percent(target.fracture))
