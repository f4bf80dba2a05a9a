"""validate, update, adopt, score --layer and assess under a layer, on the Korean hospital's people; bad tables, each with its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli.main import main
from osteo_core.cohorts import korea
from osteo_core.recalibration import optimism

FEW = 200
"""People enough to say what is wrong with a table."""


@pytest.fixture(autouse=True, scope="module")
def _few_resamples() -> Iterator[None]:
    """What is looked at here does not depend on how many bootstrap samples are drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimism, "RESAMPLES", 20)
        yield


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Korean hospital's people with their status as a column, without T-scores."""
    table = pd.read_parquet(korea.FILE)
    lowest = table[["lumbar_spine_t", "femoral_neck_t", "total_hip_t"]].round(1).min(axis=1)
    table["found"] = (lowest <= -2.5).astype(int)
    table["seen"] = [f"2025-{1 + row % 12:02d}-15" for row in range(len(table))]
    path = tmp_path_factory.mktemp("hospital") / "people.parquet"
    table.drop(columns=["lumbar_spine_t", "femoral_neck_t", "total_hip_t"]).to_parquet(path)
    return path


@pytest.fixture(scope="module")
def layer(people: Path) -> Path:
    out = people.with_name("layer.json")
    assert main(["update", str(people), "--model", "nhanes", "--outcome", "found", "--out", str(out)]) == 0
    return out


def document(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_the_korean_people_are_judged_as_measured_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """AUC .829 and OST .808 by scikit-learn; 24.8 % predicted, 24.3 % observed. Membership by R's glm would be the same regression."""
    asked = ["validate", str(korea.FILE), "--model", "nhanes", "--outcome", "osteoporosis", "--format", "json"]
    assert main(asked) == 0
    found = document(capsys)
    assert (found["n"], found["events"]) == (969, 235)
    assert found["models"]["nhanes"]["auc"]["estimate"] == pytest.approx(0.8287, abs=5e-5)
    assert found["models"]["ost"]["auc"]["estimate"] == pytest.approx(0.8080, abs=5e-5)
    assert found["mean_predicted"] == pytest.approx(0.2480, abs=5e-5)
    assert found["outcome"]["share"] == pytest.approx(235 / 969)
    assert found["outcome"]["defined_by"] == "t_scores"
    assert 0.8 < found["case_mix"]["membership"]["auc"]["estimate"] < 0.95
    assert found["sample_size"]["enough"] is False
    assert found["table"] == {"rows": 969, "refused": 0, "outcome_unknown": 0, "used": 969, "problems": [], "problems_in_all": 0}


def test_a_column_of_predictions_is_judged_too_and_by_month(people: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = pd.read_parquet(people)[["found", "seen"]]
    table["p"] = np.where(table["found"] == 1, 0.5, 0.2)
    table.loc[:4, "p"] = [0.4, 0.3, 0.2, 0.6, 0.1]
    table.to_csv(tmp_path / "t.csv", index=False)
    assert main(["validate", str(tmp_path / "t.csv"), "--prediction", "p", "--outcome", "found", "--date", "seen", "--format", "json"]) == 0
    found = document(capsys)
    assert found["n"] == 969
    assert found["case_mix"]["learned_from"] is None
    assert [month["month"] for month in found["monitoring"]["months"]] == [f"2025-{month:02d}" for month in range(1, 13)]
    assert sum(month["events"] for month in found["monitoring"]["months"]) == 235


def test_an_update_is_adopted_scores_and_is_taken_away(
    people: Path, layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSTEO_HOME", str(tmp_path / "home"))
    some = _with(people, tmp_path / "some.csv")
    capsys.readouterr()
    assert main(["score", str(some), str(tmp_path / "own.csv"), "--model", "nhanes"]) == 0
    assert main(["score", str(some), str(tmp_path / "named.csv"), "--layer", str(layer)]) == 0
    assert main(["adopt", str(layer)]) == 0
    assert main(["score", str(some), str(tmp_path / "adopted.csv"), "--model", "nhanes"]) == 0
    assert main(["score", str(some), str(tmp_path / "without.csv"), "--model", "nhanes", "--no-layer"]) == 0
    assert "recalibrated by a layer" in capsys.readouterr().err
    own, named, taken, without = (pd.read_csv(tmp_path / f"{name}.csv") for name in ("own", "named", "adopted", "without"))
    pd.testing.assert_frame_equal(named, taken)
    pd.testing.assert_frame_equal(own, without)
    stored = json.loads(layer.read_text())["coefficients"]
    log_odds = np.log(own["p_osteoporosis"] / (1 - own["p_osteoporosis"]))
    expected = 1 / (1 + np.exp(-(stored["intercept"] + stored["lp"] * log_odds)))
    assert named["p_osteoporosis"].to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-5)
    assert named["notes"].str.contains("recalibrated: osteoporosis").all()
    record = tmp_path / "p.json"
    record.write_text(json.dumps({"clinical": {"age": 71, "sex": "female", "height_cm": 155, "weight_kg": 50}}))
    assert main(["assess", str(record), "--model", "nhanes", "--format", "json"]) == 0
    assert document(capsys)["notes"][0]["kind"] == "recalibrated"
    assert main(["adopt", "--none"]) == 0
    capsys.readouterr()
    assert main(["assess", str(record), "--model", "nhanes", "--format", "json"]) == 0
    assert "recalibrated" not in {note["kind"] for note in document(capsys)["notes"]}


def _with(people: Path, path: Path, **columns: object) -> Path:
    pd.read_parquet(people).head(FEW).assign(**columns).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    "columns, more, said",
    [
        ({"found": np.arange(FEW) % 3}, ["--outcome", "found"], "allowed: 0 or 1"),
        ({"found": 0}, ["--outcome", "found"], "0 people with and 200 without"),
        ({"found": (np.arange(FEW) < 3).astype(int)}, ["--outcome", "found"], "at least 20 of each"),
        ({"age": np.where(np.arange(FEW) % 5 < 2, 30, 60)}, ["--outcome", "found"], "rows are refused (40 %)"),
        ({}, ["--outcome", "diagnosis"], 'no column "diagnosis"'),
        ({}, ["--outcome", "osteoporosis"], "nobody has a T-score"),
        ({}, ["--outcome", "found", "--time", "age"], "belong together"),
        ({}, ["--outcome", "found", "--answer", "fracture"], "does not predict fracture"),
        ({"found": ""}, ["--outcome", "found"], "nobody has both"),
    ],
)
def test_a_table_that_cannot_be_used_gets_its_sentence(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], columns: dict, more: list[str], said: str
) -> None:
    table = _with(people, tmp_path / "t.csv", **columns)
    assert main(["update", str(table), "--model", "nhanes", *more, "--out", str(tmp_path / "l.json")]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.strip().splitlines()) <= 10
    assert not (tmp_path / "l.json").exists()


def test_people_followed_in_time_are_updated_on_cumulative_incidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = tmp_path / "virtual.parquet"
    assert main(["cohort", "life", "--n", "700", "--seed", "5", "--out", str(people)]) == 0
    table = pd.read_parquet(people)
    keep = ["id", "age", "sex", "height_cm", "weight_kg", "prior_fracture", "fracture_time", "fracture_event"]
    table[keep].to_parquet(people)
    asked = [str(people), "--model", "life", "--outcome", "fracture", "--time", "fracture_time", "--event", "fracture_event"]
    capsys.readouterr()
    assert main(["update", *asked, "--out", str(tmp_path / "l.json")]) == 0
    found = document(capsys)
    assert found["procedure"]["kind"] == "robust_wald"
    assert "no valid likelihood-ratio test" in found["note"]
    assert main(["validate", *asked, "--format", "json"]) == 0
    judged = document(capsys)
    assert set(judged["models"]["life"]["weighted"]) >= {"brier", "intercept", "slope"}
    assert judged["n"] < 700
