"""Gaussian blocks: the continuous fields of one modality, transformed, given z and age, with correlated noise.

x = centre + slopes @ (z, z^2) + age * age_sd + noise / sqrt(strength), on the transformed scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.cohorts.worlds.paper.parameters import World

REDRAWS = 30
LOG_2PI = float(np.log(2.0 * np.pi))


def forward(kind: str, values: np.ndarray) -> np.ndarray:
    """Natural units to the block's scale; kind is "log" or "logit10" (a 0-10 score)."""
    if kind == "log":
        return np.log(values)
    return np.log(values / (10.0 - values))


def backward(kind: str, values: np.ndarray) -> np.ndarray:
    """The block's scale to natural units."""
    if kind == "log":
        return np.exp(values)
    return 10.0 / (1.0 + np.exp(-values))


@dataclass(frozen=True, kw_only=True)
class Block:
    """d fields. centre (d,), slopes (d, 2) on z and z squared, age (d,) per SD of age, noise (d, d), scale (d,) total SD."""

    fields: tuple[str, ...]
    transforms: tuple[str, ...]
    centre: np.ndarray
    slopes: np.ndarray
    age: np.ndarray
    noise: np.ndarray
    scale: np.ndarray

    def transformed(self, columns: dict[str, np.ndarray]) -> np.ndarray:
        """Columns in natural units -> (n, d) deviations from the centre."""
        parts = [forward(kind, np.asarray(columns[name], float)) for name, kind in zip(self.fields, self.transforms, strict=True)]
        return np.stack(parts, axis=1) - self.centre

    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest deviation (d,) that the catalogue's allowed ranges admit."""
        from osteo_core.catalogue import CATALOGUE

        low, high = np.full(len(self.fields), -np.inf), np.full(len(self.fields), np.inf)
        for i, (name, kind) in enumerate(zip(self.fields, self.transforms, strict=True)):
            allowed = CATALOGUE[name].allowed
            if allowed is not None and kind == "log":
                low[i] = np.log(max(allowed[0], 1e-9)) - self.centre[i]
                high[i] = np.log(allowed[1]) - self.centre[i]
        return low, high

    def draw(self, z: np.ndarray, shift: np.ndarray, strength: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(n, d) deviations from the centre for n people; `shift` (n, d) is added, `strength` is (n,).

        The noise of a person outside an allowed range is drawn again (about 1 in 2000: Bayes-optimal answers neglect it).
        """
        root = np.linalg.cholesky(self.noise).T
        mean = np.stack([z, z**2], axis=1) @ self.slopes.T + shift
        low, high = self.limits()
        result = mean + rng.standard_normal(mean.shape) @ root / np.sqrt(strength)[:, None]
        for _ in range(REDRAWS):
            rows = np.flatnonzero(((result < low) | (result > high)).any(axis=1))
            if not rows.size:
                break
            result[rows] = mean[rows] + rng.standard_normal((rows.size, root.shape[0])) @ root / np.sqrt(strength[rows])[:, None]
        return np.clip(result, low, high)

    def natural(self, deviations: np.ndarray) -> dict[str, np.ndarray]:
        """(n, d) deviations -> columns in natural units."""
        values = deviations + self.centre
        return {name: backward(kind, values[:, i]) for i, (name, kind) in enumerate(zip(self.fields, self.transforms, strict=True))}


def _slopes(world: World, fields: list[str], signs: np.ndarray, root_snr: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes (d, 2) and noise SDs (d,): from Table 1's fitted curve where there is one, else from the chosen noise SD."""
    slopes, sds = np.zeros((len(fields), 2)), np.asarray(noise, float).copy()
    curves = world.found["curve"]
    for i, name in enumerate(fields):
        if name in curves:
            slopes[i] = curves[name]["slope"], curves[name]["bend"]
            sds[i] = abs(curves[name]["slope"]) / root_snr[i]
        else:
            slopes[i, 0] = signs[i] * root_snr[i] * sds[i]
    return slopes, sds


def make_block(world: World, name: str) -> Block:
    """The block of one modality ("dxa", "btm", "micro", "sensory") with its calibrated total signal-to-noise ratio."""
    table = world.chosen[name]
    fields = table["fields"]
    d = len(fields)
    weights = np.array(table["weights"], float)
    correlation = table["correlation"]
    even = not isinstance(correlation, list)
    oriented = np.full((d, d), correlation) + np.eye(d) * (1.0 - correlation) if even else np.array(correlation, float)
    pull = oriented @ weights
    root_snr = pull * np.sqrt(world.found["snr"][name] / (weights @ pull))
    signs = np.array(table.get("better", [1] * d), float)
    slopes, sds = _slopes(world, fields, signs, root_snr, table.get("noise", [0.0] * d))
    transforms = tuple(table.get("transforms", ["log"] * d))
    typical = table.get("typical", [0.0] * d)
    centre = np.array([_centre(world, f, k, t) for f, k, t in zip(fields, transforms, typical, strict=True)])
    age = np.array(table.get("age", [0.0] * d)) * sds
    noise = oriented * np.outer(signs * sds, signs * sds)
    scale = np.sqrt(slopes[:, 0] ** 2 + age**2 + sds**2)
    return Block(fields=tuple(fields), transforms=transforms, centre=centre, slopes=slopes, age=age, noise=noise, scale=scale)


def _centre(world: World, field: str, transform: str, typical: float) -> float:
    curves = world.found["curve"]
    return float(curves[field]["intercept"]) if field in curves else float(forward(transform, np.asarray(typical)))


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern of observed entries, conditioned. For observed deviations y (n, o) and h = (z, z^2):
    squared distance = y'Py - 2 y'PB h + h'B'PB h; a missing entry has mean `gain` y + (B_m - gain B_o) h and covariance `rest`.
    """

    observed: np.ndarray
    missing: np.ndarray
    precision: np.ndarray
    slopes: np.ndarray
    gain: np.ndarray
    missing_slopes: np.ndarray
    rest: np.ndarray
    log_det: float

    def distance(self, y: np.ndarray, h: np.ndarray) -> np.ndarray:
        """Squared Mahalanobis distance (n, nz) of y (n, o) from the mean at each grid point; h is (2, nz)."""
        weighted = y @ self.precision
        own = np.einsum("no,no->n", weighted, y)
        grid = np.einsum("kz,kl,lz->z", h, self.slopes.T @ self.precision @ self.slopes, h)
        return own[:, None] - 2.0 * (weighted @ self.slopes) @ h + grid

    def expected(self, y: np.ndarray, h: np.ndarray) -> np.ndarray:
        """Mean (n, m, nz) of the missing entries."""
        return (y @ self.gain.T)[:, :, None] + (self.missing_slopes @ h)[None]


def condition(slopes: np.ndarray, noise: np.ndarray, present: np.ndarray) -> Pattern:
    """Condition a block with `slopes` (d, 2) and covariance `noise` (d, d) on the entries where `present` (d,) is true."""
    o, m = np.flatnonzero(present), np.flatnonzero(~present)
    precision = np.linalg.inv(noise[np.ix_(o, o)])
    gain = noise[np.ix_(m, o)] @ precision
    rest = noise[np.ix_(m, m)] - gain @ noise[np.ix_(o, m)]
    log_det = float(np.linalg.slogdet(noise[np.ix_(o, o)])[1]) if o.size else 0.0
    return Pattern(
        observed=o,
        missing=m,
        precision=precision,
        slopes=slopes[o],
        gain=gain,
        missing_slopes=slopes[m] - gain @ slopes[o],
        rest=rest,
        log_det=log_det,
    )


def patterns(present: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Group rows of a boolean matrix (n, d): list of (pattern (d,), row numbers)."""
    codes = present @ (1 << np.arange(present.shape[1]))
    return [(present[rows[0]], rows) for code in np.unique(codes) for rows in [np.flatnonzero(codes == code)]]
