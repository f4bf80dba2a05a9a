"""True bone given a scan and what blocks say of the femoral neck: a mixture of normals stays one.

Everything is on the level scale of bone.py; rows are people with complete clinical records, components those of the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from osteo_core.cohorts.worlds.life.bone import MEANS, NECK, SDS, BoneLaw
from osteo_core.cohorts.worlds.life.fitted import Fitted
from osteo_core.cohorts.worlds.life.gaussian import patterns
from osteo_core.patients.who import NORMAL_FROM, OSTEOPOROSIS_AT

HALF_STEP = 0.05
"""T-scores are rounded to 0.1, ties toward the more negative, before they are judged."""
CUTS = (OSTEOPOROSIS_AT + HALF_STEP, NORMAL_FROM - HALF_STEP)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS


@dataclass(frozen=True)
class Bone:
    """Mixture of n people and c components: log weights (n, c), unnormalised; means (n, c, 3); covariances (n, c, 3, 3)."""

    log_weight: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray

    def shares(self) -> np.ndarray:
        """(n, c) normalised weights."""
        weights = np.exp(self.log_weight - self.log_weight.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def log_likelihood(self) -> np.ndarray:
        """(n,) log density of what was seen."""
        return np.asarray(np.logaddexp.reduce(self.log_weight, axis=1))


def prior(fitted: Fitted, law: BoneLaw) -> Bone:
    """Before anything is measured."""
    mean = law.mean[:, None, :] + fitted.means[law.stratum]
    return Bone(np.log(fitted.weights[law.stratum]), mean, fitted.covariances[law.stratum].copy())


def scanned(bone: Bone, law: BoneLaw, scan: np.ndarray, error: np.ndarray) -> Bone:
    """After a scan (n, 3), NaN where a site was not measured; error (3,) is the scanner's SD in g/cm2.

    On the level scale it is the error's share of what was measured: of the second order, as scans err by 1 to 2 %.
    """
    for site in range(len(error)):
        share = law.remaining[:, site]
        bone = _seen(bone, site, np.log(scan[:, site] / share), (error[site] / scan[:, site]) ** 2)
    return bone


def scan_likelihood(fitted: Fitted, law: BoneLaw, scan: np.ndarray, error: np.ndarray) -> np.ndarray:
    """(n, m) log density of n scans (n, 3), NaN where not measured, under the bone of m people, for weighing these against each other.

    All scans err here as one of 0.85 g/cm2 would: a thousandth of the spread that the densities compare.
    """
    total = np.zeros((len(scan), len(law.mean)))
    start = prior(fitted, law)
    for sites, rows in patterns(~np.isnan(scan)):
        if not sites.size:
            continue
        covariance = start.covariance[:, :, sites[:, None], sites] + np.diag((error[sites] / 0.85) ** 2)
        inverse_root = np.linalg.inv(np.linalg.cholesky(covariance))
        constant = start.log_weight + np.log(np.diagonal(inverse_root, axis1=2, axis2=3)).sum(axis=2)
        mean = start.mean[:, :, sites] + np.log(law.remaining)[:, None, sites]
        centre = np.einsum("mcij,mcj->mci", inverse_root, mean)
        turned = np.einsum("ni,mcji->nmcj", np.log(scan[rows][:, sites]), inverse_root, optimize=True) - centre
        total[rows] = np.logaddexp.reduce(constant - 0.5 * (turned**2).sum(axis=3), axis=2)
    return total


def _seen(bone: Bone, site: int, value: np.ndarray, variance: np.ndarray) -> Bone:
    """After one site's level (n,), NaN where unknown, with a noise variance (n,)."""
    known = ~np.isnan(value)
    total = bone.covariance[:, :, site, site] + np.nan_to_num(variance)[:, None]
    gain = np.where(known[:, None, None], bone.covariance[:, :, :, site] / total[:, :, None], 0.0)
    surprise = np.where(known[:, None], np.nan_to_num(value)[:, None] - bone.mean[:, :, site], 0.0)
    log_density = np.where(known[:, None], -0.5 * (surprise**2 / total + np.log(2.0 * np.pi * total)), 0.0)
    covariance = bone.covariance - gain[:, :, :, None] * bone.covariance[:, :, None, site, :]
    return Bone(bone.log_weight + log_density, bone.mean + gain * surprise[:, :, None], covariance)


def informed(bone: Bone, constant: np.ndarray, linear: np.ndarray, precision: np.ndarray) -> Bone:
    """After a log likelihood (n,) constant + linear * neck - precision / 2 * neck^2 of the femoral neck's level."""
    mean, variance = bone.mean[:, :, NECK], bone.covariance[:, :, NECK, NECK]
    widened = 1.0 + precision[:, None] * variance
    gain = bone.covariance[:, :, :, NECK] / widened[:, :, None]
    moved = linear[:, None] - precision[:, None] * mean
    new_mean = bone.mean + gain * moved[:, :, None]
    covariance = bone.covariance - precision[:, None, None, None] * gain[:, :, :, None] * bone.covariance[:, :, None, NECK, :]
    at_mean = constant[:, None] + linear[:, None] * mean - 0.5 * precision[:, None] * mean**2
    log_density = at_mean + 0.5 * moved**2 * variance / widened - 0.5 * np.log(widened)
    return Bone(bone.log_weight + log_density, new_mean, covariance)


def above(bone: Bone, law: BoneLaw, cut: float) -> np.ndarray:
    """(n,) probability that the T-score of every site is above `cut`, by Genz's transformation with 8 x 8 nodes (hip, neck, then spine)."""
    order = np.array([2, 1, 0])
    limit = np.log((MEANS + cut * SDS) / law.remaining)[:, None, order] - bone.mean[:, :, order]
    root = np.linalg.cholesky(bone.covariance[:, :, order[:, None], order])
    first_log = log_ndtr(-limit[..., 0] / root[..., 0, 0])
    total = np.zeros(limit.shape[:2])
    for x, weight_x in zip(_NODES, _WEIGHTS, strict=True):
        y0 = _beyond(limit[..., 0] / root[..., 0, 0], x)
        bound = (limit[..., 1] - root[..., 1, 0] * y0) / root[..., 1, 1]
        second = ndtr(-bound)
        inner = np.zeros_like(second)
        for y, weight_y in zip(_NODES, _WEIGHTS, strict=True):
            y1 = _beyond(bound, y)
            inner += weight_y * ndtr(-(limit[..., 2] - root[..., 2, 0] * y0 - root[..., 2, 1] * y1) / root[..., 2, 2])
        total += weight_x * second * inner
    return np.asarray((bone.shares() * np.exp(first_log) * total).sum(axis=1))


def _beyond(bound: np.ndarray, share: float) -> np.ndarray:
    """The value of a standard normal variable known to be above `bound` that `share` of such values lie beyond."""
    return np.asarray(-ndtri(np.maximum(share * ndtr(-bound), 1e-300)))


def statuses(bone: Bone, law: BoneLaw) -> np.ndarray:
    """(n, 3) probabilities of normal, osteopenia, osteoporosis."""
    not_osteoporosis, normal = (above(bone, law, cut) for cut in CUTS)
    return np.column_stack([normal, np.maximum(not_osteoporosis - normal, 0.0), 1.0 - not_osteoporosis])
