"""95 % intervals on the logit scale: networks disagree (within), imputations disagree (between), and a factor makes it honest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Z95 = 1.959963984540054

PRIOR_NETWORKS = 4.0
"""Weight of the typical variance of a set of modalities against a person's own, which five networks estimate with 4 degrees of freedom."""


@dataclass(frozen=True)
class Spread:
    """Widening of the interval for one set of present modalities, per outcome logit.

    Shape:
        typical: (4,) mean within-variance; factor: (4,) what the half-width is multiplied by.
    """

    typical: tuple[float, ...]
    factor: tuple[float, ...]


def standard_error(within: Array, between: Array, draws: int, typical: Array) -> Array:
    """Root of T = W + (1 + 1/m) B, with W drawn towards its typical value.

    Args:
        within: (n, 4) variance over the networks, each averaged over the imputations.
        between: (n, 4) variance over the imputations, each averaged over the networks.
        draws: number of imputations m.
        typical: (4,) or (n, 4) typical within-variance.
    """
    networks = 4.0
    shrunk = (networks * within + PRIOR_NETWORKS * typical) / (networks + PRIOR_NETWORKS)
    total: Array = shrunk + (1 + 1 / draws) * between
    return np.sqrt(total)


def components(logits: Array) -> tuple[Array, Array, Array]:
    """Mean, within- and between-variance of outcome log-odds.

    Args:
        logits: (networks, draws, n, 4).

    Returns:
        three arrays (n, 4). With a single imputation the between-variance is 0 (nothing was imputed).
    """
    mean = logits.mean((0, 1))
    within = logits.mean(1).var(0, ddof=1) if logits.shape[0] > 1 else np.zeros_like(mean)
    between = logits.mean(0).var(0, ddof=1) if logits.shape[1] > 1 else np.zeros_like(mean)
    return mean, within, between


def fit_spread(error: Array, within: Array, between: Array, draws: int, coverage: float = 0.95) -> Spread:
    """The factor with which `coverage` of the intervals hold the Bayes-optimal log-odds.

    Args:
        error: (n, 4) absolute distance of the estimate from the Bayes-optimal log-odds, people the networks never saw.
    """
    typical = within.mean(0)
    ratio = error / (Z95 * standard_error(within, between, draws, typical))
    return Spread(tuple(map(float, typical)), tuple(map(float, np.quantile(ratio, coverage, axis=0))))
