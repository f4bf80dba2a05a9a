"""How values are written in a report: with unit and the catalogue's decimals, answers and categories in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.patients.dxa import round_t
from osteo_core.patients.wording import number_text
from osteo_core.records.precision import BMD_FIELDS
from osteo_core.translations import translate

MINUS = "−"
_SHARE = "fraction"
"""A unit that is no word beside a number."""
_MOST_NAMED = 12
_MOST_LETTERS = 8
"""Of a number as it was entered; one with more was drawn or converted, and gets the catalogue's decimals."""


def say(key: str, language: str, **params: Any) -> str:
    """A sentence of the reports."""
    return translate(f"reports.{key}", language, **params)


def value_text(feature: Feature, value: Any, language: str) -> str:
    """A value in words, with its unit."""
    if feature.kind == "binary":
        return translate("patients.yes" if value else "patients.no", language)
    if feature.kind == "category":
        return feature.category_in(str(value), language)
    if feature.kind == "set":
        return listed((feature.category_in(one, language) for one in value), language)
    if feature.kind == "array":
        return say("inputs.array", language)
    said = bmd(float(value)) if feature.name in BMD_FIELDS else number(feature, float(value))
    return said if feature.unit == _SHARE else f"{said} {feature.unit_in(language)}".strip()


def number(feature: Feature, value: float) -> str:
    """A number as it was entered, where it is short enough, else with the catalogue's decimals; a true minus."""
    entered = number_text(value)
    return (entered if len(entered) <= _MOST_LETTERS else f"{value:.{feature.decimals}f}").replace("-", MINUS)


def bmd(value: float) -> str:
    """A bone density in g/cm², with three decimals as scanners print it, or as entered where it has more."""
    entered = number_text(value)
    return entered if 5 < len(entered) <= _MOST_LETTERS else f"{value:.3f}"


def score(value: float) -> str:
    """A T- or Z-score with one decimal and a true minus."""
    return f"{float(round_t(value)):.1f}".replace("-", MINUS)


def labels(names: Iterable[str], language: str) -> str:
    """Labels of catalogue fields in a list."""
    return listed((CATALOGUE[name].label_in(language) for name in names), language)


def listed(texts: Iterable[str], language: str) -> str:
    """Texts in a list, as the language separates them."""
    return say("list_separator", language).join(texts)


def cut(names: Sequence[str], language: str) -> str:
    """Labels of catalogue fields in a list; of many, the first and how many more."""
    if len(names) <= _MOST_NAMED:
        return labels(names, language)
    more = say("inputs.more", language, n=len(names) - _MOST_NAMED)
    return listed([labels(names[:_MOST_NAMED], language), more], language)
