"""A trained model asked for its risks. Why it says so is asked of `osteo_core.model.Model`, which adds the explanations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import OUTCOME_COLUMN, Assessment, Outcome, Risk
from osteo_core.inference.measured import MeasuredSeries, MeasuredVolumes, measured_rows, measured_series, measured_volumes
from osteo_core.inference.missing import missing_tests
from osteo_core.inference.notes import record_notes
from osteo_core.inference.prediction import Prediction, batches, predict, token_weights
from osteo_core.inference.required_inputs import readable_inputs, refuse_unanswerable
from osteo_core.inference.row_notes import row_notes
from osteo_core.inference.table_assessment import TableAssessment
from osteo_core.network.batch import Batch
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, Harmonised, harmonise
from osteo_core.preprocessing.encode import encode, present_modalities
from osteo_core.preprocessing.pipeline import Prepared

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class NetworkInput:
    """One patient as the networks get the record.

    Shape:
        raw: (WIDTH,) in catalogue units, NaN where not known; batches: one of a single person for each imputation, arrays drawn.
        measured: names of the arrays ("volume", "series") that were measured, not drawn from parameters.
    """

    raw: np.ndarray
    prepared: Prepared
    batches: tuple[Batch, ...]
    measured: tuple[str, ...]


@dataclass(frozen=True)
class ReadRecord:
    """Records as a model's networks get them, read once for every question: `views` by what is withheld, nothing in the first."""

    harmonised: Harmonised
    raw: np.ndarray
    views: dict[tuple[str, ...], Prepared]

    @property
    def prepared(self) -> Prepared:
        """With everything that the model reads."""
        return self.views[()]


class Predictor:
    """An ensemble with everything around it that its risks need."""

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.name = artifact.name
        self.modalities = artifact.ensemble.networks[0].settings.modalities
        self.outcomes: tuple[Outcome, ...] = tuple(artifact.withheld)

    def assess(self, patient: Patient | ReadRecord) -> Assessment:
        """Risks with intervals, class probabilities, attention (of the bone status) and notes for one patient.

        Raises:
            InvalidInput: nothing was entered that this model reads, or a measured series that it cannot read.
        """
        read = self.read(patient)
        answers = self._predict(read)
        status = answers.get("osteoporosis")
        risks = [] if status is None else _classes(status)
        attention = answers[self.outcomes[0]] if status is None else status
        log_odds = {outcome: float(answer.log_odds[0, OUTCOME_COLUMN[outcome]]) for outcome, answer in answers.items()}
        present = _present(read.prepared)
        return Assessment(
            model=self.name,
            status={name: risk.probability for name, risk in zip(STATUSES, risks, strict=False)},
            osteoporosis=risks[2] if risks else None,
            fracture=_fracture(answers.get("fracture")),
            hip_fracture=_hip_fracture(answers.get("hip_fracture")),
            attention=token_weights(attention.attention[0], present),
            notes=record_notes(self.artifact, read.harmonised, read.raw, read.prepared),
            status_intervals=dict(zip(STATUSES, risks, strict=False)),
            present=present,
            missing_tests=missing_tests(self.artifact.missing_tests, present, log_odds),
            prevalent_fracture=_fracture(answers.get("prevalent_fracture")),
        )

    def assess_columns(self, columns: Columns) -> TableAssessment:
        """Answers for the n rows of checked columns (see `osteo_core.patients.columns`); rows without any readable field are refused.

        Raises:
            InvalidInput: naming each row that has no field this model reads.
        """
        read = self.read_columns(columns)
        return TableAssessment(self._predict(read), row_notes(self.artifact, read.harmonised, read.raw, read.prepared))

    def network_input(self, patient: Patient | ReadRecord) -> NetworkInput:
        """What the networks are given for a patient when asked for the bone status (else the first outcome), as `assess` does."""
        read = self.read(patient)
        prepared = read.views[self.artifact.withheld[self.outcomes[0]]]
        arrays = self.measured(read.harmonised, prepared)
        measured = tuple(name for name, m in zip(("volume", "series"), arrays, strict=True) if m is not None and m.rows[0])
        return NetworkInput(
            raw=read.raw[0], prepared=prepared, batches=tuple(batch.drawn() for batch in batches(prepared, *arrays)), measured=measured
        )

    @cached_property
    def reference(self) -> Prepared:
        """The background people, everything measured."""
        raw = self.artifact.background
        return self.artifact.preprocessor.complete(raw, np.ones((len(raw), len(MODALITIES)), bool))

    def read(self, patient: Patient | ReadRecord) -> ReadRecord:
        """A record as this model reads it: derived fields, imputations and what is withheld. What was read before is given back as it is.

        Raises:
            InvalidInput: nothing was entered that this model reads.
        """
        return patient if isinstance(patient, ReadRecord) else self._read(patient.harmonised())

    def read_columns(self, columns: Columns) -> ReadRecord:
        """As `read`, for the n rows of checked columns."""
        return self._read(harmonise(columns))

    def _read(self, harmonised: Harmonised) -> ReadRecord:
        raw = encode(harmonised.columns, self.artifact.inputs)
        arrays = [measured_rows(harmonised.columns, name, len(raw)) for name in ("volume", "series")]
        known = np.isin(MODALITIES, self.modalities)
        present = {
            withheld: present_modalities(np.where(readable_inputs(self.artifact, withheld), raw, np.nan), *arrays) & known
            for withheld in dict.fromkeys(((), *self.artifact.withheld.values()))
        }
        refuse_unanswerable(self.artifact, present, {row: why for flag in harmonised.flags for row, why in flag.reasons.items()})
        complete = self.artifact.preprocessor.complete
        return ReadRecord(harmonised, raw, {withheld: complete(raw, here, withheld) for withheld, here in present.items()})

    def _predict(self, read: ReadRecord) -> dict[Outcome, Prediction]:
        answers = {
            withheld: predict(self.artifact, read.views[withheld], *self.measured(read.harmonised, read.views[withheld]))
            for withheld in set(self.artifact.withheld.values())
        }
        return {outcome: answers[withheld] for outcome, withheld in self.artifact.withheld.items()}

    def measured(self, harmonised: Harmonised, prepared: Prepared) -> tuple[MeasuredVolumes | None, MeasuredSeries | None]:
        """Measured volumes and series of the modalities that this model reads."""
        volumes = measured_volumes(harmonised.columns, prepared) if "micro" in self.modalities else None
        series = measured_series(harmonised.columns, prepared) if "sensory" in self.modalities else None
        return volumes, series


def _present(prepared: Prepared) -> tuple[str, ...]:
    return tuple(m for m, here in zip(MODALITIES, prepared.present[0], strict=True) if here)


def _classes(answer: Prediction) -> list[Risk]:
    """Each class of bone status of one person."""
    return [Risk(*map(float, (answer.status[0, c], answer.status_low[0, c], answer.status_high[0, c]))) for c in range(len(STATUSES))]


def _fracture(answer: Prediction | None) -> Risk | None:
    return None if answer is None else Risk(float(answer.fracture[0]), float(answer.fracture_low[0]), float(answer.fracture_high[0]))


def _hip_fracture(answer: Prediction | None) -> Risk | None:
    if answer is None or answer.hip_fracture is None or answer.hip_fracture_low is None or answer.hip_fracture_high is None:
        return None
    return Risk(*(float(values[0]) for values in (answer.hip_fracture, answer.hip_fracture_low, answer.hip_fracture_high)))
