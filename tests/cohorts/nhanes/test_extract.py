"""NHANES in the project's fields: counts from the survey's own notes, and the mapping of what was asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.nhanes.extract import EXTRACT, load_nhanes, out_of_range

YES_NO = [
    "prior_fracture", "parental_hip_fracture", "current_smoking", "high_alcohol_intake", "glucocorticoid_use", "rheumatoid_arthritis",
]  # fmt: skip


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return load_nhanes()


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    table = pd.read_parquet(EXTRACT)
    table["id"] = "nhanes-" + table["cycle"] + "-" + table["SEQN"].astype(str)
    return table.set_index("id")


def test_counts_are_those_of_the_data_sheet(people: pd.DataFrame) -> None:
    assert len(people) == 16_983
    assert people["femoral_neck_bmd"].notna().sum() == 15_541
    assert people["id"].is_unique
    assert "J" not in set(people["cycle"])
    assert len(load_nhanes(min_age=0)) == 27_670
    assert len(load_nhanes(min_age=0, drop_overlap=False)) == 29_956


def test_the_shipped_extract_is_small() -> None:
    assert EXTRACT.stat().st_size < 3_000_000


def test_columns_are_the_catalogues_and_categories_its_own(people: pd.DataFrame) -> None:
    for name in ("sex", "ethnicity", "manufacturer"):
        assert set(people[name].dropna()) <= set(CATALOGUE[name].categories)
    for name in YES_NO:
        assert set(people[name].dropna()) <= {0.0, 1.0}
    sites = {site for text in people["prior_fracture_sites"].dropna() for site in text.split(";")}
    assert sites == {"hip", "vertebra", "forearm"}


def test_what_was_not_asked_is_missing_never_no(people: pd.DataFrame) -> None:
    asked = people.groupby("cycle")[[*YES_NO, "serum_calcium", "lumbar_spine_bmd"]].count() > 0
    assert set(asked.index[asked["parental_hip_fracture"]]) == {"E", "H", "P"}
    assert set(asked.index[asked["glucocorticoid_use"]]) == {"E", "H", "P"}
    assert set(asked.index[asked["current_smoking"]]) == {"E", "H", "P"}
    assert set(asked.index[asked["high_alcohol_intake"]]) == {"H", "P"}
    assert set(asked.index[asked["rheumatoid_arthritis"]]) == {"E", "F", "H"}
    assert set(asked.index[asked["serum_calcium"]]) == {"P"}
    assert set(asked.index[asked["lumbar_spine_bmd"]]) == {"E", "F", "H", "P"}
    assert people["postmenopausal"].isna().all()


def test_asian_people_are_those_whom_the_later_cycles_name(people: pd.DataFrame, raw: pd.DataFrame) -> None:
    asian = people[people["ethnicity"] == "asian"]
    assert set(asian["cycle"]) == {"H", "P"}
    assert (raw.loc[asian["id"], "ridreth3"] == 6).all()
    assert (people["ethnicity"] == "african").sum() == (raw.loc[people["id"], "ethnicity"] == "Black").sum()


def test_a_childhood_fracture_is_no_prior_fracture_and_an_undated_wrist_settles_nothing(people: pd.DataFrame, raw: pd.DataFrame) -> None:
    joined = people.set_index("id")[["prior_fracture", "prior_fracture_sites", "cycle"]].join(raw.drop(columns="cycle"))
    dated = joined[joined["cycle"].isin(["H", "P"])]
    as_child = dated[(dated["fx_wrist"] == 1) & (dated[["fx_hip_after20", "fx_spine_after20", "fx_wrist_after20"]] == 0).all(axis=1)]
    assert len(as_child) > 100
    assert (as_child["prior_fracture"] == 0).all()
    undated = joined[~joined["cycle"].isin(["H", "P"]) & (joined["fx_wrist"] == 1) & (joined["fx_hip"] == 0) & (joined["fx_spine"] == 0)]
    assert len(undated) > 500
    assert undated["prior_fracture"].isna().all()
    assert (joined["prior_fracture"] == 1).eq(joined["prior_fracture_sites"].notna()).all()


def test_hospital_facts_agree_with_the_survey(people: pd.DataFrame) -> None:
    # People told that they have osteoporosis have lower hips: a law of the subject, lost if rows were shuffled between columns.
    told = people.groupby("told_osteoporosis")["femoral_neck_bmd"].mean()
    assert told[1.0] < told[0.0] - 0.08


def test_zero_body_size_is_missing_and_counted(people: pd.DataFrame) -> None:
    assert people.attrs["zero_body_size"] == 113
    assert people[["height_cm", "weight_kg", "bmi"]].min().min() > 10
    known = people.dropna(subset=["height_cm", "weight_kg", "bmi"])
    bmi = known["weight_kg"] / (known["height_cm"] / 100) ** 2
    assert np.abs(bmi - known["bmi"]).max() <= 0.0500001  # the survey rounds BMI to one decimal at worst


def test_values_outside_the_allowed_range_are_kept_and_listed(people: pd.DataFrame) -> None:
    listed = out_of_range(people)
    neck = listed[listed["column"] == "femoral_neck_bmd"]
    assert neck["value"].tolist() == [0.144]
    assert people.loc[people["id"] == neck["id"].iloc[0], "femoral_neck_bmd"].tolist() == [0.144]
    assert (people["age"] <= 100).all()
