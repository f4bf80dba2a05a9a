"""A small training on real people from nothing: who is in it, what it writes, that it goes on, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.errors import InvalidInput
from osteo_core.inference.artifact import CHECKED, load
from osteo_core.preprocessing.encode import SLICES, WIDTH
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.fold import FoldSettings
from osteo_core.training.nhanes import train as nhanes
from osteo_core.training.nhanes.card import STATEMENTS
from osteo_core.training.nhanes.data import NhanesData, prepare
from osteo_core.training.nhanes.heldout import describe
from osteo_core.training.nhanes.network import resample
from osteo_core.training.nhanes.people import NHANES_INPUTS, WITHHELD, people, raw_inputs
from osteo_core.translations import sentences

FAST = FoldSettings(epochs=1, batch_size=32, learning_rate=5e-3, averaging=0.8)
SETTINGS: dict[str, Any] = {"seed": 3, "networks": 2, "fold": FAST, "share": 0.15, "quiet": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nhanes")


@pytest.fixture(scope="module")
def metrics(folder: Path) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:  # tuning the rivals would take longer than everything else
        patch.setattr("osteo_core.training.nhanes.rivals.STRENGTHS", (0.03,))
        patch.setattr("osteo_core.rivals.models.LEAVES", (4,))
        patch.setattr("osteo_core.rivals.models.FEWEST_IN_LEAF", (80,))
        patch.setattr("osteo_core.rivals.models.MOST_ROUNDS", 60)
        return nhanes.run(folder / "out", runs=folder / "run", **SETTINGS)


@pytest.fixture(scope="module")
def data() -> NhanesData:
    table = people()[0].iloc[::40]
    return prepare(table, Preprocessor.fit(raw_inputs(table), seed=1, inputs=NHANES_INPUTS), 1)


def test_training_and_test_people_are_of_other_years() -> None:
    training, test = people()
    assert set(training["cycle"]) == {"D", "E", "F", "H"}
    assert set(test["cycle"]) == {"P"}
    assert (len(training), len(test)) == (11_996, 3_735)
    assert not set(training["id"]) & set(test["id"])
    assert test["age"].min() >= 50


def test_the_status_is_the_who_category_of_the_lowest_t_score() -> None:
    _, test = people()
    neck = test["femoral_neck_t"]
    assert (test["lowest_t"] <= neck.fillna(np.inf) + 1e-9).all()
    # (0.858 - 0.120 * 2.45) g/cm2 is the femoral neck at T -2.45, which is -2.5 to one decimal.
    worse = test[test["femoral_neck_bmd"] <= 0.858 - 0.120 * 2.45 - 1e-6]
    assert set(worse["status"]) == {"osteoporosis"}
    assert set(test[test["lowest_t"] > -0.94]["status"]) == {"normal"}


def test_told_and_treated_osteoporosis_are_no_inputs() -> None:
    assert "told_osteoporosis" in load_nhanes()
    assert not [name for name in NHANES_INPUTS if "osteoporosis" in name and name != "secondary_osteoporosis"]
    assert len(NHANES_INPUTS) == WIDTH


def test_each_view_hides_what_its_outcome_is(data: NhanesData) -> None:
    dxa, fracture = SLICES["dxa"], NHANES_INPUTS.index("prior_fracture")
    assert not data.status.observed[..., dxa].any()
    assert not data.status.values[..., dxa].any()
    assert not data.status.present[..., 0].any()
    assert data.status.observed[..., fracture].any()
    assert not data.fracture.observed[..., fracture].any()
    assert not data.fracture.values[..., fracture].any()
    assert data.fracture.observed[0, :, dxa].any()
    assert not data.fracture.observed[-1, :, dxa].any()


def test_unanswered_fractures_carry_no_weight(data: NhanesData) -> None:
    answered = people()[0].iloc[::40]["prior_fracture"].notna().to_numpy()
    np.testing.assert_array_equal(data.targets.weight.numpy() > 0, answered)


def test_everyone_in_a_batch_has_something_to_read(data: NhanesData) -> None:
    who = torch.arange(len(data.targets.status))
    for epoch in range(3):
        assert bool(data.random_batch(who, torch.Generator().manual_seed(epoch)).token_mask().any(1).all())


def test_a_resample_and_those_left_out_are_everybody() -> None:
    inside, outside = resample(1000, 3, 1)
    assert len(inside) == 1000
    assert set(inside.tolist()) | set(outside.tolist()) == set(range(1000))
    assert len(outside) == pytest.approx(1000 / np.e, abs=50)
    assert not torch.equal(inside, resample(1000, 3, 2)[0])


def test_everything_that_ships_is_written_and_loads(folder: Path, metrics: dict[str, Any]) -> None:
    out = folder / "out" / "nhanes"
    assert {path.name for path in out.iterdir()} == {
        *CHECKED, "SHA256SUMS.json", "metrics.json", "card.json", "README.md", "heldout.parquet",
    }  # fmt: skip
    artifact = load(out)
    assert len(artifact.ensemble.networks) == 2
    assert artifact.withheld == WITHHELD
    assert artifact.inputs == NHANES_INPUTS
    card = json.loads((out / "card.json").read_text(encoding="utf-8"))
    command = card["training"]["command"]
    assert command == f"python -m osteo_core train --cohort nhanes --out {folder / 'out'} --seed 3"
    assert command in (out / "README.md").read_text(encoding="utf-8")


def test_the_figures_are_those_of_the_shipped_predictions(folder: Path, metrics: dict[str, Any]) -> None:
    out = folder / "out" / "nhanes"
    stored = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(metrics)) == json.loads(json.dumps(describe(pd.read_parquet(out / "heldout.parquet"))))


def test_a_finished_training_is_not_done_again(folder: Path, metrics: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteo_core.training.nhanes.network.train_network", lambda *_: pytest.fail("trained again"))
    monkeypatch.setattr(nhanes, "heldout", lambda *_: pd.read_parquet(folder / "out" / "nhanes" / "heldout.parquet"))
    again = nhanes.run(folder / "again", runs=folder / "run", **SETTINGS)
    assert again == metrics
    first, second = ((folder / out / "nhanes" / "weights.safetensors").read_bytes() for out in ("out", "again"))
    assert first == second


def test_a_run_folder_of_other_settings_is_refused(folder: Path, metrics: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="other settings"):
        nhanes.run(folder / "out", runs=folder / "run", **SETTINGS | {"networks": 3})


def test_the_card_can_be_read_in_both_languages() -> None:
    keys = {text: key for key, text in sentences("en").items() if key.startswith("about.card_text.nhanes.")}
    said = (STATEMENTS.intended_use, STATEMENTS.not_for, STATEMENTS.data, *STATEMENTS.limits, *STATEMENTS.choices)
    assert sorted(said) == sorted(keys)
    assert all(sentences("zh")[key] != text for text, key in keys.items())
    assert "Real people" in STATEMENTS.data
    assert "Cross-sectional" in STATEMENTS.data
