"""Standardise and impute: from raw network inputs to what the network reads, fitted on training people only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.preprocessing.encode import ALL_INPUTS, MODALITY_ORDER, SLICES, entered_name
from osteo_core.preprocessing.imputer import Imputer, Kind
from osteo_core.preprocessing.mice import fit_imputer
from osteo_core.preprocessing.zscores import Standardiser

IMPUTATION_SEED = 20250374
"""Fixed, so that a record is always completed alike and both sides of a what-if share their draws."""

_GROUPS = tuple(modality for modality in MODALITY_ORDER for _ in range(SLICES[modality].stop - SLICES[modality].start))


def input_kind(name: str) -> Kind:
    """How an input column is imputed."""
    if name in ("female", "asian", "african"):
        return "binary"
    kind = CATALOGUE[entered_name(name)].kind
    return "binary" if kind == "binary" else "dosage" if kind == "dosage" else "continuous"


KINDS: tuple[Kind, ...] = tuple(input_kind(name) for name in ALL_INPUTS)


@dataclass(frozen=True)
class Prepared:
    """Completed people.

    Shape:
        values: (m, n, WIDTH) standardised, 0 in absent modalities; m is 1 when nothing had to be imputed.
        observed: (n, WIDTH) 1 where measured; present: (n, 6) bool.
    """

    values: np.ndarray
    observed: np.ndarray
    present: np.ndarray
    standardiser: Standardiser

    def __len__(self) -> int:
        return len(self.observed)

    def units(self, draw: int) -> np.ndarray:
        """(n, WIDTH) values of one imputation in catalogue units (the training mean in absent modalities)."""
        return self.standardiser.inverse(self.values[draw])

    @property
    def imputed(self) -> np.ndarray:
        """(n, WIDTH) bool: filled in because another field of the modality was there."""
        here = self.present[:, [MODALITY_ORDER.index(group) for group in _GROUPS]]
        return here & (self.observed == 0)


@dataclass(frozen=True)
class Preprocessor:
    """Z-scores and multiple imputation, fitted together on training people, without the outcomes."""

    standardiser: Standardiser
    imputer: Imputer

    @classmethod
    def fit(cls, raw: np.ndarray, *, seed: int, m: int = 5) -> Preprocessor:
        """Fit on raw inputs (n, WIDTH) with NaN for missing."""
        standardiser = Standardiser.fit(raw, ALL_INPUTS)
        imputer = fit_imputer(_unscale_binary(standardiser.transform(raw), raw), KINDS, ALL_INPUTS, groups=_GROUPS, m=m, seed=seed)
        return cls(standardiser, imputer)

    def complete(self, raw: np.ndarray, present: np.ndarray) -> Prepared:
        """Impute the gaps of present modalities m times and standardise.

        Args:
            raw: (n, WIDTH) with NaN for missing; present: (n, 6) bool. Values of modalities that are not present are not read.
        """
        here = present[:, [MODALITY_ORDER.index(group) for group in _GROUPS]]
        raw = np.where(here, raw, np.nan)
        mixed = _unscale_binary(self.standardiser.transform(raw), raw)
        completed = self.imputer.complete(mixed, present=present, seed=IMPUTATION_SEED)
        observed = np.isfinite(raw)
        if (observed == here).all():
            completed = completed[:1]
        values = np.where(here, self._scale_binary(completed), 0.0).astype(np.float32)
        return Prepared(values, observed.astype(np.float32), present, self.standardiser)

    def _scale_binary(self, mixed: np.ndarray) -> np.ndarray:
        """Inverse of `_unscale_binary`: binary and dosage columns onto the standardised scale, NaN kept."""
        out = np.array(mixed)
        out[..., _COUNTED] = (out[..., _COUNTED] - self.standardiser.mean[_COUNTED]) / self.standardiser.scale[_COUNTED]
        return out

    def state(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Arrays for safetensors and the rest for JSON."""
        arrays = {f"standardiser.{k}": v for k, v in self.standardiser.state().items()} | {
            f"imputer.{k}": v for k, v in self.imputer.state().items()
        }
        return arrays, {"standardiser": self.standardiser.meta(), "imputer": self.imputer.meta()}

    @classmethod
    def from_state(cls, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Any]) -> Preprocessor:
        """The preprocessor that gave `state()`."""

        def part(prefix: str) -> dict[str, np.ndarray]:
            return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}

        return cls(
            Standardiser.from_state(part("standardiser."), meta["standardiser"]), Imputer.from_state(part("imputer."), meta["imputer"])
        )


_COUNTED = [i for i, kind in enumerate(KINDS) if kind != "continuous"]


def _unscale_binary(standardised: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Binary and dosage columns as 0, 1, 2 for the imputer; continuous ones stay standardised (and logged where skewed)."""
    mixed = np.array(standardised)
    mixed[:, _COUNTED] = raw[:, _COUNTED]
    return mixed
