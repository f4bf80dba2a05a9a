"""A network's probabilities restated for people among whom the outcome is more or less common than among those it learned from.

By Bayes' rule: the odds of each class are multiplied by how much more (or less) common it is among those people, which is right as long as
a measurement looks the same in people of one bone status wherever they come from (Saerens et al., Neural Comput 2002;14:21-41). The network
knows age and sex, so a prevalence by age and sex is compared with that of virtual people of the same age and sex.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from osteo_core.constants import World
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.assessment import Assessment, MissingTest, Risk
from osteo_core.inference.missing import probability_of
from osteo_core.released import read_json

Source = Literal["virtual", "nhanes", "own"]

_TABLE = Path(__file__).with_name("prevalence.json")
LOWEST, HIGHEST = 0.001, 0.95
"""Limits of a prevalence that can be entered: beyond them the adjustment outweighs the measurement."""


@dataclass(frozen=True)
class Prevalence:
    """How common the classes of bone status are (summing to 1), and a major osteoporotic fracture within 10 years (0..1)."""

    status: dict[str, float]
    fracture: float


@dataclass(frozen=True)
class PrevalenceAdjustment:
    """From the prevalence that the network learned (`base`) to the one asked for (`target`)."""

    source: Source
    base: Prevalence
    target: Prevalence

    def fracture(self, probability: float) -> float:
        """The probability of a fracture within 10 years (0..1), restated."""
        return probability_of(_log_odds(probability) + self._more_fractures)

    @property
    def _more_fractures(self) -> float:
        return _log_odds(self.target.fracture) - _log_odds(self.base.fracture)

    def restate(self, assessment: Assessment) -> Assessment:
        """The same assessment for the target's people; intervals and ranges move with their estimate on the log-odds scale.

        Only for models trained on virtual people; an assessment without a 10-year outcome is returned as it is.
        """
        if self.source == "virtual" or assessment.fracture is None:
            return assessment
        factor = {name: self.target.status[name] / self.base.status[name] for name in assessment.status}
        total = sum(assessment.status[name] * factor[name] for name in factor)
        status = {name: probability * factor[name] / total for name, probability in assessment.status.items()}
        moved = {name: _log_odds(status[name]) - _log_odds(assessment.status[name]) for name in status}
        more = self._more_fractures
        # A hip fracture moves as the major one does, and so stays at most as likely.
        change = {"osteoporosis": moved["osteoporosis"], "fracture": more, "hip_fracture": more}
        intervals = {name: _moved(risk, moved[name]) for name, risk in assessment.status_intervals.items()}
        return replace(
            assessment, status=status, status_intervals=intervals, osteoporosis=intervals["osteoporosis"],
            fracture=_moved(assessment.fracture, more),
            hip_fracture=None if assessment.hip_fracture is None else _moved(assessment.hip_fracture, more),
            missing_tests=tuple(_moved_test(test, change[test.outcome]) for test in assessment.missing_tests),
        )  # fmt: skip


def unchanged(world: World = "paper") -> PrevalenceAdjustment:
    """The prevalence of the world that the network learned from."""
    base = learned(world)
    return PrevalenceAdjustment("virtual", base, base)


def to_nhanes(age: float | None, sex: str | None) -> PrevalenceAdjustment:
    """To NHANES participants of that age (years) and sex, survey-weighted.

    Their fractures were not followed up: the 10-year figure is the mean FRAX-style risk of those people. NHANES codes ages above 80 as 80.

    Raises:
        InvalidInput: age or sex is not known.
    """
    absent = [name for name, value in (("age", age), ("sex", sex)) if value is None]
    if age is None or sex is None:
        raise InvalidInput(Problem(f"clinical.{name}", "prevalence.needs") for name in absent)
    return PrevalenceAdjustment("nhanes", _at("virtual", age, sex), _at("nhanes", age, sex))


def to_own(osteoporosis: float | None = None, fracture: float | None = None, world: World = "paper") -> PrevalenceAdjustment:
    """To people of whom a share (0.001 to 0.95) has osteoporosis, and breaks a bone within 10 years; None: as in the network's world.

    The rest is split between osteopenia and normal as in that world.

    Raises:
        InvalidInput: a share outside 0.001 to 0.95.
    """
    for name, value in (("osteoporosis", osteoporosis), ("fracture", fracture)):
        if value is not None and not LOWEST <= value <= HIGHEST:
            raise InvalidInput(Problem(name, "prevalence.range", {"value": f"{100 * value:g}", "low": 100 * LOWEST, "high": 100 * HIGHEST}))
    base = learned(world)
    share = base.status["osteoporosis"] if osteoporosis is None else osteoporosis
    rest = (1 - share) / (1 - base.status["osteoporosis"])
    status = {name: share if name == "osteoporosis" else value * rest for name, value in base.status.items()}
    return PrevalenceAdjustment("own", base, Prevalence(status, base.fracture if fracture is None else fracture))


def learned(world: World) -> Prevalence:
    """The prevalence among all people of a world, which its network learned."""
    overall = _document()["virtual" if world == "paper" else world]["overall"]
    return _prevalence(overall["status"], overall["fracture"])


def _at(people: str, age: float, sex: str) -> Prevalence:
    first, last = _document()["ages"]
    curves, grid = _document()[people][sex], np.arange(first, last + 1)

    def read(curve: list[float]) -> float:
        return float(np.interp(age, grid, curve))

    return _prevalence({name: read(curve) for name, curve in curves["status"].items()}, read(curves["fracture"]))


def _prevalence(status: dict[str, float], fracture: float) -> Prevalence:
    total = sum(status.values())  # the table's shares are rounded
    return Prevalence({name: share / total for name, share in status.items()}, fracture)


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = read_json(_TABLE)
    return document


def _moved(risk: Risk, by: float) -> Risk:
    return Risk(*(probability_of(_log_odds(p) + by) for p in (risk.probability, risk.low, risk.high)))


def _moved_test(test: MissingTest, by: float) -> MissingTest:
    return replace(test, low=probability_of(_log_odds(test.low) + by), high=probability_of(_log_odds(test.high) + by))


def _log_odds(probability: float) -> float:
    return float(np.log(probability) - np.log1p(-probability))
