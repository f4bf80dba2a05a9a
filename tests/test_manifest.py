"""Any byte of any data file that ships, changed alone or with every sum beside it, is refused and named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from osteo_core import manifest, manifest_root
from osteo_core.cli.main import main
from osteo_core.errors import ArtifactError
from osteo_core.frax_formula import inputs
from osteo_core.inference import artifact, prevalence
from osteo_core.inference.sums import SUMS, record_sums
from osteo_core.patients import reference
from osteo_core.scores.rules import decide
from tests.folders import ROOT

COMMAND = "python -m osteo_core reproduce manifest"


def test_the_list_is_not_stale() -> None:
    found = manifest.as_list({name: manifest.digest(path) for name, path in manifest.shipped_files().items()})
    assert found == manifest.LIST.read_text(encoding="utf-8"), f"data files have changed; record that with: {COMMAND}"
    assert hashlib.sha256(found.encode()).hexdigest() == manifest_root.ROOT, f"after a merge: {COMMAND}"


def test_it_has_what_the_answers_rest_on() -> None:
    names = set(manifest.listed())
    assert {f"artifacts/{model}/{file}" for model in ("life", "fusion", "nhanes") for file in ("weights.safetensors", "card.json")} <= names
    wanted = (
        "frax_formula/data/frax_style.json", "scores/qfracture/data/qfracture_2012_coefficients.json", "scores/rules/rule_sets.toml",
        "patients/reference_curves.json", "inference/prevalence.json", "catalogue/features.toml", "catalogue/snp_panel_63.csv",
    )  # fmt: skip
    assert {f"osteo_core/{name}" for name in wanted} <= names


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    for name, path in manifest.shipped_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / name)
    shutil.copy(manifest.LIST, folder / "osteo_core" / "manifest.txt")
    return folder


@pytest.fixture
def shipped(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of everything, taken for what ships."""
    monkeypatch.setattr(manifest, "ARTIFACTS_DIR", copied / "artifacts")
    monkeypatch.setattr(manifest, "PACKAGE_DIR", copied / "osteo_core")
    return copied


def test_a_byte_of_any_file_is_noticed(shipped: Path) -> None:
    unnoticed = []
    for number, (name, path) in enumerate(manifest.shipped_files().items()):
        before = path.read_bytes()
        place = (7919 * number) % len(before)
        path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        try:
            manifest.check(path)
            unnoticed.append(name)
        except ArtifactError as error:
            assert name in str(error)  # noqa: PT017  (each file is looked at)
        finally:
            path.write_bytes(before)
    assert unnoticed == []
    assert manifest.problems() == []


def test_a_file_that_is_gone_or_was_put_there_is_named(shipped: Path) -> None:
    gone, put = shipped / "osteo_core/scores/rules/rule_sets.toml", shipped / "artifacts/better/weights.safetensors"
    put.parent.mkdir()
    put.write_bytes(b"1")
    gone.rename(gone.with_suffix(".partial"))
    try:
        found = {error.key: error.params["file"] for error in manifest.problems()}
    finally:
        gone.with_suffix(".partial").rename(gone)
        shutil.rmtree(put.parent)
    assert found == {
        "integrity.missing": "osteo_core/scores/rules/rule_sets.toml",
        "integrity.unlisted": "artifacts/better/weights.safetensors",
    }


def test_weights_altered_with_their_sum_are_refused(shipped: Path) -> None:
    folder = shipped / "artifacts" / "fusion"
    weights = folder / artifact.WEIGHTS
    before, sums = weights.read_bytes(), (folder / SUMS).read_bytes()
    weights.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    record_sums(folder, artifact.CHECKED)
    try:
        with pytest.raises(ArtifactError, match=re.escape("artifacts/fusion/weights.safetensors")):
            artifact.load(folder)
    finally:
        weights.write_bytes(before)
        (folder / SUMS).write_bytes(sums)


def test_another_model_under_its_name_is_refused(shipped: Path) -> None:
    folder = shipped / "artifacts" / "fusion"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for path in (shipped / "artifacts" / "simplified").iterdir():
        shutil.copy(path, folder / path.name)
    try:
        with pytest.raises(ArtifactError, match="artifacts/fusion/"):
            artifact.load(folder)
    finally:
        for path, content in before.items():
            path.write_bytes(content)


@pytest.mark.parametrize(
    "module, attribute, name, read",
    [
        (inputs, "FITTED", "frax_formula/data/frax_style.json", "fitted"),
        (decide, "_RULE_SETS", "scores/rules/rule_sets.toml", "rule_sets"),
        (reference, "_CURVES", "patients/reference_curves.json", "reference_document"),
        (prevalence, "_TABLE", "inference/prevalence.json", "_document"),
    ],
)
def test_one_digit_is_refused_where_it_is_read(
    shipped: Path, monkeypatch: pytest.MonkeyPatch, module: object, attribute: str, name: str, read: str
) -> None:
    path = shipped / "osteo_core" / name
    before = path.read_text(encoding="utf-8")
    digit = re.search(r"[1-8](?!.*[1-8])", before, re.DOTALL)
    assert digit is not None
    path.write_text(before[: digit.start()] + str(int(digit[0]) + 1) + before[digit.end() :], encoding="utf-8")
    monkeypatch.setattr(module, attribute, path)
    reader = getattr(module, read)
    try:
        with pytest.raises(ArtifactError, match=re.escape(name)):
            reader.__wrapped__()
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_list_that_was_altered_too_is_refused(shipped: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = shipped / "osteo_core" / "scores" / "rules" / "rule_sets.toml"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"at_least = 20", b"at_least = 30"))
    written = shipped / "osteo_core" / "manifest.txt"
    written.write_text(manifest.as_list({name: manifest.digest(each) for name, each in manifest.shipped_files().items()}), encoding="utf-8")
    monkeypatch.setattr(manifest, "LIST", written)
    manifest.listed.cache_clear()
    try:
        with pytest.raises(ArtifactError, match=re.escape("manifest.txt")):
            manifest.check(path)
        assert main(["verify", "--language", "zh"]) == 2
        assert "manifest.txt" in capsys.readouterr().err
    finally:
        path.write_bytes(before)
        manifest.listed.cache_clear()


def test_verify_says_that_all_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["whole"], found["problems"]) == (True, [])
    assert found["data_files"] > 100


def test_the_commands_are_known_without_any_data_file() -> None:
    """Otherwise neither `verify` could name a damaged one, nor `reproduce manifest` write the sums anew."""
    read = (
        "import sys; from osteo_core.cli.main import build_parser; build_parser('en');"
        "print([name for name in sys.modules if 'catalogue' in name or 'patients' in name])"
    )
    assert subprocess.run([sys.executable, "-c", read], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_makers_are_not_held_up(shipped: Path) -> None:
    path = shipped / "artifacts" / "fusion" / "metrics.json"
    before = path.read_bytes()
    path.write_bytes(b"{}")
    try:
        with manifest.making():
            manifest.check(path)
        with pytest.raises(ArtifactError, match=re.escape(COMMAND)):
            manifest.check(path)
    finally:
        path.write_bytes(before)


def test_two_branches_merge_without_a_conflict() -> None:
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert {"osteo_core/manifest.txt merge=union", "osteo_core/manifest_root.py merge=union"} <= set(lines)
