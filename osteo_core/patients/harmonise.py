"""From entered columns to the ones that the network reads: everything that follows from other fields is worked out, nothing is guessed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.errors import Problem
from osteo_core.patients import dxa
from osteo_core.patients.agreement import disagreements
from osteo_core.patients.arrays import BoolArray, Columns, FloatArray, n_rows, numbers, object_array, objects
from osteo_core.patients.reference import z_score
from osteo_core.patients.scanned import scanned


@dataclass(frozen=True, kw_only=True)
class Flag:
    """An entered value worth a second look, or one that is not used.

    `rows` (n,) says in which rows; `key` is the sentence's translation key; `reasons` says by row why a value is not used.
    """

    kind: Literal["unusual", "disagreement", "not_used"]
    field: str
    key: str
    rows: BoolArray
    reasons: Mapping[int, Problem] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Harmonised:
    """Harmonised columns of n rows.

    `columns` holds every feature of the catalogue (missing ones as NaN or None; measured arrays only where the input had the column).
    A volume that cannot be measured is missing in them, and T-scores are unrounded where derived. `derived` says for each feature that can
    be derived which rows were (n,). `flags` names the entered values outside their usual range, pairs that disagree, and what is not used.
    Columns that were entered are the caller's own arrays, and columns that are wholly missing share one read-only array: do not write.
    """

    columns: Columns
    derived: dict[str, BoolArray]
    flags: tuple[Flag, ...]


def harmonise(columns: Mapping[str, Any]) -> Harmonised:
    """Work out BMI, standardised BMD, T- and Z-scores, BMD where only T was entered, prior fracture from its sites,
    and microarchitecture from a measured volume.

    `columns` must have passed `check`. Entered values are never altered. A prior fracture is derived as "yes" where sites were named;
    an unanswered question stays missing otherwise.
    """
    n = n_rows(columns)
    full = _with_missing(columns, n)
    derived: dict[str, BoolArray] = {}
    _derive(full, derived, "bmi", _bmi(full))
    _derive(full, derived, "prior_fracture", _fracture_named(full))
    for site in SITES:
        _derive_site(full, derived, site, n)
    scans = scanned(full, n)
    for name, values in scans.values.items():
        _derive(full, derived, name, values)
    unused = _without_scans(full, scans.refused, n)
    return Harmonised(full, derived, (*_unusual(columns, n), *_body_size(full, derived), *_disagreeing(columns, n), *unused))


def _with_missing(columns: Mapping[str, Any], n: int) -> Columns:
    nan, none = np.full(n, np.nan), np.full(n, None, dtype=object)
    nan.flags.writeable = none.flags.writeable = False
    full: Columns = {}
    for feature in CATALOGUE:
        if feature.name in columns:
            full[feature.name] = (numbers if feature.is_numeric else objects)(columns, feature.name, n)
        elif feature.kind != "array":
            full[feature.name] = nan if feature.is_numeric else none
    return full


def _derive(full: Columns, derived: dict[str, BoolArray], name: str, values: FloatArray) -> None:
    """Fill `name` with `values` where it was not entered, and remember where."""
    rows = np.isnan(full[name]) & ~np.isnan(values)
    derived[name] = rows
    if rows.any():
        full[name] = np.where(rows, values, full[name])


def _without_scans(full: Columns, refused: dict[int, Problem], n: int) -> list[Flag]:
    """Takes volumes that cannot be measured out of `full`: nobody may be judged by what shows no trabeculae."""
    if not refused:
        return []
    volumes = objects(full, "volume", n)
    full["volume"] = object_array([None if row in refused else volumes[row] for row in range(n)])
    rows = np.isin(np.arange(n), list(refused))
    return [Flag(kind="not_used", field="volume", key="patients.remark.volume_not_used", rows=rows, reasons=refused)]


def _bmi(full: Columns) -> FloatArray:
    return np.asarray(full["weight_kg"] / (full["height_cm"] / 100) ** 2)


def _fracture_named(full: Columns) -> FloatArray:
    """1.0 where at least one fracture site was named, else NaN."""
    return np.fromiter((1.0 if sites else np.nan for sites in full["prior_fracture_sites"]), float, len(full["prior_fracture_sites"]))


def _derive_site(full: Columns, derived: dict[str, BoolArray], site: str, n: int) -> None:
    """SBMD from BMD and manufacturer, else from T; then BMD (where the manufacturer is known), T and Z from sBMD."""
    bmd, t, z, sbmd = (f"{site}_{what}" for what in ("bmd", "t", "z", "sbmd"))
    maker = full["manufacturer"]
    if np.isnan(full[bmd]).all() and np.isnan(full[t]).all():
        derived |= {name: np.zeros(n, dtype=bool) for name in (bmd, t, z, sbmd)}
        return
    # The standardised scale is never entered, so whatever a table brings under that name is replaced.
    full[sbmd] = np.full(n, np.nan)
    measured = dxa.to_standardised(site, full[bmd], maker)
    _derive(full, derived, sbmd, np.where(np.isnan(measured), dxa.standardised_from_t(site, full[t]), measured))
    _derive(full, derived, bmd, dxa.from_standardised(site, full[sbmd], maker))
    hologic = dxa.from_standardised(site, full[sbmd], "hologic")
    mean, sd = dxa.T_REFERENCES[site]
    _derive(full, derived, t, (hologic - mean) / sd)
    if np.isnan(full[z]).any():
        _derive(full, derived, z, z_score(site, hologic, full["age"], full["sex"], full["ethnicity"]))


def _unusual(columns: Mapping[str, Any], n: int) -> list[Flag]:
    flags = []
    for feature in CATALOGUE:
        if feature.usual is None or not feature.enterable or feature.name not in columns:
            continue
        values = numbers(columns, feature.name, n)
        rows = (values < feature.usual[0]) | (values > feature.usual[1])
        if rows.any():
            flags.append(Flag(kind="unusual", field=feature.name, key="patients.remark.unusual", rows=rows))
    return flags


def _body_size(full: Columns, derived: dict[str, BoolArray]) -> list[Flag]:
    """Weights, usual by themselves, that give an unusual body mass index, and a usual one if they are pounds or jin."""
    low, high = CATALOGUE["bmi"].usual or (-np.inf, np.inf)
    weight = CATALOGUE["weight_kg"]
    least, most = weight.usual or (-np.inf, np.inf)
    other = np.zeros_like(derived["bmi"])
    for _, factor in weight.confusions:
        converted = full["bmi"] * factor
        other |= (converted >= low) & (converted <= high) & (full["weight_kg"] * factor >= least)
    usual_alone = (full["weight_kg"] >= least) & (full["weight_kg"] <= most)
    rows = derived["bmi"] & (full["bmi"] > high) & usual_alone & other
    return [Flag(kind="unusual", field="weight_kg", key="patients.remark.bmi_unusual", rows=rows)] if rows.any() else []


def _disagreeing(columns: Mapping[str, Any], n: int) -> list[Flag]:
    return [
        Flag(kind="disagreement", field=found.field, key=found.key, rows=found.rows)
        for found in disagreements(columns, n)
        if found.rows.any()
    ]
