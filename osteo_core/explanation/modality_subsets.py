"""The network's answers for one patient from every subset of the modalities, starting from age and sex.

Players are the modalities; what is not in a set is withheld, as if it had never been measured: an absent modality is masked, and clinical
answers that are not asked yet are imputed from age and sex, as in any record. That is another game than `Model.explain`'s, in which what
is outside a coalition has a reference person's values.

DXA needs nothing of the other clinical answers: the network reads standardised BMD, which the scanner's manufacturer (entered with the
scan) gives. Only a derived Z-score needs ethnicity; without it there is none until the clinical answers come, and the network reads none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from osteo_core.catalogue import BLOCKS, CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.explanation.coalitions import Coalition, coalitions
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome, Risk
from osteo_core.inference.prediction import token_weights
from osteo_core.inference.predictor import Predictor
from osteo_core.inference.table_assessment import TableAssessment
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns

BASE = ("age", "sex")
"""Clinical fields that are there from the start."""
OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")


@dataclass(frozen=True)
class SubsetPrediction:
    """The network's answer from some of a patient's data: risks and log-odds by outcome, attention by token as in `Assessment`."""

    risk: dict[Outcome, Risk]
    log_odds: dict[Outcome, float]
    attention: dict[str, float]


@dataclass(frozen=True)
class ModalitySubsets:
    """The answers for every subset of a patient's modalities.

    Attributes:
        base: of age and sex, those entered; they are in every set.
        players: modalities that can be added, in network order; "clinical" stands for the other clinical answers.
        predictions: set of players -> the answer; all 2^players sets, the empty one included.
    """

    base: tuple[str, ...]
    players: tuple[str, ...]
    predictions: dict[Coalition, SubsetPrediction]

    def value(self, outcome: Outcome) -> dict[Coalition, float]:
        """The game: set of players -> log-odds."""
        return {players: prediction.log_odds[outcome] for players, prediction in self.predictions.items()}


def base_of(patient: Patient) -> tuple[str, ...]:
    """The fields entered out of age and sex."""
    clinical = patient.entered().get("clinical", {})
    return tuple(name for name in BASE if name in clinical)


def players_of(patient: Patient) -> tuple[str, ...]:
    """The modalities of which something can be added to age and sex, in network order."""
    more = set(patient.entered().get("clinical", {})) - set(BASE)
    return tuple(m for m in MODALITIES if m in patient.modalities and (m != "clinical" or more))


def restricted(patient: Patient, players: Collection[str]) -> Patient:
    """The patient with age, sex and these modalities alone; a part of a valid record is valid."""
    kept: dict[str, object] = dict.fromkeys(block for block in BLOCKS if block not in players)
    if "clinical" not in players and patient.clinical is not None:
        unasked = dict.fromkeys(name for name, _ in patient.clinical if name not in BASE)
        kept["clinical"] = patient.clinical.model_copy(update=unasked)
    return patient.model_copy(update=kept)


def assess_subsets(model: Predictor, patient: Patient) -> ModalitySubsets:
    """The answers for all sets of the patient's modalities, in one batch.

    Args:
        model: one that answers both OUTCOMES.

    Raises:
        InvalidInput: neither age nor sex was entered, so there is nothing to start from; or as `Model.assess`.
    """
    base, players = base_of(patient), players_of(patient)
    if not base:
        raise InvalidInput(Problem("", "build.no_base"))
    sets = coalitions(players)
    found = model.assess_columns(_columns(patient, sets))
    return ModalitySubsets(base, players, {chosen: _prediction(found, row, chosen) for row, chosen in enumerate(sets)})


def _columns(patient: Patient, sets: Sequence[Coalition]) -> Columns:
    """One row a set: the patient's values of its modalities, measured volume and series included."""
    columns: Columns = {}
    for name, value in patient.columns().items():
        feature = CATALOGUE[name]
        here = np.array([name in BASE or feature.modality in chosen for chosen in sets], bool)
        columns[name] = np.repeat(value, len(sets))
        columns[name][~here] = np.nan if feature.is_numeric else None
    return columns


def _prediction(found: TableAssessment, row: int, players: Coalition) -> SubsetPrediction:
    risk: dict[Outcome, Risk] = {}
    log_odds: dict[Outcome, float] = {}
    for outcome in OUTCOMES:
        ends = (getattr(found.predictions[outcome], f"{outcome}{end}")[row] for end in ("", "_low", "_high"))
        risk[outcome] = Risk(*map(float, ends))
        log_odds[outcome] = float(found.predictions[outcome].log_odds[row, OUTCOME_COLUMN[outcome]])
    return SubsetPrediction(risk, log_odds, token_weights(found.attention[row], ("clinical", *players)))
