"""Files that other programs read about the project: citation, workflow, commit hooks."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import Any

import pytest
import yaml

import osteo_core
from tests.installed import ROOT

# The parts of https://citation-file-format.github.io/1.2.0/schema.json that this file uses: key → what its value must be.
PERSON = {"family-names": str, "given-names": str}
ENTITY = {"name": str}
DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
KEYS = {
    "cff-version": str, "message": str, "type": str, "title": str, "abstract": str, "version": str, "license": (str, list), "authors": list,
    "keywords": list, "references": list, "date-released": date, "doi": str, "url": str, "repository-code": str,
}  # fmt: skip
REFERENCE_KEYS = {"type": str, "scope": str, "title": str, "authors": list, "doi": str, "journal": str, "year": int, "url": str}


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")))


def _fits(given: dict[str, Any], keys: dict[str, Any], required: set[str]) -> None:
    assert set(given) <= set(keys)
    assert required <= set(given)
    assert [key for key, value in given.items() if not isinstance(value, keys[key]) or not value] == []


def test_the_citation_has_the_form_of_cff_1_2(citation: dict[str, Any]) -> None:
    _fits(citation, KEYS, {"cff-version", "message", "title", "authors"})
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    for reference in citation["references"]:
        _fits(reference, REFERENCE_KEYS, {"type", "title", "authors"})
        assert DOI.fullmatch(reference["doi"])
    for author in [*citation["authors"], *(author for reference in citation["references"] for author in reference["authors"])]:
        _fits(author, ENTITY if "name" in author else PERSON, set())


def test_the_citation_names_this_version_and_the_paper(citation: dict[str, Any]) -> None:
    assert citation["version"] == osteo_core.__version__
    (paper,) = citation["references"]
    assert paper["doi"] == "10.3724/j.pibb.2025.0374"
    assert [author["family-names"] for author in paper["authors"]] == ["Wang", "Meng"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert paper["doi"] in readme
    assert paper["title"] in readme.replace("\n", " ")


def test_the_workflow_checks_and_tests_with_the_python_of_the_pins() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    commands = [step["run"].strip() for step in job["steps"] if "run" in step]
    assert commands[-2:] == ["make check", "make test"]
    assert "chromium fonts-noto-cjk" in commands[0]
    assert job["container"].startswith("python:3.11-")
    assert workflow["permissions"] == {"contents": "read"}


def test_commit_hooks_fetch_nothing_and_run() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    (repository,) = hooks["repos"]
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(PY)", ".venv/bin/python").replace("$(VENV)", ".venv")
    for hook in repository["hooks"]:
        assert hook["entry"].removesuffix(" --force-exclude") in makefile, hook["id"]


def test_targets_of_the_makefile_that_the_documents_name_exist() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    offered = set(re.findall(r"^make (\S+)", listed, re.MULTILINE))
    assert {"run", "test", "check", "bench", "fuzz", "lock", "setup"} <= offered
    for document in ("README.md", "SECURITY.md"):
        named = set(re.findall(r"`make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8")))
        assert named <= offered, document
