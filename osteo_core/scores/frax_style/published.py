"""Published US FRAX results as the formula's inputs: NHANES 2013-14, file DXXFRX_H, from the shipped extract."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.nhanes.extract import EXTRACT
from osteo_core.patients import dxa
from osteo_core.released import read_parquet

FOLDS = 10
_FOLD_SEED = 1
_VERSION = {"White": "european", "Black": "african", "Hispanic": "hispanic"}
_ASIAN, _MORE_THAN_ONE = 6, 7
_ANSWERS = {
    "parental_hip_fracture": "parent_hip_fraxcoded",
    "current_smoking": "smoke_current",
    "glucocorticoid_use": "steroid_ge3mo",
    "rheumatoid_arthritis": "ra",
    "high_alcohol_intake": "alcohol_ge3",
}


def published() -> pd.DataFrame:
    """One row a published result, 3 674 of 2 127 people: id, fold, inputs of `frax_percent` and major, hip in percent.

    FRAX was computed twice, with a prior fracture for everyone and without one for those who reported none. An answer missing counted as
    no (documentation of DXXFRX_H). The 50 people of several or other races are left out: which of the four US versions they were given is
    not published. The T-score is rounded to 0.1 as FRAX rounds it.
    """
    raw = read_parquet(EXTRACT)
    people = raw[raw["frax_mof_prevfx"].notna() & (raw["ridreth3"] != _MORE_THAN_ONE)]
    parts = []
    for answer, suffix in ((0.0, "noprevfx"), (1.0, "prevfx")):
        printed = people[people[f"frax_mof_{suffix}"].notna()]
        parts.append(
            pd.DataFrame(
                {
                    "id": printed["SEQN"],
                    "age": printed["age"],
                    "sex": printed["sex"].map({"F": "female", "M": "male"}),
                    "ethnicity": printed["ethnicity"].map(_VERSION).mask(printed["ridreth3"] == _ASIAN, "asian"),
                    "t_score": dxa.round_t(dxa.t_score("femoral_neck", printed["fn_bmd"], np.full(len(printed), "hologic", dtype=object))),
                    "bmi": printed["bmi"],
                    "prior_fracture": answer,
                    **{name: printed[column].fillna(0) for name, column in _ANSWERS.items()},
                    "major": printed[f"frax_mof_{suffix}"],
                    "hip": printed[f"frax_hip_{suffix}"],
                }
            )
        )
    rows = pd.concat(parts).sort_values(["id", "prior_fracture"]).reset_index(drop=True)
    return rows.assign(fold=folds(rows["id"]))


def folds(ids: pd.Series) -> pd.Series:
    """Fold 0 to 9 of each row; a person's rows are in one fold."""
    people = ids.unique()
    drawn = np.random.default_rng(_FOLD_SEED).permutation(len(people)) % FOLDS
    return ids.map(dict(zip(people, drawn, strict=True)))
