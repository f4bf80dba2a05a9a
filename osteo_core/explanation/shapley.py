"""Shapley values of one patient: by field (shap's permutation explainer) and by modality (exact)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.explanation.coalitions import coalitions, shapley
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.game import Game
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome

SEED = 20250374
EVALUATIONS = 1_200
"""Coalitions to look at when there are many fields; a permutation and its reverse take 2 x fields + 1 of them."""

BATCH = 4_096
"""Coalitions that the explainer hands over at once: a whole permutation. Its default of ten would leave most of the time to overhead."""

MOST_PERMUTATIONS, FEWEST_PERMUTATIONS = 10, 3


def permutations_for(fields: int) -> int:
    """Number of antithetic permutations, fewer when there are many fields."""
    return int(np.clip(EVALUATIONS // (2 * fields + 1), FEWEST_PERMUTATIONS, MOST_PERMUTATIONS))


def field_shapley(game: Game) -> NDArray[np.float64]:
    """(players, 4) Shapley values of the entered fields for the outcome log-odds.

    The explainer is given the game itself: its "model" takes coalitions (rows of 0 and 1) and its masker only writes them down, so that the
    game can keep the tokens that a coalition leaves unchanged.

    Source: Lundberg & Lee 2017; permutation sampling with antithetic pairs as in shap.explainers.Permutation.
    """
    import shap

    count = len(game.players)
    if count == 1:
        ends = game.values(np.array([[False], [True]]))
        return ends[1:] - ends[:1]

    def coalition_masker(mask: NDArray[np.bool_], row: NDArray[np.float64]) -> tuple[NDArray[np.float64]]:
        return ((mask * row)[None, :],)

    explainer = shap.explainers.Permutation(lambda rows: game.values(rows > 0.5), coalition_masker, seed=SEED)
    explained = explainer(np.ones((1, count)), max_evals=permutations_for(count) * (2 * count + 1), batch_size=BATCH, silent=True)
    values: NDArray[np.float64] = np.asarray(explained.values[0], float)
    return values


def modality_shapley(game: Game) -> dict[str, NDArray[np.float64]]:
    """Exact Shapley values of the present modalities, each (4,): every one of the at most 64 coalitions is evaluated."""
    modalities = tuple(dict.fromkeys(player.modality for player in game.players))
    subsets = coalitions(modalities)
    rows = np.array([[player.modality in subset for player in game.players] for subset in subsets], bool)
    return shapley(modalities, dict(zip(subsets, game.values(rows), strict=True)))


def explain_game(game: Game, outcomes: tuple[Outcome, ...]) -> dict[Outcome, Explanation]:
    """Explanations for several outcomes from one pass over the coalitions."""
    count = len(game.players)
    baseline, value = game.values(np.array([[False] * count, [True] * count]))
    by_field, by_modality = field_shapley(game), modality_shapley(game)
    column = OUTCOME_COLUMN
    return {
        outcome: Explanation(
            outcome, float(baseline[column[outcome]]), float(value[column[outcome]]),
            {player.name: float(row[column[outcome]]) for player, row in zip(game.players, by_field, strict=True)},
            {modality: float(row[column[outcome]]) for modality, row in by_modality.items()},
        )
        for outcome in outcomes
    }  # fmt: skip
