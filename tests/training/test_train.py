"""A small training from nothing: what it writes, that it loads, that it goes on, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.inference.artifact import CHECKED, load
from osteo_core.model import Model
from osteo_core.patients import Patient
from osteo_core.training import train
from osteo_core.training.export_artifacts import BACKGROUND_PEOPLE
from osteo_core.training.fold import FoldSettings
from osteo_core.training.train import TrainSettings, run

FIGURES = ("n", "events", "auc", "brier", "calibration")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> TrainSettings:
    folder = tmp_path_factory.mktemp("training")
    fold = FoldSettings(epochs=1, batch_size=16, learning_rate=5e-3, averaging=0.8)  # ten steps have to be enough
    return TrainSettings(out=folder / "out", n=400, folds=2, jobs=1, judge=30, compare=60, fold=fold, runs=folder / "run")


@pytest.fixture(scope="module")
def metrics(settings: TrainSettings) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    # Run in this process: starting one for each network would take longer than training it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "_train_all", lambda runs, *_: [train.train_run(r, lambda *_: None) for r in runs])
        return run(settings, quiet=True)


@pytest.mark.parametrize("name", ["fusion", "simplified"])
def test_everything_that_ships_is_written_and_loads(settings: TrainSettings, metrics: dict[str, dict[str, object]], name: str) -> None:
    folder = settings.out / name
    files = {path.name for path in folder.iterdir()}
    assert files >= {*CHECKED, "SHA256SUMS.json", "metrics.json", "card.json", "README.md", "heldout.parquet", "external.parquet"}
    artifact = load(folder)
    assert len(artifact.ensemble.networks) == 2
    assert artifact.training["training"] == 320
    assert len(artifact.background) == BACKGROUND_PEOPLE
    assert np.isfinite(artifact.background).all()
    assert Model(artifact).assess(Patient.model_validate({"clinical": {"age": 70}})).present == ("clinical",)
    stored = json.loads((folder / "metrics.json").read_text())
    for people in ("heldout", "external"):
        assert stored[people]["osteoporosis"]["auc"] == metrics[name][people]["osteoporosis"]["auc"]  # type: ignore[index]
        assert set(FIGURES) <= stored[people]["fracture"].keys()


def test_distillation_and_bilinear_pooling_are_compared(metrics: dict[str, dict[str, dict[str, dict[str, float]]]]) -> None:
    compared: dict[str, dict[str, dict[str, dict[str, float]]]] = metrics["fusion"]["comparisons"]  # type: ignore[assignment]
    assert compared.keys() == {"distilled_vs_direct", "bilinear_vs_additive"}
    for found in compared.values():
        for outcome in ("osteoporosis", "fracture"):
            assert found[outcome]["difference"]["difference"] == pytest.approx(found[outcome]["ours"] - found[outcome]["other"])  # type: ignore[operator]


def test_held_out_and_external_predictions_stand_beside_what_happened(settings: TrainSettings, metrics: object) -> None:
    for name in ("fusion", "simplified"):
        heldout, external = (pd.read_parquet(settings.out / name / f"{people}.parquet") for people in ("heldout", "external"))
        assert (len(heldout), len(external)) == (80, 380)
        for table in (heldout, external):
            status = table[["p_normal", "p_osteopenia", "p_osteoporosis"]]
            np.testing.assert_allclose(status.sum(axis=1), 1, atol=1e-6)
            for outcome in ("osteoporosis", "fracture"):
                assert (table[f"p_{outcome}_low"] <= table[f"p_{outcome}"]).all()
                assert (table[f"p_{outcome}"] <= table[f"p_{outcome}_high"]).all()


def test_nobody_is_both_in_training_and_held_out(settings: TrainSettings, metrics: object) -> None:
    training, test = (pd.read_parquet(settings.run_folder / f"{part}.parquet") for part in ("training", "test"))
    assert len(training) + len(test) == 400
    assert not set(training["id"]) & set(test["id"])
    assert sorted(training["fold"].unique()) == [0, 1]
    share = [part["status"].value_counts(normalize=True) for part in (training, test)]
    assert float((share[0] - share[1]).abs().max()) < 0.01  # split by class


def test_the_model_card_says_what_it_is_and_how_it_was_made(settings: TrainSettings, metrics: object) -> None:
    card = json.loads((settings.out / "fusion" / "card.json").read_text())
    assert "virtual cohort" in card["data"]
    assert card["training"]["seed"] == settings.seed
    assert card["training"]["command"]
    assert set(card["sha256"]) == set(CHECKED)
    readable = (settings.out / "fusion" / "README.md").read_text()
    assert all(limit in readable for limit in card["limits"])


def test_a_finished_network_is_not_trained_again(settings: TrainSettings, metrics: object, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = settings.run_folder / "fusion-0.safetensors"
    before = weights.stat().st_mtime_ns
    monkeypatch.setattr("osteo_core.training.runs.train_network", lambda *_: pytest.fail("trained again"))
    for one in train._runs(settings, settings.run_folder, ("fusion",)):
        assert train.train_run(one, lambda *_: None) == one.result
    assert weights.stat().st_mtime_ns == before


def test_a_run_folder_of_other_settings_is_refused(settings: TrainSettings, metrics: object) -> None:
    with pytest.raises(InvalidInput, match="other settings"):
        run(TrainSettings(**{**vars(settings), "seed": 1}), quiet=True)


def test_a_missing_cohort_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        run(TrainSettings(cohort=str(tmp_path / "none.parquet"), out=tmp_path, runs=tmp_path / "run"), quiet=True)
    assert "none.parquet" in str(caught.value)


def test_the_same_seed_gives_the_same_weights_to_the_bit(settings: TrainSettings, metrics: object, tmp_path: Path) -> None:
    for file in ("training.parquet", "preprocessing.safetensors"):
        shutil.copy(settings.run_folder / file, tmp_path / file)
    taught_by = tuple(settings.run_folder / f"fusion-{fold}.safetensors" for fold in range(settings.folds))
    for kind, teachers in (("fusion", ()), ("distilled", taught_by)):
        made = train.Run(folder=tmp_path, kind=kind, fold=1, seed=settings.seed, settings=settings.fold, teachers=teachers)
        again = train.train_run(made, lambda *_: None)
        assert again.read_bytes() == (settings.run_folder / again.name).read_bytes()
