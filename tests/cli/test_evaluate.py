"""The command `evaluate`: JSON and text, in both languages, and one line for everything that is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from osteo_core.cli import main as cli
from tests.folders import GOLDEN

TABLE = str(GOLDEN / "evaluate" / "table.csv")
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


# content of the table, its name, words of the line in English and in Chinese
BAD_TABLES: dict[str, tuple[bytes, str, str, str]] = {
    "no events": (b"y,p\n0,0.1\n0,0.2\n", "t.csv", "none of the 2 people has the outcome", "均未发生结局"),
    "all events": (b"y,p\n1,0.1\n1,0.2\n", "t.csv", "all 2 people have the outcome", "全部发生结局"),
    "a missing outcome": (b"y,p\n0,0.1\n,0.2\n", "t.csv", "y: no value, 1 in all: row 2", "y：缺少数值，共 1 行：第 2 行"),
    "a missing prediction": (b"y,p\n0,0.1\n1,\n", "t.csv", "p: no value, 1 in all: row 2", "p：缺少数值，共 1 行：第 2 行"),
    "out of range": (b"y,p\n0,-1\n1,170\n", "t.csv", "row 1 (-1), 2 (170)", "超出范围"),
    "percent": (b"y,p\n0,12\n1,55\n", "t.csv", "looks like percent", "看来是百分数"),
    "two-valued texts": (b"y,p\ncase,0.1\ncontrol,0.2\n", "t.csv", "row 1 (case), 2 (control); allowed: 0 or 1", "允许：0 或 1"),
    "two columns of one name": (b"y,p,p\n0,0.1,0.2\n1,0.3,0.4\n", "t.csv", '2 columns have the name "p"', "有 2 列同名"),
    "an empty file": (b"", "t.csv", "the file is empty", "文件为空"),
    "names without rows": (b"y,p\n", "t.csv", "no rows", "没有数据行"),
    "a PDF renamed": (b"%PDF-1.7\n", "t.csv", "is a PDF document", "PDF 文档"),
    "a workbook renamed": (b"PK\x03\x04\x14\x00", "t.csv", "is a spreadsheet workbook", "电子表格工作簿"),
    "a damaged Parquet file": (b"PAR1\x15\x04PAR1", "t.parquet", "not a readable Parquet file", "不是可以读取的 Parquet 文件"),
    "a name with HTML": (b"y,<b>p</b>\n0,0.1\n1,0.2\n", "t.csv", 'there is no column "p"', "没有名为“p”的列"),
}


@pytest.mark.parametrize("what", BAD_TABLES)
def test_a_bad_table_is_one_line_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    content, name, *words = BAD_TABLES[what]
    (tmp_path / name).write_bytes(content)
    asked = ["evaluate", str(tmp_path / name), "--outcome", "y", "--model", "p"]
    for language, said in zip(("en", "zh"), words, strict=True):
        assert cli.main([*asked, "--language", language]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err
        lines = err.strip().splitlines()
        assert len(lines) == (2 if what == "a workbook renamed" else 1)
        assert ("osteo import" in lines[0]) is (len(lines) == 2)  # what a workbook is brought in by


ODD_TABLES = {
    "constant predictions": (b"y,p\n0,0.3\n1,0.3\n0,0.3\n", "all predictions are the same"),
    "predictions of 0 and 1": (b"y,p\n0,0\n1,1\n0,1\n1,0\n", "exactly 0 or 1"),
    "two rows": (b"y,p\n0,0.1\n1,0.2\n", "at least two people with"),
    "semicolons and decimal commas": (b"y;p\n0;0,125\n1;0,5\n", "2 people, 1 with the outcome"),
    "UTF-16 from a spreadsheet": ("y\tp\r\n否\t0,125\r\n是\t0,5\r\n".encode("utf-16"), "2 people, 1 with the outcome"),
}


@pytest.mark.parametrize("what", ODD_TABLES)
def test_an_odd_table_is_judged_as_far_as_it_allows(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    content, said = ODD_TABLES[what]
    (tmp_path / "t.csv").write_bytes(content)
    assert cli.main(["evaluate", str(tmp_path / "t.csv"), "--outcome", "y", "--model", "p"]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("threshold", ["0", "1", "20", "nan", "0,2", "high"])
def test_a_threshold_out_of_range(capsys: pytest.CaptureFixture[str], threshold: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*ASKED, "--threshold", threshold])
    assert ended.value.code == 2
    assert "between 0 and 1" in capsys.readouterr().err


def test_a_reader_who_stops_before_the_end_is_no_error() -> None:
    command = [sys.executable, "-m", "osteo_core", *ASKED, "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        complaint = running.stderr.read()
    assert (complaint, running.returncode) == (b"", 1)
