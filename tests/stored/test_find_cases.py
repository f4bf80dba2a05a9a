"""Show me someone who…: who is found answers to the description, in its order, and nobody who answers is left out."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from osteo_core.evaluation.decision.thresholds import at_threshold
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.stored import find_cases
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import load_sample
from osteo_core.stored.find_cases import Kind, Outcome

ASKED = [(outcome, kind) for outcome in find_cases.OUTCOMES for kind in find_cases.kinds(outcome)]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return find_cases.people()


def test_they_are_the_explained_people_with_the_probabilities_explained(people: pd.DataFrame) -> None:
    sample = load_sample()
    assert list(people["id"]) == list(sample.ids)
    for outcome in find_cases.OUTCOMES:
        stored = sample.people[sample.people["outcome"] == outcome]["probability"]
        np.testing.assert_allclose(people[outcome], stored, atol=1e-6)
        assert (people[f"{outcome}_low"] <= people[outcome]).all()
        assert (people[outcome] <= people[f"{outcome}_high"]).all()


def test_who_is_missed_or_alarmed_are_those_of_the_confusion_matrix(people: pd.DataFrame) -> None:
    for outcome, threshold in itertools.product(find_cases.OUTCOMES, (0.1, 0.3, 0.5, 0.8)):
        known = people[people[f"{outcome}_true"].notna()]
        table = at_threshold(known[f"{outcome}_true"], known[outcome], threshold)
        assert len(find_cases.find_cases(people, "false_negative", outcome, threshold=threshold)) == table.false_negatives
        assert len(find_cases.find_cases(people, "false_positive", outcome, threshold=threshold)) == table.false_positives


def test_an_unknown_fracture_is_neither_missed_nor_a_false_alarm(people: pd.DataFrame) -> None:
    unknown = set(people.loc[people["fracture_true"].isna(), "id"])
    assert unknown
    for kind in find_cases.OF_THRESHOLD:
        assert not unknown & set(find_cases.find_cases(people, kind, "fracture", threshold=0.2))


def test_a_lower_threshold_misses_fewer_and_alarms_more(people: pd.DataFrame) -> None:
    for outcome in find_cases.OUTCOMES:
        missed = [set(find_cases.find_cases(people, "false_negative", outcome, threshold=t)) for t in (0.2, 0.5, 0.8)]
        alarmed = [set(find_cases.find_cases(people, "false_positive", outcome, threshold=t)) for t in (0.2, 0.5, 0.8)]
        assert missed[0] < missed[1] < missed[2]
        assert alarmed[0] > alarmed[1] > alarmed[2]


@pytest.mark.parametrize("outcome, kind", ASKED)
def test_the_sexes_share_everybody_and_nobody_twice(people: pd.DataFrame, outcome: Outcome, kind: Kind) -> None:
    everybody = find_cases.find_cases(people, kind, outcome)
    assert len(set(everybody)) == len(everybody) > 0
    women, men = (find_cases.find_cases(people, kind, outcome, sex=sex) for sex in ("female", "male"))
    assert sorted([*women, *men]) == sorted(everybody)
    assert [person for person in everybody if person in set(women)] == list(women)


def _four() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": list("abcd"), "age": [50.0, 70.0, 70.0, 60.0], "sex": ["female", "male", "female", "male"], "absent": [0, 2, 4, 2],
            "frax_style": [0.10, 0.60, np.nan, 0.29], "fracture": [0.30, 0.50, 0.70, 0.31], "fracture_true": [1.0, 0.0, np.nan, 1.0],
            "fracture_low": [0.1, 0.4, 0.6, 0.30], "fracture_high": [0.9, 0.65, 0.8, 0.32], "fracture_dxa_only": [0.3, 0.1, 0.6, 0.9],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind, order",
    [
        ("false_negative", "ad"), ("false_positive", "b"), ("uncertain", "abcd"), ("frax_style", "abd"), ("dxa_only", "dbca"),
        ("missing", "cbd"), ("oldest", "bcda"), ("youngest", "adbc"),
    ],
)  # fmt: skip
def test_the_plainest_case_comes_first(kind: Kind, order: str) -> None:
    assert find_cases.find_cases(_four(), kind, "fracture") == tuple(order)


def test_at_the_threshold_is_positive() -> None:
    assert find_cases.find_cases(_four(), "false_positive", "fracture", threshold=0.5) == ("b",)
    assert "a" not in find_cases.find_cases(_four(), "false_negative", "fracture", threshold=0.3)


def test_a_description_that_does_not_fit_is_refused(people: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="frax_style"):
        find_cases.find_cases(people, "frax_style", "osteoporosis")


def test_the_truth_is_that_of_the_test_set(people: pd.DataFrame) -> None:
    study = shipped.study("test", "osteoporosis")
    place = pd.Index(shipped.table("test")["id"]).get_indexer(pd.Index(people["id"]))
    np.testing.assert_array_equal(people["osteoporosis_true"], study.outcome[place])
    assert auc(people["osteoporosis_true"], people["osteoporosis"]).estimate > 0.9
