"""What is imported is required; what is required is locked, with the sum of every file."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from osteo_core.benchmark import __main__ as benchmark
from osteo_core.cli import main as cli
from osteo_core.extras import EXTRAS, MissingExtraError, require_extra
from osteo_core.reproduce.evaluation import __main__ as shipped
from osteo_core.translations import LANGUAGES, translate
from scripts import lock
from tests.installed import ROOT, locked, plain_name

LOCKS = ("requirements.lock", "requirements-torch.lock", "requirements-cuda.lock", "requirements-dev.lock")
WITH_ANOTHER = {"pydantic-core": "pydantic", "numba": "shap"}
"""Packages that are imported by name and come, in the one version that fits, with another."""


def _imported(path: Path) -> Iterator[str]:
    """Top-level modules of every import in a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return {plain_name(package): version for package, version in found}


def test_what_the_program_imports_is_a_run_time_requirement_or_an_extra() -> None:
    files = [ROOT / "app.py", *(ROOT / "osteo_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    imported = {(module, file.relative_to(ROOT).as_posix()) for file in files for module in _imported(file)}
    foreign = {(module, file) for module, file in imported if module not in {*sys.stdlib_module_names, "osteo_core", "pages"}}
    assert {"numpy", "torch", "streamlit", "lightgbm"} <= {module for module, _ in foreign}
    packages, required = packages_distributions(), locked("requirements.txt")
    extras = {module for modules in EXTRAS.values() for module in modules}

    def allowed(module: str) -> bool:
        names = {plain_name(each) for each in packages.get(module, [])}
        return module in extras or any(WITH_ANOTHER.get(name, name) in required for name in names)

    assert sorted((module, file) for module, file in foreign if not allowed(module)) == []
    # An extra is used by training, the benchmark and gait; assess, score, evaluate and the dashboard must do without.
    used = {file for module, file in foreign if module in extras}
    assert {Path(file).parts[1] for file in used} <= {"benchmark", "training", "rivals", "reproduce", "gait"}


def test_every_requirement_is_locked_in_its_version() -> None:
    run, dev = _pins("requirements.txt"), _pins("requirements-dev.txt")
    locks = {name: _pins(name) for name in LOCKS}
    every = {package: version for pins in locks.values() for package, version in pins.items()}
    assert sum(map(len, locks.values())) == len(every)  # none stands in two locks
    assert {package: every.get(package) for package in run | dev} == run | dev
    assert set(run) <= {*locks["requirements.lock"], "torch"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_sums(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) == len(_pins(name)) > 0
    for entry in entries:
        first, *sums = entry.rstrip("\n").split(" \\\n")
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[^ ;]+( ; .+)?", first), first
        assert sums, first
        assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}", each) for each in sums), first


def test_libraries_for_graphics_cards_stand_apart() -> None:
    for name in LOCKS:
        is_cuda = {package: package.startswith(("nvidia-", "cuda-", "triton")) for package in _pins(name)}
        assert set(is_cuda.values()) == {name == "requirements-cuda.lock"}, name
    text = (ROOT / "requirements-cuda.lock").read_text(encoding="utf-8")
    assert all("sys_platform == 'linux'" in line for line in text.splitlines() if "==" in line)


def test_locks_name_no_index_and_no_folder() -> None:
    for name in LOCKS:
        assert not re.search(r"://|^-|@ |/tmp|/home", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE), name


def test_locks_are_of_these_requirements() -> None:
    assert lock.check() == 0


def test_a_changed_requirement_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*LOCKS, *lock.REQUIREMENTS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert lock.check() == 0
    changed = tmp_path / "requirements.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("tqdm==", "tqdm>="), encoding="utf-8")
    assert lock.check() == 1
    assert capsys.readouterr().err == (
        "requirements.lock was not made from requirements.txt and requirements-dev.txt as they stand: run make lock\n"
    )
    changed.write_bytes((ROOT / "requirements.txt").read_bytes())
    (tmp_path / "requirements-torch.lock").unlink()
    assert lock.check() == 1


def test_sums_of_the_builds_without_cuda_are_locked() -> None:
    text = (ROOT / "requirements-torch.lock").read_text(encoding="utf-8")
    sums = lock.CPU_BUILDS[_pins("requirements.txt")["torch"]]
    assert len(sums) == 2
    assert all(text.count(each) == 1 for each in sums)
    assert text.count("--hash") > len(sums)


@pytest.fixture
def without_lightgbm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """LightGBM cannot be imported, and the folder of work is empty."""
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    monkeypatch.chdir(tmp_path)
    assert find_spec("lightgbm") is None
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_on_real_people_says_what_it_lacks(without_lightgbm: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "--cohort", "nhanes", "--out", "made", "--language", language]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == translate("errors.extra_missing", language, packages="lightgbm", extra="train") + "\n"
    assert 'pip install "osteo-core[train]"' in said.err
    assert list(without_lightgbm.iterdir()) == []


@pytest.mark.parametrize("part", ["people", "rows", "all"])
def test_the_shipped_evaluation_says_what_it_lacks(without_lightgbm: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shipped.main([part]) == 2
    assert capsys.readouterr().err == translate("errors.extra_missing", packages="lightgbm", extra="train") + "\n"
    assert list(without_lightgbm.iterdir()) == []


@pytest.mark.parametrize("section", ["accuracy", "all"])
def test_the_benchmark_says_what_it_lacks(without_lightgbm: Path, section: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main([section, "--page", "page.md"]) == 2
    assert capsys.readouterr().err == translate("errors.extra_missing", packages="lightgbm", extra="train") + "\n"
    assert list(without_lightgbm.iterdir()) == []


def test_every_extra_is_one_of_the_package() -> None:
    offered = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert offered.keys() == EXTRAS.keys()
    for extra, modules in EXTRAS.items():
        assert [re.split(r"[-<>=]", package)[0] for package in offered[extra]] == list(modules)


def test_an_extra_that_is_there_is_no_error() -> None:
    require_extra("train")


def test_the_error_names_what_is_absent(without_lightgbm: Path) -> None:
    with pytest.raises(MissingExtraError, match=r"^lightgbm is needed here and is not installed\. Install it: pip install "):
        require_extra("train")
