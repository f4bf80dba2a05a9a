import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.linkage import deduplicate, link
from osteo_core.cohorts.registries import OVERLAPS, SLIPS, raw_records
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.patients.dxa import convert_bmd


def record(identity: str, source: str, **changes: object) -> dict[str, object]:
    person = {
        "id": identity, "source": source, "first_visit": "2010-06-15", "sex": "female", "ethnicity": "asian", "age": 66.4,
        "height_cm": 158.2, "weight_kg": 57.1, "manufacturer": "ge_lunar", "femoral_neck_bmd": 0.742,
    }  # fmt: skip
    return person | changes


def linked(*records: dict[str, object]) -> set[frozenset[str]]:
    pairs = link(pd.DataFrame(records)).pairs
    return {frozenset(pair) for pair in zip(pairs["id_a"], pairs["id_b"], strict=True)}


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    table = raw_records(draw(12_856, 5).table, 1)
    for name, factor in SLIPS.items():
        wrong = table[name] < 100 if factor < 1 else table[name] > table[name].median() * 3
        table.loc[wrong, name] = np.nan
    return table


@pytest.fixture(scope="module")
def kept_and_linkage(raw):
    return deduplicate(raw)


def test_a_person_measured_again_within_the_month_is_found():
    again = record("b", "ukb", first_visit="2010-07-10", age=66.5, height_cm=158.5, weight_kg=57.9, femoral_neck_bmd=0.748)
    assert linked(record("a", "nhanes"), again) == {frozenset("ab")}


@pytest.mark.parametrize(
    "changes",
    [
        {"sex": "male"}, {"ethnicity": "european"}, {"age": 67.5}, {"first_visit": "2010-07-16"}, {"source": "nhanes"},
        {"height_cm": 166.0, "weight_kg": 71.0}, {"age": None}, {"first_visit": None},
    ],
)  # fmt: skip
def test_one_difference_too_many_makes_two_people(changes):
    assert linked(record("a", "nhanes"), record("c", "oai", sex="male", age=50.0), record("b", "ukb") | changes) == set()


def test_the_limits_themselves_are_within():
    assert linked(record("a", "nhanes"), record("b", "ukb", first_visit="2010-07-15", age=66.5)) == {frozenset("ab")}
    assert linked(record("a", "nhanes"), record("b", "ukb", first_visit="2010-05-16", age=66.3)) == {frozenset("ab")}


def test_the_scanners_scale_does_not_matter():
    seen_elsewhere = float(convert_bmd("femoral_neck", [0.742], ["ge_lunar"], ["hologic"])[0])
    assert abs(seen_elsewhere - 0.742) > 0.1
    assert linked(record("a", "nhanes"), record("b", "ukb", manufacturer="hologic", femoral_neck_bmd=seen_elsewhere)) == {frozenset("ab")}
    # 0.742 on the other maker's scale is another bone, however alike the numbers look: at most as probable.
    same_number = link(pd.DataFrame([record("a", "nhanes"), record("b", "ukb", manufacturer="hologic")]), threshold=0.0).pairs
    same_bone = link(pd.DataFrame([record("a", "nhanes"), record("b", "ukb")]), threshold=0.0).pairs
    assert same_number["match_probability"].item() < same_bone["match_probability"].item()


def test_recall_and_precision_against_the_true_identities(raw, kept_and_linkage):
    _, linkage = kept_and_linkage
    person = raw.set_index("id")["person"]
    right = (linkage.pairs["id_a"].map(person).to_numpy() == linkage.pairs["id_b"].map(person).to_numpy()).sum()
    duplicates = len(raw) - raw["person"].nunique()
    assert duplicates > 200
    assert right / duplicates >= 0.92
    assert right / len(linkage.pairs) >= 0.95


def test_overlap_rates_are_the_papers(kept_and_linkage):
    overlap = kept_and_linkage[1].overlap.set_index(["source_a", "source_b"])
    rates = {frozenset(pair): rate for pair, rate in overlap["rate"].items()}
    for first, second, rate in OVERLAPS:
        assert abs(rates[frozenset((first, second))] - rate) < 0.004
    assert rates[frozenset(("ukb_like", "oai_like"))] < 0.002
    assert max(rates.values()) < 0.05


def test_each_person_keeps_the_most_complete_record(raw, kept_and_linkage):
    kept, linkage = kept_and_linkage
    assert len(kept) == len(raw) - len(linkage.pairs)
    assert kept["id"].is_unique
    filled = raw.set_index("id").notna().sum(axis=1)
    for a, b in zip(linkage.pairs["id_a"], linkage.pairs["id_b"], strict=True):
        stays = set(kept["id"]) & {a, b}
        assert len(stays) == 1
        assert filled[stays.pop()] == max(filled[a], filled[b])


def test_three_records_of_one_person_become_one():
    table = pd.DataFrame([record("a", "nhanes"), record("b", "ukb"), record("c", "oai", weight_kg=57.4)])
    kept, linkage = deduplicate(table)
    assert len(linkage.pairs) == 3
    assert kept["id"].tolist() == ["a"]


def test_one_source_has_nothing_to_link():
    table = pd.DataFrame([record("a", "nhanes"), record("b", "nhanes")])
    kept, linkage = deduplicate(table)
    assert len(kept) == 2
    assert linkage.pairs.empty
    assert linkage.overlap.empty


def test_ids_must_be_unique():
    with pytest.raises(ValueError, match="unique"):
        link(pd.DataFrame([record("a", "nhanes"), record("a", "ukb")]))
