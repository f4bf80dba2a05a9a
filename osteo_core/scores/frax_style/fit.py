"""Fitting the FRAX-style formula to published FRAX results: penalised, robust Gauss-Newton with coefficients that may not be negative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from osteo_core.frax_formula.hazards import (
    AGE_BASES,
    DEATH,
    HORIZON,
    NEVER_NEGATIVE,
    BoolArray,
    FloatArray,
    People,
    death_basis,
    t_centres,
    ten_years,
    yearly_events,
)

_ROUNDED_TO_ZERO = 0.005
_HUBER_STEPS, _STEPS = 8, 45

# How exactly published values can be known from the inputs, as SD of log risk by age: FRAX was given the age in more detail than the file
# has (its effect is steep near 50), and people of 80 and over are all called 80.
_SPREAD_AGES = (40, 44, 48, 52, 56, 60, 70, 79, 79.5, 80)
_SPREAD = {
    "major": (0.015, 0.025, 0.025, 0.025, 0.015, 0.008, 0.008, 0.01, 0.1, 0.1),
    "hip": (0.05, 0.05, 0.04, 0.03, 0.02, 0.015, 0.02, 0.02, 0.15, 0.15),
}
_ROUNDING_SD = 0.0029  # of a value printed to 0.01: 0.01 / sqrt(12)

# Death hazards per year at 65 and their growth in ten years, women then men: where the fit starts and is drawn to
_DEATH_START = ((-4.6, 1.0), (-4.2, 0.95))
_SMOKERS_DEATH = (0.5, -0.1)


@dataclass(frozen=True, kw_only=True)
class DesignMatrices:
    """The linear parts of both log hazards over each person's ten years, (n, 10, k), with the penalties that keep them smooth.

    `shapes` names the blocks in the order of the coefficients; the last is death.
    """

    fracture: FloatArray
    death: FloatArray
    precision: FloatArray
    centre: FloatArray
    free: BoolArray
    shapes: tuple[tuple[str, tuple[int, int]], ...]


def design(people: People) -> DesignMatrices:
    """The design of n people."""
    features = people.features()
    parts, precisions, free, shapes = [], [], [], []
    for block, basis in AGE_BASES.items():
        part = _crossed(features[block], basis.values(), people.age)
        parts.append(part)
        precisions.append(_precision(block))
        free += [block not in NEVER_NEGATIVE] * part.shape[2]
        shapes.append((block, (features[block].shape[1], len(basis.centres()))))
    death = _crossed(features[DEATH], death_basis(), people.age)
    n_death = features[DEATH].shape[1]
    shapes.append((DEATH, (n_death, 2)))
    start = np.zeros((n_death, 2))
    start[:2], start[-1] = _DEATH_START, _SMOKERS_DEATH
    weight = np.tile([100.0, 1000.0], (n_death, 1))
    weight[:2], weight[-1] = (40, 250), (10, 100)
    precision = block_diag(*precisions, np.diag(weight.ravel()))
    centre = np.r_[np.zeros(len(free)), start.ravel()]
    return DesignMatrices(
        fracture=np.concatenate(parts, axis=2),
        death=death,
        precision=precision,
        centre=centre,
        free=np.r_[np.array(free), np.ones(2 * n_death, dtype=bool)],
        shapes=tuple(shapes),
    )


def fit(made: DesignMatrices, outcome: str, age: FloatArray, published: FloatArray, rows: BoolArray) -> dict[str, FloatArray]:
    """Block -> coefficients (p, k), from the published percentages (n,) of the rows chosen (n,) bool.

    Residuals are on the log scale over their expected spread; a published 0.00 only says "below 0.005". Huber's weights first, then
    Cauchy's: a row that FRAX was told otherwise (about 1.5 % are) ends with almost no weight.
    """
    fracture, death, y = made.fracture[rows], made.death[rows], published[rows]
    spread = _spread(outcome, age[rows], y)
    n_fracture = fracture.shape[2]
    x = made.centre.copy()
    x[~made.free] = 0.05
    n_baseline = np.prod(made.shapes[0][1])
    x[:n_baseline] = np.log(np.median(y) / 100 / HORIZON)
    for step in range(_STEPS):
        log_p, jacobian = _log_percent(fracture, death, x[:n_fracture], x[n_fracture:])
        residual = np.where(y > 0, log_p - np.log(np.maximum(y, _ROUNDED_TO_ZERO)), np.maximum(log_p - np.log(_ROUNDED_TO_ZERO), 0))
        jacobian[(y == 0) & (residual == 0)] = 0
        u = np.abs(residual / spread)
        weight = (1 / np.maximum(1, u / 1.5) if step < _HUBER_STEPS else 1 / (1 + (u / 2.5) ** 2)) / spread**2
        hessian = jacobian.T @ (jacobian * weight[:, None]) + made.precision
        hessian += np.eye(len(x)) * 1e-7 * np.trace(hessian) / len(x)
        gradient = jacobian.T @ (weight * residual) + made.precision @ (x - made.centre)
        change = minimum(hessian, hessian @ x - gradient, made.free, (~made.free) & (x <= 0)) - x
        if step < _HUBER_STEPS:
            change *= min(1.0, 2 / np.abs(change).max())
        x = x + change
        if step > _HUBER_STEPS and np.abs(jacobian @ change).max() < 1e-3:
            break
    return _unpack(x, made)


def minimum(hessian: FloatArray, linear: FloatArray, free: BoolArray, held: BoolArray) -> FloatArray:
    """The z that minimises z'Hz/2 - linear'z with z >= 0 where not `free`; block pivoting from the guess `held` (z = 0 there)."""
    z = np.zeros(len(linear))
    for round_ in range(60):
        z[:] = 0
        moving = ~held
        z[moving] = np.linalg.solve(hessian[np.ix_(moving, moving)], linear[moving])
        gradient = hessian @ z - linear
        below = moving & ~free & (z < -1e-12)
        wanted = held & (gradient < -1e-9)
        if not (below.any() or wanted.any()):
            break
        if round_ >= 25:  # one at a time, so that pivoting cannot go round in circles
            below &= z == z[below].min(initial=0)
            wanted &= (gradient == gradient[wanted].min(initial=0)) & ~below.any()
        held = (held | below) & ~wanted
    return np.where(free, z, np.maximum(z, 0))


def _spread(outcome: str, age: FloatArray, published: FloatArray) -> FloatArray:
    relative = np.interp(age, _SPREAD_AGES, _SPREAD[outcome])
    return np.sqrt(relative**2 + (_ROUNDING_SD / np.maximum(published, _ROUNDED_TO_ZERO / 2)) ** 2)


def _crossed(features: FloatArray, basis: FloatArray, age: FloatArray) -> FloatArray:
    """(n, 10, p * k): each feature times each function of attained age."""
    windows = np.stack([ten_years(np.broadcast_to(column, (len(age), len(column))), age) for column in basis.T], axis=2)
    return np.asarray((features[:, None, :, None] * windows[:, :, None, :]).reshape(len(age), HORIZON, -1))


def _log_percent(fracture: FloatArray, death: FloatArray, a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log percentage (n,) and its derivative by every coefficient (n, k)."""
    first, h, m, alive = yearly_events(np.minimum(fracture @ a, 2), np.minimum(death @ b, 2))
    p = first.sum(axis=1, keepdims=True)
    total, later = h + m, p - np.cumsum(first, axis=1)
    fractured = h / total * np.exp(-total)
    by_h = (m / total**2 * -np.expm1(-total) + fractured) * alive - later
    by_m = (-h / total**2 * -np.expm1(-total) + fractured) * alive - later
    columns = [np.einsum("ns,nsk->nk", by_h * h / p, fracture), np.einsum("ns,nsk->nk", by_m * m / p, death)]
    return np.log(100 * p[:, 0]), np.hstack(columns)


def _precision(block: str) -> FloatArray:
    """The penalty matrix of a block's coefficients, features outermost; ages count in decades."""
    centres = AGE_BASES[block].centres() / 10
    k = len(centres)
    if block == "baseline":
        bend = _second_differences(centres)
        return np.asarray(np.kron(np.eye(2), 0.03 * bend.T @ bend + 1e-8 * np.eye(k)), dtype=np.float64)
    if block == "bone":
        return _bone_precision(centres)
    step = _first_differences(centres)
    if block == "ethnicity":
        return np.asarray(np.kron(np.eye(6), 30 * step.T @ step + 1e-4 * np.eye(k)), dtype=np.float64)
    if block == "smoking_bone":
        return 0.3 * np.eye(2 * k)
    level = 0.3 * np.ones((k, k)) / k**2 + 1e-6 * np.eye(k)
    # A prior fracture is known from every person; a parent's hip fracture acts on the hip only late in life.
    slopes = {"smoking": (30.0,), "factors": (3.0, 0.9, 30.0, 30.0, 30.0)}[block]
    return np.asarray(block_diag(*(slope * step.T @ step + level for slope in slopes)))


def _bone_precision(centres: FloatArray) -> FloatArray:
    """The slope by T changes little with T, bends little with age, and is much the same in women and men."""
    step, bend = _first_differences(t_centres()), _second_differences(centres)
    n_t, n_age = len(t_centres()), len(centres)
    one = np.kron(step.T @ step, np.eye(n_age)) + 30 * np.kron(np.eye(n_t), bend.T @ bend) + 1e-6 * np.eye(n_t * n_age)
    alike = 100 * np.kron(np.array([[1, -1], [-1, 1]]), np.eye(n_t * n_age))
    return np.asarray(np.kron(np.eye(2), one) + alike)


def _first_differences(at: FloatArray) -> FloatArray:
    return np.array(np.diff(np.eye(len(at)), axis=0) / np.diff(at)[:, None], dtype=np.float64)


def _second_differences(at: FloatArray) -> FloatArray:
    slopes = _first_differences(at)
    return np.array(2 * np.diff(slopes, axis=0) / (at[2:] - at[:-2])[:, None], dtype=np.float64)


def _unpack(x: FloatArray, made: DesignMatrices) -> dict[str, FloatArray]:
    coefficients, first = {}, 0
    for block, shape in made.shapes:
        size = shape[0] * shape[1]
        coefficients[block] = x[first : first + size].reshape(shape)
        first += size
    return coefficients
