"""Games whose players join one after another: what each adds in one order, and its average over all orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Coalition = frozenset[str]
Value = TypeVar("Value", float, NDArray[np.float64])


def coalitions(players: Sequence[str]) -> tuple[Coalition, ...]:
    """Every set of the players, the empty one first, smaller before larger."""
    return tuple(frozenset(chosen) for size in range(len(players) + 1) for chosen in combinations(players, size))


def gains(order: Sequence[str], value: Mapping[Coalition, Value]) -> dict[str, Value]:
    """Player -> how much the value rises when it joins those before it: value(before + player) - value(before).

    They sum to value(all of the order) - value(nobody), whatever the order.
    """
    return {player: value[frozenset(order[: k + 1])] - value[frozenset(order[:k])] for k, player in enumerate(order)}


def alone(players: Sequence[str], value: Mapping[Coalition, Value]) -> dict[str, Value]:
    """Player -> its gain when it is the first to join."""
    return {player: value[frozenset({player})] - value[frozenset()] for player in players}


def shapley(players: Sequence[str], value: Mapping[Coalition, Value]) -> dict[str, Value]:
    """Exact Shapley values: a player's gain averaged over all orders in which the players can join, each equally likely.

    `value` must hold every set of the players. Orders with the same players before one give it the same gain, so sets are looked at, not
    orders: s players stand before it in s! (k - 1 - s)! of k! orders.

    Source: Shapley LS. A value for n-person games. Contributions to the Theory of Games II (1953), 307-317.
    """
    k = len(players)
    weight = [factorial(s) * factorial(k - 1 - s) / factorial(k) for s in range(k)]
    found: dict[str, Value] = {}
    for player in players:
        without = coalitions([other for other in players if other != player])
        shares = [weight[len(before)] * (value[before | {player}] - value[before]) for before in without]
        found[player] = sum(shares[1:], start=shares[0])
    return found
