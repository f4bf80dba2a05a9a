"""Every score's and network's answer for the session's patient, worked out once for each record and kept in the session only."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from osteo_core.comparison import Answers, compare
from osteo_core.errors import InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.inference.model_names import is_own
from osteo_core.inference.prevalence import to_nhanes
from osteo_core.patients import Patient
from pages._widgets.shared import layers, model, prevalence, world

_KEPT = "person.answers"


def restated(answers: Answers, patient: Patient) -> Answers:
    """The same with every probability of a network stated for the people chosen (those of the `nhanes` model are real already)."""
    stated = replace(answers, networks={name: prevalence.restated(found, patient) for name, found in answers.networks.items()})
    in_force = prevalence.in_force(patient)
    moved = answers.leading is not None and (is_own(answers.leading) or layers.in_force(model.load(answers.leading)))
    if answers.leading is not None and not moved and in_force in ("nhanes", "own"):
        adjustments = [prevalence.shift(patient)] * len(answers.ages)
        if in_force == "nhanes":  # each age for people of that age
            sex = patient.entered()["clinical"]["sex"]
            adjustments = [to_nhanes(float(age), sex) for age in answers.ages]
        stated = replace(stated, by_age=answers.adjusted_by_age(adjustments).by_age)
    if answers.dxa_alone is None:
        return stated
    # What a layer has moved speaks of the hospital's people already; of the scan alone no note says so.
    return stated.with_scan_alone(answers.dxa_alone if moved else prevalence.restated(answers.dxa_alone, patient))


def answers(patient: Patient) -> Answers:
    """All answers for the session's patient, the networks' as learned. Raises ArtifactError where a network's files are unusable."""
    kept = st.session_state.get(_KEPT)
    now = (world.model_name(), *(layers.signature(model.load(name)) for name in world.networks() if model.is_there(name)))
    if kept is None or kept[0] is not patient or kept[1] != now:
        asked = {name: _assess(name, patient) for name in world.networks() if model.is_there(name)}
        networks = {name: assessment for name, assessment in asked.items() if assessment is not None}
        leading = layers.over(model.load(world.model_name())) if world.model_name() in networks else None
        kept = st.session_state[_KEPT] = (patient, now, compare(patient, networks, leading))
    found: Answers = kept[2]
    return found


def _assess(name: str, patient: Patient) -> Assessment | None:
    """None where the record holds nothing that this model reads."""
    try:
        return model.assess(patient, name)
    except InvalidInput:
        return None
