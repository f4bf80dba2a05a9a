"""Shapley values of one patient: by field (sampled permutations) and by modality (exact)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import SEED
from osteo_core.explanation.coalitions import coalitions, shapley
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.game import Game
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome

EVALUATIONS = 1_200
"""Coalitions to look at when there are many fields; a permutation and its reverse take 2 x fields + 1 of them."""

MOST_PERMUTATIONS, FEWEST_PERMUTATIONS = 10, 3


def permutations_for(fields: int) -> int:
    """Number of antithetic permutations, fewer when there are many fields."""
    return int(np.clip(EVALUATIONS // (2 * fields + 1), FEWEST_PERMUTATIONS, MOST_PERMUTATIONS))


def field_shapley(game: Game, between: Callable[[], None] = lambda: None) -> NDArray[np.float64]:
    """(players, 4 or 5) Shapley values of the entered fields for the outcome log-odds.

    Each permutation lets the fields join one by one and then leave in the same order, so that a field is met early and late; the whole
    walk goes to the game at once, which keeps the tokens that a coalition leaves unchanged.

    The permutations and the sums are those of `shap.explainers.Permutation(seed=SEED)` to the last bit. The library itself seeds and draws
    from numpy's global generator, so that two explanations made at the same time would change one another; here each has its own.

    `between` is called before each permutation; what it raises ends the work, where nobody waits for it any more.

    Source: Lundberg & Lee 2017; permutation sampling with antithetic pairs as in shap.explainers.Permutation.
    """
    count = len(game.players)
    if count == 1:
        ends = game.values(np.array([[False], [True]]))
        return ends[1:] - ends[:1]
    order, generator = np.arange(count), np.random.RandomState(SEED)
    total, permutations = np.zeros((count, 0)), permutations_for(count)
    for _ in range(permutations):
        between()
        generator.shuffle(order)
        steps = np.diff(game.values(_walk(order)), axis=0)
        total = total if total.size else np.zeros((count, steps.shape[1]))
        total[order] += steps[:count]
        total[order] -= steps[count:]
    return total / (2 * permutations)


def _walk(order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(2 x players + 1, players) coalitions: nobody, one more at each step until all are in, then one fewer in the same order."""
    place = np.empty(len(order), int)
    place[order] = np.arange(len(order))
    joining = place < np.arange(len(order) + 1)[:, None]
    return np.concatenate([joining, ~joining[1:]])


def modality_shapley(game: Game) -> dict[str, NDArray[np.float64]]:
    """Exact Shapley values of the present modalities, each (4,) or (5,): every one of the at most 64 coalitions is evaluated."""
    modalities = tuple(dict.fromkeys(player.modality for player in game.players))
    subsets = coalitions(modalities)
    rows = np.array([[player.modality in subset for player in game.players] for subset in subsets], bool)
    return shapley(modalities, dict(zip(subsets, game.values(rows), strict=True)))


def explain_game(
    game: Game, outcomes: tuple[Outcome, ...], *, fields: bool = True, between: Callable[[], None] = lambda: None
) -> dict[Outcome, Explanation]:
    """Explanations for several outcomes from one pass over the coalitions; without `fields` no field has a contribution.

    `between`: as in `field_shapley`.
    """
    count = len(game.players)
    baseline, value = game.values(np.array([[False] * count, [True] * count]))
    players = game.players if fields else ()
    by_field, by_modality = field_shapley(game, between) if fields else (), modality_shapley(game)
    column = OUTCOME_COLUMN
    return {
        outcome: Explanation(
            outcome, float(baseline[column[outcome]]), float(value[column[outcome]]),
            {player.name: float(row[column[outcome]]) for player, row in zip(players, by_field, strict=True)},
            {modality: float(row[column[outcome]]) for modality, row in by_modality.items()},
        )
        for outcome in outcomes
    }  # fmt: skip
