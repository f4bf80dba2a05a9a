"""Calibration of the networks' logits, fitted on out-of-fold predictions."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LogitCalibration:
    """Affine map of the logits: one slope and a shift a class for status (temperature and bias), slope and shift for fracture.

    Sources: Guo et al. 2017 (temperature scaling), Platt 1999.
    """

    status_slope: float
    status_shift: tuple[float, float, float]
    fracture_slope: float
    fracture_shift: float

    def apply(self, logits: Array) -> Array:
        """Calibrated logits, (..., 4): three of status, one of fracture."""
        slope = np.array([self.status_slope] * 3 + [self.fracture_slope])
        shift = np.array([*self.status_shift, self.fracture_shift])
        calibrated: Array = logits * slope + shift
        return calibrated

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, object]) -> LogitCalibration:
        values = dict(stored)
        values["status_shift"] = tuple(values["status_shift"])  # type: ignore[arg-type]
        return cls(**values)  # type: ignore[arg-type]


def fit_calibration(logits: Array, status: NDArray[np.int64], fracture: Array, weight: Array) -> LogitCalibration:
    """Fit by maximum likelihood on predictions for people whom the network had not seen.

    Args:
        logits: (n, 4) uncalibrated.
        status: (n,) class 0, 1, 2.
        fracture, weight: (n,) 10-year outcome and its censoring weight (0: unknown).
    """
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    def status_loss(p: Array) -> float:
        scores = log_softmax(logits[:, :3] * np.exp(p[0]) + np.array([0.0, p[1], p[2]]), axis=1)
        return float(-scores[np.arange(len(status)), status].mean())

    def fracture_loss(p: Array) -> float:
        score = logits[:, 3] * np.exp(p[0]) + p[1]
        return float((weight * (np.logaddexp(0, score) - fracture * score)).sum() / weight.sum())

    a, b1, b2 = minimize(status_loss, np.zeros(3), method="BFGS").x
    c, d = minimize(fracture_loss, np.zeros(2), method="BFGS").x
    return LogitCalibration(
        status_slope=float(np.exp(a)), status_shift=(0.0, float(b1), float(b2)), fracture_slope=float(np.exp(c)), fracture_shift=float(d)
    )


def outcome_logits(logits: Array) -> Array:
    """Log-odds of each status class against the other two, and of fracture: (..., 4) -> (..., 4)."""
    status = logits[..., :3]
    rest = np.stack([np.logaddexp(status[..., (c + 1) % 3], status[..., (c + 2) % 3]) for c in range(3)], -1)
    return np.concatenate([status - rest, logits[..., 3:]], -1)
