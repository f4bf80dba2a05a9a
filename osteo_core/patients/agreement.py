"""Fields that say the same thing twice: how far apart they may be before a record is flagged or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteo_core.catalogue import SITES
from osteo_core.patients import dxa
from osteo_core.patients.arrays import BoolArray, FloatArray, numbers, objects

T_FLAGGED = 0.6
"""A T-score this far from its BMD's is flagged: local reference data exist."""
T_REFUSED = 1.5
"""Further than this no reference explains it, and the record is refused."""
BMI_REFUSED = 0.6
"""kg/m² between an entered BMI and the one of height and weight; rounding of the three explains about 0.4."""
SEPARATION_RATIO = 2.0
"""Tb.Sp against 1/Tb.N - Tb.Th: exact on first-generation scanners, near on later ones; only gross disagreement is flagged."""

_SLACK = 1e-9  # a difference of exactly the limit stays on the lenient side of floating point
_NOT_SMOKING = ("non_smoker", "ex_smoker")
_SMOKING = ("light", "moderate", "heavy")
_UNDER_3_UNITS = ("none", "under_1", "1_to_2")
_FROM_3_UNITS = ("3_to_6", "7_to_9", "over_9")


@dataclass(frozen=True)
class Disagreement:
    """A pair of entered fields that disagree in `rows` (n,), to be flagged under `key` beside `field`."""

    field: str
    key: str
    rows: BoolArray


def t_of_bmd(columns: Mapping[str, Any], site: str, n: int) -> FloatArray:
    """(n,) the T-score that the entered BMD has by its manufacturer's scale; NaN where either is missing."""
    return dxa.t_score(site, numbers(columns, f"{site}_bmd", n), objects(columns, "manufacturer", n))


def t_difference(columns: Mapping[str, Any], site: str, n: int) -> FloatArray:
    """(n,) absolute difference between the entered T-score and its BMD's; NaN where one of them is missing."""
    if f"{site}_t" not in columns or f"{site}_bmd" not in columns:
        return np.full(n, np.nan)
    return np.abs(numbers(columns, f"{site}_t", n) - t_of_bmd(columns, site, n))


def disagreements(columns: Mapping[str, Any], n: int) -> Iterator[Disagreement]:
    """Pairs of fields that are accepted but worth a second look."""
    for site in SITES:
        apart = t_difference(columns, site, n)
        yield Disagreement(f"{site}_t", "patients.remark.t_disagrees", (apart > T_FLAGGED + _SLACK) & (apart <= T_REFUSED + _SLACK))
    yield Disagreement("tb_sp", "patients.remark.separation_disagrees", _separation_disagrees(columns, n))
    yield Disagreement("smoking_category", "patients.remark.smoking_disagrees", _smoking_disagrees(columns, n))
    yield Disagreement("alcohol_category", "patients.remark.alcohol_disagrees", _alcohol_disagrees(columns, n))


def t_refused(columns: Mapping[str, Any], site: str, n: int) -> BoolArray:
    """(n,) True where the entered T-score contradicts its BMD."""
    return t_difference(columns, site, n) > T_REFUSED + _SLACK


def _separation_disagrees(columns: Mapping[str, Any], n: int) -> BoolArray:
    number, thickness, separation = (numbers(columns, name, n) for name in ("tb_n", "tb_th", "tb_sp"))
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 1 / number - thickness
        ratio = separation / expected
    return (expected <= 0) & ~np.isnan(separation) | (ratio > SEPARATION_RATIO) | (ratio < 1 / SEPARATION_RATIO)


def _smoking_disagrees(columns: Mapping[str, Any], n: int) -> BoolArray:
    category, now = objects(columns, "smoking_category", n), numbers(columns, "current_smoking", n)
    smokes_not, smokes = np.isin(category.astype(str), _NOT_SMOKING), np.isin(category.astype(str), _SMOKING)
    return smokes_not & (now == 1) | smokes & (now == 0)


def _alcohol_disagrees(columns: Mapping[str, Any], n: int) -> BoolArray:
    category, high = objects(columns, "alcohol_category", n).astype(str), numbers(columns, "high_alcohol_intake", n)
    return np.isin(category, _UNDER_3_UNITS) & (high == 1) | np.isin(category, _FROM_3_UNITS) & (high == 0)
