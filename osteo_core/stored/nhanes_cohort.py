"""The NHANES participants of the real-world page: who has osteoporosis, by survey weight, and beside them the virtual cohort."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.cohorts.worlds.paper.parameters import load_world
from osteo_core.constants import STATUSES
from osteo_core.evaluation.survey.estimates import SurveyDesign, nhanes_design, weighted_proportion
from osteo_core.evaluation.survey.table1 import bone_status
from osteo_core.stored.nhanes_people import AGE_BANDS

MIN_AGE = 50
SEXES = ("female", "male")


def participants() -> pd.DataFrame:
    """People of 50 and over in the cycles with survey weights, with `status`, None where no site was measured (they stay in the design)."""
    people = load_nhanes(MIN_AGE)
    people = people[people["survey_weight"].notna()].reset_index(drop=True)
    return people.assign(status=bone_status(people)["status"])


def osteoporosis_by_sex_and_age(people: pd.DataFrame) -> pd.DataFrame:
    """Weighted share (0..1) with osteoporosis: group (sex), subgroup (age band or "all"), estimate, low, high, n, events (unweighted)."""
    design = nhanes_design(people)
    bands = {"all": (MIN_AGE, np.inf)} | AGE_BANDS
    rows = []
    for sex in SEXES:
        for band, (low, high) in bands.items():
            members = np.asarray((people["sex"] == sex) & (people["age"] >= low) & (people["age"] < high))
            rows.append({"group": sex, "subgroup": band} | _share(design, people, "osteoporosis", members))
    return pd.DataFrame(rows)


def status_shares(people: pd.DataFrame) -> pd.DataFrame:
    """Shares (0..1) of the three categories: people, status, estimate, low, high, n, events.

    The virtual cohort's are those its generator is set to (counts of the paper's Table 1), without an interval: it is drawn, not sampled.
    """
    design, counts = nhanes_design(people), load_world().chosen["classes"]
    total = sum(counts.values())
    rows: list[dict[str, object]] = [
        {
            "people": "virtual",
            "status": status,
            "estimate": counts[status] / total,
            "low": np.nan,
            "high": np.nan,
            "n": total,
            "events": counts[status],
        }
        for status in STATUSES
    ]
    groups = {"nhanes": np.ones(len(people), bool)} | {f"nhanes_{sex}": np.asarray(people["sex"] == sex) for sex in SEXES}
    rows += [
        {"people": name, "status": status} | _share(design, people, status, members)
        for name, members in groups.items()
        for status in STATUSES
    ]
    return pd.DataFrame(rows)


def _share(design: SurveyDesign, people: pd.DataFrame, status: str, members: NDArray[np.bool_]) -> dict[str, object]:
    yes = (people["status"] == status).astype(float).where(people["status"].notna())
    share = weighted_proportion(design, yes, members)
    return {"estimate": share.estimate, "low": share.low, "high": share.high, "n": share.n, "events": int(yes[members].sum())}
