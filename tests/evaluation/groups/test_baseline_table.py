"""Agreement with R's stats, and laws; see tests/golden/tableone_r/README.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.groups.baseline_table import baseline_table
from osteo_core.evaluation.groups.group_tests import compare_numbers, normality
from osteo_core.evaluation.groups.standardised_difference import categorical_difference, standardised_difference
from tests import folders

GOLDEN = folders.GOLDEN / "tableone_r"
PEOPLE = pd.read_csv(GOLDEN / "table.csv")
TESTS = pd.read_csv(GOLDEN / "tests.csv").to_dict("records")


@pytest.mark.parametrize("golden", TESTS, ids=lambda g: f"{g['field']}-{g['groups']}")
def test_the_test_and_its_numbers_are_those_of_r(golden: dict) -> None:
    people = PEOPLE if golden["groups"] == 3 else PEOPLE[PEOPLE["group"] != "c"]
    found = baseline_table(people[[golden["field"]]], people["group"]).tests.iloc[0]
    assert found["test"] == golden["test"]
    assert found["p"] == pytest.approx(golden["p"], rel=1e-8)
    if not np.isnan(golden["statistic"]):
        assert found["statistic"] == pytest.approx(golden["statistic"], rel=1e-9)
    if not np.isnan(golden["shapiro"]):
        assert found["shapiro_p"] == pytest.approx(golden["shapiro"], rel=1e-4)


def test_pairs_after_bonferroni_are_those_of_r() -> None:
    golden = pd.read_csv(GOLDEN / "pairs.csv")
    found = baseline_table(PEOPLE[["normal", "skewed"]], PEOPLE["group"]).pairs
    assert found[["field", "first", "second"]].equals(golden[["field", "first", "second"]])
    assert found["p_bonferroni"].to_numpy() == pytest.approx(golden["p_bonferroni"].to_numpy(), rel=1e-8)


def test_small_groups_without_ties_get_the_exact_mann_whitney() -> None:
    golden = pd.read_csv(GOLDEN / "exact.csv").iloc[0]
    known = PEOPLE.dropna(subset="skewed")
    first = known.loc[known["group"] == "a", "skewed"].to_numpy()[: int(golden["n_first"])]
    second = known.loc[known["group"] == "b", "skewed"].to_numpy()[: int(golden["n_second"])]
    assert compare_numbers([first, second], normal=False).p == pytest.approx(golden["p"], rel=1e-10)


def test_the_order_of_the_rows_and_of_the_groups_does_not_matter() -> None:
    shuffled = PEOPLE.sample(frac=1, random_state=3)
    fields = PEOPLE.columns.drop("group")
    one, other = (baseline_table(people[fields], people["group"]) for people in (PEOPLE, shuffled))
    pd.testing.assert_frame_equal(one.summary, other.summary)
    pd.testing.assert_frame_equal(one.tests, other.tests)
    turned = baseline_table(PEOPLE[fields], pd.Categorical(PEOPLE["group"], ["c", "b", "a"]))
    assert turned.tests["p"].to_numpy() == pytest.approx(one.tests["p"].to_numpy())
    assert turned.summary["group"].iloc[0] == "c"


def test_known_and_missing_add_up_to_everybody() -> None:
    summary = baseline_table(PEOPLE.drop(columns="group"), PEOPLE["group"]).summary
    people = (summary["n"] + summary["missing"]).to_numpy()
    assert (people == summary["group"].map(PEOPLE["group"].value_counts()).to_numpy()).all()
    shares = summary[summary["category"] != ""].groupby(["field", "group"])["percent"].sum()
    assert shares.to_numpy() == pytest.approx(100)


@pytest.mark.parametrize("empty", [np.nan, None])
def test_a_field_without_any_value_is_still_there(empty: float | None) -> None:
    summary = baseline_table(pd.DataFrame({"x": [empty] * 3}), ["a", "a", "b"], ["x"]).summary
    assert summary["missing"].tolist() == [2, 1]


def test_standardised_differences() -> None:
    assert standardised_difference([1.0, 2, 3], [3.0, 4, 5]) == pytest.approx(-2)
    assert standardised_difference([0, 1, np.nan], [0, 1, 1, 0]) == 0
    assert standardised_difference([1, 1], [0, 0]) == np.inf
    assert np.isnan(standardised_difference([], [1.0]))
    # Two categories: the binary formula; a category split at random in both groups alike adds no distance.
    binary = standardised_difference([1] * 3 + [0] * 7, [1] * 5 + [0] * 5)
    assert categorical_difference(np.array([7, 3]), np.array([5, 5]), signed=True) == pytest.approx(binary)
    assert categorical_difference(np.array([7, 1, 2]), np.array([5, 3, 2])) > 0
    assert categorical_difference(np.array([6, 2, 2]), np.array([12, 4, 4])) == pytest.approx(0)
    assert categorical_difference(np.array([3, 0]), np.array([0, 3])) == np.inf


def test_shapiro_wilk_only_where_its_p_value_holds() -> None:
    rng = np.random.default_rng(1)
    assert normality([rng.normal(size=5001), rng.normal(size=50)]).verdict == "not_tested"
    assert normality([rng.normal(size=2), rng.normal(size=50)]).verdict == "not_tested"
    assert normality([rng.exponential(size=900), rng.normal(size=5001)]).verdict == "not_normal"
    assert normality([np.ones(9), rng.normal(size=50)]).verdict == "not_normal"
    large = baseline_table(pd.DataFrame({"x": rng.normal(size=10_004)}), np.repeat(["a", "b"], 5002))
    assert (large.tests["test"][0], large.tests["normality"][0]) == ("mann_whitney", "not_tested")


@pytest.mark.parametrize(
    "column", [[1.5, 1.5, 1.5, 1.5], [1, 1, 1, 1], ["x", "x", "x", "x"], [np.nan, np.nan, 2.5, 3.5], [None, None, "x", "y"], [np.nan] * 4]
)
def test_nothing_is_tested_where_nothing_differs_or_a_group_has_nobody(column: list) -> None:
    found = baseline_table(pd.DataFrame({"x": column}), ["a", "a", "b", "b"])
    assert found.tests["test"][0] == "none"
    assert np.isnan(found.tests["p"][0])
    assert found.pairs["p_bonferroni"].isna().all()


@pytest.mark.parametrize(
    "people, group, key",
    [
        (pd.DataFrame({"x": [1.0, 2]}), ["a", "a"], "inputs.too_few_groups"),
        (pd.DataFrame({"x": [1.0, 2]}), ["a", None], "inputs.no_group"),
        (pd.DataFrame({"x": [1.0, 2]}), pd.Categorical(["a", "b"], ["a", "b", "c"]), "inputs.empty_group"),
        (pd.DataFrame({"x": [1.0, 2]}), ["a", "b", "b"], "inputs.length"),
        (pd.DataFrame({"x": [1.0, np.inf]}), ["a", "b"], "inputs.infinite"),
        (pd.DataFrame(index=[0, 1]), ["a", "b"], "inputs.no_columns"),
        (pd.DataFrame([[1.0, 2], [3, 4]], columns=["x", "x"]), ["a", "b"], "inputs.named_twice"),
    ],
)
def test_refused_with_a_sentence(people: pd.DataFrame, group: object, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        baseline_table(people, group)
    assert refused.value.problems[0].key == key
    assert refused.value.text("zh")
