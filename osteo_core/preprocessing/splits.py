"""Stratified splits of exact size: 80/20 into training and test people, and folds of the training people (paper, sections 1.1 and 1.3)."""

from __future__ import annotations

import math

import numpy as np

FOLDS = 5


def train_test_split(strata: np.ndarray, *, test_size: int | None = None, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Split people into training and test, the same share of each class in both.

    Args:
        strata: (n,) class of each person.
        test_size: number of test people; None: a fifth, rounded up (of 12 856 people: the paper's 10 284 and 2 572).
        seed: of the shuffle.

    Returns:
        Sorted indices of training and of test people. Classes differ from their exact share by less than one person.

    Raises:
        ValueError: no strata, or a test size outside 1 to n - 1.
    """
    strata = np.asarray(strata)
    n = len(strata)
    size = math.ceil(n / 5) if test_size is None else test_size
    if not 0 < size < n:
        raise ValueError(f"a test part of {size} cannot be taken from {n} people")
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(strata, return_counts=True)
    test = [rng.permutation(np.flatnonzero(strata == c))[:k] for c, k in zip(classes, _shares(counts, size), strict=True)]
    chosen = np.zeros(n, bool)
    chosen[np.concatenate(test)] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def folds(strata: np.ndarray, *, k: int = FOLDS, seed: int = 0) -> np.ndarray:
    """Fold number 0 … k-1 of each person; folds differ by at most one person, in all and in each class.

    Raises:
        ValueError: fewer people than folds.
    """
    strata = np.asarray(strata)
    if not 1 < k <= len(strata):
        raise ValueError(f"{len(strata)} people cannot make {k} folds")
    rng = np.random.default_rng(seed)
    # Dealing the shuffled people of one class after another, like cards, keeps both the folds and the classes level.
    order = np.concatenate([rng.permutation(np.flatnonzero(strata == c)) for c in np.unique(strata)])
    fold = np.empty(len(strata), np.int64)
    fold[order] = np.arange(len(strata)) % k
    return fold


def _shares(counts: np.ndarray, size: int) -> np.ndarray:
    """Whole numbers in proportion to `counts` that add up to `size`: largest remainders get the people left over."""
    exact = counts * size / counts.sum()
    whole = np.floor(exact).astype(int)
    extra = np.argsort(whole - exact, kind="stable")[: size - whole.sum()]
    whole[extra] += 1
    return whole
