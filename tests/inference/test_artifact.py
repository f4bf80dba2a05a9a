"""Trained models on disk: what ships is what was released, and every fault is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from osteo_core import load_model
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.errors import ArtifactError
from osteo_core.inference import artifact as store
from osteo_core.inference.artifact import BACKGROUND, CHECKED, PREPROCESSING, SETTINGS, SUMS, WEIGHTS, digest, load, save
from osteo_core.inference.model_names import available
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import Model
from tests.inference.people import virtual_person


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARTIFACTS_DIR / "fusion", tmp_path / "fusion"))


def refused(folder: Path, file: str) -> ArtifactError:
    with pytest.raises(ArtifactError) as caught:
        load(folder)
    english, chinese = caught.value.text("en"), caught.value.text("zh")
    assert file in english
    assert file in chinese
    assert "fusion" in english
    assert english != chinese
    assert any("一" <= c <= "鿿" for c in chinese)
    return caught.value


@pytest.mark.parametrize("name", ["fusion", "simplified"])
def test_what_ships_is_whole_and_small(name: str) -> None:
    folder = ARTIFACTS_DIR / name
    store.verify(folder)
    for file in ("card.json", "README.md", "metrics.json", "heldout.parquet", "external.parquet"):
        assert (folder / file).is_file(), file
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert {file: digest(folder / file) for file in CHECKED} == card["sha256"]
    assert name in available()
    assert sum(path.stat().st_size for path in ARTIFACTS_DIR.rglob("*") if path.is_file()) < 25e6


@pytest.mark.parametrize("file", CHECKED)
def test_an_altered_file_is_not_read(copy: Path, file: str) -> None:
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(content)
    assert "SHA-256" in refused(copy, file).text("en")


@pytest.mark.parametrize("file", [*CHECKED, SUMS])
def test_a_missing_file_is_named(copy: Path, file: str) -> None:
    (copy / file).unlink()
    assert "missing" in refused(copy, file).text("en")


@pytest.mark.parametrize("content", [b"{not json", b"\xff\xfe\x00", b"[]", b"", b'"text"'])
def test_unreadable_sums_are_named(copy: Path, content: bytes) -> None:
    (copy / SUMS).write_bytes(content)
    refused(copy, SUMS)


def test_a_truncated_download_is_named(copy: Path) -> None:
    (copy / WEIGHTS).write_bytes((copy / WEIGHTS).read_bytes()[:1000])
    refused(copy, WEIGHTS)


def test_a_model_for_other_inputs_is_refused(copy: Path) -> None:
    settings = json.loads((copy / SETTINGS).read_text(encoding="utf-8"))
    settings["inputs"][0] = "another"
    (copy / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    sums = json.loads((copy / SUMS).read_text(encoding="utf-8")) | {SETTINGS: digest(copy / SETTINGS)}
    (copy / SUMS).write_text(json.dumps(sums), encoding="utf-8")
    assert "other inputs" in refused(copy, SETTINGS).text("en")


@pytest.mark.parametrize("name", ["nothing", "", "../artifacts", "fusion/weights.safetensors"])
def test_an_unknown_model_lists_those_that_ship(name: str) -> None:
    with pytest.raises(ArtifactError) as caught:
        load_model(name)
    for language in ("en", "zh"):
        assert "fusion" in caught.value.text(language)
        assert "simplified" in caught.value.text(language)


def test_a_saved_model_gives_the_same_answers_again(tmp_path: Path) -> None:
    shipped = load_model("fusion").artifact
    save(shipped, tmp_path / "again")
    assert digest(tmp_path / "again" / WEIGHTS) == digest(ARTIFACTS_DIR / "fusion" / WEIGHTS)
    for file in (PREPROCESSING, BACKGROUND):
        assert digest(tmp_path / "again" / file) == digest(ARTIFACTS_DIR / "fusion" / file)
    again = Model(load(tmp_path / "again"))
    assert again.assess(virtual_person()) == load_model("fusion").assess(virtual_person())


def test_loading_leaves_the_random_state_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    load(ARTIFACTS_DIR / "fusion")
    assert torch.equal(torch.rand(3), expected)


def test_a_model_is_loaded_once() -> None:
    assert load_model() is load_model("life") is load_model(name=DEFAULT_MODEL)
