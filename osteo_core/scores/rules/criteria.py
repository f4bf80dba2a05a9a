"""What a treatment rule asks: conditions on T-score, fractures and FRAX, each read as met, not met or undecided.

An unanswered question leaves a condition undecided, never "no". Where FRAX has open questions, the condition is decided only if every
possible answer gives the same result. FRAX conditions read this project's FRAX-style score: an approximation, which their findings say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from osteo_core.scores.rules.facts import Facts, Reading, Status, beside, field_labels, fracture_names, signed, site_names
from osteo_core.scores.score import ScoreResult, Value
from osteo_core.translations import LANGUAGES, one_after_another, translate

Fracture10Years = Literal["major", "hip"]


@dataclass(frozen=True)
class TAtMost:
    """Lowest T-score of the sites at or below a value."""

    sites: tuple[str, ...]
    at_most: float
    uses_frax: ClassVar[bool] = False

    def title(self, language: str = "en") -> str:
        """The condition in words."""
        return translate("scores.rules.condition.t_at_most", language, at_most=signed(self.at_most), sites=site_names(self.sites)[language])

    def read(self, facts: Facts) -> Reading:
        """Met or not by the measured sites; undecided where none is."""
        return _read_t(self.sites, facts, lambda t: t <= self.at_most)


@dataclass(frozen=True)
class TBetween:
    """Lowest T-score of the sites strictly between two values (osteopenia)."""

    sites: tuple[str, ...]
    above: float
    below: float
    uses_frax: ClassVar[bool] = False

    def title(self, language: str = "en") -> str:
        """The condition in words."""
        limits = {"above": signed(self.above), "below": signed(self.below)}
        return translate("scores.rules.condition.t_between", language, **limits, sites=site_names(self.sites)[language])

    def read(self, facts: Facts) -> Reading:
        """Met or not by the measured sites; undecided where none is."""
        return _read_t(self.sites, facts, lambda t: self.above < t < self.below)


@dataclass(frozen=True)
class Fracture:
    """A prior fragility fracture at one of the sites."""

    sites: tuple[str, ...]
    uses_frax: ClassVar[bool] = False

    def title(self, language: str = "en") -> str:
        """The condition in words."""
        return translate("scores.rules.condition.fracture", language, sites=fracture_names(self.sites)[language])

    def read(self, facts: Facts) -> Reading:
        """Undecided where the question, or after a "yes" the site, is unanswered."""
        named = [site for site in self.sites if site in facts.fracture_sites]
        if named:
            return Reading("met", "fracture", {"sites": fracture_names(named)})
        if facts.fracture_sites:
            return Reading("not_met", "fracture_elsewhere", {"sites": fracture_names(facts.fracture_sites)})
        if facts.prior_fracture is None:
            return Reading("undecided", "unknown", {"fields": field_labels(["prior_fracture"])})
        if facts.prior_fracture:
            return Reading("undecided", "unknown", {"fields": field_labels(["prior_fracture_sites"])})
        return Reading("not_met", "no_fracture")


@dataclass(frozen=True)
class Frax:
    """A 10-year FRAX probability (percent) at or above a fixed value."""

    outcome: Fracture10Years
    at_least: float
    uses_frax: ClassVar[bool] = True

    def title(self, language: str = "en") -> str:
        """The condition in words."""
        outcome = translate(f"scores.rules.outcome.{self.outcome}", language)
        return translate("scores.rules.condition.frax", language, outcome=outcome, at_least=f"{self.at_least:g}")

    def threshold(self, age: float) -> float:
        """The same percentage at every age."""
        return self.at_least

    def read(self, facts: Facts) -> Reading:
        """Compare the FRAX-style score with the threshold; undecided where it has no value or an open question could change the result."""
        return _read_frax(self, facts)


@dataclass(frozen=True, kw_only=True)
class FraxByAge:
    """A FRAX probability at or above `factor` times that of a woman of the same age with a prior fracture, that BMI and no BMD."""

    outcome: Fracture10Years
    factor: float
    bmi: float
    fixed_from_age: float
    uses_frax: ClassVar[bool] = True

    def title(self, language: str = "en") -> str:
        """The condition in words."""
        outcome = translate(f"scores.rules.outcome.{self.outcome}", language)
        numbers = {"factor": f"{self.factor:g}", "bmi": f"{self.bmi:g}", "fixed_from_age": f"{self.fixed_from_age:g}"}
        key = "frax_by_age" if self.factor == 1 else "frax_by_age_times"
        return translate(f"scores.rules.condition.{key}", language, outcome=outcome, **numbers)

    def threshold(self, age: float) -> float:
        """Percent at that age (years); NaN outside the ages of the FRAX-style score."""
        return self.factor * _woman_with_fracture(self.outcome, min(age, self.fixed_from_age), self.bmi)

    def read(self, facts: Facts) -> Reading:
        """Compare the FRAX-style score with the threshold; undecided where it has no value or an open question could change the result."""
        return _read_frax(self, facts)


Condition = TAtMost | TBetween | Fracture | Frax | FraxByAge
KINDS: dict[str, Callable[..., Condition]] = {
    "t_at_most": TAtMost,
    "t_between": TBetween,
    "fracture": Fracture,
    "frax": Frax,
    "frax_by_age": FraxByAge,
}


def _woman_with_fracture(outcome: str, age: float, bmi: float) -> float:
    from osteo_core.scores.frax_style.score import frax_percent

    percent = frax_percent(age=age, sex="female", ethnicity="european", t_score=None, bmi=bmi, prior_fracture=1)
    return float(np.squeeze(percent[outcome]))


def _read_t(sites: tuple[str, ...], facts: Facts, fits: Callable[[float], bool]) -> Reading:
    measured = {site: facts.t_scores[site] for site in sites if site in facts.t_scores}
    if not measured:
        return Reading("undecided", "no_t", {"sites": site_names(sites)})
    site = min(measured, key=lambda name: measured[name])
    params = {"t": signed(measured[site]), "site": site_names([site]), "unmeasured": site_names([s for s in sites if s not in measured])}
    return Reading("met" if fits(measured[site]) else "not_met", "t" if len(measured) == len(sites) else "t_some_sites", params)


def _read_frax(condition: Frax | FraxByAge, facts: Facts) -> Reading:
    value = facts.frax.value(condition.outcome)
    if value is None or value.value is None or facts.age is None:
        return _no_frax(facts.frax)
    threshold = condition.threshold(facts.age)
    params = beside(value.value, threshold)
    low, high = _possible(facts.frax, condition.outcome, value.value)
    if low < threshold <= high:
        return Reading("undecided", "frax_open", params | {"fields": field_labels(question.field for question in facts.frax.unanswered)})
    status: Status = "met" if low >= threshold else "not_met"
    if _too_close(value, threshold):
        return Reading(status, "frax_close", params | {"low": f"{value.low:.3g}", "high": f"{value.high:.3g}"})
    return Reading(status, "frax", params)


def _no_frax(frax: ScoreResult) -> Reading:
    if frax.lacking:
        return Reading("undecided", "no_frax", {"fields": field_labels(frax.lacking)})
    why = {lang: one_after_another(*(remark.text(lang) for remark in frax.remarks)).rstrip(".。") for lang in LANGUAGES}
    return Reading("undecided", "no_frax_because", {"why": why})


def _possible(frax: ScoreResult, outcome: str, value: float) -> tuple[float, float]:
    """Lowest and highest value over the answers to the open questions; anything where there are some and it was not worked out."""
    if not frax.unanswered:
        return value, value
    low, high = frax.reachable.get(outcome, (-np.inf, np.inf))
    return min(low, value), max(high, value)


def _too_close(value: Value, threshold: float) -> bool:
    """Whether the original's result could lie on the other side, within the error of the approximation."""
    return value.interval == "approximation" and value.low is not None and value.high is not None and value.low < threshold <= value.high
