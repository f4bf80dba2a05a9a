"""The parameters of the sentences about a feature: label, value, unit and range, each in both languages where it differs.

What may be chosen is said by its names in the record (`allowed`), which programs read; `for_screen` says it by its labels, `for_json` by
the names to write with their labels.
"""

from __future__ import annotations

import re
import reprlib
from dataclasses import replace
from typing import Any

import numpy as np

from osteo_core.catalogue import Feature
from osteo_core.errors import Problem, as_line
from osteo_core.translations import LANGUAGES, sentences, translate

_SHOWN = 40

_brief = reprlib.Repr()
_brief.maxlevel, _brief.maxlist, _brief.maxdict, _brief.maxstring = 2, 4, 2, _SHOWN

_FEET = re.compile(r"""([3-7])\s*(?:['′’]|ft\.?|feet|英尺)\s*(1[01]|\d)?\s*(?:["″”]|''|in\.?|inches|英寸)?""")

_OF_JSON = {f"patients.problem.{name}": f"patients.problem.json_{name}" for name in ("not_yes_no", "not_number", "not_finite")}
"""Sentences that say how JSON is written, in place of those that do not."""


def number_text(value: float) -> str:
    """A number as it was typed, without needless digits: 790, 0.79, 1.58; fifteen digits, so that what was converted shows no dust."""
    return f"{float(value):.15g}"


def shown(value: Any) -> str:
    """Any refused value, short enough for one line."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        try:
            return number_text(float(value))
        except OverflowError:
            return "…"
    if isinstance(value, str):
        text = as_line(value, _SHOWN)
        return f'"{text}"'
    return as_line(str(value) if isinstance(value, (bool, np.bool_)) else _brief.repr(value), _SHOWN)


def for_screen(problem: Problem) -> Problem:
    """The problem with what may be chosen by its labels: "Hologic, GE Lunar, Norland"."""
    return _allowing(problem, "labels")


def for_json(problem: Problem) -> Problem:
    """The problem as said of JSON: names to write with their labels, "hologic, ge_lunar (GE Lunar)", and how answers are written."""
    named = _allowing(problem, "names_and_labels")
    return replace(named, key=_OF_JSON[named.key]) if named.key in _OF_JSON else named


def _allowing(problem: Problem, said: str) -> Problem:
    return replace(problem, params={**problem.params, "allowed": problem.params[said]}) if said in problem.params else problem


def feature_params(feature: Feature) -> dict[str, Any]:
    """label, unit (with a space before it), low, high, allowed."""
    params: dict[str, Any] = {
        "label": dict(feature.label),
        "unit": {language: f" {unit}" if (unit := feature.unit_in(language)) else "" for language in LANGUAGES},
        "allowed": ", ".join(feature.categories),
    }
    if feature.categories:
        separator = {language: translate("errors.list_separator", language) for language in LANGUAGES}
        params["labels"] = {
            language: separator[language].join(feature.category_in(name, language) for name in feature.categories) for language in LANGUAGES
        }
        params["names_and_labels"] = {
            language: separator[language].join(_name_and_label(feature, name, language) for name in feature.categories)
            for language in LANGUAGES
        }
    if feature.allowed is not None:
        params |= {"low": number_text(feature.allowed[0]), "high": number_text(feature.allowed[1])}
    return params


def _name_and_label(feature: Feature, name: str, language: str) -> str:
    label = feature.category_in(name, language)
    return name if label.lower() == name else translate("errors.name_and_label", language, name=name, label=label)


def type_problem(feature: Feature, value: Any, where: str) -> Problem:
    """The problem of a value of the wrong kind, such as text in a number."""
    if feet := _in_feet(feature, value):
        return Problem(where, "patients.problem.feet", {**feature_params(feature), "value": shown(value), "converted": _converted(feet)})
    key = {"binary": "not_yes_no", "category": "not_category", "set": "not_set", "dosage": "dosage"}.get(feature.kind, "not_number")
    return Problem(where, f"patients.problem.{key}", {**feature_params(feature), "value": shown(value)})


def _in_feet(feature: Feature, value: Any) -> float | None:
    """The centimetres of a height written in feet and inches: 5'2", 5 ft 2."""
    if feature.conventional is None or feature.conventional[0] != "in" or not isinstance(value, str):
        return None
    feet = _FEET.fullmatch(value.strip())
    return None if feet is None else (12 * int(feet[1]) + int(feet[2] or 0)) * feature.conventional[1]


def unit_words(unit: str) -> dict[str, str]:
    """A unit as written in each language: "in" is inches and 英寸."""
    return {language: sentences(language).get(f"unit.{unit}", unit) for language in LANGUAGES}


def unit_hints(feature: Feature, value: float) -> dict[str, str] | None:
    """What an unusual value would be in the units that are often typed by mistake, where that is a usual one: "132 lb would be 59.9 kg"."""
    if feature.usual is None:
        return None
    low, high = feature.usual
    fitting = [(unit, value * factor) for unit, factor in feature.confusions if low <= value * factor <= high]
    if not fitting:
        return None

    def said(unit: str, converted: float, language: str) -> str:
        params = {"value": number_text(value), "wrong_unit": unit_words(unit)[language], "converted": f"{converted:.{feature.decimals}f}"}
        return translate("patients.remark.in_unit", language, unit=feature.unit_in(language), **params)

    return {language: "; ".join(said(unit, converted, language) for unit, converted in fitting) for language in LANGUAGES}


def _converted(value: float) -> str:
    return f"{value:.6g}"


def range_problem(feature: Feature, value: float, where: str, row: int | None = None) -> Problem:
    """The problem of a number outside the allowed range, with the unit it seems to be in where one explains it."""
    params = {**feature_params(feature), "value": number_text(value)}
    low, high = feature.allowed or (-np.inf, np.inf)
    for unit, factor in feature.confusions:
        if low <= value * factor <= high:
            params |= {"wrong_unit": unit_words(unit), "converted": _converted(value * factor)}
            return Problem(where, "patients.problem.unit", params, row)
    if feature.outside is not None:
        return Problem(where, "patients.problem.range_reason", {**params, "reason": dict(feature.outside)}, row)
    return Problem(where, "patients.problem.range", params, row)
