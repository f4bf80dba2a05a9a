"""Propensity-score matching: pairs of people from two groups who are alike in what was measured.

Matching makes the groups alike in the covariates given, and only in those; the matched people are a selection, and what is found among
them speaks for the region where the groups overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.calibration.logistic import fit
from osteo_core.evaluation.groups.standardised_difference import standardised_difference
from osteo_core.evaluation.reports.validation import design_matrix, numbers

Array = NDArray[np.float64]
IntArray = NDArray[np.int64]

CALIPER = 0.2
"""Widest distance of a pair, in standard deviations of the logit (Austin, Pharm Stat 2011;10:150-61)."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Pairs of people, and what became of the balance.

    `pairs` (m, 2): row of the person of group 1 and of the partner from group 0. `logit` (n,): the propensity score's logit, NaN for the
    `incomplete` people left out because a covariate of theirs is missing. `caliper`: widest distance allowed, on the logit.
    `lost` are people with a score but without a partner, of group 1 and of group 0.
    `balance`: covariate, before, after: standardised differences, group 1 less group 0, of the people with a score and of the matched,
    each with the spread of the very people compared.
    """

    pairs: IntArray
    logit: Array
    caliper: float
    incomplete: int
    lost: tuple[int, int]
    balance: pd.DataFrame


def match(group: object, covariates: Mapping[str, object], *, caliper: float = CALIPER, seed: int = 0) -> Matching:
    """1:1 nearest neighbours on the logit of the propensity score, without replacement, within a caliper.

    People of group 1 choose one after another, in an order drawn with `seed` from people in order of their logit (so that the order of the
    rows does not matter); each takes the nearest partner left, of two equally near the one with the lower logit.

    Args:
        group: (n,) 1 for those who look for a partner (the smaller group loses fewer people), 0 for the others.
        covariates: name -> (n,) numbers; they enter the logistic regression as they are.
        caliper: in pooled standard deviations of the logit, above 0.

    Raises:
        InvalidInput: as `validation.design_matrix`; a group that is missing or not 0 or 1, or empty among the people who are complete; a
            caliper that is not above 0; covariates that tell the groups apart completely or repeat one another; or no pair within it.

    Sources: Rosenbaum & Rubin, Biometrika 1983;70:41-55; caliper and pooled deviation, Austin, Pharm Stat 2011;10:150-61.
    """
    label = numbers("group", group)
    wrong = ~np.isin(label, (0, 1))
    if wrong.any():
        raise InvalidInput(Problem("group", "matching.group", row=int(np.argmax(wrong))))
    if not 0 < caliper < np.inf:
        raise InvalidInput(Problem("caliper", "matching.caliper"))
    x = design_matrix(covariates, len(label))
    complete = ~np.isnan(x).any(axis=1)
    ones, zeros = (np.flatnonzero(complete & (label == value)) for value in (1, 0))
    empty = [Problem("group", "matching.empty", {"group": value}) for value, people in ((1, ones), (0, zeros)) if not len(people)]
    if empty:
        raise InvalidInput(empty)
    logit = np.full(len(label), np.nan)
    logit[complete] = _propensity_logit(x[complete], label[complete], covariates)
    width = caliper * _pooled_deviation(logit[ones], logit[zeros])
    pairs = _nearest_pairs(logit, ones, zeros, width, seed)
    if not len(pairs):
        raise InvalidInput(Problem("group", "matching.nobody", {"caliper": f"{caliper:g}"}))
    return Matching(
        pairs=pairs,
        logit=logit,
        caliper=width,
        incomplete=int((~complete).sum()),
        lost=(len(ones) - len(pairs), len(zeros) - len(pairs)),
        balance=_balance(x, covariates, (ones, zeros), (pairs[:, 0], pairs[:, 1])),
    )


def _propensity_logit(x: Array, label: Array, names: Iterable[str]) -> Array:
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    design = np.column_stack([np.ones(len(x)), standard])
    try:
        return np.asarray(design @ fit(design, label).beta)
    except ValueError:
        raise InvalidInput(Problem(", ".join(names), "matching.separated")) from None


def _pooled_deviation(first: Array, second: Array) -> float:
    """Root of the mean of the two variances; a group of one person has none and leaves it to the other."""
    variances = [float(values.var(ddof=1)) for values in (first, second) if len(values) > 1]
    return float(np.sqrt(np.mean(variances))) if variances else 0.0


def _nearest_pairs(logit: Array, ones: IntArray, zeros: IntArray, width: float, seed: int) -> IntArray:
    """Greedy pairs (m, 2). Partners stand in a line by logit; those taken are skipped over, so that each search takes hardly a step."""
    ones, zeros = ones[np.argsort(logit[ones], kind="stable")], zeros[np.argsort(logit[zeros], kind="stable")]
    ones = ones[np.random.default_rng(seed).permutation(len(ones))]
    line = [-np.inf, *logit[zeros].tolist(), np.inf]
    # The nearest partner still free at or below, and at or above, each place of the line; its two ends are always free and infinitely far.
    lower, upper = list(range(len(line))), list(range(len(line)))
    places = np.searchsorted(logit[zeros], logit[ones], side="left").tolist()
    pairs = []
    for person, own, place in zip(ones.tolist(), logit[ones].tolist(), places, strict=True):
        below, above = _free(lower, place), _free(upper, place + 1)
        chosen = below if own - line[below] <= line[above] - own else above
        if abs(line[chosen] - own) <= width:
            pairs.append((person, int(zeros[chosen - 1])))
            lower[chosen], upper[chosen] = chosen - 1, chosen + 1
    return np.array(pairs, np.int64).reshape(-1, 2)


def _free(towards: list[int], place: int) -> int:
    """The free place that `place` leads to; the way is halved for those who come after (union-find)."""
    while towards[place] != place:
        towards[place] = towards[towards[place]]
        place = towards[place]
    return place


def _balance(x: Array, names: Iterable[str], before: tuple[IntArray, IntArray], after: tuple[IntArray, IntArray]) -> pd.DataFrame:
    rows = [
        {
            "covariate": name,
            "before": standardised_difference(column[before[0]], column[before[1]]),
            "after": standardised_difference(column[after[0]], column[after[1]]),
        }
        for name, column in zip(names, x.T, strict=True)
    ]
    return pd.DataFrame(rows)
