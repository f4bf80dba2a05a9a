"""The four equations of QFracture-2012, from the coefficients of ClinRisk's release (data/QFRACTURE.md): Cox models, no interactions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.wording import number_text, shown
from osteo_core.released import read_json, reading

FloatArray = NDArray[np.float64]

AGES = (30, 100)
BMI_HELD = (20.0, 40.0)
"""The original holds a body mass index outside this range at its end."""
YEARS = (1, 18)

FIRST_CODE = {"ethrisk": 1}
"""The original's code of an argument's first answer, 0 where not named."""

_TERM = re.compile(r"(?:pow\(d(\w+),(-?[\d.]+)\)|d(\w+))(\*log\(d\w+\))?")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A fractional polynomial of age/10 or bmi/10: coefficient * (x ** power [* log x] - centre)."""

    of: str
    power: float
    times_log: bool
    centre: float
    coefficient: float

    def __call__(self, x: FloatArray) -> FloatArray:
        value = x**self.power * (np.log(x) if self.times_log else 1.0)
        return np.asarray(self.coefficient * (value - self.centre))


@dataclass(frozen=True, kw_only=True)
class Equation:
    """One of the four models.

    `effects` holds the log hazard ratios of each question's answers, the first answer (no, non-smoker, none, white) being 0;
    `survival` (19,) the baseline survival after 0 to 18 years.
    """

    name: str
    arguments: tuple[str, ...]
    terms: tuple[Term, ...]
    effects: Mapping[str, FloatArray]
    survival: FloatArray

    def continuous(self, age: FloatArray, bmi: FloatArray) -> FloatArray:
        """The part of the log hazard that age (years) and body mass index (kg/m², held at 20 and 40) add."""
        x = {"age": np.asarray(age) / 10, "bmi": np.clip(bmi, *BMI_HELD) / 10}
        return np.asarray(sum(term(x[term.of]) for term in self.terms))

    def percent(self, log_hazard: FloatArray, years: int | NDArray[np.int64]) -> FloatArray:
        """Risk in percent within `years`: 100 * (1 - S0(years) ** exp(log hazard))."""
        return np.asarray(100 * (1 - self.survival[years] ** np.exp(log_hazard)))


@cache
def equations() -> Mapping[str, Equation]:
    """The models by name: "female/hip", "female/major_osteoporotic", "male/hip", "male/major_osteoporotic"."""
    path = Path(__file__).parent / "data" / "qfracture_2012_coefficients.json"
    stored = read_json(path)
    with reading(path):
        return {name: _equation(name, model) for name, model in stored["models"].items()}


def _equation(name: str, model: Mapping[str, Any]) -> Equation:
    terms = tuple(_term(model, part) for part in model["centre"])
    effects = {a: np.array([0.0, beta]) for a, beta in model["linear"].items() if a not in model["centre"]}
    effects |= {a: np.array(betas[FIRST_CODE.get(a, 0) :]) for a, betas in model["categorical"].items()}
    return Equation(
        name=name,
        arguments=tuple(model["arguments"]),
        terms=terms,
        effects=effects,
        survival=np.array([1.0, *model["baseline_survival_by_year"][1:]]),
    )


def _term(model: Mapping[str, Any], part: str) -> Term:
    match = _TERM.fullmatch(model["transforms"][part])
    if match is None:
        raise ValueError(f"unknown transform {model['transforms'][part]!r}")
    powered, power, plain, log = match.groups()
    return Term(
        of=powered or plain,
        power=float(power or 1),
        times_log=log is not None,
        centre=model["centre"][part],
        coefficient=model["linear"][part],
    )


def qfracture_percent(model: str, inputs: Mapping[str, Any]) -> float:
    """The original program's answer in percent, from its own arguments and codes (body mass index held at 20 and 40).

    Raises:
        InvalidInput: unknown model; an argument missing, unknown, or outside what the original takes.
    """
    equation = equations().get(model) if isinstance(model, str) else None
    if equation is None:
        raise InvalidInput(Problem("model", "scores.qfracture.problem.model", {"value": shown(model), "allowed": ", ".join(equations())}))
    problems = _problems(equation, inputs)
    if problems:
        raise InvalidInput(problems)
    answers = [beta[int(inputs[a]) - FIRST_CODE.get(a, 0)] for a, beta in equation.effects.items()]
    log_hazard = equation.continuous(np.asarray(inputs["age"]), np.asarray(inputs["bmi"])) + sum(answers)
    return float(equation.percent(log_hazard, int(inputs["surv"])))


def _problems(equation: Equation, inputs: Mapping[str, Any]) -> list[Problem]:
    unknown = [name for name in inputs if name not in equation.arguments]
    params = {"model": equation.name, "allowed": ", ".join(equation.arguments)}
    problems = [Problem(shown(name), "scores.qfracture.problem.unknown", params) for name in unknown]
    for name in equation.arguments:
        low, high = _allowed(equation, name)
        whole = name != "bmi"
        params = {"low": number_text(low), "high": number_text(high)}
        kind = "whole" if whole else "number"
        if name not in inputs:
            problems.append(Problem(name, f"scores.qfracture.problem.missing_{kind}", params))
        elif not _fits(inputs[name], low, high, whole):
            problems.append(Problem(name, f"scores.qfracture.problem.{kind}", params | {"value": shown(inputs[name])}))
    return problems


def _allowed(equation: Equation, argument: str) -> tuple[float, float]:
    """Lowest and highest value that an argument may have."""
    if argument in equation.effects:
        first = FIRST_CODE.get(argument, 0)
        return first, first + len(equation.effects[argument]) - 1
    bmi = CATALOGUE["bmi"].allowed or BMI_HELD
    return {"age": AGES, "surv": YEARS, "bmi": bmi}[argument]


def _fits(value: Any, low: float, high: float, whole: bool) -> bool:
    yes_no = isinstance(value, (bool, np.bool_))
    if yes_no or not isinstance(value, (int, float, np.integer, np.floating)):
        return yes_no and (low, high) == (0, 1)
    return bool(low <= value <= high) and (not whole or float(value).is_integer())
