"""Multiple imputation by chained equations: `fit_imputer` for prediction, `impute` for a classic analysis of one table.

Linear regression for continuous fields ("norm"), logistic for binary ones ("logreg"), as the paper's section 1.1 says. Outcomes are never
among the columns of a fitted imputer: at prediction they do not exist.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from osteo_core.preprocessing.chain import Equations, run_chain
from osteo_core.preprocessing.imputer import Imputer, Kind, Noise
from osteo_core.preprocessing.rubin import Pooled, pool

__all__ = ["Imputer", "Kind", "Noise", "Pooled", "fit_imputer", "impute", "pool"]


def fit_imputer(
    X: np.ndarray, kinds: Sequence[Kind], names: Sequence[str], *, groups: Sequence[str] | None = None,
    m: int = 5, iterations: int = 10, seed: int = 0,
) -> Imputer:  # fmt: skip
    """Fit m chains on training people and keep the equations of each.

    Args:
        X: (n, p) training values in any fixed scale, NaN where not observed, without the outcomes.
        kinds: "continuous", "binary" (0/1) or "dosage" (0/1/2) for each column.
        names: column names, for messages and for the saved state.
        groups: modality of each column; None: all in one. Someone without any value in a modality does not have it.
        m: number of draws.
        iterations: rounds of each chain.
        seed: of the fit.

    Raises:
        ValueError: lengths that differ, no observed value in a column, a binary column with other values than 0 and 1.
    """
    X, modality = np.asarray(X, float), tuple(groups) if groups is not None else ("all",) * len(names)
    _check(X, kinds, names, modality)
    imputer, _ = _fit(X, tuple(kinds), tuple(names), modality, m, iterations, seed)
    return imputer


def impute(
    X: np.ndarray, kinds: Sequence[Kind], *, groups: Sequence[str] | None = None, m: int = 5, iterations: int = 10, seed: int = 0
) -> np.ndarray:
    """Complete one table m times, each person drawn independently, for analyses that end in `pool`.

    Outcomes may and should be among the columns. Arguments and errors as `fit_imputer`.

    Returns:
        (m, n, p) completed tables; NaN stays only in absent modalities.
    """
    X, names = np.asarray(X, float), tuple(f"column {j}" for j in range(np.shape(X)[-1]))
    modality = tuple(groups) if groups is not None else ("all",) * len(names)
    _check(X, kinds, names, modality)
    imputer, chained = _fit(X, tuple(kinds), names, modality, m, iterations, seed)
    # Dosages come from the fitted frequencies; the chained fields are the chains' own last state, as in mice.
    completed = np.array(imputer.complete(X, seed=seed, noise="independent", sweeps=0))
    columns = np.flatnonzero(np.array(kinds) != "dosage")
    here = imputer.present(X)[:, [imputer.group_names.index(g) for g in modality]]
    for j, values in zip(columns.tolist(), np.moveaxis(chained, 2, 0), strict=True):
        gap = here[:, j] & ~np.isfinite(X[:, j])
        completed[:, gap, j] = values[:, gap] * imputer.scale[j] + imputer.mean[j]
        if kinds[j] == "binary":
            completed[:, gap, j] = np.round(completed[:, gap, j])
    return completed


def _check(X: np.ndarray, kinds: Sequence[str], names: Sequence[str], groups: Sequence[str]) -> None:
    if X.ndim != 2 or not X.shape[1] == len(kinds) == len(names) == len(groups):
        raise ValueError(f"X {X.shape}, kinds ({len(kinds)}), names ({len(names)}) and groups ({len(groups)}) must agree on the columns")
    for j, (kind, name) in enumerate(zip(kinds, names, strict=True)):
        seen = X[np.isfinite(X[:, j]), j]
        if len(seen) < 2:
            raise ValueError(f"{name}: fewer than two observed values to impute from")
        if kind == "binary" and not np.isin(seen, (0.0, 1.0)).all():
            raise ValueError(f"{name}: a binary column holds 0 and 1 only")


def _fit(
    X: np.ndarray, kinds: tuple[Kind, ...], names: tuple[str, ...], groups: tuple[str, ...], m: int, iterations: int, seed: int
) -> tuple[Imputer, np.ndarray]:
    """The imputer, and the chains' final standardised states (m, n, q)."""
    mean, scale = np.nanmean(X, 0), np.nanstd(X, 0)
    scale = np.where(scale > 0, scale, 1.0)
    kind, q = np.array(kinds), sum(k != "dosage" for k in kinds)
    chained, dosages = np.flatnonzero(kind != "dosage"), np.flatnonzero(kind == "dosage")
    labels = np.array(groups)
    present = {name: np.isfinite(X[:, labels == name]).any(1) for name in dict.fromkeys(groups)}
    here = np.stack([present[groups[j]] for j in chained], 1) if q else np.zeros((len(X), 0), bool)
    Z = ((X - mean) / scale)[:, chained]
    ends = np.stack([(0.0 - mean) / scale, (1.0 - mean) / scale], 1)
    levels = np.where((kind == "binary")[:, None], ends, np.nan)[chained]
    states: list[np.ndarray] = []
    equations: list[Equations] = []
    frequency = np.zeros((m, len(dosages)))
    for draw in range(m):
        rng = np.random.default_rng([seed, draw])
        alleles, people = np.nansum(X[:, dosages], 0), np.isfinite(X[:, dosages]).sum(0)
        frequency[draw] = rng.beta(alleles + 0.5, 2.0 * people - alleles + 0.5)
        state, equation = run_chain(Z, levels, here, iterations, rng)
        states.append(state)
        equations.append(equation)
    imputer = Imputer(
        names=names, kinds=kinds, groups=groups, mean=mean, scale=scale, low=np.nanmin(X, 0), high=np.nanmax(X, 0),
        coefficients=np.stack([e.coefficients for e in equations]), sd=np.stack([e.sd for e in equations]), frequency=frequency,
    )  # fmt: skip
    return imputer, np.stack(states)
