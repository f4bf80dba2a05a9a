"""Agreement with R's glm and a plain search, and laws; see tests/golden/matching_r/README.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.groups.matching import match
from tests import folders

GOLDEN = folders.GOLDEN / "matching_r"
TABLE = pd.read_csv(GOLDEN / "table.csv")
COVARIATES = ("age", "bmi", "female")


def _columns(table: pd.DataFrame) -> dict[str, object]:
    return {name: table[name] for name in COVARIATES}


def test_pairs_are_those_of_a_plain_search_in_r() -> None:
    found = match(TABLE["group"], _columns(TABLE), seed=0)
    assert found.logit == pytest.approx(TABLE["logit"].to_numpy(), abs=1e-9)
    golden = pd.read_csv(GOLDEN / "pairs.csv")
    assert {tuple(pair) for pair in found.pairs} == set(zip(golden["one"], golden["zero"], strict=True))
    balance = pd.read_csv(GOLDEN / "balance.csv")
    assert found.caliper == pytest.approx(balance["caliper"][0], rel=1e-9)
    for column in ("before", "after"):
        assert found.balance[column].to_numpy() == pytest.approx(balance[column].to_numpy(), abs=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_pairs_are_distinct_within_the_caliper_and_account_for_everybody(seed: int) -> None:
    found = match(TABLE["group"], _columns(TABLE), caliper=0.1, seed=seed)
    assert len(np.unique(found.pairs)) == found.pairs.size
    group = TABLE["group"].to_numpy()
    assert (group[found.pairs[:, 0]] == 1).all()
    assert (group[found.pairs[:, 1]] == 0).all()
    distance = np.abs(found.logit[found.pairs[:, 0]] - found.logit[found.pairs[:, 1]])
    assert distance.max() <= found.caliper
    assert sum(found.lost) + 2 * len(found.pairs) + found.incomplete == len(TABLE)
    # Whoever found nobody has nobody left within the caliper.
    alone = np.setdiff1d(np.flatnonzero(group == 1), found.pairs)
    left = np.setdiff1d(np.flatnonzero(group == 0), found.pairs)
    assert (np.abs(found.logit[alone][:, None] - found.logit[left]) > found.caliper).all()


def test_the_order_of_the_rows_does_not_matter_and_the_seed_decides() -> None:
    order = np.random.default_rng(4).permutation(len(TABLE))
    first = match(TABLE["group"], _columns(TABLE), seed=2)
    again = match(TABLE["group"].to_numpy()[order], _columns(TABLE.iloc[order]), seed=2)
    assert {tuple(order[pair]) for pair in again.pairs} == {tuple(pair) for pair in first.pairs}
    other = match(TABLE["group"], _columns(TABLE), seed=3)
    assert {tuple(pair) for pair in other.pairs} != {tuple(pair) for pair in first.pairs}


def test_another_unit_changes_nothing() -> None:
    first = match(TABLE["group"], _columns(TABLE))
    rescaled = match(TABLE["group"], _columns(TABLE) | {"age": TABLE["age"] * 12 + 5})
    assert (rescaled.pairs == first.pairs).all()


def test_matching_balances() -> None:
    rng = np.random.default_rng(5)
    group = np.repeat([1.0, 0.0], (400, 6000))
    columns = {"age": rng.normal(66 - 3 * group, 9), "female": rng.binomial(1, 0.75 - 0.1 * group)}
    balance = match(group, columns).balance
    assert (balance["before"].abs() > 0.15).all()
    assert (balance["after"].abs() < 0.1).all()


def test_people_with_a_gap_are_left_out_and_counted() -> None:
    gaps = TABLE.astype({"age": float})
    gaps.loc[[3, 8], "age"] = np.nan
    found = match(gaps["group"], _columns(gaps))
    rest = gaps.drop(index=[3, 8])
    assert found.incomplete == 2
    assert np.isnan(found.logit[[3, 8]]).all()
    kept = rest.index.to_numpy()
    assert (kept[match(rest["group"], _columns(rest)).pairs] == found.pairs).all()


def test_identical_people_are_matched() -> None:
    found = match([1, 0, 1, 0, 0], {"age": [60, 60, 70, 70, 70.0]})
    assert len(found.pairs) == 2
    assert found.balance["after"][0] == 0


@pytest.mark.parametrize(
    "group, column, options, key",
    [
        ([1, 1, 1], [1.0, 2, 3], {}, "matching.empty"),
        ([1, 1, 0], [1.0, 2, np.nan], {}, "matching.empty"),
        ([1, 0, np.nan], [1.0, 2, 3], {}, "matching.group"),
        ([1, 0, 2], [1.0, 2, 3], {}, "matching.group"),
        ([1, 1, 0, 0], [1.0, 2, 3, 4], {}, "matching.separated"),
        ([1, 0, 1, 0], [5.0, 5, 5, 5], {}, "inputs.constant"),
        ([1, 0, 1, 0], ["a", "b", "c", "d"], {}, "inputs.not_number"),
        ([1, 0, 1, 0], [np.nan] * 4, {}, "inputs.nobody_complete"),
        ([1, 0, 1], [1.0, 2, 3], {"caliper": 0.0}, "matching.caliper"),
        ([1, 0, 1], [1.0, 2, 4], {"caliper": 1e-9}, "matching.nobody"),
    ],
)
def test_refused_with_a_sentence(group: list, column: list, options: dict, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        match(group, {"age": column}, **options)
    assert refused.value.problems[0].key == key
    assert refused.value.text("zh")


def test_no_covariates_and_one_that_repeats_another_are_refused() -> None:
    for columns, key in (({}, "inputs.no_columns"), (_columns(TABLE) | {"months": TABLE["age"] * 12}, "matching.separated")):
        with pytest.raises(InvalidInput) as refused:
            match(TABLE["group"], columns)
        assert refused.value.problems[0].key == key
