"""Writes extract_rows.csv: the public-domain rows of the shipped extract from which make_xpt.R makes the XPT files. Run from the root."""

from pathlib import Path

import pandas as pd

from osteo_core.cohorts.nhanes.extract import EXTRACT

raw = pd.read_parquet(EXTRACT)
chosen = []
for cycle, n in (("D", 6), ("E", 14), ("H", 14), ("P", 14)):
    people = raw[raw["cycle"] == cycle]
    marked = [
        people[people[name] == 1].head(1) for name in ("fx_hip", "fx_wrist", "fx_spine", "parent_hip", "steroid_ge3mo", "alcohol_ge3", "ra")
    ]
    marked += [people[people[name].isna() & (people["age"] >= 40)].head(1) for name in ("told_osteoporosis", "ls_bmd", "ra", "parent_hip")]
    chosen.append(pd.concat([*marked, people.sample(n, random_state=5)]).drop_duplicates("SEQN").sort_values("SEQN"))
pd.concat(chosen).to_csv(Path(__file__).with_name("extract_rows.csv"), index=False)
