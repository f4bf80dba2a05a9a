"""The command line: answers, exit codes, and one plain line for everything that is wrong."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import osteo_core.model
from osteo_core.cli import cohort as cohort_command
from osteo_core.cli import main as cli
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.assessment import Assessment, Note, Risk
from osteo_core.patients.examples import list_examples

GOOD = {"clinical": {"age": 71, "sex": "female"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612}}


class FakeModel:
    """Fixed answers in the contract's types, so that what is printed can be checked by hand."""

    name = "fake"

    def read(self, patient: Any) -> Any:
        return patient

    def assess(self, patient: Any) -> Assessment:
        osteoporosis = Risk(0.412, 0.35, 0.478)
        intervals = {"normal": Risk(0.1, 0.05, 0.2), "osteopenia": Risk(0.488, 0.4, 0.55), "osteoporosis": osteoporosis}
        note = Note(kind="absent", key="cli.interrupted", params={}, field="btm")  # any sentence that exists in both languages
        return Assessment(
            "fake", {name: risk.probability for name, risk in intervals.items()}, osteoporosis, Risk(0.15, 0.1, 0.21),
            {"dxa_clinical": 0.7, "btm": 0.3}, (note,), intervals, ("dxa", "clinical"),
        )  # fmt: skip

    def explain_all(self, patient: Any) -> dict[str, Explanation]:
        parts = {"femoral_neck_bmd": 2.0, "age": -0.5}, {"dxa": 1.75, "clinical": -0.25}
        return {outcome: Explanation(outcome, -1.0, 0.5, *parts) for outcome in ("osteoporosis", "fracture")}

    def assess_columns(self, columns: dict[str, Any]) -> Any:
        n = len(columns["age"])
        status, one = np.full((n, 3), 1 / 3), np.full(n, 0.2)
        return SimpleNamespace(
            status=status, status_low=status, status_high=status, fracture=one, fracture_low=one, fracture_high=one, notes=[""] * n
        )


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is behind `load_model`, not that itself: a module imported meanwhile would keep the fake for all later tests.
    monkeypatch.setattr(osteo_core.model, "_loaded", lambda name: FakeModel())


@pytest.fixture
def record(tmp_path: Path) -> Callable[[Any], str]:
    def write(content: Any) -> str:
        path = tmp_path / "patient.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "osteo_core", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.usefixtures("fake_model")
def test_assess_as_json(record: Callable[[Any], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", record(GOOD), "--format", "json", "--explain"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["osteoporosis"] == {"probability": 0.412, "low": 0.35, "high": 0.478}
    assert sum(document["status"].values()) == pytest.approx(1)
    assert document["fracture"]["probability"] == 0.15
    assert document["attention"] == {"dxa_clinical": 0.7, "btm": 0.3}
    assert document["notes"][0]["text"] == "interrupted"
    for outcome in ("osteoporosis", "fracture"):
        said = document["explanations"][outcome]
        assert said["baseline"] + sum(said["contributions"].values()) == pytest.approx(said["value"], abs=1e-6)


@pytest.mark.usefixtures("fake_model")
@pytest.mark.parametrize(
    "language, words", [("en", ["Osteoporosis now", "research and teaching"]), ("zh", ["目前患骨质疏松", "科研与教学"])]
)
def test_assess_as_text(record: Callable[[Any], str], capsys: pytest.CaptureFixture[str], language: str, words: list[str]) -> None:
    assert cli.main(["assess", record(GOOD), "--explain", "--language", language]) == 0
    text = capsys.readouterr().out
    for part in [*words, "41.2 %", "35.0 %", "47.8 %", "15.0 %", "+2.00", "-0.50"]:
        assert part in text
    assert "{" not in text


@pytest.mark.usefixtures("fake_model")
def test_score_through_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("id,age\na,70\nb,19\n", encoding="utf-8")
    assert cli.main(["score", str(tmp_path / "in.csv"), str(tmp_path / "out.parquet")]) == 0
    assert pd.read_parquet(tmp_path / "out.parquet")["id"].tolist() == ["a"]
    said = capsys.readouterr().err
    assert "2 rows read, 1 scored, 1 refused" in said
    assert "out.parquet.errors.csv" in said


BAD_RECORDS = {
    "not JSON": "{not json",
    "unknown field": {"clinical": {"age": 70, "shoe_size": 42}},
    "text in a number": {"clinical": {"age": "seventy"}},
    "mg/cm2": {"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 790}},
    "height in metres": {"clinical": {"age": 70, "height_cm": 1.65}},
    "T against BMD": {"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612, "femoral_neck_t": 1.5}, "clinical": {"age": 70}},
    "too young": {"clinical": {"age": 19}},
    "too old": {"clinical": {"age": 130}},
    "a 64th SNP": {"clinical": {"age": 70}, "gene": {"rs999999999": 1}},
    "empty": {},
    "a list": [1, 2],
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("content", BAD_RECORDS.values(), ids=BAD_RECORDS.keys())
def test_a_bad_record_gets_lines_and_exit_code_2(
    record: Callable[[Any], str], capsys: pytest.CaptureFixture[str], content: Any, language: str
) -> None:
    assert cli.main(["assess", record(content), "--language", language]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err
    if language == "zh":
        assert any("一" <= letter <= "鿿" for letter in said.err)


def test_every_problem_has_its_line(record: Callable[[Any], str], capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["assess", record({"clinical": {"age": 19, "height_cm": 1.65}, "dxa": {"femoral_neck_bmd": 790}})])
    lines = capsys.readouterr().err.strip().splitlines()
    for field in ("clinical.age", "clinical.height_cm", "dxa.femoral_neck_bmd"):
        assert any(line.startswith(field) for line in lines)


@pytest.mark.parametrize("command", [["assess"], ["score", "--model=fusion"]])
@pytest.mark.parametrize("place, say", [("nowhere.json", "no such file"), (".", "folder")])
def test_missing_files_and_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], place: str, say: str) -> None:
    extra = [str(tmp_path / "out.csv")] if command[0] == "score" else []
    assert cli.main([*command, str(tmp_path / place), *extra]) == 2
    said = capsys.readouterr().err
    assert say in said
    assert len(said.strip().splitlines()) == 1


def test_bad_text_in_a_record_is_a_plain_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "patient.json").write_bytes(b'{"clinical": {"age": 70, "sex": "\xff"}}')
    assert cli.main(["assess", str(tmp_path / "patient.json")]) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("out", ["cohort.csv", "nowhere/cohort.parquet"])
def test_a_cohort_needs_a_parquet_place(tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str) -> None:
    assert cli.main(["cohort", "virtual", "--n", "10", "--seed", "1", "--out", str(tmp_path / out)]) == 2
    assert ".parquet" in capsys.readouterr().err


def test_a_virtual_cohort_is_written_and_the_seed_decides_it(tmp_path: Path) -> None:
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert cli.main(["cohort", "virtual", "--n", "60", "--seed", seed, "--out", str(tmp_path / f"{name}.parquet")]) == 0
    a, b, c = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in "abc")
    assert len(a) == 60
    pd.testing.assert_frame_equal(a, b)
    assert not a["age"].equals(c["age"])


def test_people_as_in_life_are_written_with_both_outcomes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from osteo_core.cohorts.worlds.life import draw

    out = tmp_path / "life.parquet"
    assert cli.main(["cohort", "life", "--n", "40", "--seed", "5", "--out", str(out)]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(out), draw(40, 5).table)
    assert {"status", "fracture_10y", "hip_fracture_10y", "hip_fracture_time", "hip_fracture_event"} <= set(pd.read_parquet(out))
    capsys.readouterr()
    assert cli.main(["cohort", "life", "--n", "40", "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith("--seed")


@pytest.mark.parametrize(
    "arguments", [["cohort", "virtual", "--n", "-3", "--seed", "1", "--out", "x.parquet"], ["train", "--seed", "half"], ["fly"], []]
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_interruption_is_130_and_a_short_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(options: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cohort_command, "run", interrupted)
    assert cli.main(["cohort", "virtual", "--n", "10", "--seed", "1", "--out", "x.parquet"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_help_is_instant_and_in_both_languages() -> None:
    english, chinese = run("score", "--help"), run("score", "--help", "--language", "zh")
    assert english.returncode == chinese.returncode == 0
    assert "errors file" in english.stdout
    assert "错误文件" in chinese.stdout
    heavy = "[m for m in ('torch', 'pandas', 'numpy', 'pydantic') if m in sys.modules]"
    code = f"import sys, osteo_core.cli.main as cli; cli.build_parser(); print({heavy})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("cohort", ["nowhere.parquet", "people.csv", "folder", "fake.parquet", "plain.parquet"])
def test_a_table_that_cannot_be_trained_on_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cohort: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("age,status\n70,normal\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "fake.parquet").write_bytes(b"no")
    pd.DataFrame({"age": [70.0], "status": ["normal"]}).to_parquet(tmp_path / "plain.parquet")
    assert cli.main(["train", "--cohort", cohort]) == 2
    assert capsys.readouterr().err.startswith(cohort)


def test_training_gets_the_settings_that_were_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from osteo_core.training import train

    asked: list[Any] = []
    monkeypatch.setattr(train, "run", lambda settings, **_: asked.append(settings))
    assert cli.main(["train", "--out", str(tmp_path), "--seed", "3", "--n", "500"]) == 0
    assert cli.main(["train"]) == 0
    assert (asked[0].cohort, asked[0].out, asked[0].seed, asked[0].n) == ("virtual", tmp_path, 3, 500)
    assert asked[1] == train.TrainSettings()


def test_the_network_of_the_world_as_in_life_has_settings_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from osteo_core.training import train
    from osteo_core.training.life.settings import life_settings

    asked: list[Any] = []
    monkeypatch.setattr(train, "run", lambda settings, **_: asked.append(settings))
    assert cli.main(["train", "--cohort", "life", "--out", str(tmp_path), "--seed", "3", "--n", "500"]) == 0
    assert cli.main(["train", "--cohort", "life"]) == 0
    assert (asked[0].cohort, asked[0].out, asked[0].seed, asked[0].n) == ("life", tmp_path, 3, 500)
    assert asked[1] == life_settings()
    assert asked[1].fold == asked[0].fold != train.TrainSettings().fold


def test_the_nhanes_model_is_trained_on_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from osteo_core.training.nhanes import train as nhanes

    asked: list[Any] = []
    monkeypatch.setattr(nhanes, "run", lambda **given: asked.append(given))
    assert cli.main(["train", "--cohort", "nhanes", "--out", str(tmp_path), "--seed", "3"]) == 0
    assert asked == [{"out": tmp_path, "seed": 3}]
    assert cli.main(["train", "--cohort", "nhanes", "--n", "500"]) == 2
    assert capsys.readouterr().err.startswith("--n")


def test_only_the_commands_of_this_version_are_offered() -> None:
    offered = run("--help").stdout
    assert all(name in offered for name in ("assess", "score", "compare", "evaluate", "train", "cohort"))


@pytest.mark.usefixtures("fake_model")
def test_every_example_goes_through(capsys: pytest.CaptureFixture[str]) -> None:
    for example in list_examples():
        assert cli.main(["assess", str(example.path)]) == 0
        assert "41.2 %" in capsys.readouterr().out


@pytest.mark.parametrize("language, say", [("en", "nowhere"), ("zh", "nowhere")])
def test_an_unknown_model_is_one_line(record: Callable[[Any], str], capsys: pytest.CaptureFixture[str], language: str, say: str) -> None:
    assert cli.main(["assess", record(GOOD), "--model", "nowhere", "--language", language]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert say in lines[0]
