"""A small training on own people: what it writes, that it is offered, goes on to the same bits, and learns nothing from noise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient, load_model
from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.inference.artifact import CHECKED, digest
from osteo_core.inference.model_names import available, own_models
from osteo_core.inference.own_models import ALSO_CHECKED
from osteo_core.recalibration.case_mix import reference_people
from osteo_core.training.own import sharing
from osteo_core.training.own.train import train_own
from tests.service.calls import open_to_this_machine
from tests.training.own.conftest import small

SAME = (*CHECKED, "heldout.parquet", "metrics.json")


@pytest.fixture(scope="module")
def trained(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models folder with a model "mine" in it."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSTEO_MODELS", str(folder))
        train_own(small(table))
    return folder


@pytest.fixture
def offered(trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTEO_MODELS", str(trained))
    return trained / "mine"


def test_a_complete_artifact_is_written_and_answers(offered: Path) -> None:
    assert {path.name for path in offered.iterdir()} == {*CHECKED, *ALSO_CHECKED, "SHA256SUMS.json", "README.md"}
    assert own_models() == ("mine",)
    assert [path.name for path in offered.parent.iterdir()] == ["mine"]
    model = load_model("mine")
    found = model.assess(Patient.model_validate({"clinical": {"age": 71, "sex": "female"}}))
    assert sum(found.status.values()) == pytest.approx(1)
    assert found.fracture is not None
    explained = model.explain(Patient.model_validate({"clinical": {"age": 71, "sex": "female"}}), "fracture")
    assert explained.baseline + sum(explained.contributions.values()) == pytest.approx(explained.value, abs=1e-6)


def test_the_service_asks_it_too_and_a_damaged_one_stops_no_other(offered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(offered, tmp_path / "mine")
    shutil.copytree(offered, tmp_path / "damaged")
    (tmp_path / "damaged" / "SHA256SUMS.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("OSTEO_MODELS", str(tmp_path))
    call, record = open_to_this_machine(), {"clinical": {"age": 71, "sex": "female"}}
    answer = call.post("/api/v1/explain?model=mine", json=record).json()
    found = load_model("mine").assess(Patient.model_validate(record))
    assert found.fracture is not None
    assert answer["model"] == "mine"
    assert answer["fracture"]["probability"] == found.fracture.probability
    named = call.get("/api/v1/version").json()["models"]
    assert named["mine"] == digest(offered / "weights.safetensors")
    assert set(named) == {"mine", *available()}
    refused = call.post("/api/v1/assess?model=damaged", json=record)
    assert (refused.status_code, refused.json()["kind"]) == (503, "artifact")


def test_the_card_says_whose_people_and_how_many(offered: Path) -> None:
    card = json.loads((offered / "card.json").read_text(encoding="utf-8"))
    assert card["own"] is True
    assert card["flow"]["used"] == card["flow"]["rows"] == 260
    assert card["flow"]["women"] + card["flow"]["men"] == 260
    assert set(card["metrics"]["comparisons"]["fracture"]) == {"logistic", "ost", "frax_style"}
    assert card["metrics"]["development_size"]["fracture"]["have"] == 260


def test_answers_out_of_fold_hold_no_identity_and_are_what_case_mix_compares_with(offered: Path) -> None:
    table = pd.read_parquet(offered / "heldout.parquet")
    assert "id" not in table
    assert list(table["row"]) == list(range(1, 261))
    np.testing.assert_allclose(table[["p_normal", "p_osteopenia", "p_osteoporosis"]].sum(axis=1), 1, atol=1e-9)
    reference = reference_people("mine", "fracture")
    assert reference is not None
    assert len(reference["lp"]) == 260


@pytest.mark.parametrize("file", [*CHECKED, "card.json", "heldout.parquet"])
def test_an_altered_model_is_refused_by_name(offered: Path, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    copy = tmp_path / "models" / "mine"
    shutil.copytree(offered, copy)
    (copy / file).write_bytes((copy / file).read_bytes() + b" ")
    monkeypatch.setenv("OSTEO_MODELS", str(copy.parent))
    with pytest.raises(ArtifactError, match=file):
        load_model("mine")


def test_foreign_folders_are_not_offered_and_a_renamed_one_is_refused(
    offered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    home = tmp_path / "models"
    (home / "photos").mkdir(parents=True)
    (home / "life").mkdir()
    shutil.copytree(offered, home / "yours")
    monkeypatch.setenv("OSTEO_MODELS", str(home))
    assert own_models() == ("yours",)
    with pytest.raises(ArtifactError, match='the model "mine"'):
        load_model("yours")
    assert load_model("life").artifact.training["cohort"] == "life"


def test_interrupted_and_gone_on_it_is_the_same_to_the_bit(
    offered: Path, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSTEO_MODELS", str(tmp_path))
    epochs = 0

    def stop(*_: object) -> None:
        nonlocal epochs
        epochs += 1
        if epochs in (2, 7):  # amid a network of an outer fold, and amid a later one
            raise KeyboardInterrupt

    from osteo_core.training import fold

    kept = fold._save

    def save_and_stop(*given: object) -> None:
        kept(*given)  # type: ignore[arg-type]
        stop()

    monkeypatch.setattr(fold, "_save", save_and_stop)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train_own(small(table))
    assert own_models() == ()
    train_own(small(table))
    for name in SAME:
        assert (tmp_path / "mine" / name).read_bytes() == (offered / name).read_bytes(), name


def test_a_training_of_another_table_does_not_go_on(
    people: pd.DataFrame, table: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("osteo_core.training.own.train.carry_out", stop)
    with pytest.raises(KeyboardInterrupt):
        train_own(small(table))
    other = tmp_path / "other.parquet"
    people.assign(age=people["age"].clip(upper=80)).to_parquet(other)
    with pytest.raises(InvalidInput, match="other settings"):
        train_own(small(other))


def test_a_shipped_network_is_a_start_whose_missing_parts_stay_frozen(table: Path, models: Path) -> None:
    train_own(small(table, start="life", outcome="status"))
    own, life = load_model("mine").artifact, load_model("life").artifact
    assert own.inputs == life.inputs
    assert tuple(own.withheld) == ("osteoporosis",)
    weights = own.ensemble.networks[0].state_dict()
    for name, value in life.ensemble.networks[0].state_dict().items():
        if name.startswith(("gene.", "btm.", "micro.", "sensory.")):
            assert weights[name].equal(value), name


def test_fractures_alone_are_answered_alone(people: pd.DataFrame, models: Path, tmp_path: Path) -> None:
    path = tmp_path / "fractures.csv"
    people.drop(columns=["status", "manufacturer", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd"]).to_csv(path, index=False)
    train_own(small(path))
    found = load_model("mine").assess(Patient.model_validate({"clinical": {"age": 71, "sex": "female"}}))
    assert found.osteoporosis is None
    assert found.status == {}
    assert found.fracture is not None
    assert 0 < found.fracture.probability < 1


def test_from_a_shuffled_outcome_nothing_is_learned(people: pd.DataFrame, models: Path, tmp_path: Path) -> None:
    """Were anybody asked about by a model that had seen their own outcome, the AUC would be above a half."""
    path = tmp_path / "noise.parquet"
    order = np.random.default_rng(5).permutation(len(people))
    shuffled = people.drop(columns=["fracture_time", "fracture_event"]).assign(status=people["status"].to_numpy()[order])
    shuffled.to_parquet(path)
    fold = small(path).fold
    metrics = train_own(small(path, fold=type(fold)(epochs=8, learning_rate=5e-3, averaging=0.8, patience=8)))
    for area in (metrics["heldout"]["osteoporosis"]["auc"], metrics["comparisons"]["osteoporosis"]["logistic"]["auc"]):
        assert abs(area["estimate"] - 0.5) < 0.1  # standard error .04


def test_over_processes_it_is_the_same_to_the_bit(offered: Path, table: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carried out in any order, as workers do."""
    monkeypatch.setattr(
        sharing, "_by_processes", lambda parts, final, _: [*((p, sharing.answer(p)) for p in reversed(parts)), (None, None)]
    )
    train_own(small(table, jobs=2))
    for name in SAME:
        assert (models / "mine" / name).read_bytes() == (offered / name).read_bytes(), name
