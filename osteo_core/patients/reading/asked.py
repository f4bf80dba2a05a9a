"""One number that a field asks for: what may stand there, how a text is read, and how a value is written into the field.

A text is read by `written.read_number` and by nothing else; what cannot be read is refused with what was written, never changed. A percent
sign is read where percent is asked for, and asked back where a share of 1 is.
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
_PERCENT_SIGNS = ("%", "％", "﹪")
_SHARES = (None, "", "fraction")
"""Units of numbers that may be shares of 1."""


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
            value = read_number(_without_sign(text) if self._percent else text, allowed=self.feature.allowed)
        except AmbiguousNumber as either:
            # Written so that either answer is read as it is meant: 1.234 would raise the same question again.
            numbers = {"decimal": write_number(either.decimal), "thousands": write_number(either.thousands)}
            return Reading(problem=self._refused("ambiguous", text, **numbers))
        except NotANumber:
            return Reading(problem=self._percentage_of_share(text) or self._refused("not_number", text))
        if problem := self._share_of_percentage(value, text):
            return Reading(problem=problem)
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

    @property
    def _percent(self) -> bool:
        return self.feature.unit == "%"

    def _percentage_of_share(self, text: str) -> Problem | None:
        """What to write where "30 %" stands and a number up to 1 is asked for."""
        allowed = self.feature.allowed
        share_asked = self.feature.unit in _SHARES and allowed is not None and 0 <= allowed[0] < allowed[1] <= 1
        if not share_asked or _without_sign(text) == text:
            return None
        try:
            share = write_number(round(read_number(_without_sign(text)) / 100, 12))
        except ValueError:
            return None
        return self._refused("percentage", text, share=share) if self._allows(float(share)) else None

    def _share_of_percentage(self, value: float, text: str) -> Problem | None:
        """0.3 where whole percent, or more than that, is asked for: what to write where 30 % is meant."""
        percent = round(100 * value, 10)
        if not self._percent or not 0 < value < 1 or (self._allows(value) and not self.whole):
            return None
        fits = self._allows(percent) and (percent.is_integer() or not self.whole)
        return self._refused("share", text, percent=write_number(percent)) if fits and _without_sign(text) == text else None

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


def _without_sign(text: str) -> str:
    """The text without the percent sign at its end, where it has one."""
    bare = text.rstrip()
    return bare[:-1] if bare.endswith(_PERCENT_SIGNS) else text


def _short(text: str) -> str:
    """What was typed, in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"
