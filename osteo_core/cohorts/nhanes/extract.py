"""NHANES participants as a table in the project's own field names.

Source: US CDC/NCHS public-use files 2005-2020, see `data/README.md`. How the survey's items become the contract's fields:

- `ethnicity`: `ridreth3` 6 is asian (asked in 2013-14 and 2017-20 only); White european, Black african, Hispanic hispanic, the rest other.
- `prior_fracture`: a self-reported fracture of the hip, wrist or spine as an adult. The extract has the age for 2013-14 and 2017-20:
  fractures at 20 or later count. For 2005-10 it does not (the files do, see `nhanes_files`): a hip or spine fracture counts (where the age
  is known, 155 of 170 and 202 of 235 people had it at 20 or later), a wrist fracture alone does not settle it (501 of 762: many are
  children's), so the answer is missing.
  Fractures of other, unnamed bones (ankle, finger, ...) do not count and are not a "no" to the three that do.
- `parental_hip_fracture`: mother or father, at any age (`parent_hip`); stricter FRAX coding exists for one cycle only and is not used.
- `high_alcohol_intake`: on average three or more US drinks a day; `glucocorticoid_use`: prednisone or cortisone for three months or more.
- `serum_calcium` is already in mmol/L in the extract. `postmenopausal` is not in the extract: missing for everyone.
- Height, weight or BMI of exactly 0 (cycle P, 113 people) is the file's way to say "not measured": missing, and counted in the report.

An item that a cycle did not ask is missing, never "no". Values outside the catalogue's allowed range stay as they are; `out_of_range`
lists them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from osteo_core.released import read_parquet

EXTRACT = Path(__file__).parent / "data" / "nhanes_bone_2005_2020.parquet"

_ETHNICITY = {"White": "european", "Black": "african", "Hispanic": "hispanic", "Other": "other"}
_ASIAN = 6
_CONTINUOUS = {
    "lumbar_spine_bmd": "ls_bmd",
    "femoral_neck_bmd": "fn_bmd",
    "total_hip_bmd": "th_bmd",
    "age": "age",
    "serum_calcium": "calcium_mmolL",
}
_BODY_SIZE = {"height_cm": "height", "weight_kg": "weight", "bmi": "bmi"}
_YES_NO = {
    "parental_hip_fracture": "parent_hip",
    "current_smoking": "smoke_current",
    "high_alcohol_intake": "alcohol_ge3",
    "glucocorticoid_use": "steroid_ge3mo",
    "rheumatoid_arthritis": "ra",
}
_OUTCOMES_AND_DESIGN = {
    "told_osteoporosis": "told_osteoporosis",
    "treated_osteoporosis": "treated_osteoporosis",
    "cycle": "cycle",
    "survey_weight": "wtmec",
    "survey_psu": "psu",
    "survey_strata": "strata",
    "mort_status_2015": "mort_status_2015",
    "mort_leading_cause": "mort_leading_cause",
    "mort_months_from_exam": "mort_months_from_exam",
}
_SITES = (("hip", "fx_hip"), ("vertebra", "fx_spine"), ("forearm", "fx_wrist"))
FRACTURE_AGES_IN = ("H", "P")
"""The cycles of the extract that have the age at fracture."""
TOP_CODED_AGE = {"D": 85, "E": 80, "F": 80, "H": 80, "J": 80, "P": 80}


def load_nhanes(min_age: float = 40, drop_overlap: bool = True) -> pd.DataFrame:
    """NHANES participants, one row each, in the contract's flat column names.

    `id` is "nhanes-<cycle>-<SEQN>". BMD in g/cm2 on the Hologic scale; yes/no items are 1.0, 0.0 or NaN; `prior_fracture_sites` is a
    ";"-joined string or None. Beside the features: told_osteoporosis, treated_osteoporosis, cycle, survey_weight, survey_psu,
    survey_strata, mort_*. With `drop_overlap` cycle J, whose people are also in P, is left out. `attrs["zero_body_size"]` counts the
    people whose height, weight or BMI of 0 was read as missing.
    """
    return harmonise_extract(read_parquet(EXTRACT), min_age, drop_overlap)


def harmonise_extract(
    raw: pd.DataFrame, min_age: float = 40, drop_overlap: bool = True, fracture_ages_in: Collection[str] = FRACTURE_AGES_IN
) -> pd.DataFrame:
    """`load_nhanes` of any table with the extract's columns. `fracture_ages_in`: the cycles whose `fx_*_after20` are to be used."""
    keep = raw["age"] >= min_age
    if drop_overlap:
        keep &= raw["overlaps_P"] == 0
    raw = raw.loc[keep].reset_index(drop=True)

    fractured = _adult_fractures(raw, fracture_ages_in)
    body = raw[list(_BODY_SIZE.values())]
    table = {
        "id": "nhanes-" + raw["cycle"] + "-" + raw["SEQN"].astype(str),
        "manufacturer": raw[["ls_bmd", "fn_bmd", "th_bmd"]].notna().any(axis=1).map({True: "hologic", False: None}),
        **{name: raw[column] for name, column in _CONTINUOUS.items()},
        "sex": raw["sex"].map({"F": "female", "M": "male"}),
        "ethnicity": raw["ethnicity"].map(_ETHNICITY).mask(raw["ridreth3"] == _ASIAN, "asian"),
        **{name: raw[column].mask(raw[column] == 0) for name, column in _BODY_SIZE.items()},
        "postmenopausal": np.nan,
        "prior_fracture": _any_yes(fractured),
        "prior_fracture_sites": _joined_sites(fractured),
        **{name: raw[column] for name, column in _YES_NO.items()},
        **{name: raw[column] for name, column in _OUTCOMES_AND_DESIGN.items()},
    }
    frame = pd.DataFrame(table)
    frame.attrs["zero_body_size"] = int((body == 0).any(axis=1).sum())
    return frame


def out_of_range(frame: pd.DataFrame) -> pd.DataFrame:
    """Values of `frame` outside the catalogue's allowed range: columns id, column, value, low, high. Nothing is altered."""
    from osteo_core.catalogue import CATALOGUE

    rows = []
    for feature in CATALOGUE.features:
        if feature.allowed is None or feature.name not in frame or feature.kind not in ("continuous", "integer"):
            continue
        low, high = feature.allowed
        values = frame[feature.name]
        outside = (values < low) | (values > high)
        rows += [(i, feature.name, v, low, high) for i, v in zip(frame.loc[outside, "id"], values[outside], strict=True)]
    return pd.DataFrame(rows, columns=["id", "column", "value", "low", "high"])


def _adult_fractures(raw: pd.DataFrame, fracture_ages_in: Collection[str]) -> pd.DataFrame:
    """One column a fragility site: 1.0 fractured as an adult, 0.0 not, NaN not known (see the module's docstring)."""
    sites = {}
    for site, item in _SITES:
        ever = raw[item]
        if site == "forearm":
            ever = ever.mask(ever == 1)
        sites[site] = raw[f"{item}_after20"].where(raw["cycle"].isin(fracture_ages_in), ever)
    return pd.DataFrame(sites)


def _any_yes(answers: pd.DataFrame) -> pd.Series:
    """1.0 when one answer is yes, 0.0 when all are no, else NaN."""
    yes = (answers == 1).any(axis=1)
    no = (answers == 0).all(axis=1)
    return pd.Series(np.select([yes, no], [1.0, 0.0], default=np.nan), index=answers.index)


def _joined_sites(answers: pd.DataFrame) -> pd.Series:
    yes = answers == 1
    joined = [";".join(site for site, hit in zip(answers.columns, row, strict=True) if hit) or None for row in yes.to_numpy()]
    return pd.Series(joined, index=answers.index, dtype=object)
