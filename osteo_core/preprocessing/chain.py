"""One chain of the chained equations: fields take turns to be the outcome of a regression on all the others.

A modality that a person does not have is neither imputed nor used: its fields stand at their mean (0 on the standardised scale) both
here and at prediction, so that they add nothing to any regression. Genes are outside the chain (see imputer.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.preprocessing.regressions import draw_linear, draw_logistic, expit


@dataclass(frozen=True)
class Equations:
    """Drawn conditional models of q fields: `coefficients` (q, q + 1) with the intercept first and 0 on the diagonal, `sd` (q,)."""

    coefficients: np.ndarray
    sd: np.ndarray


def run_chain(
    Z: np.ndarray, levels: np.ndarray, here: np.ndarray, iterations: int, rng: np.random.Generator
) -> tuple[np.ndarray, Equations]:
    """Impute Z once by `iterations` rounds and keep the equations of the last round.

    Args:
        Z: (n, q) standardised values (binary fields: 0/1 shifted and scaled like the rest), NaN where not observed.
        levels: (q, 2) where 0 and 1 stand on that scale for a binary field, NaN for a continuous one.
        here: (n, q) whether the field's modality is present.
        iterations: rounds over all fields.
        rng: this chain's own generator.

    Returns:
        (n, q) the completed table, 0 in absent modalities, and the q equations (fields without gaps are regressed in the last
        round only: nobody needs their earlier rounds, but a new record may lack them).
    """
    observed = np.isfinite(Z)
    missing = here & ~observed
    design = np.hstack([np.ones((len(Z), 1)), np.where(observed, Z, 0.0)])
    q = Z.shape[1]
    for j in range(q):
        rows = np.flatnonzero(missing[:, j])
        design[rows, j + 1] = rng.choice(Z[observed[:, j], j], len(rows))
    coefficients, sd = np.zeros((q, q + 1)), np.ones(q)
    starts: list[np.ndarray | None] = [None] * q
    gaps = missing.any(0)
    for round_number in range(iterations):
        for j in range(q):
            if not gaps[j] and round_number < iterations - 1:
                continue
            starts[j] = _visit(design, Z[:, j], observed[:, j], missing[:, j], j, levels[j], coefficients, sd, rng, starts[j])
    return design[:, 1:], Equations(coefficients, sd)


def _visit(
    design: np.ndarray, z: np.ndarray, observed: np.ndarray, missing: np.ndarray, j: int, levels: np.ndarray,
    coefficients: np.ndarray, sd: np.ndarray, rng: np.random.Generator, start: np.ndarray | None,
) -> np.ndarray | None:  # fmt: skip
    """Regress field j on the others, keep the drawn equation, and fill j's gaps from it; returns the next fit's starting point."""
    others = np.arange(design.shape[1]) != j + 1
    X, y = design[observed][:, others], z[observed]
    # A field that never varies among these people (a modality that is always absent beside this one) would make X'X singular.
    varies = np.concatenate([[True], np.ptp(X[:, 1:], axis=0) > 0])
    where = np.flatnonzero(others)[varies]
    X, rows = X[:, varies], np.flatnonzero(missing)
    coefficients[j] = 0.0
    if np.isfinite(levels[0]):
        fits = start is not None and len(start) == X.shape[1]
        drawn, start = draw_logistic(X, (y > levels.mean()).astype(float), rng, start if fits else None)
        coefficients[j, where] = drawn
        chance = expit(design[rows] @ coefficients[j])
        design[rows, j + 1] = np.where(rng.random(len(rows)) < chance, levels[1], levels[0])
        return start
    drawn, sd[j] = draw_linear(X, y, rng)
    coefficients[j, where] = drawn
    design[rows, j + 1] = design[rows] @ coefficients[j] + sd[j] * rng.standard_normal(len(rows))
    return None
