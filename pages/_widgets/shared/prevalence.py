"""For whom the network's risks are stated: the virtual people it learned from, or others by their figures."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures import percent
from osteo_core.inference import prevalence
from osteo_core.inference.assessment import Assessment
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from osteo_core.patients.reading.asked import AskedNumber
from pages._widgets.shared import choice, language, layers, number_field, own, world
from pages._widgets.shared.language import Translator

_CHOICE, _OSTEOPOROSIS, _FRACTURE = "prevalence.choice", "prevalence.osteoporosis", "prevalence.fracture"
_CHOICES: tuple[prevalence.Source, ...] = ("virtual", "nhanes", "own")

Stated = Literal["virtual", "life", "nhanes", "own"]
"""Whom a shipped network's risk speaks of: people of the paper's world or of that as in life, as learned; NHANES participants; those of
one's own figures."""


def show(tr: Translator) -> None:
    """The control, folded away: who else the risks can be stated for, and two numbers for one's own figures.

    Where the network says what holds in life, there is no need to restate its risks for the survey; an own model speaks of its own people.
    """
    if own.chosen() is not None:
        return
    with st.expander(tr("prevalence.title"), expanded=source() != "virtual"):
        choices = [c for c in _CHOICES if c != "nhanes" or world.chosen() == "paper"]
        choice.selectbox(
            tr("prevalence.for_whom"), choices, format_func=lambda c: tr(f"prevalence.choice.{c}"), key=_CHOICE,
            help=tr(f"prevalence.help.{world.chosen()}"), persist_state="session",
        )  # fmt: skip
        if source() != "own":
            return
        learned = prevalence.learned(world.chosen())
        for key, start in ((_OSTEOPOROSIS, learned.status["osteoporosis"]), (_FRACTURE, learned.fracture)):
            number_field.ask(_asked(key, tr), key, round(100 * start, 1), tr)


def _asked(key: str, tr: Translator) -> AskedNumber:
    return number_field.of_page(tr(key), 100 * prevalence.LOWEST, 100 * prevalence.HIGHEST, step=0.5, decimals=1)


def source() -> prevalence.Source:
    """The prevalence chosen; that of the network's world until another is, and while an own model answers, which hides the control."""
    chosen: prevalence.Source = st.session_state.get(_CHOICE, "virtual")
    if chosen == "virtual" or own.chosen() is not None:
        return "virtual"
    return "virtual" if chosen == "nhanes" and world.chosen() == "life" else chosen


def shift(patient: Patient) -> prevalence.PrevalenceAdjustment:
    """The shift chosen, for this patient.

    Raises InvalidInput where it needs an age or a sex that is not known, or where one's own figure is no number that is allowed.
    """
    if source() == "own":
        return prevalence.to_own(_own(_OSTEOPOROSIS), _own(_FRACTURE), world.chosen())
    if source() == "nhanes":
        clinical = patient.entered().get("clinical", {})
        return prevalence.to_nhanes(clinical.get("age"), clinical.get("sex"))
    return prevalence.unchanged(world.chosen())


def _own(key: str) -> float | None:
    """The share that stands in the box; None before the box was ever drawn. Raises InvalidInput where it says none."""
    if key not in st.session_state:
        return None
    reading = _asked(key, language.translator()).read(str(st.session_state[key]))
    if reading.value is None:
        raise InvalidInput(() if reading.problem is None else reading.problem)
    return reading.value / 100


def in_force(patient: Patient) -> Stated:
    """Whom a shipped network's risks speak of: the choice, or as learned where it cannot be worked out for this patient."""
    try:
        found = shift(patient).source
    except InvalidInput:
        found = "virtual"
    return "life" if found == "virtual" and world.chosen() == "life" else found


def restated(assessment: Assessment, patient: Patient) -> Assessment:
    """The assessment for the people chosen; as learned where the shift cannot be worked out.

    One that a hospital's layer has moved already speaks of that hospital's people and stays as it is, as does that of an own model.
    """
    if layers.says_so(assessment) or is_own(assessment.model):
        return assessment
    try:
        return shift(patient).restate(assessment)
    except InvalidInput:
        return assessment


def label(patient: Patient, tr: Translator) -> str:
    """For whom the risks on screen are stated."""
    name = own.chosen()
    if name is not None:
        return own.whose(name, tr)
    try:
        found = shift(patient)
    except InvalidInput as refused:
        if source() == "own":
            return tr("prevalence.label.own_refused")
        lang = language.current()
        names = [CATALOGUE[problem.where.rsplit(".", 1)[-1]].label_in(lang) for problem in refused.problems]
        return tr("prevalence.label.unknown", missing=tr("figures.list_separator").join(names))
    target = found.target
    return tr(
        f"prevalence.label.{in_force(patient)}", osteoporosis=percent(target.status["osteoporosis"]), fracture=percent(target.fracture)
    )
