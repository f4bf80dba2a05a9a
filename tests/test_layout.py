"""The layout: rooms that can be looked over, names that stay, and old names that go on for one version."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import osteo_core
from tests.folders import ROOT

MOST_FILES = 25
FORWARDED = {
    "osteo_core.benchmark.shipped": "osteo_core.reproduce.evaluation.__main__",
    "osteo_core.scores.frax_style_accuracy": "osteo_core.scores.frax_style.accuracy",
    "osteo_core.cohorts.virtual.report": "osteo_core.cohorts.worlds.paper.report",
    "osteo_core.cohorts.virtual.calibrate": "osteo_core.cohorts.worlds.paper.calibrate",
    "osteo_core.cohorts.virtual.fit_mortality": "osteo_core.cohorts.worlds.paper.fit_mortality",
    "scripts.fit_frax_style": "osteo_core.reproduce.frax_style",
    "scripts.fit_prevalence": "osteo_core.reproduce.prevalence",
    "scripts.fit_reference_curves": "osteo_core.reproduce.reference_curves",
    "scripts.make_cases": "osteo_core.reproduce.cases",
    "scripts.make_examples": "osteo_core.reproduce.examples",
    "scripts.make_linkage_examples": "osteo_core.reproduce.linkage_examples",
}


def _folders() -> list[Path]:
    return [path for top in ("osteo_core", "pages") for path in [ROOT / top, *(ROOT / top).rglob("*")] if any(path.glob("*.py"))]


def test_no_folder_has_more_files_than_can_be_looked_over() -> None:
    counts = {path.relative_to(ROOT).as_posix(): len(list(path.glob("*.py"))) for path in (*_folders(), *(ROOT / "tests").rglob("*"))}
    assert {name: count for name, count in counts.items() if count > MOST_FILES} == {}


def test_every_room_says_what_belongs_in_it() -> None:
    rooms = [path / "__init__.py" for path in _folders() if path != ROOT / "pages"]
    assert [str(path) for path in rooms if not path.is_file() or not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_the_way_in() -> None:
    """What the design's contract names."""
    assert osteo_core.Patient is importlib.import_module("osteo_core.patients").Patient
    assert osteo_core.load_model is importlib.import_module("osteo_core.model").load_model
    assert callable(importlib.import_module("osteo_core.scores.qfracture").qfracture_percent)
    model = osteo_core.load_model("simplified")
    assert model is osteo_core.load_model("simplified")
    assert all(callable(getattr(model, name)) for name in ("assess", "explain", "explain_all", "assess_columns", "read"))
    with pytest.raises(AttributeError):
        _ = osteo_core.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("old", FORWARDED)
def test_a_command_goes_on_under_its_old_name(old: str) -> None:
    assert importlib.import_module(old).main is importlib.import_module(FORWARDED[old]).main
