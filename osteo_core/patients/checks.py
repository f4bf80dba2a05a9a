"""What makes a record unusable. Every rule is written once, over columns: a patient is a table of one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES, Feature
from osteo_core.constants import MODALITIES
from osteo_core.errors import Problem
from osteo_core.patients.agreement import BMI_REFUSED, T_REFUSED, t_of_bmd, t_refused
from osteo_core.patients.arrays import BoolArray, is_measured, n_rows, numbers, objects
from osteo_core.patients.wording import feature_params, number_text, range_problem, type_problem

_SLACK = 1e-9
_WOMEN_ONLY = ("postmenopausal", "hrt_oestrogen")


def check(columns: Mapping[str, Any]) -> list[Problem]:
    """Every reason why rows are refused, in the order of the rows; an empty list when all may be used.

    `where` is the column's name and `row` the index from 0. Values of a wrong type do not occur in Columns (see `columns_of`).
    """
    n = n_rows(columns)
    problems = [problem for rule in _RULES for problem in rule(columns, n)]
    return sorted(problems, key=lambda problem: problem.row or 0)


def _values(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    """Each value by itself: range, yes or no, category, dosage."""
    for name in columns:
        if name not in CATALOGUE:
            continue
        feature = CATALOGUE[name]
        if feature.kind in ("category", "set"):
            yield from _categories(feature, columns, n)
        elif feature.is_numeric and feature.enterable:
            yield from _numbers(feature, columns, n)


def _numbers(feature: Feature, columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    values = numbers(columns, feature.name, n)
    if feature.kind in ("binary", "dosage"):
        bad = ~np.isnan(values) & (values != 0) & (values != 1) & ((values != 2) | (feature.kind == "binary"))
        for row in np.flatnonzero(bad):
            yield _at(type_problem(feature, float(values[row]), feature.name), int(row))
    elif feature.allowed is not None:
        low, high = feature.allowed
        for row in np.flatnonzero((values < low) | (values > high)):
            yield range_problem(feature, float(values[row]), feature.name, int(row))
        if feature.kind == "integer":
            for row in np.flatnonzero((values >= low) & (values <= high) & (values != np.round(values))):
                yield Problem(feature.name, "patients.problem.not_whole", _whole_params(feature, float(values[row])), int(row))


def _whole_params(feature: Feature, value: float) -> dict[str, Any]:
    return {**feature_params(feature), "value": number_text(value)}


def _categories(feature: Feature, columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    known = frozenset(feature.categories)
    for row, value in enumerate(objects(columns, feature.name, n)):
        if value is None or value in known:
            continue
        members = value if feature.kind == "set" else (value,)
        strangers = [member for member in members if member not in known]
        if strangers:
            yield _at(type_problem(feature, strangers[0], feature.name), row)


def _something_entered(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    """At least one feature of the six modalities; the scanner's maker alone says nothing about the person."""
    anything = np.zeros(n, dtype=bool)
    for modality in MODALITIES:
        for feature in CATALOGUE.enterable(modality):
            if feature.name != "manufacturer" and not anything.all():
                anything |= is_measured(feature, columns, n)
    for row in np.flatnonzero(~anything):
        yield Problem("", "patients.problem.empty", {}, int(row))


def _manufacturer(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    entered = np.zeros(n, dtype=bool)
    for site in SITES:
        entered |= ~np.isnan(numbers(columns, f"{site}_bmd", n))
    params = feature_params(CATALOGUE["manufacturer"])
    for row in np.flatnonzero(entered & ~is_measured(CATALOGUE["manufacturer"], columns, n)):
        yield Problem("manufacturer", "patients.problem.needs_manufacturer", params, int(row))


def _t_scores(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    for site in SITES:
        # A value that is itself out of range has its own problem already.
        sound = _within(f"{site}_bmd", numbers(columns, f"{site}_bmd", n)) & _within(f"{site}_t", numbers(columns, f"{site}_t", n))
        rows = np.flatnonzero(sound & t_refused(columns, site, n))
        if not len(rows):
            continue
        expected = t_of_bmd(columns, site, n)
        for row in rows:
            yield Problem(
                f"{site}_t",
                "patients.problem.t_disagrees",
                {
                    **feature_params(CATALOGUE[f"{site}_t"]),
                    "value": number_text(columns[f"{site}_t"][row]),
                    "bmd": number_text(columns[f"{site}_bmd"][row]),
                    "manufacturer": _label_of_category("manufacturer", columns["manufacturer"][row]),
                    "expected": f"{expected[row]:.1f}",
                    "limit": number_text(T_REFUSED),
                },
                int(row),
            )


def _bmi(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    if not {"height_cm", "weight_kg"} <= set(columns):
        return
    entered, height, weight = (numbers(columns, name, n) for name in ("bmi", "height_cm", "weight_kg"))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        expected = weight / (height / 100) ** 2
    # A height or weight that is itself refused has its own problem; a second one would only distract.
    sound = _within("height_cm", height) & _within("weight_kg", weight)
    apart = sound & _within("bmi", entered) & (np.abs(entered - expected) > BMI_REFUSED + _SLACK)
    impossible = sound & np.isnan(entered) & ~_within("bmi", expected)
    for where, key, rows in (("bmi", "bmi_disagrees", apart), ("weight_kg", "bmi_impossible", impossible)):
        for row in np.flatnonzero(rows):
            params = {**feature_params(CATALOGUE["bmi"]), "value": number_text(entered[row]), "limit": number_text(BMI_REFUSED)}
            params |= {"height": number_text(height[row]), "weight": number_text(weight[row]), "expected": f"{expected[row]:.1f}"}
            yield Problem(where, f"patients.problem.{key}", params, int(row))


def _fracture_sites(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    if not {"prior_fracture", "prior_fracture_sites"} <= set(columns):
        return
    sites, said_no = objects(columns, "prior_fracture_sites", n), numbers(columns, "prior_fracture", n) == 0
    for row in np.flatnonzero(said_no):
        if sites[row]:
            yield Problem("prior_fracture_sites", "patients.problem.fracture_sites", {"sites": ", ".join(sites[row])}, int(row))


def _women_only(columns: Mapping[str, Any], n: int) -> Iterator[Problem]:
    if "sex" not in columns:
        return
    men = objects(columns, "sex", n) == "male"
    for name in _WOMEN_ONLY:
        if name in columns:
            for row in np.flatnonzero(men & (numbers(columns, name, n) == 1)):
                yield Problem(name, "patients.problem.women_only", feature_params(CATALOGUE[name]), int(row))


_RULES: tuple[Callable[[Mapping[str, Any], int], Iterator[Problem]], ...] = (
    _values,
    _something_entered,
    _manufacturer,
    _t_scores,
    _bmi,
    _fracture_sites,
    _women_only,
)


def _within(name: str, values: Any) -> BoolArray:
    low, high = CATALOGUE[name].allowed or (-np.inf, np.inf)
    return np.asarray((values >= low) & (values <= high))


def _at(problem: Problem, row: int) -> Problem:
    return Problem(problem.where, problem.key, problem.params, row)


def _label_of_category(name: str, category: str) -> dict[str, str]:
    return {language: CATALOGUE[name].category_in(category, language) for language in CATALOGUE[name].label}
