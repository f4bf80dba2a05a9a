"""The command `evaluate`: JSON and text, in both languages, and one line for everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from osteo_core import cli

TABLE = str(Path(__file__).parent / "golden" / "evaluate" / "table.csv")
ASKED = ["evaluate", TABLE, "--outcome", "y", "--model", "p_new"]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*ASKED, "--reference", "p_old", "--group", "g", "--threshold", "0.2", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    golden = pd.read_csv(Path(TABLE).parent / "comparison.csv").iloc[0]
    assert document["comparison"]["z"] == pytest.approx(golden["z"], abs=1e-6)
    assert (document["n"], document["threshold"]) == (600, 0.2)
    assert set(document["groups"]) == {"female", "male"}


def test_without_a_reference_there_is_no_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*ASKED, "--model", "p_old", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["comparison"], document["groups"]) == (None, {})
    assert list(document["models"]) == ["p_new", "p_old"]


@pytest.mark.parametrize(
    "language, words", [("en", ["Calibration slope", "Group female", "DeLong's test"]), ("zh", ["校准斜率", "分组 female", "DeLong 检验"])]
)
def test_as_text(capsys: pytest.CaptureFixture[str], language: str, words: list[str]) -> None:
    assert cli.main([*ASKED, "--reference", "p_old", "--group", "g", "--language", language]) == 0
    text = capsys.readouterr().out
    for part in [*words, "0.7469", "0.7048", "3.555", "P = 0.00038", "0.8431", "Pepe"]:
        assert part in text, part
    assert "{" not in text


def test_the_text_says_what_is_lacking_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "few.csv").write_text("y,p\n0,0.3\n1,0.3\n", encoding="utf-8")
    assert cli.main(["evaluate", str(tmp_path / "few.csv"), "--outcome", "y", "--model", "p"]) == 0
    text = capsys.readouterr().out
    assert "no value" in text
    assert "all predictions are the same" in text
    assert "uncertain" in text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "nowhere.csv", "--outcome", "y", "--model", "p"],
        [*ASKED, "--reference", "p_new"],
        [*ASKED, "--group", "sex"],
        ["evaluate", TABLE, "--outcome", "p_new", "--model", "p_old"],
    ],
)
def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], language: str) -> None:
    assert cli.main([*arguments, "--language", language]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("threshold", ["0", "1", "20", "nan", "0,2", "high"])
def test_a_threshold_out_of_range(capsys: pytest.CaptureFixture[str], threshold: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*ASKED, "--threshold", threshold])
    assert ended.value.code == 2
    assert "between 0 and 1" in capsys.readouterr().err
