"""Everything that speaks of one patient side by side: the networks, the scan alone, every score, and both at other ages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODEL_OF_WORLD, STATUSES, World
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.prevalence import PrevalenceAdjustment
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.preprocessing.encode import INPUTS
from osteo_core.scores import dxa_only, registry
from osteo_core.scores.score import ScoreResult, Value

if TYPE_CHECKING:
    from osteo_core.inference.predictor import Predictor
    from osteo_core.inference.table_assessment import TableAssessment
    from osteo_core.recalibration.recalibrated import RecalibratedModel

NETWORKS: dict[World, tuple[str, ...]] = {"life": ("life", "nhanes"), "paper": ("fusion", "simplified", "nhanes")}
"""World -> the models that are set beside the scores; the first is asked at other ages and of the scan alone."""

SIDE_BY_SIDE = (*MODEL_OF_WORLD.values(), "nhanes")
"""The networks that the command `compare` sets beside the scores: the one of each world, and the one of real people."""

EVERY_FIFTH_YEAR = np.arange(40.0, 91.0, 5.0)

FloatArray = NDArray[np.float64]


def world_of(model: str) -> World:
    """The world whose people a network learned from; that as in life for the network of real people, which goes with both."""
    return next((world for world, names in NETWORKS.items() if model in names), "life")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What everything says of one patient.

    Attributes:
        networks: those that can read this record.
        dxa_alone: the full network given the scan only, None without a scan.
        scores: every score by name.
        ages: every fifth year from 40 to 90, and the patient's own.
        by_age: score or full network -> outcome -> risk in percent at `ages`, everything else held.
        leading: the full network, by name; None where it cannot read the record.
    """

    networks: Mapping[str, Assessment]
    dxa_alone: Assessment | None
    scores: Mapping[str, ScoreResult]
    ages: FloatArray
    by_age: Mapping[str, Mapping[str, FloatArray]]
    leading: str | None = None

    def with_scan_alone(self, alone: Assessment) -> Answers:
        """The same with `alone` for the scan, its probability set beside the category that a scan alone gives."""
        risk = alone.osteoporosis
        if risk is None:  # a model of fractures only
            return self
        percent, low, high = (100 * p for p in (risk.probability, risk.low, risk.high))
        name = dxa_only.ABOUT.name
        value = Value("osteoporosis", percent, low=low, high=high, interval="estimate")
        category = self.scores[name]
        return replace(self, dxa_alone=alone, scores={**self.scores, name: replace(category, values=(*category.values, value))})

    def adjusted_by_age(self, adjustments: Sequence[PrevalenceAdjustment]) -> Answers:
        """The same with the network's risk at each age stated for other people; one adjustment an age."""
        if self.leading is None:
            return self
        moved = {
            outcome: np.array([100 * there.fracture(percent / 100) for percent, there in zip(learned, adjustments, strict=True)])
            for outcome, learned in self.by_age[self.leading].items()
        }
        return replace(self, by_age={**self.by_age, self.leading: moved})


def compare(patient: Patient, networks: Mapping[str, Assessment], model: Predictor | RecalibratedModel | None) -> Answers:
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
        table = model.assess_columns(_rows(patient, ages, scan_alone=_answers_scan_alone(model.artifact)))
        curves = {"major": table.fracture, "hip": table.hip_fracture}
        by_age[model.artifact.name] = {outcome: 100 * curve[: len(ages)] for outcome, curve in curves.items() if curve is not None}
        alone = _last(table, model.artifact.name) if len(table.notes) > len(ages) and "osteoporosis" in table.predictions else None
    return Answers(
        networks=networks,
        dxa_alone=alone,
        scores=registry.every_score(patient),
        ages=ages,
        by_age=by_age,
        leading=None if model is None else model.artifact.name,
    )


def _answers_scan_alone(artifact: Artifact) -> bool:
    """Whether every outcome may be answered from a scan; an own model may lack it, or withhold it."""
    return "dxa" in artifact.spreads and not any(set(INPUTS["dxa"]) & set(withheld) for withheld in artifact.withheld.values())


def _rows(patient: Patient, ages: FloatArray, *, scan_alone: bool) -> Columns:
    """The patient at each age; where there is a scan that alone can be asked about, one row more with nothing but the scan."""
    columns = {name: np.repeat(values, len(ages), axis=0) for name, values in patient.columns().items()} | {"age": ages}
    if patient.dxa is None or not scan_alone:
        return columns
    scan = Patient(dxa=patient.dxa).columns()
    empty = {name: np.full(1, np.nan if CATALOGUE[name].is_numeric else None, dtype=values.dtype) for name, values in columns.items()}
    return {name: np.concatenate([values, scan.get(name, empty[name])]) for name, values in columns.items()}


def _last(table: TableAssessment, model: str) -> Assessment:
    """The last row as an assessment, without the notes and weights that nobody asks of it."""
    risks = {
        name: Risk(*(float(part[-1, place]) for part in (table.status, table.status_low, table.status_high)))
        for place, name in enumerate(STATUSES)
    }
    of_fracture = table.predictions.get("fracture")
    fracture = None
    if of_fracture is not None:
        fracture = Risk(*(float(part[-1]) for part in (of_fracture.fracture, of_fracture.fracture_low, of_fracture.fracture_high)))
    status = {name: risk.probability for name, risk in risks.items()}
    return Assessment(model, status, risks["osteoporosis"], fracture, {}, (), risks, ("dxa",))
