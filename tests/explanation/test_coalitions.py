"""Shapley values: published games, the axioms, and the average over every order."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from osteo_core.explanation.coalitions import Coalition, coalitions, gains, shapley

PLAYERS = ("dxa", "clinical", "btm", "micro", "gene")


def _random_game(seed: int, players: tuple[str, ...] = PLAYERS) -> dict[Coalition, float]:
    rng = np.random.default_rng(seed)
    return {chosen: float(rng.normal()) for chosen in coalitions(players)}


def test_every_set_comes_once() -> None:
    sets = coalitions(PLAYERS)
    assert len(sets) == len(set(sets)) == 2**5
    assert sets[0] == frozenset()
    assert sets[-1] == frozenset(PLAYERS)


def test_the_glove_game() -> None:
    """One left glove, two right ones, only a pair sells: 2/3, 1/6, 1/6 (the textbook example of Shapley's value)."""
    value = {chosen: float("left" in chosen and len(chosen) > 1) for chosen in coalitions(("left", "right", "other"))}
    assert shapley(("left", "right", "other"), value) == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other": 1 / 6})


def test_the_airport_game() -> None:
    """Littlechild & Owen (1973): the longest runway is paid; each stretch is shared equally by those who need it."""
    costs = {"small": 8.0, "medium": 11.0, "large": 13.0, "huge": 18.0}
    value = {chosen: max((costs[name] for name in chosen), default=0.0) for chosen in coalitions(tuple(costs))}
    expected = {"small": 2.0, "medium": 3.0, "large": 4.0, "huge": 9.0}
    assert shapley(tuple(costs), value) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_mean_gain_over_all_orders(seed: int) -> None:
    value = _random_game(seed)
    orders = list(permutations(PLAYERS))
    mean = {player: np.mean([gains(order, value)[player] for order in orders]) for player in PLAYERS}
    assert len(orders) == 120
    assert shapley(PLAYERS, value) == pytest.approx(mean, abs=1e-12)


def test_it_is_the_same_whatever_order_the_players_are_named_in() -> None:
    value = _random_game(7)
    assert shapley(PLAYERS[::-1], value) == pytest.approx(shapley(PLAYERS, value), abs=1e-12)


def test_gains_of_two_orders_differ_and_both_sum_to_the_whole() -> None:
    value = _random_game(8)
    whole = value[frozenset(PLAYERS)] - value[frozenset()]
    first, second = gains(PLAYERS, value), gains(PLAYERS[::-1], value)
    assert first["btm"] != pytest.approx(second["btm"], abs=1e-3)
    for found in (first, second, shapley(PLAYERS, value)):
        assert sum(found.values()) == pytest.approx(whole, abs=1e-12)


def test_dummy_and_symmetry() -> None:
    value = {chosen: 2.0 * ("dxa" in chosen and "btm" in chosen) + 0.5 * ("gene" in chosen) for chosen in coalitions(PLAYERS)}
    found = shapley(PLAYERS, value)
    assert found["micro"] == found["clinical"] == pytest.approx(0.0, abs=1e-12)
    assert found["gene"] == pytest.approx(0.5, abs=1e-12)
    assert found["dxa"] == pytest.approx(1.0, abs=1e-12)
    assert found["btm"] == pytest.approx(found["dxa"], abs=1e-12)


def test_values_may_be_arrays_and_are_worked_out_column_by_column() -> None:
    games = [_random_game(seed, PLAYERS[:3]) for seed in (1, 2)]
    both = {chosen: np.array([game[chosen] for game in games]) for chosen in coalitions(PLAYERS[:3])}
    found = shapley(PLAYERS[:3], both)
    for place, game in enumerate(games):
        assert {name: values[place] for name, values in found.items()} == pytest.approx(shapley(PLAYERS[:3], game), abs=1e-12)
