"""Rubin's rules: one answer from the m analyses of m completed tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Pooled estimates, each field of the shape of one estimate.

    `estimate`, `se`; `df` Barnard-Rubin degrees of freedom; `fmi` fraction of missing information; `low`, `high` the interval;
    `within`, `between`, `total` the variances W, B and T = W + (1 + 1/m)B.
    """

    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray
    fmi: np.ndarray
    low: np.ndarray
    high: np.ndarray
    within: np.ndarray
    between: np.ndarray
    total: np.ndarray


def pool(estimates: np.ndarray, variances: np.ndarray, *, df_complete: float = np.inf, level: float = 0.95) -> Pooled:
    """Pool m estimates by Rubin's rules, with the degrees of freedom of Barnard and Rubin (Biometrika 1999;86:948).

    Args:
        estimates: (m, ...) estimate from each completed table.
        variances: (m, ...) squared standard error of each.
        df_complete: residual degrees of freedom had nothing been missing; infinite for a large-sample estimate.
        level: coverage of the interval.

    Returns:
        Pooled, each field of shape (...). As in R's mice, the share of variance due to missingness is held at 1e-4 or more
        inside the degrees of freedom, so that identical estimates give a finite number.

    Raises:
        ValueError: fewer than two estimates, shapes that differ, or a variance that is not positive.
    """
    from scipy.stats import t

    Q, U = np.asarray(estimates, float), np.asarray(variances, float)
    if Q.shape != U.shape or Q.ndim == 0 or len(Q) < 2:
        raise ValueError(f"estimates and variances must have one shape with at least two draws, not {Q.shape} and {U.shape}")
    if not (U > 0).all():
        raise ValueError("every variance must be positive")
    m = len(Q)
    estimate, within, between = Q.mean(0), U.mean(0), Q.var(0, ddof=1)
    total = within + (1.0 + 1.0 / m) * between
    share = np.maximum((1.0 + 1.0 / m) * between / total, 1e-4)
    df = (m - 1) / share**2
    if np.isfinite(df_complete):
        observed = (df_complete + 1.0) / (df_complete + 3.0) * df_complete * (1.0 - share)
        df = df * observed / (df + observed)
    increase = (1.0 + 1.0 / m) * between / within
    fmi = (increase + 2.0 / (df + 3.0)) / (increase + 1.0)
    half = t.ppf(0.5 + level / 2.0, df) * np.sqrt(total)
    return Pooled(
        estimate=estimate,
        se=np.sqrt(total),
        df=df,
        fmi=fmi,
        low=estimate - half,
        high=estimate + half,
        within=within,
        between=between,
        total=total,
    )
