"""The registry, and that a score is added by its module and its texts alone: one dropped into a copy of the program appears everywhere."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.scores import registry
from osteo_core.scores.comparators import column_names
from osteo_core.scores.traits import CutOff
from osteo_core.translations import LANGUAGES
from tests.folders import ROOT

DROPPED = Path(__file__).with_name("dropped_in")
PROGRAM = ("osteo_core", "pages", "artifacts", ".streamlit", "app.py")

abouts = pytest.mark.parametrize("about", registry.abouts(), ids=lambda about: about.name)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What every consumer shows in a copy of the program with one module and two texts more."""
    copy = tmp_path_factory.mktemp("program")
    for name in PROGRAM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name)  # compiled files too, or the copy would compile all of them anew
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copy(DROPPED / "made_up.py", copy / "osteo_core" / "scores" / "made_up.py")
    for language in LANGUAGES:
        shutil.copy(DROPPED / f"{language}.toml", copy / "osteo_core" / "translations" / language / "scores_made_up.toml")
    env = os.environ | {"PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, str(DROPPED / "ask.py")], cwd=copy, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_first_four_stand_in_their_order() -> None:
    names = [about.name for about in registry.abouts()]
    assert names[:4] == ["dxa_only", "frax_style", "qfracture", "osta"]
    assert column_names()[:6] == ("who_category", "frax_style_major", "frax_style_hip", "qfracture_major", "qfracture_hip", "osta")
    assert len(set(column_names())) == len(column_names())


def test_each_chart_has_its_scores() -> None:
    assert [about.name for about in registry.of_outcome("major")] == ["frax_style", "qfracture"]
    assert [about.name for about in registry.of_outcome("hip")] == ["frax_style", "qfracture"]
    assert [about.name for about in registry.of_outcome("osteoporosis")] == ["dxa_only"]
    assert registry.of_outcome("screening")[0].name == "osta"


@abouts
def test_every_score_has_its_texts_and_reads_only_known_fields(about: Any) -> None:
    assert about.outcomes
    assert all(name in CATALOGUE for name in about.inputs)
    for language in LANGUAGES:
        for what in ("title", "short", "population", "method", "empty_answer"):
            assert about.text(what, language)
        if about.screening:
            for index in about.screening.indices:
                assert about.text(index.words, language)
            for cut_off in about.screening.cut_offs:
                assert about.text(f"cut_off.{cut_off.name}", language)
        if about.disclaimer:
            assert about.text("disclaimer", language)
            assert about.text("disclaimer_by", language)


@abouts
def test_no_consumer_writes_a_screening_scores_name(about: Any) -> None:
    """Outside its own files; the made table of held-out people and its makers hold OST's columns, since they were made with them, and a
    record may hold what another program answered under a score's name.
    """
    if about.outcomes != ("screening",):
        return
    makers = {ROOT / "osteo_core" / "training" / "nhanes" / "heldout.py", ROOT / "osteo_core" / "records" / "entries.py"}
    for folder in ("osteo_core", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.stem != about.name and path not in makers:
                assert f'"{about.name}"' not in path.read_text(encoding="utf-8"), path


def test_a_cut_off_has_one_end() -> None:
    with pytest.raises(ValueError, match="either at_most or at_least"):
        CutOff(name="x", column="x", sex="female", source="", at_most=1, at_least=2)
    with pytest.raises(ValueError, match="either at_most or at_least"):
        CutOff(name="x", column="x", sex="female", source="")


def test_a_dropped_in_score_takes_its_place(found: dict[str, Any]) -> None:
    assert found["names"] == [*(about.name for about in registry.abouts() if about.order < 45), "made_up"] + [
        about.name for about in registry.abouts() if about.order > 45
    ]


def test_compare_lists_it(found: dict[str, Any]) -> None:
    said = found["compare"]["scores"]["made_up"]
    assert list(found["compare"]["scores"]) == found["names"]
    assert said["about"]["title"] == "Made-up score (title)"
    assert said["values"]["major"]["value"] == 99
    assert said["values"]["screening"]["value"] == -2  # (60 - 70) / 5
    assert said["disclaimer"] == "Nobody made this score."
    for text in ("虚构评分（全称）", "虚构的结论", "并无人制定此评分。"):
        assert text in found["compare_text"]


def test_the_table_of_comparators_has_its_columns_and_notes(found: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(found["scored"])))
    header = list(rows[0])
    here = header.index("made_up_major")
    assert header[here - 1] == "osta"
    assert header[here : here + 3] == ["made_up_major", "made_up_word", "made_up_index"]
    assert header.index("comparator_notes") == here + 2 + sum(about.order > 45 for about in registry.abouts()) + 1
    a, b, c = rows
    assert (float(a["made_up_index"]), a["made_up_word"], float(b["made_up_index"])) == (0, "said", 13)
    assert (c["made_up_index"], c["made_up_word"]) == ("", "")
    assert "Made-up score (title), not answered" in a["comparator_notes"]
    assert "Made-up stays where it is." in b["comparator_notes"]
    assert "Made-up" not in c["comparator_notes"]


@pytest.mark.parametrize("language, short, word", [("en", "Made-up", "A made-up word"), ("zh", "虚构", "虚构的结论")])
def test_the_compare_page_shows_it(found: dict[str, Any], language: str, short: str, word: str) -> None:
    page = found["pages"][f"compare.{language}"]
    text = "\n".join(page["text"])
    charts = [alt for alt in page["alts"] if short in alt]
    assert len(charts) == 2  # the major fractures and their curve by age
    assert word in text
    assert any(short in label for label in page["expanders"])  # the question it leaves open
    words = tomllib.loads((DROPPED / f"{language}.toml").read_text(encoding="utf-8"))["scores"]["made_up"]
    assert any(words["title"] in table for table in page["tables"])
    for key in ("disclaimer", "disclaimer_by", "method"):
        assert words[key] in text
    # 99 % is the highest of all numbers, so the sentence on disagreement names it.
    assert any(line.startswith("- ") and short in line and "99" in line for line in text.split("\n"))


@pytest.mark.parametrize("language, short, cut_off", [("en", "Made-up", "Made-up below 3"), ("zh", "虚构", "虚构评分低于 3")])
def test_the_page_of_real_people_compares_it(found: dict[str, Any], language: str, short: str, cut_off: str) -> None:
    page = found["pages"][f"real_people.{language}"]
    assert any(short in table and "AUC" in table for table in page["tables"])
    assert any(cut_off in table for table in page["tables"])
    assert any(f"**{short}" in text and CATALOGUE["dementia"].label_in(language) in text for text in page["text"])
    assert any(short in alt for alt in page["alts"])


def test_real_women_are_ranked_by_it_and_its_cut_off_is_applied(found: dict[str, Any]) -> None:
    ranked = {row["method"]: row for row in found["methods"]}
    # Weight less age, as OST has it, with one unknown answer left out and the rounding of its own.
    assert ranked["made_up"]["auc"] == pytest.approx(ranked["ost"]["auc"], abs=0.02)
    assert {row["bound"] for row in found["cut_offs"] if row["cut_off"] == "below_3"} <= {"lowest", "highest"}
    assert any(row["cut_off"] == "below_3" for row in found["cut_offs"])
    assert "made_up" not in found["both_sexes"]
