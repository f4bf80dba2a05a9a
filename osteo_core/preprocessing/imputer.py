"""The fitted imputation model: it ships with the weights and completes new records, one or a million, the same way each time.

Decisions, each kept wherever a record is completed:

- Only gaps in modalities that are present are filled. The fields of an absent modality stay NaN and enter no equation (they stand at
  0, the mean, at fitting and at prediction), so an absent modality changes nothing.
- Continuous fields are drawn from their linear equation and held within the range seen in training; binary fields are drawn 0 or 1.
- A missing SNP is drawn 0, 1 or 2 in Hardy-Weinberg proportions from its own allele frequency: dosages neither predict nor are
  predicted, for a regression on 100 fields of which 63 are all but unrelated would only add noise.
- Noise is common by default: one number for each (sweep, draw, field), the same for every record, so that a record gets the same values at
  any position of any table, and both sides of a what-if share them. Over the m draws the numbers are a Latin hypercube (normal ones
  rescaled to mean 0, variance 1), so that five draws have the right mean and spread of a field, not merely on average over seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast

import numpy as np

from osteo_core.preprocessing.regressions import expit

Kind = Literal["continuous", "binary", "dosage"]
Noise = Literal["common", "independent"]

SWEEPS = 8
"""Rounds of the equations for a new record. The first starts from the means; with the strongest correlations of this field (BMD sites) the
distribution of the draws no longer changes after eight."""

_ARRAYS = ("mean", "scale", "low", "high", "coefficients", "sd", "frequency")


@dataclass(frozen=True, kw_only=True)
class Imputer:
    """Drawn equations of m chains over p columns, of which q are chained and the rest are dosages.

    Shape:
        mean, scale, low, high: (p,) of the training people's observed values, in the columns' own units.
        coefficients: (m, q, q + 1) on the standardised scale, intercept first.
        sd: (m, q) residual standard deviations on that scale.
        frequency: (m, p - q) allele frequencies, drawn.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    groups: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray
    coefficients: np.ndarray
    sd: np.ndarray
    frequency: np.ndarray

    @property
    def m(self) -> int:
        """Number of draws."""
        return len(self.coefficients)

    @property
    def group_names(self) -> tuple[str, ...]:
        """Modalities in the order of their first column: the columns of `present`."""
        return tuple(dict.fromkeys(self.groups))

    def present(self, X: np.ndarray) -> np.ndarray:
        """(n, modalities) bool: a modality is present when any of its columns is observed."""
        labels = np.array(self.groups)
        return np.stack([np.isfinite(X[:, labels == name]).any(1) for name in self.group_names], 1)

    def complete(
        self, X: np.ndarray, *, present: np.ndarray | None = None, seed: int = 0, noise: Noise = "common", sweeps: int = SWEEPS
    ) -> np.ndarray:
        """Complete records m times.

        Args:
            X: (n, p) columns in training order and units, NaN where not observed.
            present: (n, modalities) bool in the order of `group_names`; None: every modality with an observed column.
            seed: of the draws; results depend on nothing else but the record itself.
            noise: "common" for prediction; "independent" draws anew for each person, for training or a classic analysis.
            sweeps: rounds of the chained equations.

        Returns:
            (m, n, p) with observed values untouched and NaN left in absent modalities. A read-only view when there is nothing to do.

        Raises:
            ValueError: X has another width, or `present` another shape.
        """
        X = np.asarray(X, float)
        if X.ndim != 2 or X.shape[1] != len(self.names):
            raise ValueError(f"X must have shape (n, {len(self.names)}), not {X.shape}")
        here = self._columns_here(self.present(X) if present is None else np.asarray(present, bool), len(X))
        missing = here & ~np.isfinite(X)
        rows = np.flatnonzero(missing.any(1))
        if len(rows) == 0:
            return np.broadcast_to(X, (self.m, *X.shape))
        completed = np.repeat(X[None], self.m, 0)
        completed[:, rows] = self._fill(X[rows], missing[rows], _Noise(seed=seed, kind=noise, m=self.m, n=len(rows)), sweeps)
        return completed

    def _columns_here(self, present: np.ndarray, n: int) -> np.ndarray:
        names = self.group_names
        if present.shape != (n, len(names)):
            raise ValueError(f"present must have shape ({n}, {len(names)}), not {present.shape}")
        return present[:, [names.index(group) for group in self.groups]]

    def _fill(self, X: np.ndarray, missing: np.ndarray, noise: _Noise, sweeps: int) -> np.ndarray:
        """(m, n, p) of records that all have a gap."""
        kinds = np.array(self.kinds)
        chained, dosages = np.flatnonzero(kinds != "dosage"), np.flatnonzero(kinds == "dosage")
        filled = np.repeat(X[None], self.m, 0)
        for k, j in enumerate(dosages.tolist()):
            rows = np.flatnonzero(missing[:, j])
            if len(rows):
                filled[:, rows, j] = _hardy_weinberg(noise.uniform(0, j, rows), self.frequency[:, k, None])
        Z = (X[:, chained] - self.mean[chained]) / self.scale[chained]
        gaps = [(k, j, np.flatnonzero(missing[:, j])) for k, j in enumerate(chained.tolist())]
        gaps = [(k, j, rows) for k, j, rows in gaps if len(rows)]
        design = np.concatenate([np.ones((len(X), 1)), np.nan_to_num(Z, nan=0.0)], 1)
        state = np.repeat(design[None], self.m, 0)
        for sweep in range(sweeps if gaps else 0):
            for k, j, rows in gaps:
                state[:, rows, k + 1] = self._draw(state[:, rows], k, j, rows, noise, sweep)
        for k, j, rows in gaps:
            filled[:, rows, j] = state[:, rows, k + 1] * self.scale[j] + self.mean[j]
            if self.kinds[j] == "binary":
                filled[:, rows, j] = np.round(filled[:, rows, j])
        return filled

    def _draw(self, design: np.ndarray, k: int, j: int, rows: np.ndarray, noise: _Noise, sweep: int) -> np.ndarray:
        """(m, rows) standardised draws of chained field k, column j, from the (m, rows, q + 1) state."""
        predictor = np.einsum("mrq,mq->mr", design, self.coefficients[:, k])
        if self.kinds[j] == "binary":
            value = noise.uniform(sweep, j, rows) < expit(predictor)
        else:
            value = self.mean[j] + self.scale[j] * (predictor + self.sd[:, k, None] * noise.normal(sweep, j, rows))
            value = np.clip(value, self.low[j], self.high[j])
        return cast(np.ndarray, (value - self.mean[j]) / self.scale[j])

    def state(self) -> dict[str, np.ndarray]:
        """The arrays, for safetensors."""
        return {name: np.ascontiguousarray(getattr(self, name)) for name in _ARRAYS}

    def meta(self) -> dict[str, list[str]]:
        """The rest, for JSON."""
        return {"names": list(self.names), "kinds": list(self.kinds), "groups": list(self.groups)}

    @classmethod
    def from_state(cls, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Sequence[Any]]) -> Imputer:
        """The imputer that gave `state()` and `meta()`."""
        numbers = {name: np.asarray(arrays[name], float) for name in _ARRAYS}
        return cls(names=tuple(meta["names"]), kinds=tuple(meta["kinds"]), groups=tuple(meta["groups"]), **numbers)


def _hardy_weinberg(u: np.ndarray, frequency: np.ndarray) -> np.ndarray:
    """Dosage 0, 1 or 2 at the uniform number u."""
    return (u > (1.0 - frequency) ** 2).astype(float) + (u > 1.0 - frequency**2)


@dataclass(frozen=True, kw_only=True)
class _Noise:
    """Random numbers by (seed, sweep, column): common to all rows as (m, 1), or of its own for each row as (m, rows)."""

    seed: int
    kind: Noise
    m: int
    n: int

    def uniform(self, sweep: int, column: int, rows: np.ndarray) -> np.ndarray:
        """One number in each m-th of (0, 1), in random order over the draws."""
        if self.kind == "common":
            return _uniform(self.seed, sweep, column, self.m)
        return _stratified(np.random.default_rng([self.seed, sweep, column]), self.m, self.n)[:, rows]

    def normal(self, sweep: int, column: int, rows: np.ndarray) -> np.ndarray:
        """Normal scores with mean 0 and variance 1 over the draws (plain normal numbers when there is one draw)."""
        if self.kind == "common":
            return _normal(self.seed, sweep, column, self.m)
        return np.random.default_rng([self.seed, sweep, column]).standard_normal((self.m, self.n))[:, rows]


def _stratified(rng: np.random.Generator, m: int, width: int) -> np.ndarray:
    strata = rng.permuted(np.repeat(np.arange(m)[:, None], width, 1), axis=0)
    return np.asarray((strata + rng.random((1, width))) / m)


# What all rows share depends on nothing of a person: it is drawn once a process.
@lru_cache(maxsize=10_000)
def _uniform(seed: int, sweep: int, column: int, m: int) -> np.ndarray:
    return _read_only(_stratified(np.random.default_rng([seed, sweep, column]), m, 1))


@lru_cache(maxsize=10_000)
def _normal(seed: int, sweep: int, column: int, m: int) -> np.ndarray:
    from scipy.special import ndtri

    if m == 1:
        return _read_only(np.random.default_rng([seed, sweep, column]).standard_normal((1, 1)))
    scores = ndtri(_uniform(seed, sweep, column, m))
    return _read_only((scores - scores.mean(0)) / scores.std(0, ddof=1))


def _read_only(numbers: np.ndarray) -> np.ndarray:
    numbers.flags.writeable = False
    return numbers
