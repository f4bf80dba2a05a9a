"""The unit of a column of numbers: as its header says, checked by its values; without a header by the values alone, or an open question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import Feature
from osteo_core.catalogue.synonyms import missing_numbers, unit_key

Basis = Literal["header", "values", "only", "unknown", "contradicts", "open", "mixed", "outside"]

MOSTLY, SOME = 0.8, 0.5
_MARGIN = 0.45
"""Least difference of the log distances of two units from the middle of the usual range: 18 is ng/mL of vitamin D, 45 nmol/L, 33 either."""
_MIXED = 0.02
_MANY, _SOME_USUAL = 20, 0.05
_CHINESE_ONLY = ("jin",)


@dataclass(frozen=True, kw_only=True)
class UnitChoice:
    """The unit taken and why. `unit` is the catalogue's spelling, None where the question is open; `others` could also be meant.

    `share` is that of the values within the allowed range in this unit.
    """

    unit: str | None
    basis: Basis
    share: float
    others: tuple[str, ...] = ()
    written: str | None = None

    @property
    def settled(self) -> bool:
        """Whether the values can be converted without asking."""
        return self.basis in ("header", "values", "only")


def choose_unit(feature: Feature, written: str | None, numbers: NDArray[np.float64], *, chinese: bool = False) -> UnitChoice:
    """The unit of numbers (n,) of a feature that has one; `written` is what the header says."""
    values = without_codes(feature, numbers)
    units = {unit: factor for unit, factor in feature.units.items() if chinese or unit not in _CHINESE_ONLY or written}
    if not len(values):
        known = _named(feature, written) if written else None
        return UnitChoice(unit=known or feature.unit, basis="header" if known else "only", share=1.0, written=written)
    if feature.name == "age" and unit_key(written or "years") == unit_key("years") and _human(values):
        return UnitChoice(unit="years", basis="header" if written else "values", share=_within(feature, values, "allowed"), written=written)
    if written:
        return _by_header(feature, written, values, units)
    return _by_values(feature, values, units)


def _human(ages: NDArray[np.float64]) -> bool:
    """Whether numbers are ages of people, whom the tool is for or not: the young are refused one by one, not taken for something else."""
    return bool(((ages >= 0) & (ages <= 120)).mean() >= 0.95 and np.median(ages) > 12)


def without_codes(feature: Feature, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Finite numbers without those that stand for "not known"."""
    values = numbers[np.isfinite(numbers)]
    return values[~is_code(feature, values)]


def is_code(feature: Feature, values: NDArray[np.float64], unit: str | None = None) -> NDArray[np.bool_]:
    """(n,) True for numbers that stand for "not known": -9, 999 and the like, outside what any unit (or `unit`) of the feature allows."""
    units = feature.units or {"": 1.0}
    if unit is not None:
        units = {unit: units[unit]}
    low, high = feature.allowed or (-np.inf, np.inf)
    codes = np.isin(values, list(missing_numbers()))
    within = np.zeros(len(values), bool)
    for factor in units.values():
        within |= (values * factor >= low) & (values * factor <= high)
    few = codes & (np.abs(values) < 99) & (values > 0)
    if few.sum() < 3:  # one 88 may be a slip of the pen
        codes &= ~few
    return codes & ~within


def _named(feature: Feature, written: str) -> str | None:
    return next((unit for unit in feature.units if unit_key(unit) == unit_key(written)), None)


def _by_header(feature: Feature, written: str, values: NDArray[np.float64], units: dict[str, float]) -> UnitChoice:
    named = _named(feature, written)
    if named is None:
        return UnitChoice(unit=None, basis="unknown", share=0.0, written=written)
    share = _within(feature, values * feature.units[named], "allowed")
    fitting = _best(feature, values, units)
    if share >= MOSTLY:
        mixed = _two_units(feature, values, named, units)
        if mixed:
            return UnitChoice(unit=None, basis="mixed", share=share, others=(named, mixed), written=written)
        seen = _seen(feature, values * feature.units[named])
        return UnitChoice(unit=named, basis="header" if seen else "outside", share=share, written=written)
    others = tuple(unit for unit in fitting if unit != named)
    if others and _within(feature, values * units[others[0]], "allowed") >= MOSTLY:
        return UnitChoice(unit=None, basis="contradicts", share=share, others=(named, others[0]), written=written)
    mixed = _two_units(feature, values, named, units)
    if mixed:
        return UnitChoice(unit=None, basis="mixed", share=share, others=(named, mixed), written=written)
    return UnitChoice(unit=named, basis="header" if share >= 0.3 else "outside", share=share, written=written)


def _by_values(feature: Feature, values: NDArray[np.float64], units: dict[str, float]) -> UnitChoice:
    fitting = _best(feature, values, units)
    if not fitting:
        own = feature.unit or ""
        share = _within(feature, values, "allowed")
        mixed = next((found for unit in units if (found := _two_units(feature, values, unit, units))), None)
        if mixed:
            return UnitChoice(unit=None, basis="mixed", share=share, others=(own, mixed))
        return UnitChoice(unit=own, basis="only" if share >= 0.3 and _seen(feature, values) else "outside", share=share)
    first = fitting[0]
    share = _within(feature, values * units[first], "allowed")
    mixed = _two_units(feature, values, first, units)
    if mixed:
        return UnitChoice(unit=None, basis="mixed", share=share, others=(first, mixed))
    rivals = [unit for unit in fitting[1:] if units[unit] != units[first]]
    if rivals and _distance(feature, values * units[rivals[0]]) - _distance(feature, values * units[first]) < _MARGIN:
        return UnitChoice(unit=None, basis="open", share=share, others=(first, rivals[0]))
    return UnitChoice(unit=first, basis="values" if len(units) > 1 else "only", share=share)


def _seen(feature: Feature, values: NDArray[np.float64]) -> bool:
    """Whether some of many values are usual: ionised calcium is within what is allowed of calcium, and never within what is usual."""
    return len(values) < _MANY or _within(feature, values, "usual") >= _SOME_USUAL


def _best(feature: Feature, values: NDArray[np.float64], units: dict[str, float]) -> list[str]:
    """Units in which most values are allowed and half are usual, the nearest to the middle of the usual range first."""
    fits = [
        unit
        for unit, factor in units.items()
        if _within(feature, values * factor, "allowed") >= MOSTLY and _within(feature, values * factor, "usual") >= SOME
    ]
    return sorted(fits, key=lambda unit: (_distance(feature, values * units[unit]), list(units).index(unit)))


def _distance(feature: Feature, values: NDArray[np.float64]) -> float:
    """How far the median is from the middle of the usual range, on the log scale where the range is positive."""
    low, high = feature.usual or feature.allowed or (0.0, 1.0)
    middle, median = float(np.median(values)), 0.0
    if low > 0 and middle > 0:
        return abs(float(np.log(middle) - (np.log(low) + np.log(high)) / 2))
    del median
    return abs(middle - (low + high) / 2) / max(high - low, 1e-9)


def _two_units(feature: Feature, values: NDArray[np.float64], main: str, units: dict[str, float]) -> str | None:
    """Another unit that explains the values not allowed in the main one, where they are more than two in a hundred."""
    low, high = feature.allowed or (-np.inf, np.inf)
    converted = values * feature.units[main]
    rest = values[(converted < low) | (converted > high)]
    if len(rest) < 3 or len(rest) <= _MIXED * len(values):
        return None
    for unit, factor in units.items():
        if unit != main and factor != feature.units[main] and _within(feature, rest * factor, "usual") >= MOSTLY:
            ratio = factor / feature.units[main]
            if ratio > 5 or ratio < 0.2:  # units that are near one another cannot be told apart by values
                return unit
    return None


def _within(feature: Feature, values: NDArray[np.float64], which: Literal["allowed", "usual"]) -> float:
    low, high = getattr(feature, which) or feature.allowed or (-np.inf, np.inf)
    return float(((values >= low) & (values <= high)).mean()) if len(values) else 0.0


def plausible(feature: Feature, numbers: NDArray[np.float64]) -> float:
    """Share of the numbers that are allowed, of a feature without units (T-scores, dosages)."""
    return _within(feature, without_codes(feature, numbers), "allowed")


def units_text(units: Sequence[str]) -> str:
    """Units as they are listed in a sentence."""
    return ", ".join(units)
