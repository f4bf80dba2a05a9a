"""How far two groups lie apart, in units of their spread: unlike a P value it does not grow with the number of people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BALANCED = 0.1
"""Below this a difference is commonly called negligible (Austin 2009); the paper's section 2.1 takes the same limit."""


def standardised_difference(first: object, second: object) -> float:
    """Difference in means, first less second, over the root of the mean of the two variances.

    A column of 0 and 1 only takes p (1 - p) as its variance, any other the sample variance. Missing values are left out. NaN where a group
    has nobody (for a variance: fewer than two), infinite where both groups are constant and differ.

    Source: Austin, Stat Med 2009;28:3083-107.
    """
    a, b = (_known(values) for values in (first, second))
    binary = bool(np.isin(a, (0, 1)).all() and np.isin(b, (0, 1)).all())
    fewest = 1 if binary else 2
    if min(len(a), len(b)) < fewest:
        return float("nan")
    difference = float(a.mean() - b.mean())
    degrees = 0 if binary else 1
    return _over(difference, float(np.sqrt((a.var(ddof=degrees) + b.var(ddof=degrees)) / 2)))


def categorical_difference(first: NDArray[np.int64], second: NDArray[np.int64], *, signed: bool = False) -> float:
    """Mahalanobis distance of the shares of k categories, from 0 up; `signed`: of two, with the sign of the second's difference.

    Args:
        first, second: (k,) counts of people. NaN where a group has nobody, infinite where no category is in both groups.

    Source: Yang & Dalton, SAS Global Forum 2012, paper 335.
    """
    if not first.sum() or not second.sum():
        return float("nan")
    p, q = (first / first.sum())[1:], (second / second.sum())[1:]
    covariance = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    difference = p - q
    inverse = np.linalg.pinv(covariance, hermitian=True)
    # The pseudo-inverse passes over a direction without spread; a difference there is beyond any spread.
    if not np.allclose(covariance @ inverse @ difference, difference, atol=1e-9):
        return float("inf") if not signed else float(np.copysign(np.inf, difference[0]))
    distance = float(np.sqrt(max(difference @ inverse @ difference, 0.0)))
    return float(np.copysign(distance, difference[0])) if signed else distance


def _known(values: object) -> Array:
    column = np.asarray(values, float)
    return column[~np.isnan(column)]


def _over(difference: float, spread: float) -> float:
    if spread > 0:
        return difference / spread
    return 0.0 if difference == 0 else float(np.copysign(np.inf, difference))
