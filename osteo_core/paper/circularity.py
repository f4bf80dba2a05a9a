"""What a test's AUC becomes when the outcome is defined by a noisy measurement, or by the test itself.

One normal factor: true status z ~ N(0, 1), a test is z plus normal noise. Closed enough that no people need to be drawn.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

Definition = Literal["truth", "measured"]
"""How the outcome is defined: by the lowest true status, or by the lowest measurement."""

_REACH, _POINTS = 9.0, 20_001


def correlation_with_truth(noise: float) -> float:
    """Correlation of a test with the true status, for noise of `noise` SDs of the true status. Raises ValueError below zero."""
    if noise < 0:
        raise ValueError("noise has a spread of zero or more")
    return float(1 / np.sqrt(1 + noise**2))


def auc_for_correlated_outcome(correlation: float, prevalence: float) -> float:
    """AUC of a normal test for having the lowest `prevalence` of another normal quantity, with which it correlates by `correlation`.

    1 at a correlation of 1: a test finds without error who lies below a cut of itself.

    Raises:
        ValueError: a correlation outside 0..1 or a prevalence outside 0 < p < 1.
    """
    if not 0 <= correlation <= 1 or not 0 < prevalence < 1:
        raise ValueError("a correlation lies in 0..1, a prevalence between 0 and 1")
    if correlation == 1:
        return 1.0
    x = np.linspace(-_REACH, _REACH, _POINTS)
    cut = stats.norm.ppf(prevalence)
    ill = stats.norm.cdf((cut - correlation * x) / np.sqrt(1 - correlation**2))
    having, lacking = ill * stats.norm.pdf(x) / prevalence, (1 - ill) * stats.norm.pdf(x) / (1 - prevalence)
    below = np.concatenate([[0.0], np.cumsum((having[1:] + having[:-1]) / 2) * (x[1] - x[0])])  # share of the ill below each x
    return float(np.trapezoid(lacking * below, x))


def auc_of_test(noise: float, defining_noise: float, definition: Definition, prevalence: float, *, itself: bool) -> float:
    """AUC of a test with `noise`, when the outcome is the truth or a measurement with `defining_noise`.

    `itself`: the test is that measurement. Otherwise the noise of the two is independent. Raises ValueError as the functions above.
    """
    own = correlation_with_truth(noise)
    if definition == "truth":
        return auc_for_correlated_outcome(own, prevalence)
    return auc_for_correlated_outcome(1.0 if itself else own * correlation_with_truth(defining_noise), prevalence)


def people(noise: float, n: int, seed: int) -> tuple[Array, Array]:
    """True status and measurement, in its SDs, of n people drawn with a seed; the same people's noise at every `noise`."""
    drawn = np.random.default_rng(seed).standard_normal((2, n))
    return drawn[0], correlation_with_truth(noise) * (drawn[0] + noise * drawn[1])
