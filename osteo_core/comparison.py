"""Everything that speaks of one patient side by side: the networks, the scan alone, every score, and both at other ages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import STATUSES
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.prevalence import PrevalenceAdjustment
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores import dxa_only, registry
from osteo_core.scores.score import ScoreResult, Value

if TYPE_CHECKING:
    from osteo_core.inference.predictor import Predictor
    from osteo_core.inference.table_assessment import TableAssessment

NETWORKS = ("fusion", "simplified", "nhanes")
"""The models that are set beside the scores; the first is asked at other ages and of the scan alone."""

EVERY_FIFTH_YEAR = np.arange(40.0, 91.0, 5.0)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What everything says of one patient.

    Attributes:
        networks: those that can read this record.
        dxa_alone: the full network given the scan only, None without a scan.
        scores: every score by name.
        ages: every fifth year from 40 to 90, and the patient's own.
        by_age: score or "fusion" -> outcome -> risk in percent at `ages`, everything else held.
    """

    networks: Mapping[str, Assessment]
    dxa_alone: Assessment | None
    scores: Mapping[str, ScoreResult]
    ages: FloatArray
    by_age: Mapping[str, Mapping[str, FloatArray]]

    def with_scan_alone(self, alone: Assessment) -> Answers:
        """The same with `alone` for the scan, its probability set beside the category that a scan alone gives."""
        percent, low, high = (100 * p for p in (alone.osteoporosis.probability, alone.osteoporosis.low, alone.osteoporosis.high))
        name = dxa_only.ABOUT.name
        value = Value("osteoporosis", percent, low=low, high=high, interval="estimate")
        category = self.scores[name]
        return replace(self, dxa_alone=alone, scores={**self.scores, name: replace(category, values=(*category.values, value))})

    def adjusted_by_age(self, adjustments: Sequence[PrevalenceAdjustment]) -> Answers:
        """The same with the network's risk at each age stated for other people; one adjustment an age."""
        learned, here = self.by_age["fusion"]["major"], self.networks["fusion"]
        moved = [_adjusted(percent, here, adjustment) for percent, adjustment in zip(learned, adjustments, strict=True)]
        return replace(self, by_age={**self.by_age, "fusion": {"major": np.array(moved)}})


def compare(patient: Patient, networks: Mapping[str, Assessment], model: Predictor | None) -> Answers:
    """All answers for one patient, the networks' as learned.

    Args:
        networks: what each network that can read the record has said of it.
        model: the full network, asked once more for all ages and the scan alone; None where it cannot read the record.
    """
    own = patient.entered().get("clinical", {}).get("age")
    ages = np.unique([*EVERY_FIFTH_YEAR, *([] if own is None else [own])])
    by_age: dict[str, Mapping[str, FloatArray]] = dict(registry.by_age(patient, ages))
    alone = None
    if model is not None:
        table = model.assess_columns(_rows(patient, ages))
        fracture = table.predictions["fracture"].fracture
        by_age["fusion"] = {"major": 100 * fracture[: len(ages)]}
        alone = _last(table) if len(fracture) > len(ages) else None
    return Answers(networks=networks, dxa_alone=alone, scores=registry.every_score(patient), ages=ages, by_age=by_age)


def _rows(patient: Patient, ages: FloatArray) -> Columns:
    """The patient at each age; where there is a scan, one row more with nothing but the scan."""
    columns = {name: np.repeat(values, len(ages), axis=0) for name, values in patient.columns().items()} | {"age": ages}
    if patient.dxa is None:
        return columns
    scan = Patient(dxa=patient.dxa).columns()
    empty = {name: np.full(1, np.nan if CATALOGUE[name].is_numeric else None, dtype=values.dtype) for name, values in columns.items()}
    return {name: np.concatenate([values, scan.get(name, empty[name])]) for name, values in columns.items()}


def _last(table: TableAssessment) -> Assessment:
    """The last row as an assessment, without the notes and weights that nobody asks of it."""
    risks = {
        name: Risk(*(float(part[-1, place]) for part in (table.status, table.status_low, table.status_high)))
        for place, name in enumerate(STATUSES)
    }
    of_fracture = table.predictions["fracture"]
    fracture = Risk(*(float(part[-1]) for part in (of_fracture.fracture, of_fracture.fracture_low, of_fracture.fracture_high)))
    status = {name: risk.probability for name, risk in risks.items()}
    return Assessment("fusion", status, risks["osteoporosis"], fracture, {}, (), risks, ("dxa",))


def _adjusted(percent: float, assessment: Assessment, adjustment: PrevalenceAdjustment) -> float:
    point = Risk(percent / 100, percent / 100, percent / 100)
    moved = adjustment.restate(replace(assessment, fracture=point)).fracture
    return percent if moved is None else 100 * moved.probability
