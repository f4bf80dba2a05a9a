"""The command line on streams that cannot hold every character, are full, or are closed; and files that are damaged."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from osteo_core import released
from osteo_core.cli import main as cli
from osteo_core.errors import ArtifactError
from tests import folders

RECORD = {"clinical": {"age": 71, "sex": "female", "weight_kg": 132}, "dxa": {"manufacturer": "hologic", "femoral_neck_t": "−2.6"}}
OUTCOMES = "y,p_new\n" + "".join(f"{i % 2},{(i % 7 + 1) / 9}\n" for i in range(60))
PLAIN = {"ascii": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "cp1252": {"PYTHONIOENCODING": "cp1252"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "patient.json").write_text(json.dumps(RECORD), encoding="utf-8")
    (tmp_path / "wrong.json").write_text('{"clinical": {"age": "−7"}}', encoding="utf-8")
    (tmp_path / "table.csv").write_text("id,age,sex\na,70,female\nb,7,male\n", encoding="utf-8")
    (tmp_path / "outcomes.csv").write_text(OUTCOMES, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, to: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "osteo_core", *arguments]
    line = " ".join(f"'{part}'" for part in command) + to
    surroundings = os.environ | {"PYTHONPATH": str(folders.ROOT), "OMP_NUM_THREADS": "1"} | environment
    return subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=surroundings, capture_output=True, check=False, timeout=120)


COMMANDS = {
    "assess": (["assess", "patient.json"], 0), "assess json": (["assess", "patient.json", "--format", "json"], 0),
    "compare": (["compare", "patient.json"], 0), "compare json": (["compare", "patient.json", "--format", "json"], 0),
    "score": (["score", "table.csv", "out.csv"], 0), "refused": (["assess", "wrong.json"], 2),
    "evaluate": (["evaluate", "outcomes.csv", "--outcome", "y", "--model", "p_new"], 0), "help": (["assess", "--help"], 0),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("encoding", PLAIN)
def test_every_command_answers_where_the_output_is_not_utf_8(
    folder: Path, encoding: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name, (arguments, code) in COMMANDS.items():
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        assert ended(cli.main, [*arguments, "--language", language]) == code, name
        out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams if not stream.flush())  # type: ignore[attr-defined]
        assert out or err
        if name.endswith("json"):
            answer = json.dumps(json.loads(out), ensure_ascii=False)
            assert language == "en" or re.search("[\u4e00-\u9fff]", answer)
        elif language == "zh" and name != "help":
            assert "\\u" in out + err


def ended(main: Callable[[list[str]], int], arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as end:  # --help
        return int(end.code or 0)


@pytest.mark.parametrize("encoding", PLAIN)
def test_a_process_of_its_own_answers_too(folder: Path, encoding: str) -> None:
    done = run(folder, "assess", "patient.json", "--language", "zh", **PLAIN[encoding])
    assert done.returncode == 0, done.stderr
    assert "?" not in done.stdout.decode(encoding)


def test_a_minus_stays_a_minus_in_ascii(folder: Path) -> None:
    done = run(folder, "assess", "wrong.json", **PLAIN["ascii"])
    assert b"clinical.age: Age: -7 years is outside" in done.stderr


@pytest.mark.parametrize("to, words", [(" > /dev/full", b"No space left"), (" >&-", b"standard output is closed")])
def test_output_that_cannot_be_written_is_one_sentence(folder: Path, to: str, words: bytes) -> None:
    done = run(folder, "assess", "patient.json", to=to)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_stops_is_no_error(folder: Path) -> None:
    done = run(folder, "assess", "patient.json", "--format", "json", to=" | head -c 1")
    assert done.stderr == b""


@pytest.mark.parametrize("arguments", [["cohort", "virtual", "--n", "9" * 30, "--seed", "1", "--out", "x.parquet"], ["train", "--n", "3"]])
def test_numbers_beyond_reason_are_refused_at_once(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "allowed: a whole number of" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../fusion", "a\0b", "", "nobody"])
def test_a_model_that_does_not_ship_is_one_sentence(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", str(folder / "patient.json"), "--model", name]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"PAR1 cut"])
def test_a_damaged_file_of_the_program_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(content)
    for read in (released.read_json, released.read_parquet):
        with pytest.raises(ArtifactError, match=r"card\.json: this file of the program is damaged") as caught:
            read(path)
        assert "已损坏" in caught.value.text("zh")
    path.unlink()
    with pytest.raises(ArtifactError, match="is missing"):
        released.read_json(path)
