"""Z-scores: mean 0 and standard deviation 1 over the training people, after a logarithm where a field is skewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LOG = "log"
LOG1P = "log1p"
SKEWED: dict[str, str] = {
    "ctx": LOG,
    "p1np": LOG,
    "osteocalcin": LOG,
    "balp": LOG,
    "trap5b": LOG,
    "sway_velocity": LOG,
    "step_length_cv": LOG,
    "single_leg_stance": LOG1P,
    "vitamin_d_25oh": LOG,
    "calcium_intake": LOG1P,
}
"""Fields with a long right tail, by transformation. log1p where zero is a real answer (someone who cannot stand on one leg,
a diet without calcium).

Vitamin D is skewed in people, as the paper's own note to Table 1 has it (median and interquartile range; contradiction 19)."""

_TINY = 1e-6


@dataclass(frozen=True, kw_only=True)
class Standardiser:
    """Shift and scale of p columns, fitted on training people only.

    Shape: mean, scale (p,), on the logarithmic scale for the names in `logs`.
    """

    names: tuple[str, ...]
    logs: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, X: np.ndarray, names: Sequence[str], *, keep: Sequence[str] = ()) -> Standardiser:
        """Fit to training people; NaN is ignored.

        Args:
            X: (n, p) in catalogue units.
            names: of the columns; those in SKEWED are logged first.
            keep: columns passed through unchanged (indicators that a network reads as 0 and 1).

        Raises:
            ValueError: widths that differ, or a column without two observed values.
        """
        if X.ndim != 2 or X.shape[1] != len(names):
            raise ValueError(f"X has shape {X.shape}, but {len(names)} names were given")
        logs = tuple(SKEWED.get(name, "") for name in names)
        values = _forward(X, logs)
        few = [name for name, count in zip(names, np.isfinite(values).sum(0), strict=True) if count < 2]
        if few:
            raise ValueError(f"fewer than two observed values: {', '.join(few)}")
        mean, scale = np.nanmean(values, 0), np.nanstd(values, 0)
        # A field that does not vary in training carries nothing; dividing by 1 keeps it at 0 rather than at infinity.
        scale = np.where(scale > _TINY * np.maximum(1.0, np.abs(mean)), scale, 1.0)
        kept = np.isin(names, list(keep))
        return cls(names=tuple(names), logs=logs, mean=np.where(kept, 0.0, mean), scale=np.where(kept, 1.0, scale))

    def transform(self, X: np.ndarray) -> np.ndarray:
        """(..., p) values in catalogue units to z-scores; NaN stays NaN. Values at or under zero are logged as 1e-6."""
        return (_forward(X, self.logs) - self.mean) / self.scale

    def inverse(self, Z: np.ndarray) -> np.ndarray:
        """(..., p) z-scores back to catalogue units."""
        values = np.asarray(Z, float) * self.scale + self.mean
        for j, log in enumerate(self.logs):
            if log:
                values[..., j] = np.exp(values[..., j]) if log == LOG else np.expm1(values[..., j])
        return values

    def state(self) -> dict[str, np.ndarray]:
        """The arrays, for safetensors."""
        return {"mean": self.mean, "scale": self.scale}

    def meta(self) -> dict[str, list[str]]:
        """The rest, for JSON."""
        return {"names": list(self.names), "logs": list(self.logs)}

    @classmethod
    def from_state(cls, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Sequence[str]]) -> Standardiser:
        """The standardiser that gave `state()` and `meta()`."""
        return cls(
            names=tuple(meta["names"]),
            logs=tuple(meta["logs"]),
            mean=np.asarray(arrays["mean"], float),
            scale=np.asarray(arrays["scale"], float),
        )


def _forward(X: np.ndarray, logs: Sequence[str]) -> np.ndarray:
    values = np.array(X, float)
    for j, log in enumerate(logs):
        if log:
            values[..., j] = np.log(np.maximum(values[..., j], _TINY)) if log == LOG else np.log1p(np.maximum(values[..., j], 0.0))
    return values
