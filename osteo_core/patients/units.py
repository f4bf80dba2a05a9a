"""SI and conventional units: one factor a feature, from the catalogue."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteo_core.catalogue import CATALOGUE

System = Literal["si", "conventional"]


def unit_of(name: str, system: System = "si", language: str = "en") -> str:
    """The unit of a feature in a system; features without a conventional unit have one unit in both."""
    feature = CATALOGUE[name]
    if system == "conventional" and feature.conventional is not None:
        return feature.conventional[0]
    return feature.unit_in(language)


def to_conventional(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """An SI value (or array) in the feature's conventional unit; unchanged where there is none."""
    return np.asarray(np.asarray(value, dtype=float) / _factor(name))


def to_si(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """A value (or array) typed in the conventional unit, in SI; unchanged where the feature has no conventional unit."""
    return np.asarray(np.asarray(value, dtype=float) * _factor(name))


def _factor(name: str) -> float:
    conventional = CATALOGUE[name].conventional
    return 1.0 if conventional is None else conventional[1]
