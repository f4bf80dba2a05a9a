"""The command `report`: a file, or a sentence that says why there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from osteo_core.cli.main import main


@pytest.fixture
def record(tmp_path: Path, woman_with_dxa: dict[str, Any]) -> Path:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(woman_with_dxa), encoding="utf-8")
    return path


def test_it_writes_both_kinds(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, reader, begins in (("r.pdf", "clinician", b"%PDF-1.7"), ("r.HTML", "patient", b"<!DOCTYPE html>")):
        out = tmp_path / name
        assert main(["report", str(record), "--for", reader, "--language", "zh", "--date", "2026-11-26", "--out", str(out)]) == 0
        assert out.read_bytes().startswith(begins)
    assert capsys.readouterr().out.count("已将报告写入") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.HTML", "r.pdf", "record.json"]


@pytest.mark.parametrize(
    "given, said",
    [
        (["--out", "{there}/r.docx"], "r.docx: a report is written as PDF, HTML or FHIR"),
        (["--out", "{there}/nowhere/r.pdf"], "r.pdf:"),
        (["--out", "{there}"], "a report is written as PDF, HTML or FHIR"),
        (["--out", "{there}/r.pdf", "--date", "26.11.2026"], "26.11.2026 is not a date"),
        (["--out", "{there}/r.pdf", "--date", "2026-02-30"], "2026-02-30 is not a date"),
        (["--out", "{there}/r.pdf", "--precision", "{there}/absent.json"], "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str) -> None:
    assert main(["report", str(record), *(part.format(there=tmp_path) for part in given)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]


def test_a_bad_record_is_refused_in_the_language_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"visits": [{"date": "2024-05-01", "clinical": {"age": 12}}]}', encoding="utf-8")
    assert main(["report", str(path), "--language", "zh", "--out", str(tmp_path / "r.pdf")]) == 2
    assert "超出允许范围" in capsys.readouterr().err
    assert not (tmp_path / "r.pdf").exists()


def test_an_unknown_language_or_reader_is_refused(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in (["--language", "fr"], ["--for", "nurse"]):
        with pytest.raises(SystemExit, match="2"):
            main(["report", str(record), *option, "--out", str(tmp_path / "r.pdf")])
        assert option[1] in capsys.readouterr().err
