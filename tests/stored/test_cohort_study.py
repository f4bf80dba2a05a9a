"""The cohort that the page shows is the one that the network was trained on, and what is told of it holds."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.catalogue import SITES
from osteo_core.cohorts.linkage import THRESHOLD, link
from osteo_core.cohorts.quality import check_quality
from osteo_core.cohorts.registries import raw_records
from osteo_core.cohorts.selection import MIN_SITES, select
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.constants import MODALITIES
from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.evaluation.groups.standardised_difference import BALANCED
from osteo_core.evaluation.reports.study import FollowUp, Study
from osteo_core.stored import cohort_study
from osteo_core.stored.cohort_study import GROUPINGS, HELDOUT, MODEL, TABLE1, development, grouped, people, record, survival_study
from osteo_core.stored.linkage import FILE, HOME, examine, load, precision_and_recall
from osteo_core.stored.matching import COVARIATES, DEFAULT, compare_and_match
from osteo_core.stored.missing import patterns, shares_known
from osteo_core.stored.survival import by_column, by_risk, hazards, quarters


@pytest.fixture(scope="module")
def everybody() -> pd.DataFrame:
    return people()


@pytest.fixture(scope="module")
def study(everybody: pd.DataFrame) -> Study:
    return survival_study(everybody)


def test_the_people_are_those_of_the_record_and_of_the_paper(everybody: pd.DataFrame) -> None:
    assert everybody["population"].value_counts().to_dict() == {"development": 12_856, "hospital": 380}
    assert everybody["part"].value_counts().to_dict() == {"training": record()["training"], "test": 2_572}
    stored = pd.read_parquet(HELDOUT).set_index("id")
    held_out = everybody[everybody["part"] == "test"].set_index("id")
    for column in ("sex", "status"):
        assert (held_out[column] == stored[column]).all()
    for column in ("fracture_time", "p_fracture"):  # drawn anew: the last bit is the processor's
        np.testing.assert_allclose(held_out[column], stored[column], rtol=1e-13)
    external = pd.read_parquet(HELDOUT.with_name("external.parquet"))
    assert everybody.loc[everybody["population"] == "hospital", "age"].tolist() == external["age"].tolist()


def test_other_people_than_the_networks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = pd.read_parquet(HELDOUT)
    other["age"] += 1
    other.to_parquet(tmp_path / "heldout.parquet")
    monkeypatch.setattr(cohort_study, "HELDOUT", tmp_path / "heldout.parquet")
    with pytest.raises(ArtifactError, match=r"heldout\.parquet"):
        people()
    monkeypatch.setattr(cohort_study, "HELDOUT", tmp_path / "none.parquet")
    with pytest.raises(ArtifactError, match=r"none\.parquet"):
        people()


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_every_grouping_divides_its_people(everybody: pd.DataFrame, grouping: str) -> None:
    table, group = grouped(everybody, grouping)
    assert list(group.categories) == list(GROUPINGS[grouping])
    assert (group.value_counts() > 0).all()
    assert len(table) == (13_236 if grouping == "population" else int(development(everybody)[grouping].notna().sum()))
    assert set(TABLE1) <= set(table.columns)
    with pytest.raises(InvalidInput):
        grouped(everybody, grouping, GROUPINGS[grouping][:1])


def test_combinations_are_those_that_the_network_found_present(everybody: pd.DataFrame) -> None:
    stored = Counter(pd.read_parquet(HELDOUT, columns=["modalities"])["modalities"])
    table = patterns(everybody[everybody["part"] == "test"])
    found = {"+".join(m for m in MODALITIES if row[m]): row["people"] for _, row in table.iterrows()}
    assert found == stored


def test_as_many_have_each_modality_as_in_the_paper(everybody: pd.DataFrame) -> None:
    table = patterns(development(everybody))
    have = {m: int(table.loc[table[m] == 1, "people"].sum()) for m in ("micro", "gene", "sensory")}
    assert have == {"micro": 4_876, "gene": 3_245, "sensory": 2_768}


def test_menopause_is_asked_of_women_only(everybody: pd.DataFrame) -> None:
    table = shares_known(development(everybody), "source").set_index("field")
    assert table.loc["postmenopausal", "n"].sum() == (development(everybody)["sex"] == "female").sum()
    assert table.loc["age", "share"].tolist() == [1.0, 1.0, 1.0]
    assert table.loc["snps", "known"].sum() == 3_245


def test_matching_on_the_papers_covariates_meets_its_limit(everybody: pd.DataFrame) -> None:
    found = compare_and_match(everybody, "population", ("development", "hospital"), DEFAULT)
    assert (found.seekers, found.others) == ("hospital", "development")
    on = found.balance[found.balance["matched_on"]]
    assert set(on["covariate"]) == set(DEFAULT)
    assert set(found.balance["covariate"]) == set(COVARIATES)
    assert on["before"].abs().max() > 0.2
    assert on["after"].abs().max() < BALANCED
    assert sum(found.sizes) == 2 * found.pairs + sum(found.lost) + found.incomplete


@pytest.mark.parametrize(
    "grouping, groups, covariates, says",
    [
        ("sex", ("female", "male"), ("age", "female"), "female"),
        ("ethnicity", ("asian", "european"), ("age", "asian"), "asian"),
        ("source", ("ukb_like", "ukb_like"), ("age",), "two groups"),
        ("source", ("ukb_like", "oai_like"), (), "no column"),
    ],
)
def test_what_cannot_be_matched_says_why(
    everybody: pd.DataFrame, grouping: str, groups: tuple[str, str], covariates: tuple[str, ...], says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        compare_and_match(everybody, grouping, tuple(dict.fromkeys(groups)), covariates)


def test_risk_bands_hold_the_people_held_out_and_fracture_in_their_order(study: Study) -> None:
    found = by_risk(study, MODEL, (0.05, 0.15, 0.30))
    assert list(found.curves) == ["<5\xa0%", "5–<15\xa0%", "15–<30\xa0%", "≥30\xa0%"]
    assert found.n == 2_572
    assert found.left_out == 12_856 - 2_572
    risk = study.predictions[MODEL]
    assert found.curves["5–<15\xa0%"].n == int(((risk >= 0.05) & (risk < 0.15)).sum())
    at_ten = [curve.at(10.0)["survival"].iloc[0] for curve in found.curves.values()]
    assert at_ten == sorted(at_ten, reverse=True)
    assert found.test is not None
    assert found.test.p < 1e-10
    assert study.follow_up is not None
    assert found.deaths == int((study.follow_up.event[np.isfinite(risk)] == 2).sum())


def test_quarters_are_of_equal_size(study: Study) -> None:
    sizes = [curve.n for curve in by_risk(study, MODEL, quarters(study, MODEL)).curves.values()]
    assert len(sizes) == 4
    assert max(sizes) - min(sizes) < 0.03 * sum(sizes)


def test_a_column_may_lack_labels_or_hold_too_many() -> None:
    follow_up = FollowUp(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 0.0, 2.0, 1.0]))
    labels = np.array(["a", "a", "b", None], object)
    study = Study(np.array([1.0, 0, 0, 1]), {}, groups={"ward": labels}, follow_up=follow_up)
    found = by_column(study, "ward")
    assert (found.n, found.events, found.deaths, found.left_out) == (3, 1, 1, 1)
    assert found.curves["a"].survival.tolist() == [0.5, 0.5]
    many = Study(np.zeros(9), {}, groups={"ward": np.arange(9).astype(str).astype(object)}, follow_up=FollowUp(np.ones(9), np.zeros(9)))
    with pytest.raises(InvalidInput, match="at most 6"):
        by_column(many, "ward")


def test_a_hazard_ratio_per_sd_is_the_same_model_as_per_unit(everybody: pd.DataFrame) -> None:
    names = ("age", "prior_fracture", "femoral_neck_bmd")
    sd, unit = hazards(everybody, names), hazards(everybody, names, per_sd=False)
    assert sd.table["p"].to_numpy() == pytest.approx(unit.table["p"].to_numpy(), rel=1e-6)
    assert sd.fit.log_likelihood == pytest.approx(unit.fit.log_likelihood)
    ratio = sd.table["step"].to_numpy() / unit.table["step"].to_numpy()
    assert np.log(sd.table["hazard_ratio"].to_numpy()) == pytest.approx(np.log(unit.table["hazard_ratio"].to_numpy()) * ratio)
    assert ratio[1] == 1


def test_hazards_go_where_the_generator_sends_them(everybody: pd.DataFrame) -> None:
    table = hazards(everybody, ("age", "female", "prior_fracture", "femoral_neck_bmd", "glucocorticoid_use")).table.set_index("covariate")
    for name in ("age", "female", "prior_fracture", "glucocorticoid_use"):
        assert table.loc[name, "low"] > 1
    assert table.loc["femoral_neck_bmd", "high"] < 1


def test_the_stored_linkage_is_that_of_the_networks_record() -> None:
    found, selection = load(), record()["selection"]
    assert found["records"] == sum(selection["sources"].values())
    pairs = {(row["source_a"], row["source_b"]): row["found"] for row in found["by_sources"]}
    assert pairs == {(row["source_a"], row["source_b"]): row["pairs"] for row in selection["overlap"]}
    balance = found["balance"]
    assert balance["started"] - balance["lost"] + balance["twice"] + balance["ineligible"] == balance["analysed"]
    assert balance["analysed"] == selection["steps"][-1]["after"]
    table = precision_and_recall(found).set_index("threshold")
    assert (table["recall"].diff().dropna() <= 0).all()
    assert table.loc[THRESHOLD, "precision"] > 0.97
    assert table.loc[THRESHOLD, "recall"] > 0.9


def test_who_is_lost_lacks_bone_density_or_was_taken_for_somebody_else(everybody: pd.DataFrame) -> None:
    balance = load()["balance"]
    sites = development(everybody)[[f"{site}_bmd" for site in SITES]].notna().sum(axis=1)
    assert balance["lost"] - balance["merged"] == int((sites < MIN_SITES).sum())


def test_an_altered_or_missing_linkage_is_refused(tmp_path: Path) -> None:
    shutil.copytree(HOME, tmp_path / "cohort")
    path = tmp_path / "cohort" / FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"duplicates": 1}))
    with pytest.raises(ArtifactError, match=FILE):
        load(tmp_path / "cohort")
    path.unlink()
    with pytest.raises(ArtifactError, match=FILE):
        load(tmp_path / "cohort")


def test_an_examination_counts_against_the_truth() -> None:
    pool = raw_records(draw(1_500, 3).table, 3)
    found = examine(pool, link(check_quality(pool).table, threshold=0.0), select(pool))
    second = pool[pool["id"].str.contains("-V|-X-")]
    assert found["duplicates"] == len(second)
    assert all(row["right"] <= min(row["found"], row["duplicates"]) for row in found["by_sources"])
    assert sum(row["duplicates"] for row in found["by_sources"]) == len(second)
    assert [row["pairs"] for row in found["thresholds"]] == sorted((row["pairs"] for row in found["thresholds"]), reverse=True)
    kinds = Counter(example["kind"] for example in found["examples"])
    assert set(kinds) == {"surest", "least_sure", "refused"}
    assert all(example["probability"] < THRESHOLD for example in found["examples"] if example["kind"] == "refused")
