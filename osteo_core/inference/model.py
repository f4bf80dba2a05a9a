"""A trained model with its two questions: what is the risk (`assess`), and why (`explain`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import Assessment, Note, Outcome, Risk
from osteo_core.inference.measured import Measured, measured_rows, measured_series, measured_volumes
from osteo_core.inference.missing import missing_tests
from osteo_core.inference.notes import modality_label, record_notes
from osteo_core.inference.prediction import Prediction, predict, token_weights
from osteo_core.inference.row_notes import row_notes
from osteo_core.network.network import CLASSES
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, Harmonised, harmonise
from osteo_core.preprocessing.encode import MODALITY_ORDER, encode, present_modalities
from osteo_core.preprocessing.pipeline import Prepared


@dataclass(frozen=True)
class TableAssessment:
    """Answers for the rows of a table; arrays as in `Prediction`, `notes` one text a row."""

    prediction: Prediction
    notes: list[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "prediction"), name)


@dataclass(frozen=True)
class _Read:
    """A record on its way to the networks."""

    harmonised: Harmonised
    raw: np.ndarray
    prepared: Prepared


class Model:
    """An ensemble with everything around it.

    Examples:
        >>> from osteo_core import Patient, load_model
        >>> patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female"}})
        >>> round(sum(load_model().assess(patient).status.values()), 6)
        1.0
    """

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.name = artifact.name
        self.modalities = artifact.ensemble.networks[0].settings.modalities

    def assess(self, patient: Patient) -> Assessment:
        """Risks with intervals, class probabilities, attention and notes for one patient.

        Raises:
            InvalidInput: nothing was entered that this model reads, or a measured series that it cannot read.
        """
        read = self._read(patient.columns())
        answer = self._predict(read)
        present = self._present(read)
        risks = [Risk(*map(float, (answer.status[0, c], answer.status_low[0, c], answer.status_high[0, c]))) for c in range(3)]
        log_odds: dict[Outcome, float] = {"osteoporosis": float(answer.log_odds[0, 2]), "fracture": float(answer.log_odds[0, 3])}
        return Assessment(
            model=self.name,
            status={name: risk.probability for name, risk in zip(CLASSES, risks, strict=True)},
            osteoporosis=risks[2],
            fracture=Risk(float(answer.fracture[0]), float(answer.fracture_low[0]), float(answer.fracture_high[0])),
            attention=token_weights(answer.attention[0], present),
            notes=self._notes(read),
            status_intervals=dict(zip(CLASSES, risks, strict=True)),
            present=present,
            missing_tests=missing_tests(self.artifact.missing_tests, present, log_odds),
        )

    def assess_columns(self, columns: Columns) -> TableAssessment:
        """Answers for the n rows of checked columns (see `osteo_core.patients.columns`); rows without any readable field are refused.

        Raises:
            InvalidInput: naming each row that has no field this model reads.
        """
        read = self._read(columns)
        return TableAssessment(self._predict(read), row_notes(self.artifact, read.harmonised, read.raw, read.prepared))

    def explain(self, patient: Patient, outcome: Outcome = "osteoporosis") -> Explanation:
        """Shapley values of the entered fields and of the modalities, in log-odds."""
        return self.explain_all(patient)[outcome]

    def explain_all(self, patient: Patient) -> dict[Outcome, Explanation]:
        """Explanations of both outcomes from one pass."""
        from osteo_core.explanation.shapley import explain_game

        return explain_game(self.game(patient), ("osteoporosis", "fracture"))

    def game(self, patient: Patient) -> Any:
        """The coalition game of a patient, see `osteo_core.explanation.game`."""
        import torch

        from osteo_core.explanation.game import Game, players_of

        read = self._read(patient.columns())
        volumes, series = self._measured(read)
        players = players_of(read.prepared, bool(volumes and volumes.rows[0]), bool(series and series.rows[0]))
        arrays = tuple(torch.from_numpy(m.grids[0]) if m and m.rows[0] else None for m in (volumes, series))
        return Game(self.artifact.ensemble, read.prepared, arrays, self._reference, players)  # type: ignore[arg-type]

    @cached_property
    def _reference(self) -> Prepared:
        """The background people, everything measured."""
        raw = self.artifact.background
        return self.artifact.preprocessor.complete(raw, np.ones((len(raw), len(MODALITY_ORDER)), bool))

    def _read(self, columns: Columns) -> _Read:
        harmonised = harmonise(columns)
        raw = encode(harmonised.columns)
        volumes, series = (measured_rows(harmonised.columns, name, len(raw)) for name in ("volume", "series"))
        present = present_modalities(raw, volumes, series) & np.isin(MODALITY_ORDER, self.modalities)
        empty = np.flatnonzero(~present.any(1))
        if len(empty):
            names = {language: ", ".join(modality_label(m)[language] for m in self.modalities) for language in ("en", "zh")}
            params = {"model": self.name, "modalities": names}
            rows = [None] if len(raw) == 1 else [int(row) for row in empty]
            raise InvalidInput(Problem("", "model.needs_modality", params, row) for row in rows)
        return _Read(harmonised, raw, self.artifact.preprocessor.complete(raw, present))

    def _predict(self, read: _Read) -> Prediction:
        return predict(self.artifact, read.prepared, *self._measured(read))

    def _measured(self, read: _Read) -> tuple[Measured | None, Measured | None]:
        """Measured volumes and series of the modalities that this model reads."""
        columns, prepared = read.harmonised.columns, read.prepared
        volumes = measured_volumes(columns, prepared) if "micro" in self.modalities else None
        series = measured_series(columns, prepared) if "sensory" in self.modalities else None
        return volumes, series

    def _present(self, read: _Read) -> tuple[str, ...]:
        return tuple(m for m, here in zip(MODALITY_ORDER, read.prepared.present[0], strict=True) if here)

    def _notes(self, read: _Read) -> tuple[Note, ...]:
        return record_notes(self.artifact, read.harmonised, read.raw, read.prepared)
