"""Table 1 of the NHANES people: R's numbers, the WHO categories, and sums that must hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.catalogue import SITES
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.constants import STATUSES
from osteo_core.evaluation.survey.table1 import OVERALL, as_text, bone_status, table1
from osteo_core.patients.who import category_of_t
from tests import folders

EXPECTED = pd.read_csv(folders.GOLDEN / "survey" / "estimates.csv")


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return load_nhanes()


@pytest.fixture(scope="module")
def table(people: pd.DataFrame) -> pd.DataFrame:
    return table1(people)


def test_the_numbers_are_rs(table: pd.DataFrame) -> None:
    expected = EXPECTED[EXPECTED["domain"].isin(STATUSES)]
    for _, row in expected.iterrows():
        (mine,) = table[(table["field"] == row["variable"]) & (table["group"] == row["domain"])].to_dict("records")
        scale = 100 if row["kind"] == "proportion" else 1
        for name in ("estimate", "se", "low", "high"):
            assert mine[name] == pytest.approx(scale * row[name], rel=1e-8)
        assert mine["n"] == row["n"]


def test_bone_status_is_the_who_category_of_the_lowest_t() -> None:
    # Femoral neck 0.558: T -2.5 in spite of floating point; total hip 0.820: T -1.0, not below it.
    people = pd.DataFrame(
        {
            "manufacturer": ["hologic", "hologic", "hologic", "ge_lunar", None],
            "femoral_neck_bmd": [0.558, np.nan, 0.90, 0.80, np.nan],
            "total_hip_bmd": [0.90, 0.820, np.nan, np.nan, np.nan],
            "lumbar_spine_bmd": [1.047, 1.047, 0.800, np.nan, np.nan],
        },
        index=[7, 8, 9, 10, 11],
    )
    status = bone_status(people)
    assert status["status"].tolist() == ["osteoporosis", "normal", "osteopenia", "osteopenia", None]
    assert status["site"].tolist() == ["femoral_neck", "total_hip", "lumbar_spine", "femoral_neck", None]
    np.testing.assert_array_equal(status["lowest_t"].iloc[:3], [-2.5, -1.0, -2.2])
    assert status.index.tolist() == [7, 8, 9, 10, 11]


def test_every_persons_status_follows_from_the_lowest_t(people: pd.DataFrame) -> None:
    status = bone_status(people)
    known = status["status"].notna()
    assert (known == people[[f"{site}_bmd" for site in SITES]].notna().any(axis=1)).all()
    by_t = {t: category_of_t(t) for t in status.loc[known, "lowest_t"].unique()}
    assert (status.loc[known, "lowest_t"].map(by_t) == status.loc[known, "status"]).all()


def test_shares_and_counts_add_up(table: pd.DataFrame, people: pd.DataFrame) -> None:
    shares = table[table["field"] == "share"].set_index("group")["estimate"]
    assert shares[list(STATUSES)].sum() == pytest.approx(100)
    assert shares[OVERALL] == pytest.approx(100)
    ethnicity = table[table["field"] == "ethnicity"].groupby("group")["estimate"].sum()
    np.testing.assert_allclose(ethnicity, 100)
    counts = table[table["field"] == "age"].set_index("group")
    assert counts.loc[list(STATUSES), "n"].sum() == counts.loc[OVERALL, "n"]
    scanned = bone_status(people)["status"].notna() & (people["survey_weight"] > 0)
    assert counts.loc[OVERALL, "n"] == scanned.sum()
    everyone = table[(table["group"] == OVERALL) & (table["field"] != "share")]
    assert (everyone["n"] + everyone["missing"] == scanned.sum()).all()


def test_the_overall_mean_is_the_shares_mean(table: pd.DataFrame) -> None:
    ages = table[table["field"] == "age"].set_index("group")["estimate"]
    shares = table[table["field"] == "share"].set_index("group")["estimate"]
    assert (ages[list(STATUSES)] * shares[list(STATUSES)]).sum() / 100 == pytest.approx(ages[OVERALL])


def test_the_table_can_be_read_in_both_languages(table: pd.DataFrame) -> None:
    for language, first in (("en", "Characteristic"), ("zh", "特征")):
        text = as_text(table, language)
        assert text.columns[0] == first
        assert text.shape == (len(table) // 4, 6)
        assert text.notna().all(axis=None)
        assert text[first].is_unique
    english = as_text(table).set_index("Characteristic")
    assert english.loc["Age, years", "Osteoporosis"] == "66.0 (64.9–67.1)"


def test_other_groups_can_be_chosen(people: pd.DataFrame) -> None:
    by_sex = table1(people, by="sex")
    assert list(by_sex["group"].unique()) == ["female", "male", OVERALL]
    assert list(as_text(by_sex, "zh", by="sex"))[1:4] == ["女", "男", "全体"]
    women = by_sex[(by_sex["field"] == "sex") & (by_sex["category"] == "female")].set_index("group")["estimate"]
    assert women["female"] == 100
    assert women["male"] == 0
    assert 45 < women[OVERALL] < 60
