"""95 % intervals on the logit scale: networks disagree (within), imputations disagree (between), and a factor makes it honest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Z95 = 1.959963984540054

PRIOR_NETWORKS = 4.0
"""Weight of the typical variance of a set of modalities against a person's own, which five networks estimate with 4 degrees of freedom."""


BINS = 6
"""Groups of people, by how far their log-odds are from 0, whose widening is fitted apart: near 0 and 1 networks err by more log-odds."""


@dataclass(frozen=True)
class Spread:
    """Widening of the interval for one set of present modalities, per outcome log-odds.

    Shape:
        typical: (4,) mean within-variance; centre, factor: (4, bins) median distance of the log-odds from 0, and what the networks'
        standard deviation is multiplied by there (linear in between).
    """

    typical: tuple[float, ...]
    centre: tuple[tuple[float, ...], ...]
    factor: tuple[tuple[float, ...], ...]

    def factors(self, log_odds: Array) -> Array:
        """(n, 4) widening at people's log-odds (n, 4)."""
        columns = zip(np.abs(log_odds).T, self.centre, self.factor, strict=True)
        return np.stack([np.interp(distance, centre, factor) for distance, centre, factor in columns], 1)


def standard_error(within: Array, between: Array, draws: int, typical: Array, factor: Array) -> Array:
    """Root of T = factor^2 W + (1 + 1/m) B, with W drawn towards its typical value.

    The factor makes up for five overlapping folds being too alike; imputations are not, so B is taken as it is.

    Args:
        within: (n, 4) variance over the networks, each averaged over the imputations.
        between: (n, 4) variance over the imputations, each averaged over the networks.
        draws: number of imputations m.
        typical, factor: (4,) or (n, 4) typical within-variance and its widening.
    """
    total: Array = factor**2 * _shrunk(within, typical) + (1 + 1 / draws) * between
    return np.sqrt(total)


def _shrunk(within: Array, typical: Array) -> Array:
    networks = 4.0
    shrunk: Array = (networks * within + PRIOR_NETWORKS * typical) / (networks + PRIOR_NETWORKS)
    return shrunk


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


def fit_spread(mean: Array, truth: Array, within: Array, between: Array, draws: int, coverage: float = 0.95) -> Spread:
    """The widening with which `coverage` of the intervals hold the Bayes-optimal log-odds.

    Args:
        mean, truth: (n, 4) estimated and Bayes-optimal log-odds of people whom the networks never saw.
        within, between: (n, 4) as in `components`; draws: number of imputations.
    """
    typical = within.mean(0)
    unexplained = np.maximum(((mean - truth) / Z95) ** 2 - (1 + 1 / draws) * between, 0.0)
    ratio = np.sqrt(unexplained / _shrunk(within, typical))
    centre, factor = zip(*(_by_distance(np.abs(mean[:, k]), ratio[:, k], coverage) for k in range(mean.shape[1])), strict=True)
    return Spread(tuple(map(float, typical)), centre, factor)


def _by_distance(distance: Array, ratio: Array, coverage: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Median distance and quantile of the ratio in BINS equal groups."""
    groups = np.array_split(np.argsort(distance, kind="stable"), min(BINS, len(distance)))
    centre = tuple(round(float(np.median(distance[group])), 4) for group in groups)
    return centre, tuple(round(float(np.quantile(ratio[group], coverage)), 4) for group in groups)
