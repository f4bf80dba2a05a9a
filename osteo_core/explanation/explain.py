"""One patient's explanations, asked of a model: what the coalitions are, and what each field and each modality moved."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.game import Game, players_of
from osteo_core.explanation.shapley import explain_game
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.measured import MeasuredVolumes
from osteo_core.inference.predictor import Predictor, ReadRecord
from osteo_core.patients import Patient
from osteo_core.preprocessing.pipeline import Prepared


def game_of(model: Predictor, patient: Patient | ReadRecord, outcome: Outcome = "osteoporosis") -> Game:
    """The coalition game of a patient when the model is asked for `outcome`, see `osteo_core.explanation.game`.

    Raises:
        InvalidInput: as `Predictor.read`.
    """
    read = model.read(patient)
    prepared = read.views[model.artifact.withheld[outcome]]
    volumes, series = model.measured(read.harmonised, prepared)
    players = players_of(prepared, bool(volumes and volumes.rows[0]), bool(series and series.rows[0]), model.artifact.inputs)
    arrays = _seen(volumes, prepared), torch.from_numpy(series.grids[0]) if series and series.rows[0] else None
    return Game(model.artifact.ensemble, prepared, arrays, model.reference, players)


def _seen(volumes: MeasuredVolumes | None, prepared: Prepared) -> Tensor | None:
    """The volume of the first person in each imputation, (m, 48, 48, 48)."""
    if volumes is None or not volumes.rows[0]:
        return None
    each = [volumes.of(prepared, draw) for draw in range(len(prepared.values))]
    return torch.stack([torch.from_numpy(found[0][0]) for found in each if found is not None])


def explain_all(
    model: Predictor, patient: Patient | ReadRecord, *, fields: bool = True, between: Callable[[], None] = lambda: None
) -> dict[Outcome, Explanation]:
    """Explanations of all outcomes that the model answers; those asked with the same fields withheld come from one pass.

    Without `fields` by modality only, with no field's contribution: many times quicker, since fields are what takes long. `between` is
    called now and then; what it raises ends the work.

    Raises:
        InvalidInput: as `Predictor.read`.
    """
    read = model.read(patient)
    together: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome, withheld in model.artifact.withheld.items():
        together.setdefault(withheld, []).append(outcome)
    explained: dict[Outcome, Explanation] = {}
    for outcomes in together.values():
        explained |= explain_game(game_of(model, read, outcomes[0]), tuple(outcomes), fields=fields, between=between)
    return explained
