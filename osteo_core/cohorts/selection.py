"""Selection of the people analysed: the paper's inclusion and exclusion criteria, counted step by step (its Fig. 1).

NOTE contradiction 17 of the paper: secondary osteoporosis and bone-active drugs exclude a person, yet secondary osteoporosis is an input of
the model and 7-14 % of its people take glucocorticoids, which act on bone. Here the exclusion is osteoporosis *caused* by another disease
(`secondary_osteoporosis_cause`) and treatment with drugs that are given for, or against, bone (`bone_active_drugs_months`); the inputs
`secondary_osteoporosis` (a condition that raises risk) and `glucocorticoid_use` exclude nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osteo_core.catalogue import SITES
from osteo_core.cohorts.linkage import THRESHOLD, Linkage, deduplicate
from osteo_core.cohorts.quality import Quality, check_quality
from osteo_core.preprocessing.splits import train_test_split

if TYPE_CHECKING:
    import pandas as pd

MIN_AGE = 40.0
MIN_FOLLOW_UP_MONTHS = 6.0
MAX_DRUG_MONTHS = 3.0
MAX_SHARE_MISSING = 0.30
IMPORTANT = ("age", "sex", "bmi", *(f"{site}_bmd" for site in SITES), "prior_fracture")
"""The important fields of which at most 30 % may be missing."""

MIN_SITES = 2
"""DXA counts as complete with hip and spine scanned and at least two of the three sites measured: a single site can be unusable (a hip
replacement, degeneration of the spine), and were all three required, the 30 % rule would have nothing to say about them."""


@dataclass(frozen=True, kw_only=True)
class SelectionStep:
    """One box of the flow: `key` (translation key selection.<key>), records before, removed and after."""

    key: str
    n_before: int
    n_removed: int
    n_after: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The analysed people and how they were arrived at.

    `sources`: records that each source sent; `train`, `test`: positions in `table` of the 80/20 split, stratified by `status`.
    """

    table: pd.DataFrame
    steps: tuple[SelectionStep, ...]
    sources: dict[str, int]
    quality: Quality
    linkage: Linkage
    train: np.ndarray
    test: np.ndarray


def select(raw_table: pd.DataFrame, *, threshold: float = THRESHOLD, seed: int = 0) -> Selection:
    """Apply quality control, linkage and the criteria to the raw pool of several sources.

    Quality control comes before linkage, so that a height in metres does not hide a duplicate; it removes values, never people.

    Args:
        raw_table: pooled records: see `raw_records` for the columns. Where a criterion's column is missing from the table, or a person's
            answer is missing, an exclusion criterion excludes nobody, for it needs evidence. Age and follow-up are inclusion criteria
            and must be known.
        threshold: match probability from which two records are one person.
        seed: of the split.

    Raises:
        KeyError: a column that an inclusion criterion needs is absent.
    """
    quality = check_quality(raw_table)
    table, linkage = deduplicate(quality.table, threshold=threshold)
    steps = [_step("duplicates", len(raw_table), len(table))]
    for key, keep in _CRITERIA.items():
        kept = table[keep(table)]
        steps.append(_step(key, len(table), len(kept)))
        table = kept
    table = table.reset_index(drop=True)
    train, test = train_test_split(table["status"].to_numpy(str), seed=seed)
    sources = {str(name): int(count) for name, count in raw_table["source"].value_counts(sort=False).items()}
    return Selection(table=table, steps=tuple(steps), sources=sources, quality=quality, linkage=linkage, train=train, test=test)


def _step(key: str, before: int, after: int) -> SelectionStep:
    return SelectionStep(key=key, n_before=before, n_removed=before - after, n_after=after)


def _dxa(table: pd.DataFrame) -> np.ndarray:
    return np.asarray(table[[f"{site}_bmd" for site in SITES]].notna().sum(axis=1) >= MIN_SITES)


def _enough_fields(table: pd.DataFrame) -> np.ndarray:
    return np.asarray(table[list(IMPORTANT)].isna().mean(axis=1) <= MAX_SHARE_MISSING)


def _not_above(name: str, limit: float) -> Callable[[pd.DataFrame], np.ndarray]:
    def keep(table: pd.DataFrame) -> np.ndarray:
        return ~np.asarray(table[name].to_numpy(float) > limit) if name in table.columns else np.ones(len(table), bool)

    return keep


_CRITERIA: dict[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "age": lambda table: np.asarray(table["age"] >= MIN_AGE),
    "dxa": _dxa,
    "follow_up": lambda table: np.asarray(table["follow_up_months"] >= MIN_FOLLOW_UP_MONTHS),
    "secondary_osteoporosis": _not_above("secondary_osteoporosis_cause", 0.0),
    "malignancy": _not_above("malignancy", 0.0),
    "bone_active_drugs": _not_above("bone_active_drugs_months", MAX_DRUG_MONTHS),
    "missing": _enough_fields,
}
"""Criteria in the paper's order; each tells whom to keep."""
