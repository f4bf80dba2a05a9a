"""Every score's and network's answer for the session's patient, worked out once for each record and kept in the session only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import STATUSES
from osteo_core.errors import InvalidInput
from osteo_core.inference.artifact import available
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.prevalence import PrevalenceAdjustment, to_nhanes
from osteo_core.patients import Patient
from osteo_core.scores import dxa_only
from osteo_core.scores.score import ScoreResult, Value
from pages._widgets.shared import model, prevalence

if TYPE_CHECKING:
    from osteo_core.inference.table_assessment import TableAssessment
    from osteo_core.patients.columns import Columns

NETWORKS = ("fusion", "simplified", "nhanes")
_KEPT = "person.answers"

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What everything says of one patient.

    Attributes:
        networks: the models that ship and can read this record.
        dxa_alone: the full network given the scan only, None without a scan.
        scores: every score by name.
        ages: every fifth year from 40 to 90, and the patient's own.
        by_age: score or "fusion" -> outcome -> risk in percent at `ages`, everything else held.
    """

    networks: dict[str, Assessment]
    dxa_alone: Assessment | None
    scores: dict[str, ScoreResult]
    ages: FloatArray
    by_age: dict[str, dict[str, FloatArray]]

    def restated(self, patient: Patient) -> Answers:
        """The same with every probability of a network stated for the people chosen (those of the `nhanes` model are real already)."""
        networks = {name: prevalence.restated(found, patient) for name, found in self.networks.items()}
        by_age = self.by_age | ({"fusion": self._restated_by_age(patient)} if "fusion" in self.by_age else {})
        if self.dxa_alone is None:
            return replace(self, networks=networks, by_age=by_age)
        alone = prevalence.restated(self.dxa_alone, patient)
        percent, low, high = (100 * p for p in (alone.osteoporosis.probability, alone.osteoporosis.low, alone.osteoporosis.high))
        name = dxa_only.ABOUT.name
        category = self.scores[name]
        value = Value("osteoporosis", percent, low=low, high=high, interval="estimate")
        scores = self.scores | {name: replace(category, values=(*category.values, value))}
        return Answers(networks=networks, dxa_alone=alone, scores=scores, ages=self.ages, by_age=by_age)

    def _restated_by_age(self, patient: Patient) -> dict[str, FloatArray]:
        """For NHANES each age is restated for people of that age."""
        learned, here = self.by_age["fusion"], self.networks["fusion"]
        in_force = prevalence.in_force(patient)
        if in_force == "virtual":
            return learned
        shifts = [prevalence.shift(patient)] * len(self.ages)
        if in_force == "nhanes":
            sex = patient.entered()["clinical"]["sex"]
            shifts = [to_nhanes(float(age), sex) for age in self.ages]
        return {"major": np.array([_restated(p, here, shift) for p, shift in zip(learned["major"], shifts, strict=True)])}


def _restated(percent: float, assessment: Assessment, shift: PrevalenceAdjustment) -> float:
    point = Risk(percent / 100, percent / 100, percent / 100)
    moved = shift.restate(replace(assessment, fracture=point)).fracture
    return percent if moved is None else 100 * moved.probability


def answers(patient: Patient) -> Answers:
    """All answers for the session's patient, the networks' as learned. Raises ArtifactError where a network's files are unusable."""
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not patient:
        kept = st.session_state[_KEPT] = (patient, _answers(patient))
    found: Answers = kept[1]
    return found


def _answers(patient: Patient) -> Answers:
    from osteo_core.scores import registry

    found = {name: _assess(name, patient) for name in NETWORKS if name in available()}
    networks = {name: assessment for name, assessment in found.items() if assessment is not None}
    own = patient.entered().get("clinical", {}).get("age")
    ages = np.unique([*np.arange(40.0, 91.0, 5.0), *([] if own is None else [own])])
    by_age = registry.by_age(patient, ages)
    alone = None
    if "fusion" in networks:
        # One pass of the network for all ages and, as the last row, for the scan alone.
        table = model.load().assess_columns(_rows(patient, ages))
        fracture = table.predictions["fracture"].fracture
        by_age["fusion"] = {"major": 100 * fracture[: len(ages)]}
        alone = _scan_alone(table) if len(fracture) > len(ages) else None
    return Answers(networks=networks, dxa_alone=alone, scores=registry.every_score(patient), ages=ages, by_age=by_age)


def _assess(name: str, patient: Patient) -> Assessment | None:
    """None where the record holds nothing that this model reads."""
    from osteo_core import load_model

    try:
        return model.assess(patient) if name == "fusion" else load_model(name).assess(patient)
    except InvalidInput:
        return None


def _rows(patient: Patient, ages: FloatArray) -> Columns:
    """The patient at each age; where there is a scan, one row more with nothing but the scan."""
    columns = {name: np.repeat(values, len(ages), axis=0) for name, values in patient.columns().items()} | {"age": ages}
    if patient.dxa is None:
        return columns
    scan = Patient(dxa=patient.dxa).columns()
    empty = {name: np.full(1, np.nan if CATALOGUE[name].is_numeric else None, dtype=values.dtype) for name, values in columns.items()}
    return {name: np.concatenate([values, scan.get(name, empty[name])]) for name, values in columns.items()}


def _scan_alone(table: TableAssessment) -> Assessment:
    """The last row as an assessment, without the notes and weights that nobody asks of it."""
    risks = {
        name: Risk(*(float(part[-1, place]) for part in (table.status, table.status_low, table.status_high)))
        for place, name in enumerate(STATUSES)
    }
    of_fracture = table.predictions["fracture"]
    fracture = Risk(*(float(part[-1]) for part in (of_fracture.fracture, of_fracture.fracture_low, of_fracture.fracture_high)))
    status = {name: risk.probability for name, risk in risks.items()}
    return Assessment("fusion", status, risks["osteoporosis"], fracture, {}, (), risks, ("dxa",))
