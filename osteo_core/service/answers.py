"""What the commands `assess` and `compare` answer about one record, for the command line and the service alike."""

from __future__ import annotations

from typing import Any

from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import InvalidInput
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.assessment import Assessment
from osteo_core.model import Model, load_model
from osteo_core.patients import Patient
from osteo_core.patients.reading.answers import WRITTEN
from osteo_core.scores import ScoreResult
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.registry import every_score
from osteo_core.scores.rules.decide import Decision, apply, rule_sets
from osteo_core.service.documents import Networks, assessment_document, comparison_document

NETWORKS = ("life", "fusion", "nhanes")
"""The networks that `compare` sets beside the scores."""


def read_patient(value: Any) -> Patient:
    """A patient from parsed JSON, read as the command line reads a file. Raises InvalidInput with every problem."""
    from pydantic import ValidationError

    from osteo_core.patients.faults import problems

    try:
        return Patient.model_validate(value, context=WRITTEN)
    except ValidationError as error:
        raise InvalidInput(problems(error)) from None


def assessed(patient: Patient, model: Model, *, explain: bool) -> tuple[Assessment, list[Explanation]]:
    """The record is read once for both."""
    record = model.read(patient)
    return model.assess(record), list(model.explain_all(record).values()) if explain else []


def compared(patient: Patient) -> tuple[Networks, dict[str, ScoreResult], list[Decision]]:
    """Every comparator that the patient's data allow, beside the networks, and what each rule set makes of it."""
    networks = {name: _asked(load_model(name), patient) for name in NETWORKS}
    scores = dict(every_score(patient, load_model()))
    return networks, scores, [apply(rules, patient, scores[frax_style.ABOUT.name]) for rules in rule_sets()]


def assess(value: Any, language: str, model: str = DEFAULT_MODEL, *, explain: bool = False) -> dict[str, Any]:
    """The document of `assess`, with `explain` that of `assess --explain`. Raises InvalidInput, ArtifactError."""
    assessment, explanations = assessed(read_patient(value), load_model(model), explain=explain)
    return assessment_document(assessment, explanations, language)


def compare(value: Any, language: str) -> dict[str, Any]:
    """The document of `compare`. Raises InvalidInput, ArtifactError."""
    return comparison_document(*compared(read_patient(value)), language)


def _asked(model: Model, patient: Patient) -> Assessment | InvalidInput:
    """A network's answer, or why it has none: it must not stand in the way of the scores."""
    try:
        return model.assess(patient)
    except InvalidInput as refused:
        return refused
