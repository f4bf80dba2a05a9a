import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.registries import INELIGIBLE, raw_records
from osteo_core.cohorts.selection import Selection, select
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.translations import translate

ORDER = ["duplicates", "age", "dxa", "follow_up", "secondary_osteoporosis", "malignancy", "bone_active_drugs", "missing"]


@pytest.fixture(scope="module")
def cohort() -> pd.DataFrame:
    return draw(12_856, 5).table


@pytest.fixture(scope="module")
def raw(cohort) -> pd.DataFrame:
    return raw_records(cohort, 1)


@pytest.fixture(scope="module")
def selection(raw) -> Selection:
    return select(raw)


def test_the_steps_follow_the_paper_and_add_up(raw, selection):
    assert [step.key for step in selection.steps] == ORDER
    before = len(raw)
    for step in selection.steps:
        assert step.n_before == before
        assert step.n_after == step.n_before - step.n_removed
        before = step.n_after
    assert before == len(selection.table)
    assert sum(selection.sources.values()) == len(raw)


def test_the_analysis_cohort_comes_back(cohort, selection):
    wanted, got = set(cohort["id"]), set(selection.table["person"])
    assert len(wanted - got) / len(wanted) < 0.005
    assert not got - wanted


def test_each_step_removes_about_the_people_who_were_added_for_it(cohort, selection):
    removed = {step.key: step.n_removed for step in selection.steps}
    for kind, share in INELIGIBLE.items():
        # Up to 5 % of them were recorded twice, and other people lost a decisive value to a unit slip or lacked it already.
        assert abs(removed[kind] - share * len(cohort)) <= 0.08 * share * len(cohort) + 5


def test_nobody_analysed_breaks_a_criterion(selection):
    table = selection.table
    assert (table["age"] >= 40).all()
    assert (table["follow_up_months"] >= 6).all()
    assert (table["malignancy"] == 0).all()
    assert (table["bone_active_drugs_months"] <= 3).all()
    assert (table["bone_active_drugs_months"] > 0).any()
    assert table["secondary_osteoporosis"].eq(1).any()
    assert table["glucocorticoid_use"].eq(1).any()


def test_the_split_is_stratified(selection):
    table, train, test = selection.table, selection.train, selection.test
    assert len(train) + len(test) == len(table)
    assert len(test) == int(np.ceil(len(table) / 5))
    for status in ("normal", "osteopenia", "osteoporosis"):
        shares = [(table["status"].to_numpy()[rows] == status).mean() for rows in (train, test)]
        assert abs(shares[0] - shares[1]) < 1e-3


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"age": 39.9}, "age"),
        ({"total_hip_bmd": None, "femoral_neck_bmd": None}, "dxa"),
        ({"follow_up_months": 5.9}, "follow_up"),
        ({"malignancy": 1.0}, "malignancy"),
        ({"bone_active_drugs_months": 3.1}, "bone_active_drugs"),
        ({"secondary_osteoporosis_cause": 1.0}, "secondary_osteoporosis"),
        ({"bmi": None, "prior_fracture": None, "lumbar_spine_bmd": None}, "missing"),
        ({"bmi": None, "prior_fracture": None}, None),
        ({"age": 40.0, "follow_up_months": 6.0, "bone_active_drugs_months": 3.0}, None),
        ({"secondary_osteoporosis": 1.0, "glucocorticoid_use": 1.0}, None),
    ],
)
def test_one_reason_removes_one_person_at_its_step(cohort, changes, key):
    few = cohort.head(20).copy()
    few[["femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd", "prior_fracture", "bmi"]] = [0.8, 0.8, 0.9, 0.0, 24.0]
    few[["height_cm", "weight_kg"]] = np.nan
    few["source"] = "nhanes_like"
    few[["malignancy", "bone_active_drugs_months", "secondary_osteoporosis_cause"]] = 0.0
    for name, value in changes.items():
        few.loc[few.index[0], name] = value
    removed = {step.key: step.n_removed for step in select(few).steps if step.n_removed}
    assert removed == ({} if key is None else {key: 1})


def test_raw_records_are_fixed_by_their_seed(cohort, raw):
    pd.testing.assert_frame_equal(raw, raw_records(cohort, 1))
    assert raw["id"].is_unique
    assert not raw["id"].equals(raw_records(cohort, 2)["id"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_step_has_a_name(language):
    assert all(translate(f"selection.{key}", language) for key in ORDER)
