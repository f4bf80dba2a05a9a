"""The explained people singly and in groups."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.explanation.global_sample import GlobalSample, importance
from osteo_core.explanation.sample_people import COLUMNS, FEW, by_risk, dots, entered_of, explanation_of, importance_by_group
from osteo_core.figures.base.numbers import log_odds_to_probability
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import groups, load_sample

OUTCOMES = ("osteoporosis", "fracture")


@pytest.fixture(scope="module")
def sample() -> GlobalSample:
    return load_sample()


def test_groups_are_those_of_the_same_people(sample: GlobalSample) -> None:
    found, stored = groups(sample), shipped.table("test").set_index("id").loc[list(sample.ids)]
    assert tuple(found) == COLUMNS
    for column in ("sex", "ethnicity", "status"):
        assert found[column].tolist() == stored[column].tolist()
    assert ((found["age_band"] == "65+") == (stored["age"] >= 65)).all()
    assert ((found["completeness"] == "complete") == sample.complete).all()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_groups_together_give_everybody(sample: GlobalSample, outcome: str, column: str) -> None:
    labels = groups(sample)[column]
    found = importance_by_group(sample, outcome, labels, shipped.GROUPS[column], "modality")
    assert found.groupby("group")["people"].first().sum() == len(sample.ids)
    whole = importance(sample, outcome, "modality").set_index("modality")["value"]
    weighted = (found["value"] * found["people"]).groupby(found["modality"]).sum() / len(sample.ids)
    np.testing.assert_allclose(weighted, whole[weighted.index], rtol=1e-12)
    assert (found["few"] == (found["people"] < FEW)).all()


def test_a_group_that_nobody_counted_is_in_is_left_out(sample: GlobalSample) -> None:
    labels = groups(sample)["completeness"]
    found = importance_by_group(sample, "fracture", labels, shipped.GROUPS["completeness"], "modality", sample.complete)
    assert set(found["group"]) == {"complete"}
    with pytest.raises(ValueError, match="No objects"):
        importance_by_group(sample, "fracture", labels, ("nobody",))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_one_persons_explanation_adds_up(sample: GlobalSample, outcome: str) -> None:
    stored = shipped.table("test").set_index("id")[f"p_{outcome}_fusion"]
    for person in sample.ids[:20]:
        found = explanation_of(sample, person, outcome)
        assert found.baseline + sum(found.contributions.values()) == pytest.approx(found.value, abs=1e-6)
        assert found.baseline + sum(found.by_modality.values()) == pytest.approx(found.value, abs=1e-6)
        assert log_odds_to_probability(found.value) == pytest.approx(stored[person], abs=1e-5)
        assert set(found.contributions) == set(entered_of(sample, person))
    with pytest.raises(KeyError):
        explanation_of(sample, "nobody", outcome)


def test_what_a_person_has_is_what_the_table_holds(sample: GlobalSample) -> None:
    stored = shipped.table("test").set_index("id")
    for person in sample.ids[:20]:
        found = entered_of(sample, person)
        assert found["sex"] == stored.loc[person, "sex"]
        assert found["age"] == pytest.approx(stored.loc[person, "age"])


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_people_in_order_of_risk(sample: GlobalSample, outcome: str) -> None:
    found = by_risk(sample, outcome)
    risk = sample.people.query("outcome == @outcome").set_index("id")["probability"]
    assert set(found) == set(sample.ids)
    assert risk[list(found)].is_monotonic_increasing
    complete = by_risk(sample, outcome, sample.complete)
    assert complete == tuple(person for person in found if person in set(sample.ids[sample.complete]))


def test_dots_are_the_contributions_that_importance_averages(sample: GlobalSample) -> None:
    fields = ("age", "tb_sp")
    found = dots(sample, "fracture", fields, sample.complete)
    table = importance(sample, "fracture", people=sample.complete).set_index("field")
    for field in fields:
        part = found[found["field"] == field]
        assert len(part) == table.loc[field, "n"]
        assert part["contribution"].abs().sum() / sample.complete.sum() == pytest.approx(table.loc[field, "value"])
