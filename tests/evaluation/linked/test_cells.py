"""Everybody is counted, whatever they lack and however many they are; a part of them is what one finds by looking at each person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from osteo_core.evaluation.linked.cells import MOST_DRAWN, MOST_LABELS, NOT_KNOWN, OTHERS, Cells, count_cells, drawn_people
from osteo_core.evaluation.linked.people import LinkedPeople
from osteo_core.evaluation.linked.selected import Region, select
from tests.evaluation.linked.people import some_people

FEW, MANY = some_people(700), some_people(200_000)


@pytest.fixture(scope="module", params=[FEW, MANY], ids=["few", "many"])
def counted(request: pytest.FixtureRequest) -> tuple[LinkedPeople, Cells]:
    return request.param, count_cells(request.param, "sex", ("female", "male"))


def test_nobody_is_lost(counted: tuple[LinkedPeople, Cells]) -> None:
    people, cells = counted
    everybody = select(cells, Region())
    assert everybody.n == cells.n == people.n
    assert everybody.known == np.isfinite(people.outcome).sum()
    assert everybody.events == np.nansum(people.outcome)
    assert everybody.without_t == people.missing["t_score"] > 0
    assert everybody.without_risk == people.missing["risk"] > 0
    sexes = {0: "female", 1: "male", NOT_KNOWN: None}
    assert dict(zip(everybody.by_group["group"], everybody.by_group["n"], strict=True)) == {
        place: sum(label == name for label in people.groups["sex"]) for place, name in sexes.items()
    }
    assert everybody.by_risk["n"].sum() == people.n - people.missing["risk"]
    assert (everybody.by_risk["n"] == everybody.by_risk["all"]).all()


def test_shares_are_weighted_as_the_people_are(counted: tuple[LinkedPeople, Cells]) -> None:
    people, cells = counted
    women = people.groups["sex"] == "female"
    known, weight = women & np.isfinite(people.outcome), people.weight
    row = select(cells, Region()).by_group.set_index("group").loc[0]
    assert row["observed"] == pytest.approx(np.average(people.outcome[known], weights=weight[known]))
    judged = known & np.isfinite(people.risk)
    assert row["risk"] == pytest.approx(np.average(people.risk[judged], weights=weight[judged]))


def test_the_tenths_are_equal_and_hold_those_with_risk_and_outcome(counted: tuple[LinkedPeople, Cells]) -> None:
    people, cells = counted
    tenths = select(cells, Region()).calibration
    judged = np.isfinite(people.risk) & np.isfinite(people.outcome)
    assert len(tenths) == 10
    assert tenths["n"].sum() == judged.sum()
    assert tenths["n"].max() - tenths["n"].min() <= 2
    cut = np.quantile(people.risk[judged], 0.9)
    top = judged & (people.risk >= cut)
    assert tenths["predicted"].iloc[-1] == pytest.approx(np.average(people.risk[top], weights=people.weight[top]))
    assert tenths["observed"].iloc[-1] == pytest.approx(np.average(people.outcome[top], weights=people.weight[top]))


def test_a_region_of_few_people_is_those_within_its_limits() -> None:
    cells = count_cells(FEW, "sex", ("female", "male"))
    region = Region(age=(55.0, 70.0), t=(-3.0, -1.0), group=1)
    inside = (FEW.age >= 55) & (FEW.age <= 70) & (FEW.t_score >= -3) & (FEW.t_score <= -1) & (FEW.groups["sex"] == "male")
    found = select(cells, region)
    assert found.n == inside.sum() > 5
    assert found.events == np.nansum(FEW.outcome[inside])
    assert found.without_t == 0


def test_of_many_people_the_steps_end_at_the_limits_of_the_who() -> None:
    cells = count_cells(MANY, "sex")
    assert len(cells.table) < 12_000
    assert cells.t_step == 0.5
    assert select(cells, Region(t=(-99, -2.5))).n == (MANY.t_score <= -2.5).sum()
    assert select(cells, Region(age=(65, 70), t=(-99, -1.0))).n == ((MANY.age >= 65) & (MANY.age < 70) & (MANY.t_score <= -1)).sum()


def test_some_of_those_with_age_and_t_score_are_drawn_the_same_each_time() -> None:
    cells = count_cells(MANY, "sex")
    drawn = drawn_people(MANY, "sex", cells)
    assert len(drawn) == MOST_DRAWN
    assert drawn.equals(drawn_people(MANY, "sex", cells))
    assert drawn[["age", "t"]].notna().all(axis=None)
    assert len(drawn_people(FEW, "sex", count_cells(FEW, "sex"))) == FEW.n - FEW.missing["t_score"]
    assert set(drawn["outcome"]) == {-1, 0, 1}


def test_groups_beyond_the_twelfth_are_counted_together() -> None:
    labels = np.array([f"site {number % 40}" for number in range(FEW.n)], object)
    people = replace(FEW, groups={"site": labels})
    cells = count_cells(people, "site")
    assert len(cells.labels) == MOST_LABELS - 1
    assert cells.others == 40 - len(cells.labels)
    found = select(cells, Region()).by_group.set_index("group")["n"]
    assert found.sum() == FEW.n
    assert found[OTHERS] == sum(label not in cells.labels for label in labels)
    assert (drawn_people(people, "site", cells)["group"] == OTHERS).any()


def test_one_person_without_anything_is_one_person() -> None:
    nothing = np.array([np.nan])
    people = LinkedPeople(age=nothing, t_score=nothing, risk=nothing, outcome=nothing)
    cells = count_cells(people, None)
    found = select(cells, Region())
    assert (found.n, found.known, found.without_t, found.without_risk) == (1, 0, 1, 1)
    assert found.calibration.empty
    assert select(cells, Region(t=(-5, 5))).n == 0
    assert drawn_people(people, None, cells).empty


@pytest.mark.parametrize(
    "wrong", [{"risk": np.array([1.5])}, {"outcome": np.array([2.0])}, {"age": np.ones(2)}, {"weight": np.array([-1.0])}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, np.ndarray]) -> None:
    one = np.array([0.5])
    with pytest.raises(ValueError, match=r"risk|outcome|lengths|weight"):
        LinkedPeople(**{"age": one, "t_score": one, "risk": one, "outcome": np.array([1.0])} | wrong)
