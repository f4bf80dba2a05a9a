"""95 % intervals on the logit scale: networks disagree (within), imputations disagree (between), and a factor makes it honest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import Z95

Array = NDArray[np.float64]


PRIOR_NETWORKS = 4.0
"""Weight of the typical variance of a set of modalities against a person's own, which K networks estimate with K - 1 degrees of freedom."""

NETWORKS = 5
"""Networks of an ensemble of five folds."""


BINS = 5
"""Groups of people, by how far their log-odds are from 0, whose widening is fitted apart: near 0 and 1 networks err by more log-odds."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Widening of the interval for one set of present modalities, per outcome log-odds.

    The two sides differ: a network that says "almost certainly not" errs far more often by not being certain enough than the other way.

    Shape:
        typical: (4,) mean within-variance; centre, inward, outward: (4, bins) median distance of the log-odds from 0, and what the
        networks' standard deviation is multiplied by there, towards 0 and away from it (linear in between).
    """

    typical: tuple[float, ...]
    centre: tuple[tuple[float, ...], ...]
    inward: tuple[tuple[float, ...], ...]
    outward: tuple[tuple[float, ...], ...]

    def factors(self, log_odds: Array) -> tuple[Array, Array]:
        """(n, 4) widening downwards and upwards at people's log-odds (n, 4)."""
        inward, outward = (
            np.stack([np.interp(d, c, f) for d, c, f in zip(np.abs(log_odds).T, self.centre, factor, strict=True)], 1)
            for factor in (self.inward, self.outward)
        )
        return np.where(log_odds > 0, inward, outward), np.where(log_odds > 0, outward, inward)


def standard_error(within: Array, between: Array, draws: int, typical: Array, factor: Array, networks: int = NETWORKS) -> Array:
    """Root of T = factor^2 W + (1 + 1/m) B, with W drawn towards its typical value.

    The factor makes up for five overlapping folds being too alike; imputations are not, so B is taken as it is.

    Args:
        within: (n, 4) variance over the networks, each averaged over the imputations.
        between: (n, 4) variance over the imputations, each averaged over the networks.
        draws: number of imputations m.
        typical, factor: (4,) or (n, 4) typical within-variance and its widening.
        networks: number of networks behind `within`.
    """
    total: Array = factor**2 * shrunk(within, typical, networks) + (1 + 1 / draws) * between
    return np.sqrt(total)


def shrunk(within: Array, typical: Array, networks: int = NETWORKS) -> Array:
    """A person's own within-variance drawn towards the typical one of people with the same modalities."""
    own = networks - 1.0
    drawn: Array = (own * within + PRIOR_NETWORKS * typical) / (own + PRIOR_NETWORKS)
    return drawn


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
    away = (truth - mean) * np.sign(mean)
    sides = []
    for error in (np.maximum(-away, 0.0), np.maximum(away, 0.0)):
        unexplained = np.maximum((error / Z95) ** 2 - (1 + 1 / draws) * between, 0.0)
        sides.append(np.sqrt(unexplained / shrunk(within, typical)))
    groups = [_groups(np.abs(mean[:, k])) for k in range(mean.shape[1])]
    level = (1 + coverage) / 2
    centre = tuple(tuple(_rounded(np.median(np.abs(mean[g, k]))) for g in groups[k]) for k in range(mean.shape[1]))
    inward, outward = (
        tuple(tuple(_rounded(np.quantile(side[g, k], level)) for g in groups[k]) for k in range(mean.shape[1])) for side in sides
    )
    return Spread(typical=tuple(map(float, typical)), centre=centre, inward=inward, outward=outward)


def _groups(distance: Array) -> list[NDArray[np.int64]]:
    """People in BINS groups of equal size, by distance."""
    return np.array_split(np.argsort(distance, kind="stable"), min(BINS, len(distance)))


def _rounded(value: np.floating) -> float:
    return round(float(value), 4)
