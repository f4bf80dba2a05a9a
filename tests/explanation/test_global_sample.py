"""Explanations of many people, as they ship."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from osteo_core import load_model
from osteo_core.cohorts.worlds.paper.targets import LEAST_SPEARMAN
from osteo_core.errors import ArtifactError
from osteo_core.explanation.global_sample import GlobalSample, importance
from osteo_core.inference.sums import SUMS, record_sums
from osteo_core.patients.table_row import patient_of
from osteo_core.stored import explanations
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import EXPLANATIONS, load_sample
from osteo_core.training.people import training_split


@pytest.fixture(scope="module")
def sample() -> GlobalSample:
    return load_sample()


@pytest.fixture
def small() -> GlobalSample:
    """Two people: the second has no b."""
    fields = pd.DataFrame(
        [
            ("1", "fracture", "a", "dxa", 1.0, None, -2.0),
            ("1", "fracture", "b", "btm", 1.0, None, 3.0),
            ("2", "fracture", "a", "dxa", 1.0, None, 4.0),
        ],
        columns=["id", "outcome", "field", "modality", "value", "category", "contribution"],
    )
    modalities = fields[["id", "outcome", "modality", "contribution"]]
    people = pd.DataFrame({"id": ["1", "2"], "outcome": "fracture", "complete": [True, False], "baseline": 0.0, "log_odds": [1.0, 4.0]})
    return GlobalSample(fields, modalities, people)


def test_every_stored_explanation_adds_up(sample: GlobalSample) -> None:
    people = sample.people.set_index(["id", "outcome"])
    for parts in (sample.fields, sample.modalities):
        total = parts.groupby(["id", "outcome"])["contribution"].sum().reindex(people.index)
        np.testing.assert_allclose(people["baseline"] + total, people["log_odds"], atol=1e-6)
    np.testing.assert_allclose(1 / (1 + np.exp(-people["log_odds"])), people["probability"], atol=1e-9)


def test_they_explain_the_answers_that_ship(sample: GlobalSample) -> None:
    stored = shipped.table("test").set_index("id")
    for outcome, rows in sample.people.groupby("outcome"):
        np.testing.assert_allclose(rows["probability"], stored.loc[rows["id"], f"p_{outcome}_fusion"], atol=1e-5)


def test_everybody_with_all_six_modalities_is_there(sample: GlobalSample) -> None:
    stored = shipped.table("test")
    whole = set(stored["id"][stored["modalities"].str.count(r"\+") == 5])
    assert set(sample.ids[sample.complete]) == whole
    assert len(sample.ids) == 500
    assert len(sample.people) == 1000


def test_explaining_somebody_again_gives_the_same(sample: GlobalSample) -> None:
    _, test = training_split(load_model("fusion").artifact)
    who = sample.ids[~sample.complete][0]
    again = load_model("fusion").explain_all(patient_of(test, test["id"].tolist().index(who)))
    for outcome, explained in again.items():
        rows = sample.fields[(sample.fields["id"] == who) & (sample.fields["outcome"] == outcome)].set_index("field")["contribution"]
        assert set(rows.index) == set(explained.contributions)
        for name, value in explained.contributions.items():
            assert rows[name] == pytest.approx(value, abs=1e-6)


def test_values_are_what_the_person_has(sample: GlobalSample) -> None:
    stored = shipped.table("test").set_index("id")
    for name in ("age", "femoral_neck_bmd", "prior_fracture"):
        rows = sample.fields.query("field == @name")
        np.testing.assert_allclose(rows["value"], stored.loc[rows["id"], name].astype(float), rtol=1e-9)
    sexes = sample.fields.query("field == 'sex'")
    assert sexes["category"].tolist() == stored.loc[sexes["id"], "sex"].tolist()
    assert sexes["value"].isna().all()


def test_importance_is_the_mean_size_over_the_people_counted(small: GlobalSample) -> None:
    everybody = importance(small, "fracture").set_index("field")
    assert everybody["value"].to_dict() == {"a": 3.0, "b": 1.5}
    assert everybody["n"].to_dict() == {"a": 2, "b": 1}
    assert everybody["rank"].to_dict() == {"a": 1, "b": 2}
    first = importance(small, "fracture", people=small.complete).set_index("field")
    assert first["value"].to_dict() == {"b": 3.0, "a": 2.0}
    assert first["low"].to_dict() == first["high"].to_dict() == first["value"].to_dict()
    assert importance(small, "fracture", "modality").set_index("modality")["value"].to_dict() == {"dxa": 3.0, "btm": 1.5}
    with pytest.raises(ValueError, match="nobody"):
        importance(small, "fracture", people=np.zeros(2, bool))


def test_the_interval_is_that_of_a_mean(sample: GlobalSample) -> None:
    found = importance(sample, "osteoporosis", "modality").set_index("modality").loc["dxa"]
    sizes = sample.modalities.query("outcome == 'osteoporosis' and modality == 'dxa'")["contribution"].abs()
    error = sizes.std() / np.sqrt(len(sizes))
    assert found["low"] == pytest.approx(found["value"] - 1.96 * error, abs=0.3 * error)
    assert found["high"] == pytest.approx(found["value"] + 1.96 * error, abs=0.3 * error)


@pytest.mark.parametrize("outcome, first", [("osteoporosis", "femoral_neck_bmd"), ("fracture", "age")])
def test_influence_stands_beside_table_3(outcome: str, first: str) -> None:
    found = explanations.influence().query("outcome == @outcome")
    listed = found[found["paper_rank"].notna()]
    assert sorted(listed["paper_rank"]) == list(range(1, 16))
    assert listed.set_index("field")["paper_rank"][first] == 1
    assert ((found["low"] <= found["value"]) & (found["value"] <= found["high"])).all()
    assert found["value"].is_monotonic_decreasing
    assert spearmanr(listed["rank"], listed["paper_rank"].astype(int)).statistic >= LEAST_SPEARMAN


def test_a_sample_of_another_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(EXPLANATIONS, tmp_path / "explanations"))
    monkeypatch.setattr(explanations, "EXPLANATIONS", folder)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["parts"][explanations.PART]["weights"]["fusion"] = "0" * 64
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    record_sums(folder, json.loads((folder / SUMS).read_text(encoding="utf-8")))
    with pytest.raises(ArtifactError, match="than those that ship"):
        load_sample()
    (folder / "fields.parquet").write_bytes(b"")
    with pytest.raises(ArtifactError, match=r"fields\.parquet.*SHA-256"):
        load_sample()
