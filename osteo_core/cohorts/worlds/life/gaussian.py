"""A block of measurements that is jointly normal, on a transformed scale, given the clinical record and the femoral neck's z-score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

LOG_2PI = float(np.log(2.0 * np.pi))
NeckScale = Literal["body", "age"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Of n people and d fields: y = mean + slope * z + noise, noise ~ N(0, covariance).

    Attributes:
        fields: names, in the order of the columns.
        natural: fields from y, (n, d) -> (n, d); `transformed` is its inverse.
        mean, slope: (n, d). covariance: (1 or n, d, d).
        neck: which z-score of the femoral neck z is.
        weights: (1 or n, d) of the noise in the composite that the hazard reads: SD 1, higher is worse. None where it reads no composite.
    """

    fields: tuple[str, ...]
    natural: Callable[[np.ndarray], np.ndarray]
    transformed: Callable[[np.ndarray], np.ndarray]
    mean: np.ndarray
    slope: np.ndarray
    covariance: np.ndarray
    neck: NeckScale
    weights: np.ndarray | None = None

    def draw(self, z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(n, d) y at z (n,)."""
        root = np.linalg.cholesky(self.covariance)
        noise = rng.standard_normal(self.mean.shape)
        return np.asarray(
            self.mean + self.slope * z[:, None] + np.einsum("nij,nj->ni", np.broadcast_to(root, (len(noise), *root.shape[1:])), noise)
        )

    def composite(self, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """(n,) what the hazard reads of complete y (n, d): SD 1 and mean 0 given z and the record."""
        assert self.weights is not None
        return np.asarray(((y - self.mean - self.slope * z[:, None]) * self.weights).sum(axis=1))


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was measured of a block says of z: log density = constant + linear * z - precision / 2 * z^2, each (n,).

    The block's composite, given what was measured and z, is normal: `level` - `per_z` * z with SD `spread`, each (n,).
    """

    constant: np.ndarray
    linear: np.ndarray
    precision: np.ndarray
    level: np.ndarray
    per_z: np.ndarray
    spread: np.ndarray


def patterns(present: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Groups of rows of a boolean matrix (n, d): the columns present, and the row numbers."""
    codes = present @ (1 << np.arange(present.shape[1]))
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        yield np.flatnonzero(present[rows[0]]), rows


def evidence(block: Block, y: np.ndarray) -> Evidence:
    """The evidence of y (n, d), NaN where not measured."""
    n = len(y)
    out = Evidence(**{name: np.zeros(n) for name in ("constant", "linear", "precision", "level", "per_z", "spread")})
    for seen, rows in patterns(~np.isnan(y)):
        _fill(out, block, y[rows], seen, rows)
    return out


def _fill(out: Evidence, block: Block, y: np.ndarray, seen: np.ndarray, rows: np.ndarray) -> None:
    """One pattern's rows of `out`: the normal distribution conditioned on the fields `seen`."""
    of = rows if len(block.covariance) > 1 else np.zeros(1, int)
    covariance = block.covariance[of]
    weights = np.zeros((1, len(block.fields))) if block.weights is None else block.weights[of if len(block.weights) > 1 else [0]]
    missing = np.setdiff1d(np.arange(len(block.fields)), seen)
    w_missing = weights[:, missing]
    total = np.einsum("ni,nij,nj->n", w_missing, covariance[:, missing[:, None], missing], w_missing)
    if seen.size:
        inner = covariance[:, seen[:, None], seen]
        inverse = np.linalg.inv(inner)
        rest, slope = (y - block.mean[rows])[:, seen], block.slope[rows][:, seen]
        scaled = np.einsum("nij,nj->ni", np.broadcast_to(inverse, (len(rows), *inverse.shape[1:])), rest)
        out.constant[rows] = -0.5 * ((scaled * rest).sum(axis=1) + np.linalg.slogdet(inner)[1] + seen.size * LOG_2PI)
        out.linear[rows] = (scaled * slope).sum(axis=1)
        out.precision[rows] = np.einsum("ni,nij,nj->n", slope, np.broadcast_to(inverse, (len(rows), *inverse.shape[1:])), slope)
        across = np.einsum("nij,njk,nk->ni", inverse, covariance[:, seen[:, None], missing], w_missing)
        total = total - np.einsum("ni,nij,nj->n", across, inner, across)
        reader = weights[:, seen] + across
        out.level[rows] = (reader * rest).sum(axis=1)
        out.per_z[rows] = (reader * slope).sum(axis=1)
    out.spread[rows] = np.sqrt(np.maximum(total, 0.0))


def unit_weights(direction: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """(m, d) `direction` scaled so that the composite has an SD of 1; covariance (m, d, d)."""
    variance = np.einsum("ni,nij,nj->n", direction, covariance, direction)
    return np.asarray(direction / np.sqrt(variance)[:, None])


def nearest_correlation(matrix: np.ndarray) -> np.ndarray:
    """The correlation matrix (d, d) with eigenvalues of at least 0.005 that clipping them gives; published pairs need not fit together."""
    values, vectors = np.linalg.eigh(matrix)
    clipped = (vectors * np.maximum(values, 0.005)) @ vectors.T
    sd = np.sqrt(np.diag(clipped))
    return np.asarray(clipped / np.outer(sd, sd))
