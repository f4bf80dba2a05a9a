"""What a Gaussian block says about z, and what it still leaves open of the fracture hazard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.cohorts.worlds.paper.blocks import LOG_2PI, Block, condition, patterns


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """For n people on nz points: squared distance at strength 1 (n, nz), log-determinant and number of observed fields (n,);
    the block's part of the log hazard: mean (n, nz) and variance at strength 1 (n,).
    """

    distance: np.ndarray
    log_det: np.ndarray
    fields: np.ndarray
    hazard: np.ndarray
    hazard_variance: np.ndarray

    def log_likelihood(self, strength: np.ndarray) -> np.ndarray:
        """(n, nz) log density when the noise precision is multiplied by strength, (n, 1) or (n, nz)."""
        if not self.fields.any():
            return np.zeros((1, 1))
        k = self.fields[:, None]
        return -0.5 * (strength * self.distance + self.log_det[:, None] + k * (LOG_2PI - np.log(strength)))


def evidence(block: Block, y: np.ndarray, h: np.ndarray, hazard: np.ndarray, shift: np.ndarray | None = None) -> Evidence:
    """Gather a block's evidence.

    y (n, d) deviations with NaN for missing, h (2, nz), hazard (d,) log hazard a unit, shift (n, d) added to the mean.
    """
    n, nz = y.shape[0], h.shape[1]
    moved = np.zeros_like(y) if shift is None else np.broadcast_to(shift, y.shape)
    out = Evidence(
        distance=np.zeros((n, nz)), log_det=np.zeros(n), fields=np.zeros(n), hazard=np.zeros((n, nz)), hazard_variance=np.zeros(n)
    )
    for present, rows in patterns(~np.isnan(y)):
        pattern = condition(block.slopes, block.noise, present)
        o, m = pattern.observed, pattern.missing
        seen = (y[rows] - moved[rows])[:, o]
        if o.size:
            out.distance[rows] = pattern.distance(seen, h)
            out.log_det[rows] = pattern.log_det
            out.fields[rows] = o.size
            out.hazard[rows] += (y[rows][:, o] @ hazard[o])[:, None]
        if m.size and hazard[m].any():
            out.hazard[rows] += np.einsum("nmz,m->nz", pattern.expected(seen, h), hazard[m]) + (moved[rows][:, m] @ hazard[m])[:, None]
            out.hazard_variance[rows] = hazard[m] @ pattern.rest @ hazard[m]
    return out
