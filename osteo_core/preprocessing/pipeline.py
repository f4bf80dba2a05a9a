"""Standardise and impute: from raw network inputs to what the network reads, fitted on training people only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES, SEED
from osteo_core.preprocessing.encode import ALL_INPUTS, ETHNICITY_INDICATORS, SLICES, entered_name
from osteo_core.preprocessing.imputer import Imputer, Kind
from osteo_core.preprocessing.mice import fit_imputer
from osteo_core.preprocessing.zscores import Standardiser

IMPUTATION_SEED = SEED
"""Fixed, so that a record is always completed alike and both sides of a what-if share their draws."""

_GROUPS = tuple(modality for modality in MODALITIES for _ in range(SLICES[modality].stop - SLICES[modality].start))


def input_kind(name: str) -> Kind:
    """How an input column is imputed."""
    if name == "female" or name in ETHNICITY_INDICATORS:
        return "binary"
    kind = CATALOGUE[entered_name(name)].kind
    return "binary" if kind == "binary" else "dosage" if kind == "dosage" else "continuous"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Completed people.

    Shape:
        values: (m, n, WIDTH) standardised, 0 in absent modalities and unread columns; m is 1 when nothing had to be imputed.
        observed: (n, WIDTH) 1 where measured; present: (n, 6) bool; read: (WIDTH,) columns that are looked at.
    """

    values: np.ndarray
    observed: np.ndarray
    present: np.ndarray
    read: np.ndarray
    standardiser: Standardiser

    def __len__(self) -> int:
        return len(self.observed)

    def units(self, draw: int) -> np.ndarray:
        """(n, WIDTH) values of one imputation in catalogue units (the training mean in absent modalities)."""
        return self.standardiser.inverse(self.values[draw])

    @property
    def imputed(self) -> np.ndarray:
        """(n, WIDTH) bool: filled in because another field of the modality was there."""
        return _columns_of(self.present) & self.read & (self.observed == 0)


@dataclass(frozen=True)
class Preprocessor:
    """Z-scores and multiple imputation, fitted together on training people, without the outcomes.

    The imputer knows the columns that the training people had; the others are neither read nor filled.
    """

    standardiser: Standardiser
    imputer: Imputer

    @classmethod
    def fit(cls, raw: np.ndarray, *, seed: int, m: int = 5, inputs: tuple[str, ...] = ALL_INPUTS) -> Preprocessor:
        """Fit on raw inputs (n, WIDTH) with NaN for missing; a column with fewer than two values is one that is not read."""
        read = np.isfinite(raw).sum(0) >= 2
        names = tuple(compress(inputs, read))
        kinds = tuple(input_kind(name) for name in names)
        narrow = Standardiser.fit(raw[:, read], names)
        mixed = np.where(_counted(kinds), raw[:, read], narrow.transform(raw[:, read]))
        imputer = fit_imputer(mixed, kinds, names, groups=tuple(compress(_GROUPS, read)), m=m, seed=seed)
        mean, scale, logs = np.zeros(len(read)), np.ones(len(read)), np.full(len(read), "", object)
        mean[read], scale[read], logs[read] = narrow.mean, narrow.scale, narrow.logs
        return cls(Standardiser(names=tuple(inputs), logs=tuple(logs), mean=mean, scale=scale), imputer)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Field or indicator at each of the WIDTH places."""
        return tuple(self.standardiser.names)

    @cached_property
    def read(self) -> np.ndarray:
        """(WIDTH,) bool: columns that the training people had."""
        return np.isin(self.standardiser.names, self.imputer.names)

    def complete(self, raw: np.ndarray, present: np.ndarray, withheld: tuple[str, ...] = ()) -> Prepared:
        """Impute the gaps of present modalities m times and standardise.

        Args:
            raw: (n, WIDTH) with NaN for missing; present: (n, 6) bool. Values of modalities that are not present are not read.
            withheld: input columns that are not to be read now, as if the model did not know them.
        """
        known = self.read
        read = known & ~np.isin(self.standardiser.names, withheld)
        here = _columns_of(present) & read
        raw = np.where(here, raw, np.nan)
        counted = _counted(self.imputer.kinds)
        mixed = np.where(counted, raw[:, known], self.standardiser.transform(raw)[:, known])
        groups = [MODALITIES.index(group) for group in self.imputer.group_names]
        completed = self.imputer.complete(mixed, present=present[:, groups], seed=IMPUTATION_SEED)
        observed = np.isfinite(raw)
        if (observed == here).all():
            completed = completed[:1]
        scaled = np.where(counted, (completed - self.standardiser.mean[known]) / self.standardiser.scale[known], completed)
        values = np.zeros((len(completed), *raw.shape), np.float32)
        values[..., known] = np.where(here[:, known], scaled, 0.0)
        return Prepared(values=values, observed=observed.astype(np.float32), present=present, read=read, standardiser=self.standardiser)

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


def _columns_of(present: np.ndarray) -> np.ndarray:
    """(n, WIDTH) bool: whose modality is present, from (n, 6)."""
    return present[:, [MODALITIES.index(group) for group in _GROUPS]]


def _counted(kinds: tuple[Kind, ...]) -> np.ndarray:
    """Binary and dosage columns: the imputer sees them as 0, 1, 2, the continuous ones standardised (and logged where skewed)."""
    return np.array(kinds) != "continuous"
