"""What the commands `assess` and `compare` answer about one record, for the command line and the service alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.comparison import SIDE_BY_SIDE
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import InvalidInput
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.assessment import Assessment
from osteo_core.model import Model, load_model
from osteo_core.patients import Patient
from osteo_core.recalibration.adopted import in_force, over
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.layer_files import named
from osteo_core.recalibration.recalibrated import RecalibratedModel
from osteo_core.records import Record
from osteo_core.records.newest import Newest
from osteo_core.records.reading import read_record
from osteo_core.scores import ScoreResult
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.registry import every_score
from osteo_core.scores.rules.decide import Decision, apply, rule_sets
from osteo_core.service.documents import Networks, assessment_document, comparison_document, visit_document


@dataclass(frozen=True)
class Said:
    """An answer as a document, and the calibration layers that it was given under, None without any."""

    document: dict[str, Any]
    layer: str | None = None


def newest_visit(value: Any) -> Newest:
    """The newest visit of a record's or a patient's parsed JSON, read as the command line reads a file. Raises InvalidInput."""
    return Record(**read_record(value, date.today())).newest()


def assessed(
    patient: Patient, model: Model, under: RecalibratedModel | None = None, *, explain: bool
) -> tuple[Assessment, list[Explanation]]:
    """What a model says, `under` its calibration layers where there are any, and what moved it as learned. The record is read once."""
    record = model.read(patient)
    return (under or model).assess(record), list(model.explain_all(record).values()) if explain else []


def compared(patient: Patient, *, as_released: bool = False) -> tuple[Networks, dict[str, ScoreResult], list[Decision]]:
    """Every comparator that the patient's data allow, beside the networks, and what each rule set makes of it.

    The networks answer under their adopted layers, or `as_released`. A layer that cannot be used is why its network has no answer.
    """
    networks = {name: _asked(load_model(name), patient, as_released=as_released) for name in SIDE_BY_SIDE}
    scores = dict(every_score(patient, load_model() if as_released else _under_layers(load_model())))
    return networks, scores, [apply(rules, patient, scores[frax_style.ABOUT.name]) for rules in rule_sets()]


def assess(value: Any, language: str, model: str = DEFAULT_MODEL, *, explain: bool = False) -> Said:
    """The document of `assess`, with `explain` that of `assess --explain`. Raises InvalidInput, ArtifactError."""
    newest, asked = newest_visit(value), load_model(model)
    layers = in_force(asked.artifact)
    assessment, explanations = assessed(newest.patient, asked, RecalibratedModel(asked, layers) if layers else None, explain=explain)
    document = assessment_document(assessment, explanations, language) | visit_document(newest, language)
    return Said(document, named(layers))


def compare(value: Any, language: str) -> Said:
    """The document of `compare`. Raises InvalidInput, ArtifactError."""
    newest = newest_visit(value)
    layers = [layer for name in SIDE_BY_SIDE for layer in _usable(load_model(name))]
    return Said(comparison_document(*compared(newest.patient), language) | visit_document(newest, language), named(layers))


def _asked(model: Model, patient: Patient, *, as_released: bool) -> Assessment | InvalidInput:
    """A network's answer, or why it has none: it must not stand in the way of the scores."""
    try:
        return (model if as_released else over(model)).assess(patient)
    except InvalidInput as refused:
        return refused


def _usable(model: Model) -> tuple[CalibrationLayer, ...]:
    """The adopted layers of a model, none where one cannot be used, which its answer says."""
    try:
        return in_force(model.artifact)
    except InvalidInput:
        return ()


def _under_layers(model: Model) -> Model | RecalibratedModel:
    layers = _usable(model)
    return RecalibratedModel(model, layers) if layers else model
