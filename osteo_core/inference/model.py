"""A trained model with its two questions: what is the risk (`assess`), and why (`explain`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.assessment import OUTCOME_COLUMN, Assessment, Outcome, Risk
from osteo_core.inference.measured import Measured, measured_rows, measured_series, measured_volumes
from osteo_core.inference.missing import missing_tests
from osteo_core.inference.notes import record_notes
from osteo_core.inference.prediction import Prediction, batches, predict, token_weights
from osteo_core.inference.readable import readable, refuse_unanswerable
from osteo_core.inference.row_notes import row_notes
from osteo_core.network.batch import Batch
from osteo_core.network.network import CLASSES
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, Harmonised, harmonise
from osteo_core.preprocessing.encode import MODALITY_ORDER, encode, present_modalities
from osteo_core.preprocessing.pipeline import Prepared


@dataclass(frozen=True)
class TableAssessment:
    """Answers for the rows of a table: `notes` one text a row; arrays as in `Prediction`, each from the view of its outcome.

    `status` and `osteoporosis`, `fracture` and `prevalent_fracture`, each with `_low` and `_high`: the latter two are None where the model
    does not answer them. Everything else is that of the status.
    """

    predictions: dict[Outcome, Prediction]
    notes: list[str]

    def __getattr__(self, name: str) -> Any:
        asked: dict[Outcome, Prediction] = object.__getattribute__(self, "predictions")
        outcome = name.removesuffix("_low").removesuffix("_high")
        if outcome in ("fracture", "prevalent_fracture"):
            return getattr(asked[outcome], name.removeprefix("prevalent_")) if outcome in asked else None
        return getattr(asked["osteoporosis"], name)


@dataclass(frozen=True)
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
class _Read:
    """A record on its way to the networks; `views` by what is withheld, nothing in the first."""

    harmonised: Harmonised
    raw: np.ndarray
    views: dict[tuple[str, ...], Prepared]

    @property
    def prepared(self) -> Prepared:
        """With everything that the model reads."""
        return self.views[()]


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
        self.outcomes: tuple[Outcome, ...] = tuple(artifact.withheld)

    def assess(self, patient: Patient) -> Assessment:
        """Risks with intervals, class probabilities, attention (of the bone status) and notes for one patient.

        Raises:
            InvalidInput: nothing was entered that this model reads, or a measured series that it cannot read.
        """
        read = self._read(patient.columns())
        answers = self._predict(read)
        status = answers["osteoporosis"]
        risks = [Risk(*map(float, (status.status[0, c], status.status_low[0, c], status.status_high[0, c]))) for c in range(3)]
        log_odds = {outcome: float(answer.log_odds[0, OUTCOME_COLUMN[outcome]]) for outcome, answer in answers.items()}
        present = _present(read.prepared)
        return Assessment(
            model=self.name,
            status={name: risk.probability for name, risk in zip(CLASSES, risks, strict=True)},
            osteoporosis=risks[2],
            fracture=_fracture(answers.get("fracture")),
            attention=token_weights(status.attention[0], present),
            notes=record_notes(self.artifact, read.harmonised, read.raw, read.prepared),
            status_intervals=dict(zip(CLASSES, risks, strict=True)),
            present=present,
            missing_tests=missing_tests(self.artifact.missing_tests, present, log_odds),
            prevalent_fracture=_fracture(answers.get("prevalent_fracture")),
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
        """Explanations of all outcomes that the model answers; those asked with the same fields withheld come from one pass."""
        from osteo_core.explanation.shapley import explain_game

        together: dict[tuple[str, ...], list[Outcome]] = {}
        for outcome, withheld in self.artifact.withheld.items():
            together.setdefault(withheld, []).append(outcome)
        found: dict[Outcome, Explanation] = {}
        for outcomes in together.values():
            found |= explain_game(self.game(patient, outcomes[0]), tuple(outcomes))
        return found

    def game(self, patient: Patient, outcome: Outcome = "osteoporosis") -> Any:
        """The coalition game of a patient when the model is asked for `outcome`, see `osteo_core.explanation.game`."""
        import torch

        from osteo_core.explanation.game import Game, players_of

        read = self._read(patient.columns())
        prepared = read.views[self.artifact.withheld[outcome]]
        volumes, series = self._measured(read.harmonised, prepared)
        players = players_of(prepared, bool(volumes and volumes.rows[0]), bool(series and series.rows[0]), self.artifact.inputs)
        arrays = tuple(torch.from_numpy(m.grids[0]) if m and m.rows[0] else None for m in (volumes, series))
        return Game(self.artifact.ensemble, prepared, arrays, self._reference, players)  # type: ignore[arg-type]

    def network_input(self, patient: Patient) -> NetworkInput:
        """What the networks are given for a patient when asked for the bone status, as `assess` gives it to them."""
        read = self._read(patient.columns())
        prepared = read.views[self.artifact.withheld["osteoporosis"]]
        arrays = self._measured(read.harmonised, prepared)
        measured = tuple(name for name, m in zip(("volume", "series"), arrays, strict=True) if m is not None and m.rows[0])
        return NetworkInput(read.raw[0], prepared, tuple(batch.drawn() for batch in batches(prepared, *arrays)), measured)

    @cached_property
    def _reference(self) -> Prepared:
        """The background people, everything measured."""
        raw = self.artifact.background
        return self.artifact.preprocessor.complete(raw, np.ones((len(raw), len(MODALITY_ORDER)), bool))

    def _read(self, columns: Columns) -> _Read:
        harmonised = harmonise(columns)
        raw = encode(harmonised.columns, self.artifact.inputs)
        arrays = [measured_rows(harmonised.columns, name, len(raw)) for name in ("volume", "series")]
        known = np.isin(MODALITY_ORDER, self.modalities)
        present = {
            withheld: present_modalities(np.where(readable(self.artifact, withheld), raw, np.nan), *arrays) & known
            for withheld in dict.fromkeys(((), *self.artifact.withheld.values()))
        }
        refuse_unanswerable(self.artifact, present)
        complete = self.artifact.preprocessor.complete
        return _Read(harmonised, raw, {withheld: complete(raw, here, withheld) for withheld, here in present.items()})

    def _predict(self, read: _Read) -> dict[Outcome, Prediction]:
        answers = {
            withheld: predict(self.artifact, read.views[withheld], *self._measured(read.harmonised, read.views[withheld]))
            for withheld in set(self.artifact.withheld.values())
        }
        return {outcome: answers[withheld] for outcome, withheld in self.artifact.withheld.items()}

    def _measured(self, harmonised: Harmonised, prepared: Prepared) -> tuple[Measured | None, Measured | None]:
        """Measured volumes and series of the modalities that this model reads."""
        volumes = measured_volumes(harmonised.columns, prepared) if "micro" in self.modalities else None
        series = measured_series(harmonised.columns, prepared) if "sensory" in self.modalities else None
        return volumes, series


def _present(prepared: Prepared) -> tuple[str, ...]:
    return tuple(m for m, here in zip(MODALITY_ORDER, prepared.present[0], strict=True) if here)


def _fracture(answer: Prediction | None) -> Risk | None:
    return None if answer is None else Risk(float(answer.fracture[0]), float(answer.fracture_low[0]), float(answer.fracture_high[0]))
