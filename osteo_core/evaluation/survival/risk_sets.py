"""The sums over people at risk of which Cox's partial likelihood is made, with Efron's treatment of ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.reports.validation import BoolArray

Array = NDArray[np.float64]
IntArray = NDArray[np.int64]


class AtEvents(NamedTuple):
    """At m events: Schoenfeld `residuals` (m, k), summed relative risk `total` (m,), `mean` covariates (m, k); people's `risk` (n,)."""

    residuals: Array
    total: Array
    mean: Array
    risk: Array


@dataclass(frozen=True, kw_only=True)
class RiskSets:
    """People in order of time (n,), their covariates (n, k), and for each of m events what Efron's likelihood needs.

    `first` (m,): the first person at risk; `tie` (m,): number of its tied set; `share` (m,): l / d for the l-th of d tied events.
    """

    time: Array
    x: Array
    dead: IntArray
    first: IntArray
    tie: IntArray
    share: Array

    @classmethod
    def of(cls, time: Array, event: BoolArray, x: Array) -> RiskSets:
        """The risk sets of people in any order."""
        order = np.argsort(time, kind="stable")
        time, dead = time[order], np.flatnonzero(event[order])
        first = np.searchsorted(time, time[dead], side="left")
        _, start, tie, deaths = np.unique(first, return_index=True, return_inverse=True, return_counts=True)
        return cls(time=time, x=x[order], dead=dead, first=first, tie=tie, share=(np.arange(len(dead)) - start[tie]) / deaths[tie])

    def _at_event(self, values: Array) -> Array:
        """Efron's sum of `values` (n, ...) over the people at risk at each event (m, ...)."""
        at_risk: Array = np.cumsum(values[::-1], axis=0)[::-1][self.first]
        starts = np.flatnonzero(np.diff(self.tie, prepend=-1))
        tied: Array = np.add.reduceat(values[self.dead], starts, axis=0)[self.tie]
        return at_risk - (tied.T * self.share).T

    def log_likelihood(self, beta: Array) -> float:
        """Partial log likelihood of coefficients (k,)."""
        eta = self.x @ beta
        top = eta.max()
        return float(np.sum(eta[self.dead] - top) - np.sum(np.log(self._at_event(np.exp(eta - top)))))

    def at_events(self, beta: Array) -> AtEvents:
        """What score and information are made of, at coefficients (k,)."""
        eta = self.x @ beta
        risk = np.exp(eta - eta.max())
        total = self._at_event(risk)
        mean = self._at_event(risk[:, None] * self.x) / total[:, None]
        return AtEvents(self.x[self.dead] - mean, total, mean, risk)

    def information(self, at: AtEvents, weight: Array) -> Array:
        """Sum over events of `weight` (m,) times the variance of the covariates among those at risk (k, k).

        Each person's squares are counted once with all the risk sets they are in, so that no (n, k, k) table is made.
        """
        hazard = weight / at.total
        cumulative = np.concatenate(([0.0], np.cumsum(hazard)))[np.searchsorted(self.time[self.dead], self.time, side="right")]
        cumulative[self.dead] -= np.bincount(self.tie, weights=hazard * self.share)[self.tie]
        squares: Array = (self.x * (at.risk * cumulative)[:, None]).T @ self.x
        return squares - (at.mean * weight[:, None]).T @ at.mean
