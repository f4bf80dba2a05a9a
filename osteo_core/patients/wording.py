"""The parameters of the sentences about a feature: label, value, unit and range, each in both languages where it differs."""

from __future__ import annotations

from typing import Any

import numpy as np

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem
from osteo_core.translations import LANGUAGES

_SHOWN = 40


def number_text(value: float) -> str:
    """A number without needless digits: 790, 0.79, 9.4."""
    return f"{float(value):.10g}"


def shown(value: Any) -> str:
    """Any refused value, short enough for one line."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        try:
            return number_text(float(value))
        except OverflowError:
            return "…"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def feature_params(feature: Feature) -> dict[str, Any]:
    """label, unit (with a space before it), low, high, allowed."""
    params: dict[str, Any] = {
        "label": dict(feature.label),
        "unit": {language: f" {unit}" if (unit := feature.unit_in(language)) else "" for language in LANGUAGES},
        "allowed": ", ".join(feature.categories),
    }
    if feature.allowed is not None:
        params |= {"low": number_text(feature.allowed[0]), "high": number_text(feature.allowed[1])}
    return params


def type_problem(feature: Feature, value: Any, where: str) -> Problem:
    """The problem of a value of the wrong kind, such as text in a number."""
    key = {"binary": "not_yes_no", "category": "not_category", "set": "not_set", "dosage": "dosage"}.get(feature.kind, "not_number")
    return Problem(where, f"patients.problem.{key}", {**feature_params(feature), "value": shown(value)})


def range_problem(feature: Feature, value: float, where: str, row: int | None = None) -> Problem:
    """The problem of a number outside the allowed range, with the unit it seems to be in where one explains it."""
    params = {**feature_params(feature), "value": number_text(value)}
    low, high = feature.allowed or (-np.inf, np.inf)
    for unit, factor in feature.confusions:
        if low <= value * factor <= high:
            params |= {"wrong_unit": unit, "converted": number_text(value * factor)}
            return Problem(where, "patients.problem.unit", params, row)
    if feature.outside is not None:
        return Problem(where, "patients.problem.range_reason", {**params, "reason": dict(feature.outside)}, row)
    return Problem(where, "patients.problem.range", params, row)
