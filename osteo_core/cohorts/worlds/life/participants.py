"""The participants that people are drawn from: NHANES 2005-10 and 2013-14, aged 40 and over. Cycle P is left to testing.

Everybody in these cycles of the extract has femoral neck and total hip BMD. Survey weights stand in the extract for cycles E and H; those
of D and F are made so that each cell of sex, age group and ethnicity weighs in them what it weighs, on average, in E and H.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from osteo_core.cohorts.nhanes.extract import EXTRACT, harmonise_extract
from osteo_core.cohorts.worlds.life.clinical import ANSWERS
from osteo_core.cohorts.worlds.life.parameters import load_parameters
from osteo_core.released import read_parquet

AGE_GROUPS = (40, 50, 60, 70, 80, 200)
OTHERS_ASKED_IN = "H"
"""The only cycle of these that tells Asian people from people of several or other races."""


@cache
def participants() -> pd.DataFrame:
    """One row a participant: the contract's clinical fields and BMD, `wrist` (ever fractured), `survey_weight` (mean 1), `top_coded`.

    `ethnicity` is None where the cycle did not tell Asian from other. What was not asked or answered is NaN.
    """
    people = load_parameters().people
    raw = read_parquet(EXTRACT)
    raw = raw[raw["cycle"].isin(people.cycles.value) & (raw["age"] >= people.least_age.value)].reset_index(drop=True)
    table = harmonise_extract(raw, min_age=people.least_age.value)
    table["wrist"] = raw["fx_wrist"]
    untold = (table["ethnicity"] == "other") & (table["cycle"] != OTHERS_ASKED_IN)
    table["ethnicity"] = table["ethnicity"].astype(object).where(~untold, None)
    oldest = table["cycle"].map(table.groupby("cycle")["age"].max())
    table["top_coded"] = (table["age"] == oldest) & (table["age"] >= people.oldest_age_bands.value[0])
    table["survey_weight"] = survey_weights(raw)
    return table


def survey_weights(raw: pd.DataFrame) -> np.ndarray:
    """(n,) weights with mean 1: the survey's own, or by post-stratification where the extract has none."""
    group = pd.cut(raw["age"], AGE_GROUPS, right=False, labels=False)
    cells = [raw["sex"], group, raw["ethnicity"]]
    known = raw["wtmec"].notna()
    cycles_with = raw.loc[known, "cycle"].nunique()
    cell_total = raw["wtmec"].groupby(cells).transform("sum") / cycles_with
    cell_size = raw.groupby([raw["cycle"], *cells])["age"].transform("size")
    weights = raw["wtmec"].where(known, cell_total / cell_size).to_numpy(float)
    return np.asarray(weights / weights.mean())


def share_drawn() -> dict[str, float]:
    """Field -> the survey-weighted share of people whose answer is drawn, the participant not having been asked or not having answered."""
    table = participants()
    weights = table["survey_weight"].to_numpy()
    return {name: float(np.average(table[name].isna().to_numpy(), weights=weights)) for name in ("ethnicity", "height_cm", "bmi", *ANSWERS)}
