"""Calibration of the networks' logits, fitted on out-of-fold predictions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LogitCalibration:
    """Affine map of the logits: one slope and a shift a class for status (temperature and bias), slope and shift for fracture, and for the
    hip's share of fractures where the network answers it (else None).

    Sources: Guo et al. 2017 (temperature scaling), Platt 1999.
    """

    status_slope: float
    status_shift: tuple[float, float, float]
    fracture_slope: float
    fracture_shift: float
    hip_share_slope: float | None = None
    hip_share_shift: float | None = None

    def apply(self, logits: Array) -> Array:
        """Calibrated logits, (..., 4): three of status, one of fracture; (..., 5) with that of the hip's share where there is one."""
        slope, shift = [self.status_slope] * 3 + [self.fracture_slope], [*self.status_shift, self.fracture_shift]
        if self.hip_share_slope is not None and self.hip_share_shift is not None:
            slope, shift = [*slope, self.hip_share_slope], [*shift, self.hip_share_shift]
        columns = logits.shape[-1]
        calibrated: Array = logits * np.array(slope[:columns]) + np.array(shift[:columns])
        return calibrated

    def as_dict(self) -> dict[str, object]:
        """For JSON; without what a network does not answer."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, stored: dict[str, object]) -> LogitCalibration:
        values = dict(stored)
        values["status_shift"] = tuple(values["status_shift"])  # type: ignore[arg-type]
        return cls(**values)  # type: ignore[arg-type]


def fit_calibration(
    logits: Array, status: NDArray[np.int64] | Array, fracture: Array, weight: Array, hip: Array | None = None
) -> LogitCalibration:
    """Fit by maximum likelihood on predictions for people whom the network had not seen.

    Args:
        logits: (n, 4) uncalibrated, or (n, 5) with the hip's share.
        status: (n,) class 0, 1, 2; or (n, 3) the probability of each.
        fracture, weight: (n,) 10-year outcome, or its probability, and its censoring weight (0: unknown). Where it is known of nobody
            the fracture's logit stays as it is.
        hip: (n,) the same of a hip fracture; needed where `logits` has its share.
    """
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    def status_loss(p: Array) -> float:
        scores = log_softmax(logits[:, :3] * np.exp(p[0]) + np.array([0.0, p[1], p[2]]), axis=1)
        each = scores[np.arange(len(status)), status] if status.ndim == 1 else (scores * status).sum(axis=1)
        return float(-each.mean())

    def fracture_loss(p: Array) -> float:
        score = logits[:, 3] * np.exp(p[0]) + p[1]
        return float((weight * (np.logaddexp(0, score) - fracture * score)).sum() / weight.sum())

    a, b1, b2 = minimize(status_loss, np.zeros(3), method="BFGS").x
    c, d = minimize(fracture_loss, np.zeros(2), method="BFGS").x if weight.any() else (0.0, 0.0)
    found = LogitCalibration(
        status_slope=float(np.exp(a)), status_shift=(0.0, float(b1), float(b2)), fracture_slope=float(np.exp(c)), fracture_shift=float(d)
    )
    if hip is None:
        return found
    major = logits[:, 3] * found.fracture_slope + found.fracture_shift

    def hip_loss(p: Array) -> float:
        score = hip_log_odds(major, logits[:, 4] * np.exp(p[0]) + p[1])
        return float((weight * (np.logaddexp(0, score) - hip * score)).sum() / weight.sum())

    e, f = minimize(hip_loss, np.zeros(2), method="BFGS").x
    return replace(found, hip_share_slope=float(np.exp(e)), hip_share_shift=float(f))


def hip_log_odds(fracture: Array, share: Array) -> Array:
    """Log-odds of a hip fracture, with probability sigmoid(fracture) * sigmoid(share): never above those of a major fracture.

    1 / p - 1 is e^-fracture + e^-share + their product.
    """
    return np.asarray(-np.logaddexp(np.logaddexp(-fracture, -share), -fracture - share))


def outcome_logits(logits: Array) -> Array:
    """Log-odds of each status class against the other two, and of fracture: (..., 4) -> (..., 4).

    With the hip's share, (..., 5) -> (..., 5): the last are the log-odds of a hip fracture.
    """
    status = logits[..., :3]
    rest = np.stack([np.logaddexp(status[..., (c + 1) % 3], status[..., (c + 2) % 3]) for c in range(3)], -1)
    hip = [hip_log_odds(logits[..., 3:4], logits[..., 4:])] if logits.shape[-1] > 4 else []
    return np.concatenate([status - rest, logits[..., 3:4], *hip], -1)
