"""Calibration of the networks' logits, fitted on out-of-fold predictions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.network.batch import NO_SCAN, PART_SCAN, WHOLE_SCAN

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StatusLine:
    """A slope and a shift for the logit of each class of bone status (vector scaling; with one slope for all, temperature and bias)."""

    slope: tuple[float, float, float]
    shift: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class LogitCalibration:
    """Affine map of the logits: one slope and a shift a class for status, slope and shift for fracture, and for the hip's share of
    fractures where the network answers it (else None).

    `scanned` holds the status's own lines for people of whom some and of whom all sites of the scan were measured; None: one for everybody.
    With all sites the two boundaries between the classes are each steep, and not equally so: there each class has its own slope.

    Sources: Guo et al. 2017 (temperature scaling), Platt 1999.
    """

    status_slope: float
    status_shift: tuple[float, float, float]
    fracture_slope: float
    fracture_shift: float
    hip_share_slope: float | None = None
    hip_share_shift: float | None = None
    scanned: tuple[StatusLine, StatusLine] | None = None

    def status_line(self, scan: int) -> StatusLine:
        """Slope and shifts of bone status for somebody with so much of a scan: NO_SCAN, PART_SCAN or WHOLE_SCAN."""
        if self.scanned is None or scan == NO_SCAN:
            return StatusLine(slope=(self.status_slope,) * 3, shift=self.status_shift)
        return self.scanned[scan - 1]

    def apply(self, logits: Array, scan: NDArray[np.int64] | int = NO_SCAN) -> Array:
        """Calibrated logits, (..., 4): three of status, one of fracture; (..., 5) with that of the hip's share where there is one.

        Args:
            logits: uncalibrated, of the same shape.
            scan: how much of a scan each person has, NO_SCAN, PART_SCAN or WHOLE_SCAN; one number or an array that `logits` without its
                last axis broadcasts with.
        """
        lines = [self.status_line(amount) for amount in (NO_SCAN, PART_SCAN, WHOLE_SCAN)]
        others = [(self.fracture_slope, self.fracture_shift)]
        if self.hip_share_slope is not None and self.hip_share_shift is not None:
            others.append((self.hip_share_slope, self.hip_share_shift))
        slope = np.array([[*line.slope, *(slope for slope, _ in others)] for line in lines])
        shift = np.array([[*line.shift, *(shift for _, shift in others)] for line in lines])
        columns = logits.shape[-1]
        calibrated: Array = logits * slope[scan, :columns] + shift[scan, :columns]
        return calibrated

    def as_dict(self) -> dict[str, object]:
        """For JSON; without what a network does not answer."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, stored: dict[str, object]) -> LogitCalibration:
        values: dict[str, Any] = dict(stored)
        values["status_shift"] = tuple(values["status_shift"])
        if "scanned" in values:
            part, whole = values["scanned"]
            values["scanned"] = tuple(StatusLine(slope=tuple(line["slope"]), shift=tuple(line["shift"])) for line in (part, whole))
        return cls(**values)


def fit_calibration(
    logits: Array,
    status: NDArray[np.int64] | Array,
    fracture: Array,
    weight: Array,
    hip: Array | None = None,
    scan: NDArray[np.int64] | None = None,
) -> LogitCalibration:
    """Fit by maximum likelihood on predictions for people whom the network had not seen.

    Args:
        logits: (n, 4) uncalibrated, or (n, 5) with the hip's share.
        status: (n,) class 0, 1, 2; or (n, 3) the probability of each.
        fracture, weight: (n,) 10-year outcome, or its probability, and its censoring weight (0: unknown). Where it is known of nobody
            the fracture's logit stays as it is.
        hip: (n,) the same of a hip fracture; needed where `logits` has its share.
        scan: (n,) NO_SCAN, PART_SCAN or WHOLE_SCAN, some people of each: bone status gets a line for each; None: one for everybody.
    """
    from scipy.optimize import minimize

    def fracture_loss(p: Array) -> float:
        score = logits[:, 3] * np.exp(p[0]) + p[1]
        return float((weight * (np.logaddexp(0, score) - fracture * score)).sum() / weight.sum())

    c, d = minimize(fracture_loss, np.zeros(2), method="BFGS").x if weight.any() else (0.0, 0.0)
    groups = [np.full(len(logits), True)] if scan is None else [scan == amount for amount in (NO_SCAN, PART_SCAN, WHOLE_SCAN)]
    line, *others = (_status_line(logits[some, :3], status[some], amount == WHOLE_SCAN) for amount, some in enumerate(groups))
    found = LogitCalibration(
        status_slope=line.slope[0], status_shift=line.shift, fracture_slope=float(np.exp(c)), fracture_shift=float(d),
        scanned=(others[0], others[1]) if others else None,
    )  # fmt: skip
    if hip is None:
        return found
    major = logits[:, 3] * found.fracture_slope + found.fracture_shift

    def hip_loss(p: Array) -> float:
        score = hip_log_odds(major, logits[:, 4] * np.exp(p[0]) + p[1])
        return float((weight * (np.logaddexp(0, score) - hip * score)).sum() / weight.sum())

    e, f = minimize(hip_loss, np.zeros(2), method="BFGS").x
    return replace(found, hip_share_slope=float(np.exp(e)), hip_share_shift=float(f))


def _status_line(logits: Array, status: NDArray[np.int64] | Array, each: bool) -> StatusLine:
    """The line of bone status for people (n, 3) whose class (n,), or its probabilities (n, 3), are known; with `each` a slope a class."""
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    def loss(p: Array) -> float:
        scores = log_softmax(logits * np.exp(p[2:]) + np.array([0.0, p[0], p[1]]), axis=1)
        right = scores[np.arange(len(status)), status] if status.ndim == 1 else (scores * status).sum(axis=1)
        return float(-right.mean())

    b1, b2, *a = minimize(loss, np.zeros(5 if each else 3), method="BFGS").x
    first, second, third = np.exp(np.broadcast_to(a, 3))
    return StatusLine(slope=(float(first), float(second), float(third)), shift=(0.0, float(b1), float(b2)))


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
