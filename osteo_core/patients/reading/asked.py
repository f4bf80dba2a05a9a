"""One number that a field asks for: what may stand there, how a text is read, and how a value is written into the field.

A text is read by `written.read_number` and by nothing else; what cannot be read is refused with what was written, never changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber, read_number, write_number
from osteo_core.patients.wording import feature_params, number_text, range_problem

_MOST_SHOWN = 40


@dataclass(frozen=True)
class Reading:
    """What a text says: a number, or nothing (an empty field), or a `problem`."""

    value: float | None = None
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True)
class AskedNumber:
    """What a field asks for.

    `feature`: label, unit, the closed intervals allowed and usual, step and decimals, all in the unit shown. `factor`: SI = shown * factor.
    `required`: whether an empty field is refused. `whole`: whole numbers only. `where`: the place that its problems name.
    """

    feature: Feature
    factor: float = 1.0
    required: bool = False
    whole: bool = False
    where: str = ""

    def read(self, text: str) -> Reading:
        """The number in `text`, as shown, or why there is none. Text of blanks is nothing."""
        if not text.strip():
            return Reading(problem=self._refused("needed", text)) if self.required else Reading()
        try:
            value = read_number(text, allowed=self.feature.allowed)
        except AmbiguousNumber as either:
            # Written so that either answer is read as it is meant: 1.234 would raise the same question again.
            numbers = {"decimal": write_number(either.decimal), "thousands": write_number(either.thousands)}
            return Reading(problem=self._refused("ambiguous", text, **numbers))
        except NotANumber:
            return Reading(problem=self._refused("not_number", text))
        if self.whole and not value.is_integer():
            return Reading(problem=self._refused("not_whole", text))
        if not self._allows(value):
            found = range_problem(self.feature, value, self.where)
            # As typed: "1e5" and not 100000 is what the person sees in the box.
            return Reading(problem=Problem(found.where, found.key, {**found.params, **self._bounds(), "value": _short(text)}))
        return Reading(value)

    def si(self, value: float) -> float:
        """The number to store. Rounded to 10 significant digits, so that 20.1 typed is 20.1 stored, not 20.1000…4."""
        return value if self.factor == 1.0 else float(f"{value * self.factor:.10g}")

    def shown(self, value: float) -> float:
        """A stored number in the unit shown, to as many digits as `si` needs to find it again."""
        if self.factor == 1.0:
            return value
        found = (float(f"{value / self.factor:.{digits}g}") for digits in range(1, 17))
        return next((number for number in found if self.si(number) == value), value / self.factor)

    def text(self, value: float | None) -> str:
        """What stands in the field for a stored number: with the field's decimals where they lose nothing, else in full."""
        if value is None:
            return ""
        number = self.shown(float(value))
        rounded = f"{number:.{self.feature.decimals}f}"
        allowed = self.feature.allowed
        return rounded if float(rounded) == number and self.read(rounded).value == number else write_number(number, allowed)

    def unusual(self, value: float) -> bool:
        """Whether a number, as shown, lies outside the usual range."""
        usual = self.feature.usual
        return usual is not None and not usual[0] <= value <= usual[1]

    def _allows(self, value: float) -> bool:
        allowed = self.feature.allowed
        return allowed is None or self.si(allowed[0]) <= self.si(value) <= self.si(allowed[1])

    def _refused(self, key: str, text: str, **params: str) -> Problem:
        bounded = "" if self.feature.allowed is not None or key == "ambiguous" else "_any"
        params |= {"value": _short(text)}
        return Problem(self.where, f"fields.{key}{bounded}", {**feature_params(self.feature), **self._bounds(), **params})

    def _bounds(self) -> dict[str, Any]:
        if self.feature.allowed is None:
            return {}
        low, high = bounds_text(*self.feature.allowed)
        return {"low": low, "high": high}


def bounds_text(low: float, high: float) -> tuple[str, str]:
    """The ends of a range; a converted one to four digits, rounded inwards, so that no end that is shown lies outside."""
    return _bound(low, math.ceil), _bound(high, math.floor)


def _bound(value: float, towards: Callable[[float], int]) -> str:
    if number_text(value) == f"{value:.6g}":
        return number_text(value)
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 3)
    return f"{towards(value / unit) * unit:.4g}"


def _short(text: str) -> str:
    """What was typed, in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"
