"""A small training in the world as in life: what it learns from, what it writes, and what the model then says of hip fractures."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli.texts.assess_text import as_text
from osteo_core.cohorts.worlds.life import draw
from osteo_core.explanation.trace import trace
from osteo_core.inference.artifact import CHECKED, load
from osteo_core.inference.scoring import score
from osteo_core.model import Model
from osteo_core.network.network import NetworkSettings
from osteo_core.patients import Patient
from osteo_core.service.documents import assessment_document
from osteo_core.training import train
from osteo_core.training.bends import KNOTS
from osteo_core.training.data import prepare
from osteo_core.training.fold import FoldSettings
from osteo_core.training.life.card import STATEMENTS
from osteo_core.training.life.people import LIFE_INPUTS, training_table
from osteo_core.training.life.settings import PEOPLE, life_settings
from osteo_core.training.runs import load_preprocessor
from osteo_core.training.train import TrainSettings, run
from osteo_core.translations import sentences

ENDS = ("", "_low", "_high")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> TrainSettings:
    folder = tmp_path_factory.mktemp("life")
    fold = FoldSettings(epochs=1, batch_size=16, learning_rate=5e-3, averaging=0.8)
    small = life_settings(n=800, out=folder / "out")
    return replace(small, test_share=0.5, folds=2, jobs=1, calibrate=400, judge=30, compare=60, fold=fold, runs=folder / "run")


@pytest.fixture(scope="module")
def model(settings: TrainSettings) -> Model:
    with pytest.MonkeyPatch.context() as patch:
        # Sixty records stand for all where the clinical ones are withheld: the limit is rough here, and quick.
        patch.setattr(sys.modules["osteo_core.cohorts.worlds.life.bayes"], "POOL", 60)
        patch.setattr(train, "_train_all", lambda runs, *_: [train.train_run(r, lambda *_: None) for r in runs])
        run(settings, quiet=True)
    return Model(load(settings.out / "life"))


@pytest.fixture
def patient(everything_measured: dict[str, dict[str, object]]) -> Patient:
    return Patient.model_validate(everything_measured)


def test_the_targets_are_probabilities_of_the_same_people() -> None:
    table = training_table(3_000, 7)
    pd.testing.assert_frame_equal(table[draw(3_000, 7).table.columns], draw(3_000, 7).table)
    status = table[[f"true_p_{name}" for name in ("normal", "osteopenia", "osteoporosis")]].to_numpy()
    np.testing.assert_allclose(status.sum(axis=1), 1.0)
    assert (table["true_p_hip_fracture"] < table["true_p_fracture"]).all()
    # Over people, a probability is on average what happens; four standard errors of 3,000 tosses.
    for name, p in zip(("normal", "osteopenia", "osteoporosis"), status.T, strict=True):
        assert p.mean() == pytest.approx((table["status"] == name).mean(), abs=4 * np.sqrt((p * (1 - p)).sum()) / 3_000 + 1e-9)
    outcome = draw(3_000, 7).truth["fracture_outcome"]
    p = table["true_p_fracture"].to_numpy()
    assert p.mean() == pytest.approx(outcome.mean(), abs=4 * np.sqrt((p * (1 - p)).sum()) / 3_000)


def test_the_artifact_is_whole_and_answers_three_outcomes(settings: TrainSettings, model: Model) -> None:
    files = {path.name for path in (settings.out / "life").iterdir()}
    assert files >= {*CHECKED, "SHA256SUMS.json", "metrics.json", "card.json", "README.md", "heldout.parquet"}
    assert model.outcomes == ("osteoporosis", "fracture", "hip_fracture")
    assert model.artifact.inputs == LIFE_INPUTS
    assert len(model.artifact.inputs) == len(set(model.artifact.inputs))
    assert model.artifact.training["training"] == 400
    assert model.artifact.ensemble.calibration.scanned is not None
    assert all(network.settings == NetworkSettings(hip_fracture=True, age_knots=len(KNOTS)) for network in model.artifact.ensemble.networks)


def test_a_hip_fracture_is_never_said_to_be_likelier_than_a_major_one(settings: TrainSettings, model: Model, patient: Patient) -> None:
    found = model.assess(patient)
    assert found.fracture is not None
    assert found.hip_fracture is not None
    assert found.hip_fracture.low <= found.hip_fracture.probability <= found.hip_fracture.high
    heldout = pd.read_parquet(settings.out / "life" / "heldout.parquet")
    assert len(heldout) == 400
    for end in ENDS:
        assert (heldout[f"p_hip_fracture{end}"] <= heldout[f"p_fracture{end}"]).all()
    ranges = {(test.modality, test.outcome): test for test in model.assess(Patient.model_validate({"clinical": {"age": 80}})).missing_tests}
    for modality in ("dxa", "btm", "micro", "gene", "sensory"):
        hip, major = ranges[modality, "hip_fracture"], ranges[modality, "fracture"]
        assert hip.low <= major.low
        assert hip.high <= major.high


def test_what_moved_the_hip_fracture_adds_up_to_it(model: Model) -> None:
    patient = Patient.model_validate({"clinical": {"age": 74, "sex": "female", "prior_fracture": True, "ethnicity": "hispanic"}})
    why, found = model.explain(patient, "hip_fracture"), model.assess(patient).hip_fracture
    assert found is not None
    assert why.baseline + sum(why.contributions.values()) == pytest.approx(why.value, abs=1e-6)
    assert why.baseline + sum(why.by_modality.values()) == pytest.approx(why.value, abs=1e-6)
    assert 1 / (1 + np.exp(-why.value)) == pytest.approx(found.probability, abs=1e-6)
    assert "ethnicity" in why.contributions


@pytest.mark.parametrize("besides", [{}, {"btm": {"ctx": 0.4}}])
@pytest.mark.parametrize("sites", [("femoral_neck_bmd",), ("femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd")])
def test_what_moved_the_status_adds_up_with_part_and_with_all_of_a_scan(
    model: Model, sites: tuple[str, ...], besides: dict[str, dict[str, float]]
) -> None:
    scan = {"manufacturer": "hologic", **dict.fromkeys(sites, 0.64)}
    patient = Patient.model_validate({"clinical": {"age": 74, "sex": "female"}, "dxa": scan, **besides})
    why, found = model.explain(patient, "osteoporosis"), model.assess(patient).osteoporosis
    assert found is not None
    assert why.baseline + sum(why.contributions.values()) == pytest.approx(why.value, abs=1e-6)
    assert why.value == pytest.approx(np.log(found.probability / (1 - found.probability)), abs=1e-4)


def test_the_four_outputs_of_the_paper_are_traced_as_they_are_answered(model: Model, patient: Patient) -> None:
    found, said = trace(model, patient), model.assess(patient)
    assert found.outputs.calibrated.shape == found.ensemble.log_odds.shape == (4,)
    assert 1 / (1 + np.exp(-found.ensemble.log_odds[3])) == pytest.approx(said.fracture.probability, abs=1e-6)  # type: ignore[union-attr]
    assert 1 / (1 + np.exp(-found.ensemble.high[3])) == pytest.approx(said.fracture.high, abs=1e-6)  # type: ignore[union-attr]


def test_the_command_line_says_it(model: Model, patient: Patient) -> None:
    found = model.assess(patient)
    document = json.loads(json.dumps(assessment_document(found, []), default=str))
    assert document["hip_fracture"]["probability"] == found.hip_fracture.probability  # type: ignore[union-attr]
    assert "Hip fracture within 10 years" in as_text(found, [])
    assert "10 年内髋部骨折" in as_text(found, [], "zh")


def test_scores_have_columns_of_the_hip_fracture(model: Model, tmp_path: Path) -> None:
    draw(20, 3).table.drop(columns=["status", "follow_up_months"]).to_parquet(tmp_path / "in.parquet")
    done = score(tmp_path / "in.parquet", tmp_path / "out.parquet", model, progress=False)
    found = pd.read_parquet(tmp_path / "out.parquet")
    assert done.n_scored == 20
    for end in ENDS:
        assert (found[f"p_hip_fracture{end}"] <= found[f"p_fracture{end}"]).all()


def test_the_card_names_sources_defaults_and_what_is_drawn(settings: TrainSettings, model: Model) -> None:
    card = json.loads((settings.out / "life" / "card.json").read_text())
    assert set(card["sha256"]) == set(CHECKED)
    assert card["training"]["command"]
    world = card["world"]
    assert {number["basis"] for number in world["parameters"]} >= {"default"}
    assert {number["source"] for number in world["parameters"]} <= world["sources"].keys()
    # Alcohol was asked in one of the four cycles drawn from.
    assert 0.7 < world["share_drawn"]["high_alcohol_intake"] < 0.8
    readable = (settings.out / "life" / "README.md").read_text()
    assert all(source in readable for source in world["sources"].values())
    limits = json.loads((settings.out / "life" / "metrics.json").read_text())["limits"]
    assert limits["All features"]["hip_fracture"].keys() >= {"ours", "bayes"}


def test_a_finished_network_is_not_trained_again(settings: TrainSettings, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteo_core.training.runs.train_network", lambda *_: pytest.fail("trained again"))
    for one in train._runs(settings, settings.run_folder, ("life",)):
        assert train.train_run(one, lambda *_: None) == one.result


def test_training_data_holds_the_probabilities(settings: TrainSettings, model: Model) -> None:
    table = pd.read_parquet(settings.run_folder / "training.parquet").head(40)
    data = prepare(table, load_preprocessor(settings.run_folder), 1)
    assert data.targets.status.shape == (40, 3)
    assert data.targets.hip is not None
    np.testing.assert_allclose(data.targets.hip.numpy(), table["true_p_hip_fracture"], rtol=1e-6)
    assert bool((data.targets.weight == 1).all())


def test_the_command_takes_number_seed_and_folder(tmp_path: Path) -> None:
    asked = life_settings(n=500, seed=3, out=tmp_path)
    assert (asked.cohort, asked.n, asked.seed, asked.out) == ("life", 500, 3, tmp_path)
    assert life_settings().n == PEOPLE
    assert asked.run_folder.name == "life-500-3"


def test_the_card_can_be_read_in_both_languages() -> None:
    keys = {text: key for key, text in sentences("en").items() if key.startswith("about.card_text.life.")}
    said = (STATEMENTS.intended_use, STATEMENTS.not_for, STATEMENTS.data, *STATEMENTS.limits, *STATEMENTS.choices)
    assert sorted(said) == sorted(keys)
    assert all(sentences("zh")[key] != text for text, key in keys.items())
