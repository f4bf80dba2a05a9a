"""Every score's and network's answer for the session's patient, worked out once for each record and kept in the session only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput
from osteo_core.inference.artifact import available
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.prevalence import to_nhanes
from osteo_core.patients import Patient
from osteo_core.scores.score import ScoreResult
from pages._widgets import model, prevalence

if TYPE_CHECKING:
    from osteo_core.inference.prevalence import Shift

NETWORKS = ("fusion", "simplified", "nhanes")
AGES = np.arange(40.0, 91.0)
_ANSWERS, _BY_AGE = "compare.answers", "compare.by_age"

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """`networks` holds the models that ship and can read this record, as learned; `scores` every score by name."""

    networks: dict[str, Assessment]
    scores: dict[str, ScoreResult]


def answers(patient: Patient) -> Answers:
    """All answers for the session's patient. Raises ArtifactError where the network's files are missing or altered."""
    kept = st.session_state.get(_ANSWERS)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[_ANSWERS] = (patient, _answers(patient))
    found: Answers = kept[1]
    return found


def _answers(patient: Patient) -> Answers:
    from osteo_core.scores.panel import every_score

    networks = {}
    for name in (n for n in NETWORKS if n in available()):
        try:
            networks[name] = _assess(name, patient)
        except InvalidInput:
            continue  # nothing in the record that this model reads: it has no row
    return Answers(networks, every_score(patient, model.load()))


def _assess(name: str, patient: Patient) -> Assessment:
    from osteo_core import load_model

    return model.assess(patient) if name == "fusion" else load_model(name).assess(patient)


def by_age(patient: Patient) -> dict[str, dict[str, FloatArray]]:
    """Score or "fusion" -> outcome -> risk in percent at AGES, everything else held; the network's as learned."""
    kept = st.session_state.get(_BY_AGE)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[_BY_AGE] = (patient, _by_age(patient))
    found: dict[str, dict[str, FloatArray]] = kept[1]
    return found


def _by_age(patient: Patient) -> dict[str, dict[str, FloatArray]]:
    from osteo_core.scores import frax_style, qfracture

    curves = {"frax_style": frax_style.by_age(patient, AGES), "qfracture": qfracture.by_age(patient, AGES)}
    columns = {name: np.repeat(values, len(AGES), axis=0) for name, values in patient.columns().items()} | {"age": AGES}
    try:
        answer = model.load().assess_columns(columns)
    except InvalidInput:
        return curves
    return curves | {"fusion": {"major": 100 * answer.fracture}}


def restated_by_age(risk: FloatArray, assessment: Assessment, patient: Patient) -> FloatArray:
    """The network's curve (percent at AGES) for the people chosen; for NHANES each age is restated for people of that age."""
    if prevalence.choice() == "virtual":
        return risk
    return np.array([_restated(value, assessment, shift) for value, shift in zip(risk, _shifts(patient), strict=True)])


def _shifts(patient: Patient) -> list[Shift]:
    try:
        here = prevalence.shift(patient)
        if here.source == "nhanes":
            sex = patient.entered()["clinical"]["sex"]
            return [to_nhanes(float(age), sex) for age in AGES]
    except InvalidInput:
        from osteo_core.inference.prevalence import unchanged

        here = unchanged()
    return [here] * len(AGES)


def _restated(percent: float, assessment: Assessment, shift: Shift) -> float:
    point = Risk(percent / 100, percent / 100, percent / 100)
    moved = shift.restate(replace(assessment, fracture=point)).fracture
    return percent if moved is None else 100 * moved.probability
