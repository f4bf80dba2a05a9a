"""Characteristics of the NHANES participants by bone status, survey-weighted.

The weights are those of the examination. They do not make up for people who were examined but not scanned or whose scan was invalid, nor
for items that only some cycles have: a row speaks for the people whose value is known (`n`), and of them only those with a bone status.
Bone status here is by T-score alone at any age of the table; the WHO categories are meant for postmenopausal women and men from 50.
Cycle E does not name Asian people: there they are among "other".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pandas as pd

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.constants import STATUSES
from osteo_core.evaluation.survey.estimates import SurveyEstimate, nhanes_design, weighted_mean, weighted_proportion
from osteo_core.patients.dxa import round_t, t_score
from osteo_core.patients.who import NORMAL_FROM, OSTEOPOROSIS_AT
from osteo_core.translations import translate

OVERALL = "overall"
_SHARE = "share"
_FIELDS = (
    "age", "sex", "ethnicity", "height_cm", "weight_kg", "bmi", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "prior_fracture",
    "parental_hip_fracture", "current_smoking", "high_alcohol_intake", "glucocorticoid_use", "rheumatoid_arthritis", "serum_calcium",
    "told_osteoporosis",
)  # fmt: skip
_PERCENT_DECIMALS = 1


def bone_status(people: pd.DataFrame) -> pd.DataFrame:
    """Columns status, lowest_t, site: the lowest T-score (one decimal) of the sites measured and the WHO category that it gives.

    `people` has manufacturer and `<site>_bmd` in g/cm². None, NaN, None where no site was measured; of tied sites the first in `SITES`.
    """
    scores = pd.DataFrame({site: round_t(t_score(site, people[f"{site}_bmd"], people["manufacturer"])) for site in SITES}, people.index)
    lowest = scores.min(axis=1)
    category = np.select([lowest <= OSTEOPOROSIS_AT, lowest >= NORMAL_FROM], ["osteoporosis", "normal"], default="osteopenia")
    return pd.DataFrame(
        {
            "status": pd.Series(category, people.index, dtype=object).where(lowest.notna(), None),
            "lowest_t": lowest,
            "site": scores.fillna(np.inf).idxmin(axis=1).astype(object).where(lowest.notna(), None),
        }
    )


def table1(people: pd.DataFrame, by: str = "status") -> pd.DataFrame:
    """One row a characteristic and group: harmonised NHANES people with their survey weights (`estimates.nhanes_design`), grouped by `by`.

    `by` "status" is worked out by `bone_status`; otherwise it is a column of `people`. People without a group, or in a cycle without
    weights, count nowhere. Columns: field, category ("" for a field without), group (or "overall"), statistic ("mean" or "percent"),
    estimate, se, low, high (95 %), df, n (people whose value is known), missing. The field "share" is the group's share of everybody who
    has one.
    """
    groups = bone_status(people)["status"] if by == "status" else people[by]
    design = nhanes_design(people)
    sampled = pd.Series(design.weights > 0, index=people.index) & groups.notna()
    present = list(groups[sampled].unique())
    names = [name for name in STATUSES if name in present] if by == "status" else sorted(present)
    domains = {name: (groups == name) & sampled for name in names} | {OVERALL: sampled}
    rows = []
    for field, category, values, is_percent in _values(people):
        for name, domain in domains.items():
            estimate = (weighted_proportion if is_percent else weighted_mean)(design, values, domain)
            rows.append(_row(field, category, name, estimate, is_percent, int(domain.sum())))
    shares = [
        _row(_SHARE, "", name, weighted_proportion(design, domain.astype(float), sampled), True, int(sampled.sum()))
        for name, domain in domains.items()
    ]
    return pd.DataFrame(shares + rows)


def as_text(table: pd.DataFrame, language: str = "en", by: str = "status") -> pd.DataFrame:
    """`table1(people, by)` for reading: a row a characteristic, a column a group ("61.2 (60.1–62.3)"), and the number missing."""
    groups = list(dict.fromkeys(table["group"]))
    shown = []
    for (field, category), rows in table.groupby(["field", "category"], sort=False):
        cells = rows.set_index("group")
        texts = {_group_label(name, by, language): _cell(cells.loc[name]) for name in groups}
        shown.append({_word("characteristic", language): _label(str(field), str(category), language), **texts})
        shown[-1][_word("missing", language)] = str(cells.loc[OVERALL, "missing"])
    return pd.DataFrame(shown)


def _values(people: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series, bool]]:
    """Field, category, values (n,) and whether they are ones and zeros."""
    for field in _FIELDS:
        kind = CATALOGUE[field].kind if field in CATALOGUE else "binary"
        if kind == "category":
            for category in CATALOGUE[field].categories:
                yield field, category, (people[field] == category).astype(float).mask(people[field].isna()), True
        else:
            yield field, "", people[field], kind == "binary"


def _row(field: str, category: str, group: str, estimate: SurveyEstimate, is_percent: bool, people: int) -> dict[str, object]:
    numbers = asdict(estimate)
    if is_percent:
        numbers |= {name: 100 * numbers[name] for name in ("estimate", "se", "low", "high")}
    return {
        "field": field,
        "category": category,
        "group": group,
        "statistic": "percent" if is_percent else "mean",
        **numbers,
        "missing": people - estimate.n,
    }


def _label(field: str, category: str, language: str) -> str:
    if field not in CATALOGUE:
        return _word(field, language)
    feature = CATALOGUE[field]
    if category:
        return translate("weighted_table1.with_category", language, field=feature.label, category=feature.category_in(category, language))
    unit = feature.unit_in(language) or "%"
    return translate("weighted_table1.with_unit", language, field=feature.label, unit=unit)


def _word(key: str, language: str) -> str:
    return translate(f"weighted_table1.{key}", language)


def _group_label(group: str, by: str, language: str) -> str:
    if group == OVERALL:
        return _word(OVERALL, language)
    if by == "status":
        return translate(f"figures.status.{group}", language)
    return CATALOGUE[by].category_in(group, language) if by in CATALOGUE and CATALOGUE[by].kind == "category" else str(group)


def _cell(row: pd.Series) -> str:
    decimals = _PERCENT_DECIMALS if row["statistic"] == "percent" else max(1, CATALOGUE[row["field"]].decimals)
    if np.isnan(row["estimate"]):
        return "—"
    estimate, low, high = (f"{row[name]:.{decimals}f}" for name in ("estimate", "low", "high"))
    return estimate if np.isnan(row["low"]) else f"{estimate} ({low}–{high})"
