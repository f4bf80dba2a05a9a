"""Outlier and logic checks of a pooled table (paper, section 1.1 d): each finding is named and counted, and nothing is changed silently.

A value that cannot be (outside the catalogue's allowed range) or that contradicts another field is set to missing. A value that is only far
from everybody else's is reported and kept: rare people are not errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.patients.agreement import BMI_REFUSED, T_REFUSED, disagreements, t_difference
from osteo_core.patients.arrays import object_array
from osteo_core.preprocessing.zscores import SKEWED

if TYPE_CHECKING:
    import pandas as pd

PLAUSIBLE = {"age": (18.0, 110.0)}
"""Ranges that replace the catalogue's here: its lower limit for age is the study's inclusion criterion, not a sign of an error."""

ROBUST_Z = 6.0
"""Distance from the median, in standard deviations estimated by the median absolute deviation, from which a value is reported."""

_MAD_TO_SD = 1.4826
_SLACK = 1e-9
_BMD = tuple(f"{site}_bmd" for site in SITES)

Action = Literal["set_missing", "reported"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check on one table.

    `key` names it (translation key quality.<key>), `fields` are the columns that were set to missing or reported, `rows` the positions
    of the records concerned.
    """

    key: str
    fields: tuple[str, ...]
    rows: np.ndarray
    action: Action

    @property
    def count(self) -> int:
        """Number of records concerned."""
        return len(self.rows)


@dataclass(frozen=True)
class Quality:
    """A table after the checks.

    `table`: a copy with the faulty values set to missing; `findings`: every check that found something, in the order of the checks;
    `values_set_missing`: how many values were there before and are not now.
    """

    table: pd.DataFrame
    findings: tuple[Finding, ...]
    values_set_missing: int


def check_quality(table: pd.DataFrame) -> Quality:
    """Run every check on a pooled table with the catalogue's column names; columns that a check needs and the table lacks are not checked.

    Range checks come first, so that a height in metres is found as such and not also as a contradiction of BMI.
    """
    cleaned = table.copy()
    findings: list[Finding] = []
    for check in (_ranges, _bmi, _t_scores, _men, _fracture_sites, _manufacturer, _far_out, _worth_a_look):
        for finding in check(cleaned):
            if finding.count:
                findings.append(finding)
                if finding.action == "set_missing":
                    _blank(cleaned, finding)
    return Quality(cleaned, tuple(findings), int(table.notna().to_numpy().sum() - cleaned.notna().to_numpy().sum()))


def _blank(table: pd.DataFrame, finding: Finding) -> None:
    for field in finding.fields:
        column = table[field].copy()
        column.iloc[finding.rows] = None if column.dtype == object else np.nan
        table[field] = column


def _numeric(table: pd.DataFrame) -> Iterator[str]:
    return (name for name in table.columns if name in CATALOGUE and CATALOGUE[name].is_numeric)


def _ranges(table: pd.DataFrame) -> Iterator[Finding]:
    """Values outside the allowed range, and answers that are neither yes nor no (0, 1) nor a number of alleles (0, 1, 2)."""
    for name in _numeric(table):
        feature, values = CATALOGUE[name], table[name].to_numpy(float)
        if feature.kind in ("binary", "dosage"):
            allowed = (0.0, 1.0) if feature.kind == "binary" else (0.0, 1.0, 2.0)
            bad = np.isfinite(values) & ~np.isin(values, allowed)
        else:
            low, high = PLAUSIBLE.get(name) or feature.allowed or (-np.inf, np.inf)
            bad = (values < low) | (values > high)
        yield Finding(key="range", fields=(name,), rows=np.flatnonzero(bad), action="set_missing")


def _bmi(table: pd.DataFrame) -> Iterator[Finding]:
    """BMI that is not weight / height²: which of the three is wrong cannot be told, so none is kept."""
    fields = ("height_cm", "weight_kg", "bmi")
    if set(fields) <= set(table.columns):
        height, weight, bmi = (table[name].to_numpy(float) for name in fields)
        yield Finding(
            key="bmi",
            fields=fields,
            rows=np.flatnonzero(np.abs(bmi - weight / (height / 100.0) ** 2) > BMI_REFUSED + _SLACK),
            action="set_missing",
        )


def _t_scores(table: pd.DataFrame) -> Iterator[Finding]:
    """T-score that is not its BMD's: the BMD, which was measured, is kept."""
    columns = {name: table[name].to_numpy() for name in table.columns if name in CATALOGUE and CATALOGUE[name].modality == "dxa"}
    for site in SITES:
        apart = t_difference(columns, site, len(table))
        yield Finding(key="t_score", fields=(f"{site}_t",), rows=np.flatnonzero(apart > T_REFUSED + _SLACK), action="set_missing")


def _men(table: pd.DataFrame) -> Iterator[Finding]:
    """A man after menopause."""
    if {"sex", "postmenopausal"} <= set(table.columns):
        rows = (table["sex"] == "male").to_numpy() & (table["postmenopausal"] == 1).to_numpy()
        yield Finding(key="postmenopausal_man", fields=("postmenopausal",), rows=np.flatnonzero(rows), action="set_missing")


def _fracture_sites(table: pd.DataFrame) -> Iterator[Finding]:
    """Sites of a fracture that is said not to have been: neither answer is kept."""
    fields = ("prior_fracture", "prior_fracture_sites")
    if set(fields) <= set(table.columns):
        named = np.fromiter((bool(sites) for sites in object_array(table[fields[1]])), bool, len(table))
        yield Finding(
            key="fracture_sites", fields=fields, rows=np.flatnonzero(named & (table[fields[0]] == 0).to_numpy()), action="set_missing"
        )


def _manufacturer(table: pd.DataFrame) -> Iterator[Finding]:
    """BMD without its scanner's maker has no scale."""
    fields = tuple(name for name in _BMD if name in table.columns)
    if fields:
        maker = table["manufacturer"] if "manufacturer" in table.columns else table[fields[0]].map(lambda _: None)
        known = maker.isin(CATALOGUE["manufacturer"].categories).to_numpy()
        yield Finding(
            key="manufacturer",
            fields=fields,
            rows=np.flatnonzero(table[list(fields)].notna().any(axis=1).to_numpy() & ~known),
            action="set_missing",
        )


def _far_out(table: pd.DataFrame) -> Iterator[Finding]:
    """Values far from the rest by the robust z-score, after a logarithm where the field is skewed."""
    for name in _numeric(table):
        if CATALOGUE[name].kind != "continuous":
            continue
        values = table[name].to_numpy(float)
        values = np.log(np.where(values > 0, values, np.nan)) if name in SKEWED else values
        if np.isfinite(values).sum() < 2:
            continue
        centre = np.nanmedian(values)
        spread = _MAD_TO_SD * np.nanmedian(np.abs(values - centre))
        far = (np.abs(values - centre) > ROBUST_Z * spread) & (spread > 0)
        yield Finding(key="far_out", fields=(name,), rows=np.flatnonzero(far), action="reported")


def _worth_a_look(table: pd.DataFrame) -> Iterator[Finding]:
    """Pairs of fields that the patient record, too, accepts with a remark."""
    columns = {name: table[name].to_numpy() for name in table.columns if name in CATALOGUE}
    for pair in disagreements(columns, len(table)):
        yield Finding(key="disagreement", fields=(pair.field,), rows=np.flatnonzero(pair.rows), action="reported")
