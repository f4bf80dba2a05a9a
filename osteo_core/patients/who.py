"""The WHO category by T-score, for the people to whom it applies; for others the Z-score (ISCD), or what is not known.

WHO Technical Report 843 (1994); ISCD Adult Official Positions (2019): WHO categories are for postmenopausal women and men from 50,
by the lowest T-score of lumbar spine, femoral neck and total hip; others are described by Z-score, -2.0 or lower being below the
expected range for age. T- and Z-scores are rounded to one decimal first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.patients.arrays import n_rows
from osteo_core.patients.dxa import round_t
from osteo_core.patients.harmonise import harmonise
from osteo_core.translations import translate

OSTEOPOROSIS_AT = -2.5
NORMAL_FROM = -1.0
Z_BELOW_AT = -2.0
MEN_FROM_AGE = 50
POSTMENOPAUSAL_ASSUMED_FROM_AGE = 60
"""From this age a woman whose menopausal status was not entered is taken as postmenopausal."""

Category = Literal["normal", "osteopenia", "osteoporosis", "below_expected_range", "within_expected_range"]


@dataclass(frozen=True, kw_only=True)
class WhoCategory:
    """The category, None where it cannot be decided; `basis` is "t" or "z"; `site` and `score` (one decimal) say what decided.

    `key` and `params` give the sentence: `text("en")`.
    """

    category: Category | None
    basis: Literal["t", "z"] | None
    site: str | None
    score: float | None
    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The category with the site and score that decided, or why it cannot be decided."""
        return translate(self.key, language, **self.params)


def category_of_t(lowest: float) -> Literal["normal", "osteopenia", "osteoporosis"]:
    """WHO category of the lowest T-score, rounded to one decimal here. Raises ValueError for NaN."""
    rounded = float(round_t(lowest))
    if np.isnan(rounded):
        raise ValueError("no T-score")
    if rounded <= OSTEOPOROSIS_AT:
        return "osteoporosis"
    return "normal" if rounded >= NORMAL_FROM else "osteopenia"


def who_category(
    t_scores: Mapping[str, float],
    *,
    sex: str | None = None,
    age: float | None = None,
    postmenopausal: bool | None = None,
    z_scores: Mapping[str, float] | None = None,
) -> WhoCategory:
    """The category of one person from T-scores (and Z-scores) by site, such as {"femoral_neck": -2.6}."""
    basis, unknown = _basis(sex, age, postmenopausal)
    if basis is None:
        return WhoCategory(category=None, basis=None, site=None, score=None, key=f"patients.who.unknown.{unknown}")
    scores = t_scores if basis == "t" else (z_scores or {})
    known = {site: float(round_t(scores[site])) for site in SITES if scores.get(site) is not None and not np.isnan(scores[site])}
    if not known:
        return WhoCategory(category=None, basis=basis, site=None, score=None, key=f"patients.who.no_{basis}")
    site = min(known, key=lambda name: known[name])
    score = known[site]
    category: Category
    if basis == "t":
        category = category_of_t(score)
    else:
        category = "below_expected_range" if score <= Z_BELOW_AT else "within_expected_range"
    params = {"site": dict(CATALOGUE[f"{site}_{basis}"].label), "score": f"{score:.1f}".replace("-", "−")}
    return WhoCategory(category=category, basis=basis, site=site, score=score, key=f"patients.who.{category}", params=params)


def who_categories(columns: Mapping[str, Any]) -> list[WhoCategory]:
    """The category of each row of entered columns."""
    return categories_of(harmonise(columns).columns)


def categories_of(full: Mapping[str, Any]) -> list[WhoCategory]:
    """The category of each row of harmonised columns."""
    rows = []
    for i in range(n_rows(full)):
        age, menopause = full["age"][i], full["postmenopausal"][i]
        rows.append(
            who_category(
                {site: full[f"{site}_t"][i] for site in SITES},
                z_scores={site: full[f"{site}_z"][i] for site in SITES},
                sex=full["sex"][i],
                age=None if np.isnan(age) else float(age),
                postmenopausal=None if np.isnan(menopause) else bool(menopause),
            )
        )
    return rows


def _basis(sex: str | None, age: float | None, postmenopausal: bool | None) -> tuple[Literal["t", "z"] | None, str]:
    """Whether T or Z decides, or (None, what is not known)."""
    if postmenopausal is not None and sex != "male":
        return ("t" if postmenopausal else "z"), ""
    if age is not None and age >= POSTMENOPAUSAL_ASSUMED_FROM_AGE:
        return "t", ""  # whatever the sex
    if sex is None:
        return None, "sex"
    if sex == "female":
        return None, "menopause"
    if age is None:
        return None, "age"
    return ("t" if age >= MEN_FROM_AGE else "z"), ""
