"""A model with calibration layers over it: the same questions, answers moved by the layers, and a note on each that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import STATUSES
from osteo_core.inference.assessment import Assessment, MissingTest, Note, Outcome, Risk
from osteo_core.inference.missing import SUREST
from osteo_core.inference.prediction import Prediction
from osteo_core.inference.predictor import Predictor, ReadRecord
from osteo_core.inference.table_assessment import TableAssessment
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.recalibration.layer import FIELDS, CalibrationLayer, covariates_of

Array = NDArray[np.float64]
Ends = tuple[Array, Array, Array]

_STATUS = "osteoporosis"
MOVED, KEPT = "layer.note", "layer.note_not_applied"
"""What the note beside an answer says: that a layer has moved it, or that it lacks what the layer needs."""


class RecalibratedModel:
    """A predictor under at most one layer for each of its outcomes; `assess` and `assess_columns` are as `Predictor`'s.

    A person who lacks a field that a layer needs keeps the model's own answer, and a note says so.
    """

    def __init__(self, model: Predictor, layers: Sequence[CalibrationLayer]) -> None:
        self.model = model
        self.layers: dict[Outcome, CalibrationLayer] = {layer.outcome: layer for layer in layers}
        self.name, self.outcomes, self.artifact = model.name, model.outcomes, model.artifact

    def assess(self, patient: Patient | ReadRecord) -> Assessment:
        """As `Predictor.assess`, recalibrated."""
        read = self.model.read(patient)
        return self.over(self.model.assess(read), read)

    def over(self, assessment: Assessment, read: ReadRecord) -> Assessment:
        """The layers laid over an assessment of the record that was read."""
        covariates = covariates_of(read.harmonised.columns)
        for layer in self.layers.values():
            assessment = _over_assessment(assessment, layer, covariates)
        return assessment

    def assess_columns(self, columns: Columns) -> TableAssessment:
        """As `Predictor.assess_columns`, recalibrated; the notes name what was."""
        from osteo_core.patients.columns import harmonise

        answer = self.model.assess_columns(columns)
        covariates = covariates_of(harmonise(columns).columns)
        predictions, notes = dict(answer.predictions), list(answer.notes)
        for layer in self.layers.values():
            predictions, done = _over_predictions(predictions, layer, covariates)
            told = [f"recalibrated: {layer.outcome} ({layer.method})", f"not recalibrated: {layer.outcome}"]
            notes = ["; ".join(filter(None, (note, told[0 if moved else 1]))) for note, moved in zip(notes, done, strict=True)]
        return TableAssessment(predictions, notes)


def moved_risk(layer: CalibrationLayer, risk: Array, covariates: Mapping[str, Array]) -> Array:
    """(n,) risks under the layer; who lacks a field that it needs keeps the model's own."""
    new = layer.moved(_log_odds(risk), covariates)
    return np.where(np.isfinite(new), _probability(new), risk)


def _moved(layer: CalibrationLayer, risk: Ends, covariates: Mapping[str, Array]) -> tuple[Ends, NDArray[np.bool_]]:
    """Probability, low and high (n,) under the layer, and for whom it has an answer; the others keep theirs."""
    middle, low, high = (_log_odds(values) for values in risk)
    new = layer.moved(middle, covariates)
    ends = layer.interval((middle, low, high), covariates)
    known = np.isfinite(new)
    first, second, third = (np.where(known, _probability(value), old) for value, old in zip((new, *ends), risk, strict=True))
    return (first, second, third), known


def _over_predictions(
    predictions: dict[Outcome, Prediction], layer: CalibrationLayer, covariates: Mapping[str, Array]
) -> tuple[dict[Outcome, Prediction], NDArray[np.bool_]]:
    """The predictions with one outcome moved, and for whom it was."""
    answer = predictions[layer.outcome]
    if layer.outcome == _STATUS:
        risk = (answer.osteoporosis, answer.osteoporosis_low, answer.osteoporosis_high)
        new, done = _moved(layer, risk, covariates)
        middle, low, high = _status((answer.status, answer.status_low, answer.status_high), new)
        return predictions | {layer.outcome: replace(answer, status=middle, status_low=low, status_high=high)}, done
    if layer.outcome == "hip_fracture":
        hip = _hip_of(answer)
        new, done = _moved(layer, hip, covariates)
        return predictions | {"hip_fracture": _with_hip(answer, _below(new, _major(predictions)))}, done
    new, done = _moved(layer, (answer.fracture, answer.fracture_low, answer.fracture_high), covariates)
    changed = predictions | {layer.outcome: replace(answer, fracture=new[0], fracture_low=new[1], fracture_high=new[2])}
    if layer.outcome == "fracture" and "hip_fracture" in predictions:
        # The hip keeps its share of the major fractures.
        old, part = _major(predictions), predictions["hip_fracture"]
        first, second, third = (value * now / before for value, now, before in zip(_hip_of(part), new, old, strict=True))
        changed["hip_fracture"] = _with_hip(part, _below((first, second, third), new))
    return changed, done


def log_odds_of(predictions: Mapping[Outcome, Prediction], outcome: Outcome) -> Array:
    """(n,) log-odds of one outcome as a layer left it."""
    answer = predictions[outcome]
    risk = answer.osteoporosis if outcome == _STATUS else _hip_of(answer)[0] if outcome == "hip_fracture" else answer.fracture
    return _log_odds(risk)


def _major(predictions: Mapping[Outcome, Prediction]) -> Ends:
    answer = predictions["fracture"]
    return answer.fracture, answer.fracture_low, answer.fracture_high


def _hip_of(answer: Prediction) -> Ends:
    if answer.hip_fracture is None or answer.hip_fracture_low is None or answer.hip_fracture_high is None:
        raise ValueError("this model gives no hip fracture")
    return answer.hip_fracture, answer.hip_fracture_low, answer.hip_fracture_high


def _with_hip(answer: Prediction, hip: Ends) -> Prediction:
    return replace(answer, hip_fracture=hip[0], hip_fracture_low=hip[1], hip_fracture_high=hip[2])


def _below(hip: Ends, major: Ends) -> Ends:
    """A hip fracture is a major one: never likelier."""
    return np.minimum(hip[0], major[0]), np.minimum(hip[1], major[1]), np.minimum(hip[2], major[2])


def _status(old: Ends, osteoporosis: Ends) -> Ends:
    """(n, 3) classes and their ends with osteoporosis as given.

    The other two keep their proportion; their ends move as their estimates do on the log-odds scale.
    """
    factor = (1 - osteoporosis[0]) / (1 - old[0][:, 2])
    others = old[0][:, :2] * factor[:, None]
    by = _log_odds(others) - _log_odds(old[0][:, :2])
    low, high = (_probability(_log_odds(ends[:, :2]) + by) for ends in old[1:])
    first, second, third = (np.column_stack([two, one]) for two, one in zip((others, low, high), osteoporosis, strict=True))
    return first, second, third


def _over_assessment(assessment: Assessment, layer: CalibrationLayer, covariates: Mapping[str, Array]) -> Assessment:
    risk = getattr(assessment, layer.outcome)
    new, done = _moved(layer, _ends(risk), covariates)
    lacking = [FIELDS[name] for name in layer.updated.names[2:] if np.isnan(covariates[name][0])]
    note = layer_note(layer, lacking)
    if not done[0]:
        return replace(assessment, notes=(note, *assessment.notes))
    changed = _with_risk(assessment, layer.outcome, Risk(*(float(value[0]) for value in new)))
    tests = tuple(_moved_test(test, layer, covariates) for test in assessment.missing_tests)
    return replace(changed, missing_tests=tests, notes=(note, *assessment.notes))


def _ends(risk: Risk) -> Ends:
    return np.array([risk.probability]), np.array([risk.low]), np.array([risk.high])


def _with_risk(assessment: Assessment, outcome: Outcome, risk: Risk) -> Assessment:
    if outcome == _STATUS:
        return _with_status(assessment, risk)
    if outcome == "fracture" and assessment.hip_fracture is not None and assessment.fracture is not None:
        old, hip = assessment.fracture, assessment.hip_fracture
        share = (
            min(getattr(risk, end), getattr(hip, end) * getattr(risk, end) / getattr(old, end)) for end in ("probability", "low", "high")
        )
        return replace(assessment, fracture=risk, hip_fracture=Risk(*share))
    if outcome == "hip_fracture" and assessment.fracture is not None:
        major = assessment.fracture
        risk = Risk(*(min(getattr(risk, end), getattr(major, end)) for end in ("probability", "low", "high")))
    return replace(assessment, **{outcome: risk})  # type: ignore[arg-type]


def _with_status(assessment: Assessment, risk: Risk) -> Assessment:
    """Osteoporosis as given; normal and osteopenia, estimates and ends, in proportion."""
    old = assessment.status_intervals
    columns = [np.array([[getattr(old[name], end) for name in STATUSES]]) for end in ("probability", "low", "high")]
    middle, low, high = _status((columns[0], columns[1], columns[2]), _ends(risk))
    intervals = {name: Risk(float(middle[0, k]), float(low[0, k]), float(high[0, k])) for k, name in enumerate(STATUSES)}
    status = {name: each.probability for name, each in intervals.items()}
    return replace(assessment, status=status, status_intervals=intervals, osteoporosis=intervals[_STATUS])


def _moved_test(test: MissingTest, layer: CalibrationLayer, covariates: Mapping[str, Array]) -> MissingTest:
    if test.outcome != layer.outcome:
        return test
    ends = sorted(float(_probability(layer.moved(_log_odds(np.array([end])), covariates))[0]) for end in (test.low, test.high))
    return replace(test, low=ends[0], high=ends[1])


def layer_note(layer: CalibrationLayer, lacking: Sequence[str] = ()) -> Note:
    """What is said beside every answer under a layer; `lacking` are fields that it needs and that are not known."""
    from osteo_core.catalogue import CATALOGUE
    from osteo_core.translations import LANGUAGES, translate

    def each(key: str) -> dict[str, str]:
        return {language: translate(key, language) for language in LANGUAGES}

    params = {"outcome": each(f"layer.outcome.{layer.outcome}"), "method": each(f"layer.method.{layer.method}")}
    if not lacking:
        params |= {"n": f"{layer.n:,}", "events": f"{layer.events:,}", "made": layer.dates.get("made", "-")}  # type: ignore[dict-item]
        return Note(kind="recalibrated", key=MOVED, params=params, field=layer.outcome)
    fields = {
        language: translate("errors.list_separator", language).join(CATALOGUE[name].label_in(language) for name in lacking)
        for language in LANGUAGES
    }
    return Note(kind="recalibrated", key=KEPT, params=params | {"fields": fields}, field=layer.outcome)


def _log_odds(p: Array) -> Array:
    from scipy.special import logit

    return np.clip(logit(p), -SUREST, SUREST)


def _probability(log_odds: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(np.clip(log_odds, -SUREST, SUREST)))
